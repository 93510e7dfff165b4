"""RDS: databases and their performance history, activity streams and snapshots are encrypted under a customer key."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken
from verification.calls import Call
from verification.check import Check, Examples, Finds, Found, Responses
from verification.data.calls import DB_CLUSTER_SNAPSHOTS, DB_CLUSTERS, DB_INSTANCES, DB_SNAPSHOTS, KEY
from verification.data.databases import LEDGER, ORDERS, clusters, databases, instances, primaries
from verification.data.requirements import (
    CUSTOMER_KEY,
    KEY_ARN,
    MANAGED_KEY,
    must_be_true,
    under_customer_key,
    value_of,
)
from verification.live import Live

_STREAMING: Final = ("starting", "started")


def of_each(instance: dict[str, Any], cluster: dict[str, Any], *more: tuple[Call, Any]) -> Responses:
    """An example account with one instance and one cluster, each with these facts beside the usual ones."""
    return {
        DB_INSTANCES: {"DBInstances": [ORDERS | instance]},
        DB_CLUSTERS: {"DBClusters": [LEDGER | cluster]},
        **dict(more),
    }


def _where(finds: Finds, condition: Callable[[Mapping[str, Any]], bool]) -> Finds:
    def finds_some(live: Live) -> Iterable[Found]:
        return (found for found in finds(live) if condition(found.facts))

    return finds_some


def _everything(live: Live) -> Iterable[Found]:
    yield from instances(live)
    yield from clusters(live)


def _snapshots(live: Live) -> Iterable[Found]:
    for each in live.items(DB_SNAPSHOTS):
        yield Found(each["DBSnapshotArn"], each)
    for each in live.items(DB_CLUSTER_SNAPSHOTS):
        yield Found(each["DBClusterSnapshotArn"], each)


def _snapshot_encrypted(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    path = "StorageEncrypted" if "DBClusterSnapshotArn" in found.facts else "Encrypted"
    yield from must_be_true(path)(found, live, bar)


_keyed = (KEY, CUSTOMER_KEY)
_managed = (KEY, MANAGED_KEY)
_SNAPSHOT: Final[dict[str, Any]] = {
    "DBSnapshotArn": "arn:aws:rds:eu-west-1:123456789012:snapshot:rds:orders-2026-11-21",
    "Encrypted": True,
}
_CLUSTER_SNAPSHOT: Final[dict[str, Any]] = {
    "DBClusterSnapshotArn": "arn:aws:rds:eu-west-1:123456789012:cluster-snapshot:rds:ledger-2026-11-21",
    "StorageEncrypted": True,
}

CHECKS: tuple[Check, ...] = (
    Check(
        id="rds-instance-storage-encrypted",
        calls=(DB_INSTANCES,),
        finds=instances,
        judge=must_be_true("StorageEncrypted"),
        examples=Examples(
            holds={DB_INSTANCES: {"DBInstances": [ORDERS]}},
            broken={DB_INSTANCES: {"DBInstances": [ORDERS | {"StorageEncrypted": False}]}},
        ),
    ),
    Check(
        id="rds-instance-customer-key",
        calls=(DB_INSTANCES, KEY),
        finds=instances,
        judge=under_customer_key("KmsKeyId"),
        examples=Examples(
            holds={DB_INSTANCES: {"DBInstances": [ORDERS]}, KEY: CUSTOMER_KEY},
            broken={DB_INSTANCES: {"DBInstances": [ORDERS]}, KEY: MANAGED_KEY},
        ),
    ),
    Check(
        id="rds-cluster-storage-encrypted",
        calls=(DB_CLUSTERS,),
        finds=clusters,
        judge=must_be_true("StorageEncrypted"),
        examples=Examples(
            holds={DB_CLUSTERS: {"DBClusters": [LEDGER]}},
            broken={DB_CLUSTERS: {"DBClusters": [LEDGER | {"StorageEncrypted": False}]}},
        ),
    ),
    Check(
        id="rds-cluster-customer-key",
        calls=(DB_CLUSTERS, KEY),
        finds=clusters,
        judge=under_customer_key("KmsKeyId"),
        examples=Examples(
            holds={DB_CLUSTERS: {"DBClusters": [LEDGER]}, KEY: CUSTOMER_KEY},
            broken={DB_CLUSTERS: {"DBClusters": [LEDGER]}, KEY: MANAGED_KEY},
        ),
    ),
    Check(
        id="rds-performance-insights-customer-key",
        calls=(DB_INSTANCES, DB_CLUSTERS, KEY),
        finds=_where(_everything, lambda facts: bool(facts.get("PerformanceInsightsEnabled"))),
        judge=under_customer_key("PerformanceInsightsKMSKeyId"),
        examples=Examples(
            holds=of_each({"PerformanceInsightsEnabled": True, "PerformanceInsightsKMSKeyId": KEY_ARN}, {}, _keyed),
            broken=of_each({"PerformanceInsightsEnabled": True, "PerformanceInsightsKMSKeyId": KEY_ARN}, {}, _managed),
            absent=of_each({"PerformanceInsightsEnabled": False}, {}),
        ),
    ),
    Check(
        id="rds-activity-stream-customer-key",
        calls=(DB_INSTANCES, DB_CLUSTERS, KEY),
        finds=_where(databases, lambda facts: facts.get("ActivityStreamStatus") in _STREAMING),
        judge=under_customer_key("ActivityStreamKmsKeyId"),
        examples=Examples(
            holds=of_each({}, {"ActivityStreamStatus": "started", "ActivityStreamKmsKeyId": KEY_ARN}, _keyed),
            broken=of_each({}, {"ActivityStreamStatus": "started", "ActivityStreamKmsKeyId": KEY_ARN}, _managed),
            absent=of_each({"ActivityStreamStatus": "stopped"}, {}),
        ),
    ),
    Check(
        id="rds-master-secret-customer-key",
        calls=(DB_INSTANCES, DB_CLUSTERS, KEY),
        finds=_where(primaries, lambda facts: bool(value_of(facts, "MasterUserSecret.SecretArn"))),
        judge=under_customer_key("MasterUserSecret.KmsKeyId"),
        examples=Examples(
            holds=of_each({"MasterUserSecret": {"SecretArn": "secret", "KmsKeyId": KEY_ARN}}, {}, _keyed),
            broken=of_each({"MasterUserSecret": {"SecretArn": "secret", "KmsKeyId": KEY_ARN}}, {}, _managed),
            absent=of_each({}, {}),
        ),
    ),
    Check(
        id="database-snapshot-encrypted",
        calls=(DB_SNAPSHOTS, DB_CLUSTER_SNAPSHOTS),
        finds=_snapshots,
        judge=_snapshot_encrypted,
        examples=Examples(
            holds={
                DB_SNAPSHOTS: {"DBSnapshots": [_SNAPSHOT]},
                DB_CLUSTER_SNAPSHOTS: {"DBClusterSnapshots": [_CLUSTER_SNAPSHOT]},
            },
            broken={
                DB_SNAPSHOTS: {"DBSnapshots": [_SNAPSHOT | {"Encrypted": False}]},
                DB_CLUSTER_SNAPSHOTS: {"DBClusterSnapshots": [_CLUSTER_SNAPSHOT | {"StorageEncrypted": False}]},
            },
        ),
        info=RuleInfo(
            id="database-snapshot-encrypted",
            control="rest.backup",
            title="Snapshots of databases are encrypted",
            severity=Severity.CRITICAL,
            fix="Copy the snapshot under a customer key (copy-db-snapshot --kms-key-id), and delete the plain one.",
        ),
    ),
)
