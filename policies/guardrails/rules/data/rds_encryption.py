"""Databases and everything that is copied out of them are encrypted, by a customer key."""

from guardrails.graph import Resource
from guardrails.requirements import given, must_be_customer_key, must_be_true
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.rds_databases import (
    as_replica,
    by_type,
    excused,
    is_replica,
    is_serverless_v1,
    where_on,
)
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.rules.data.types import (
    RDS_ACTIVITY_STREAM,
    RDS_BACKUP_REPLICATION,
    RDS_CLUSTER,
    RDS_CLUSTER_INSTANCE,
    RDS_CLUSTER_SNAPSHOT_COPY,
    RDS_GLOBAL_CLUSTER,
    RDS_INSTANCE,
    RDS_SNAPSHOT_COPY,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import not_applicable

_KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_by_customer_key = must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS)
_history_by_customer_key = must_be_customer_key("performanceInsightsKmsKeyId", proven_by=NAMES_OF_KEYS)
_secret_by_customer_key = must_be_customer_key("masterUserSecretKmsKeyId", proven_by=NAMES_OF_KEYS)


def _instance_encrypted(instance: Resource, bar: Thresholds) -> Findings:
    # The provider ignores storageEncrypted on a replica of another region, which is encrypted by naming a key there.
    if not (is_replica(instance) and given(instance.read("kmsKeyId"))):
        yield from must_be_true("storageEncrypted")(instance, bar)


def _instance_key(instance: Resource, bar: Thresholds) -> Findings:
    if is_replica(instance) and not given(instance.read("kmsKeyId")):
        yield not_applicable("a replica takes its source's key, and AWS refuses one in another region without a key")
    else:
        yield from _by_customer_key(instance, bar)


def _cluster_encrypted(cluster: Resource, bar: Thresholds) -> Findings:
    yield from must_be_true("storageEncrypted", default=is_serverless_v1(cluster))(cluster, bar)


def _of_a_cluster(cluster: Resource, _bar: Thresholds) -> str | None:
    source = cluster.read("sourceDbClusterIdentifier")
    return "a global cluster made of a cluster takes its encryption" if given(source) else None


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="rds-instance-storage-encrypted",
        types=(RDS_INSTANCE,),
        judge=_instance_encrypted,
        examples=examples(
            RDS_INSTANCE,
            good={"engine": "postgres", "storageEncrypted": True},
            bad={"engine": "postgres"},
            unknown={"engine": "postgres", "storageEncrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-instance-customer-key",
        types=(RDS_INSTANCE,),
        judge=_instance_key,
        examples=examples(
            RDS_INSTANCE,
            good={"storageEncrypted": True, "kmsKeyId": _KEY},
            bad={"storageEncrypted": True},
            unknown={"storageEncrypted": True, "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-cluster-storage-encrypted",
        types=(RDS_CLUSTER,),
        judge=_cluster_encrypted,
        examples=examples(
            RDS_CLUSTER,
            good={"engine": "aurora-postgresql", "storageEncrypted": True},
            bad={"engine": "aurora-postgresql"},
            unknown={"engine": "aurora-postgresql", "storageEncrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-cluster-customer-key",
        types=(RDS_CLUSTER,),
        judge=_by_customer_key,
        examples=examples(
            RDS_CLUSTER,
            good={"storageEncrypted": True, "kmsKeyId": _KEY},
            bad={"storageEncrypted": True},
            unknown={"storageEncrypted": True, "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-global-cluster-storage-encrypted",
        types=(RDS_GLOBAL_CLUSTER,),
        judge=excused(must_be_true("storageEncrypted"), _of_a_cluster),
        examples=examples(
            RDS_GLOBAL_CLUSTER,
            good={"engine": "aurora-postgresql", "storageEncrypted": True},
            bad={"engine": "aurora-postgresql"},
            unknown={"engine": "aurora-postgresql", "storageEncrypted": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-snapshot-copy-customer-key",
        types=(RDS_SNAPSHOT_COPY, RDS_CLUSTER_SNAPSHOT_COPY),
        judge=_by_customer_key,
        examples=examples(
            RDS_SNAPSHOT_COPY,
            good={"sourceDbSnapshotIdentifier": "orders", "kmsKeyId": _KEY},
            bad={"sourceDbSnapshotIdentifier": "orders"},
            unknown={"sourceDbSnapshotIdentifier": "orders", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-backup-replication-customer-key",
        types=(RDS_BACKUP_REPLICATION,),
        judge=_by_customer_key,
        examples=examples(
            RDS_BACKUP_REPLICATION,
            good={"sourceDbInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders", "kmsKeyId": _KEY},
            bad={"sourceDbInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders"},
            unknown={"sourceDbInstanceArn": UNKNOWN, "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-activity-stream-customer-key",
        types=(RDS_ACTIVITY_STREAM,),
        judge=_by_customer_key,
        examples=examples(
            RDS_ACTIVITY_STREAM,
            good={"mode": "async", "kmsKeyId": _KEY},
            bad={"mode": "async", "kmsKeyId": "alias/aws/rds"},
            unknown={"mode": "async", "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-performance-insights-customer-key",
        types=(RDS_INSTANCE, RDS_CLUSTER, RDS_CLUSTER_INSTANCE),
        judge=where_on("performanceInsightsEnabled", _history_by_customer_key),
        examples=examples(
            RDS_INSTANCE,
            good={"performanceInsightsEnabled": True, "performanceInsightsKmsKeyId": _KEY},
            bad={"performanceInsightsEnabled": True},
            unknown={"performanceInsightsEnabled": True, "performanceInsightsKmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="rds-master-secret-customer-key",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=by_type(
            {
                RDS_INSTANCE: excused(
                    where_on("manageMasterUserPassword", _secret_by_customer_key),
                    as_replica("a replica has its source's master user"),
                ),
                RDS_CLUSTER: where_on("manageMasterUserPassword", _secret_by_customer_key),
            }
        ),
        examples=examples(
            RDS_INSTANCE,
            good={"manageMasterUserPassword": True, "masterUserSecretKmsKeyId": _KEY},
            bad={"manageMasterUserPassword": True},
            unknown={"manageMasterUserPassword": True, "masterUserSecretKmsKeyId": UNKNOWN},
        ),
    ),
)
