"""Rules on DocumentDB: encrypted, logged, restorable, and slow to delete."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import (
    given,
    must_be_at_least,
    must_be_customer_key,
    must_be_false,
    must_be_true,
    must_not_be_set,
    when,
)
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_have_parameter, must_include, must_include_one
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN

_CLUSTER: Final = "aws:docdb/cluster:Cluster"
_GLOBAL: Final = "aws:docdb/globalCluster:GlobalCluster"
_PARAMETERS: Final = "aws:docdb/clusterParameterGroup:ClusterParameterGroup"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _guarded(_resource: Resource, bar: Thresholds) -> bool:
    return bar.deletion_protection


def _of_own(cluster: Resource, _bar: Thresholds) -> bool:
    """Whether a global cluster says itself what it is: one made of a cluster takes it from there."""
    return not given(cluster.read("sourceDbClusterIdentifier"))


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "docdb-cluster-encrypted",
        (_CLUSTER,),
        must_be_true("storageEncrypted"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "orders", "storageEncrypted": True},
            bad={"clusterIdentifier": "orders"},
            unknown={"clusterIdentifier": "orders", "storageEncrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        "docdb-cluster-customer-key",
        (_CLUSTER,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "orders", "kmsKeyId": _KEY},
            bad={"clusterIdentifier": "orders"},
            unknown={"clusterIdentifier": "orders", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "docdb-global-cluster-encrypted",
        (_GLOBAL,),
        when(_of_own, must_be_true("storageEncrypted")),
        examples(
            _GLOBAL,
            good={"globalClusterIdentifier": "orders", "storageEncrypted": True},
            bad={"globalClusterIdentifier": "orders"},
            unknown={"globalClusterIdentifier": "orders", "storageEncrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        "docdb-cluster-logs-exported",
        (_CLUSTER,),
        must_include_one("enabledCloudwatchLogsExports", "audit", "profiler"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "orders", "enabledCloudwatchLogsExports": ["audit"]},
            bad={"clusterIdentifier": "orders"},
            unknown={"clusterIdentifier": "orders", "enabledCloudwatchLogsExports": UNKNOWN},
        ),
    ),
    ResourceRule(
        "docdb-cluster-audit-exported",
        (_CLUSTER,),
        must_include("enabledCloudwatchLogsExports", "audit"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "orders", "enabledCloudwatchLogsExports": ["audit"]},
            bad={"clusterIdentifier": "orders"},
            unknown={"clusterIdentifier": "orders", "enabledCloudwatchLogsExports": UNKNOWN},
        ),
    ),
    ResourceRule(
        "docdb-cluster-audit-on",
        (_PARAMETERS,),
        must_have_parameter("audit_logs", "enabled", "all", "ddl", "dml_read", "dml_write", default="disabled"),
        examples(
            _PARAMETERS,
            good={"family": "docdb5.0", "parameters": [{"name": "audit_logs", "value": "enabled"}]},
            bad={"family": "docdb5.0", "parameters": [{"name": "audit_logs", "value": "disabled"}]},
            unknown={"family": "docdb5.0", "parameters": [{"name": "audit_logs", "value": UNKNOWN}]},
        ),
    ),
    ResourceRule(
        "docdb-cluster-tls",
        (_PARAMETERS,),
        must_have_parameter("tls", "enabled", "tls1.2+", "tls1.3+", "fips-140-3", default="enabled"),
        examples(
            _PARAMETERS,
            good={"family": "docdb5.0", "parameters": [{"name": "tls", "value": "enabled"}]},
            bad={"family": "docdb5.0", "parameters": [{"name": "tls", "value": "disabled"}]},
            unknown={"family": "docdb5.0", "parameters": [{"name": "tls", "value": UNKNOWN}]},
        ),
    ),
    ResourceRule(
        "docdb-cluster-backup-retention",
        (_CLUSTER,),
        must_be_at_least("backupRetentionPeriod", lambda bar: bar.backup_days, default=1, unit="days"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "orders", "backupRetentionPeriod": 35},
            bad={"clusterIdentifier": "orders"},
            unknown={"clusterIdentifier": "orders", "backupRetentionPeriod": UNKNOWN},
        ),
    ),
    ResourceRule(
        "docdb-cluster-final-snapshot",
        (_CLUSTER,),
        when(_guarded, must_be_false("skipFinalSnapshot")),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "orders", "skipFinalSnapshot": False},
            bad={"clusterIdentifier": "orders", "skipFinalSnapshot": True},
            unknown={"clusterIdentifier": "orders", "skipFinalSnapshot": UNKNOWN},
        ),
    ),
    ResourceRule(
        "docdb-cluster-deletion-protection",
        (
            _CLUSTER,
            _GLOBAL,
        ),
        when(_guarded, must_be_true("deletionProtection")),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "orders", "deletionProtection": True},
            bad={"clusterIdentifier": "orders"},
            unknown={"clusterIdentifier": "orders", "deletionProtection": UNKNOWN},
        ),
    ),
    ResourceRule(
        "docdb-cluster-managed-password",
        (_CLUSTER,),
        must_not_be_set("masterPassword", because="and Secrets Manager is to make and keep it"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "orders", "manageMasterUserPassword": True},
            bad={"clusterIdentifier": "orders", "masterPassword": "correct-horse"},
            unknown=None,
        ),
    ),
)
