"""Rules on Neptune: encrypted, logged, private, restorable, and slow to delete."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_at_least, must_be_customer_key, must_be_false, must_be_true, when
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_have_parameter, must_include
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN

_CLUSTER: Final = "aws:neptune/cluster:Cluster"
_INSTANCE: Final = "aws:neptune/clusterInstance:ClusterInstance"
_PARAMETERS: Final = "aws:neptune/clusterParameterGroup:ClusterParameterGroup"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _guarded(_resource: Resource, bar: Thresholds) -> bool:
    return bar.deletion_protection


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "neptune-cluster-encrypted",
        (_CLUSTER,),
        must_be_true("storageEncrypted"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "graph", "storageEncrypted": True},
            bad={"clusterIdentifier": "graph"},
            unknown={"clusterIdentifier": "graph", "storageEncrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        "neptune-cluster-customer-key",
        (_CLUSTER,),
        must_be_customer_key("kmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "graph", "kmsKeyArn": _KEY},
            bad={"clusterIdentifier": "graph"},
            unknown={"clusterIdentifier": "graph", "kmsKeyArn": UNKNOWN},
        ),
    ),
    ResourceRule(
        "neptune-cluster-audit-exported",
        (_CLUSTER,),
        must_include("enableCloudwatchLogsExports", "audit"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "graph", "enableCloudwatchLogsExports": ["audit"]},
            bad={"clusterIdentifier": "graph"},
            unknown={"clusterIdentifier": "graph", "enableCloudwatchLogsExports": UNKNOWN},
        ),
    ),
    ResourceRule(
        "neptune-cluster-audit-on",
        (_PARAMETERS,),
        must_have_parameter("neptune_enable_audit_log", "1", default="0"),
        examples(
            _PARAMETERS,
            good={"family": "neptune1.4", "parameters": [{"name": "neptune_enable_audit_log", "value": "1"}]},
            bad={"family": "neptune1.4", "parameters": [{"name": "neptune_enable_audit_log", "value": "0"}]},
            unknown={"family": "neptune1.4", "parameters": [{"name": "neptune_enable_audit_log", "value": UNKNOWN}]},
        ),
    ),
    ResourceRule(
        "neptune-cluster-iam-authentication",
        (_CLUSTER,),
        must_be_true("iamDatabaseAuthenticationEnabled"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "graph", "iamDatabaseAuthenticationEnabled": True},
            bad={"clusterIdentifier": "graph"},
            unknown={"clusterIdentifier": "graph", "iamDatabaseAuthenticationEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        "neptune-cluster-deletion-protection",
        (_CLUSTER,),
        when(_guarded, must_be_true("deletionProtection")),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "graph", "deletionProtection": True},
            bad={"clusterIdentifier": "graph"},
            unknown={"clusterIdentifier": "graph", "deletionProtection": UNKNOWN},
        ),
    ),
    ResourceRule(
        "neptune-cluster-backup-retention",
        (_CLUSTER,),
        must_be_at_least("backupRetentionPeriod", lambda bar: bar.backup_days, default=1, unit="days"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "graph", "backupRetentionPeriod": 35},
            bad={"clusterIdentifier": "graph"},
            unknown={"clusterIdentifier": "graph", "backupRetentionPeriod": UNKNOWN},
        ),
    ),
    ResourceRule(
        "neptune-cluster-final-snapshot",
        (_CLUSTER,),
        when(_guarded, must_be_false("skipFinalSnapshot")),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "graph", "skipFinalSnapshot": False},
            bad={"clusterIdentifier": "graph", "skipFinalSnapshot": True},
            unknown={"clusterIdentifier": "graph", "skipFinalSnapshot": UNKNOWN},
        ),
    ),
    ResourceRule(
        "neptune-cluster-tags-on-snapshots",
        (_CLUSTER,),
        must_be_true("copyTagsToSnapshot"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "graph", "copyTagsToSnapshot": True},
            bad={"clusterIdentifier": "graph"},
            unknown={"clusterIdentifier": "graph", "copyTagsToSnapshot": UNKNOWN},
        ),
    ),
    ResourceRule(
        "neptune-instance-private",
        (_INSTANCE,),
        must_be_false("publiclyAccessible"),
        examples(
            _INSTANCE,
            good={"clusterIdentifier": "graph", "instanceClass": "db.r6g.large", "publiclyAccessible": False},
            bad={"clusterIdentifier": "graph", "instanceClass": "db.r6g.large", "publiclyAccessible": True},
            unknown={"clusterIdentifier": "graph", "instanceClass": "db.r6g.large", "publiclyAccessible": UNKNOWN},
        ),
    ),
    ResourceRule(
        "neptune-instance-minor-upgrades",
        (_INSTANCE,),
        must_be_true("autoMinorVersionUpgrade", default=True),
        examples(
            _INSTANCE,
            good={"clusterIdentifier": "graph", "instanceClass": "db.r6g.large", "autoMinorVersionUpgrade": True},
            bad={"clusterIdentifier": "graph", "instanceClass": "db.r6g.large", "autoMinorVersionUpgrade": False},
            unknown={"clusterIdentifier": "graph", "instanceClass": "db.r6g.large", "autoMinorVersionUpgrade": UNKNOWN},
        ),
    ),
)
