"""Rules on Redshift clusters: encrypted, private, logged, restorable, and entered by TLS only."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import (
    must_be_at_least,
    must_be_customer_key,
    must_be_false,
    must_be_set,
    must_be_true,
    must_not_be,
    must_not_be_set,
    when,
)
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.lists import must_have_parameter
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_CLUSTER: Final = "aws:redshift/cluster:Cluster"
_PARAMETERS: Final = "aws:redshift/parameterGroup:ParameterGroup"
_GRANT: Final = "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant"
_LOGGING: Final = "aws:redshift/logging:Logging"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _guarded(_resource: Resource, bar: Thresholds) -> bool:
    return bar.deletion_protection


def _several_zones(_resource: Resource, bar: Thresholds) -> bool:
    return bar.multi_az


def _requires_tls(group: Resource, bar: Thresholds) -> Findings:
    # The family redshift-2.0 requires it by default, 1.0 does not.
    default = "true" if group.read("family").text == "redshift-2.0" else "false"
    yield from must_have_parameter("require_ssl", "true", default=default)(group, bar)


def _logged(cluster: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    logging = graph.referrers(cluster, _LOGGING, "clusterIdentifier")
    if logging.resources:
        return
    if logging.resolved:
        yield failed(None, "no redshift.Logging of the stack says where the cluster's audit log goes")
    else:
        yield undetermined(None, "the clusterIdentifier of a redshift.Logging is not known yet, it may be this one's")


def _stack(*, logged: Value) -> tuple[Declared, ...]:
    cluster = Declared(type=_CLUSTER, name="warehouse", properties={"clusterIdentifier": "warehouse"})
    if logged is None:
        return (cluster,)
    properties = {"clusterIdentifier": logged, "logDestinationType": "cloudwatch", "logExports": ["connectionlog"]}
    return (cluster, Declared(type=_LOGGING, name="logging", properties=properties))


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "redshift-cluster-encrypted",
        (_CLUSTER,),
        must_be_true("encrypted", default=True),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "encrypted": True},
            bad={"clusterIdentifier": "warehouse", "encrypted": False},
            unknown={"clusterIdentifier": "warehouse", "encrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-customer-key",
        (_CLUSTER,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "kmsKeyId": _KEY},
            bad={"clusterIdentifier": "warehouse"},
            unknown={"clusterIdentifier": "warehouse", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-copy-grant-customer-key",
        (_GRANT,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _GRANT,
            good={"snapshotCopyGrantName": "copies", "kmsKeyId": _KEY},
            bad={"snapshotCopyGrantName": "copies"},
            unknown={"snapshotCopyGrantName": "copies", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-private",
        (_CLUSTER,),
        must_be_false("publiclyAccessible"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "publiclyAccessible": False},
            bad={"clusterIdentifier": "warehouse", "publiclyAccessible": True},
            unknown={"clusterIdentifier": "warehouse", "publiclyAccessible": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-in-vpc",
        (_CLUSTER,),
        must_be_set("clusterSubnetGroupName"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "clusterSubnetGroupName": "data"},
            bad={"clusterIdentifier": "warehouse"},
            unknown={"clusterIdentifier": "warehouse", "clusterSubnetGroupName": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-routing",
        (_CLUSTER,),
        must_be_true("enhancedVpcRouting"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "enhancedVpcRouting": True},
            bad={"clusterIdentifier": "warehouse"},
            unknown={"clusterIdentifier": "warehouse", "enhancedVpcRouting": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-tls",
        (_PARAMETERS,),
        _requires_tls,
        examples(
            _PARAMETERS,
            good={"family": "redshift-1.0", "parameters": [{"name": "require_ssl", "value": "true"}]},
            bad={"family": "redshift-1.0"},
            unknown={"family": "redshift-1.0", "parameters": [{"name": "require_ssl", "value": UNKNOWN}]},
        ),
    ),
    ResourceRule(
        "redshift-cluster-backup-retention",
        (_CLUSTER,),
        must_be_at_least("automatedSnapshotRetentionPeriod", lambda bar: bar.backup_days, default=1, unit="days"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "automatedSnapshotRetentionPeriod": 35},
            bad={"clusterIdentifier": "warehouse"},
            unknown={"clusterIdentifier": "warehouse", "automatedSnapshotRetentionPeriod": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-final-snapshot",
        (_CLUSTER,),
        when(_guarded, must_be_false("skipFinalSnapshot")),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "skipFinalSnapshot": False},
            bad={"clusterIdentifier": "warehouse", "skipFinalSnapshot": True},
            unknown={"clusterIdentifier": "warehouse", "skipFinalSnapshot": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-version-upgrades",
        (_CLUSTER,),
        must_be_true("allowVersionUpgrade", default=True),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "allowVersionUpgrade": True},
            bad={"clusterIdentifier": "warehouse", "allowVersionUpgrade": False},
            unknown={"clusterIdentifier": "warehouse", "allowVersionUpgrade": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-multi-az",
        (_CLUSTER,),
        when(_several_zones, must_be_true("multiAz")),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "multiAz": True},
            bad={"clusterIdentifier": "warehouse"},
            unknown={"clusterIdentifier": "warehouse", "multiAz": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-database-name",
        (_CLUSTER,),
        must_not_be("databaseName", "dev", default="dev"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "databaseName": "orders"},
            bad={"clusterIdentifier": "warehouse"},
            unknown={"clusterIdentifier": "warehouse", "databaseName": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-master-name",
        (_CLUSTER,),
        must_not_be("masterUsername", "awsuser", "admin", "administrator"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "masterUsername": "orders_owner"},
            bad={"clusterIdentifier": "warehouse", "masterUsername": "awsuser"},
            unknown={"clusterIdentifier": "warehouse", "masterUsername": UNKNOWN},
        ),
    ),
    ResourceRule(
        "redshift-cluster-managed-password",
        (_CLUSTER,),
        must_not_be_set("masterPassword", because="and Secrets Manager is to make and keep it"),
        examples(
            _CLUSTER,
            good={"clusterIdentifier": "warehouse", "manageMasterPassword": True},
            bad={"clusterIdentifier": "warehouse", "masterPassword": "Correct-horse-1"},
            unknown=None,
        ),
    ),
    RelationRule(
        "redshift-cluster-logged",
        (_CLUSTER,),
        _logged,
        Examples(good=_stack(logged="warehouse"), bad=_stack(logged=None), unknown=_stack(logged=UNKNOWN)),
    ),
)
