"""The databases of an account, and what excuses one of a check. RDS answers for DocumentDB and Neptune too."""

from collections.abc import Iterable
from typing import Any, Final

from guardrails.rules.data.rds_databases import Family, family
from verification.check import Facts, Found
from verification.data.calls import DB_CLUSTERS, DB_INSTANCES
from verification.data.requirements import KEY_ARN
from verification.live import Live

# What is being made has no settings to judge yet, and what is being deleted none any more.
_PASSING: Final = frozenset({"creating", "deleting", "deleted"})


def instances(live: Live) -> Iterable[Found]:
    """Every DB instance, those of clusters too."""
    for each in live.items(DB_INSTANCES):
        if each.get("DBInstanceStatus") not in _PASSING:
            yield Found(each["DBInstanceArn"], each)


def clusters(live: Live) -> Iterable[Found]:
    """Every DB cluster: of Aurora, and Multi-AZ ones."""
    for each in live.items(DB_CLUSTERS):
        if each.get("Status") not in _PASSING:
            yield Found(each["DBClusterArn"], each)


def single_instances(live: Live) -> Iterable[Found]:
    """The instances that are databases of their own: no members of a cluster, which answers for them."""
    return (found for found in instances(live) if not found.facts.get("DBClusterIdentifier"))


def primary_instances(live: Live) -> Iterable[Found]:
    """Those that are no read replicas either: a replica takes backups and master user from its source."""
    return (found for found in single_instances(live) if not is_replica(found.facts))


def primary_clusters(live: Live) -> Iterable[Found]:
    """The clusters that replicate no other."""
    return (found for found in clusters(live) if not is_replica(found.facts))


def databases(live: Live) -> Iterable[Found]:
    """Every database that stands for itself: instances outside of clusters, and clusters."""
    yield from single_instances(live)
    yield from clusters(live)


def primaries(live: Live) -> Iterable[Found]:
    """Every database that replicates no other."""
    yield from primary_instances(live)
    yield from primary_clusters(live)


def is_replica(facts: Facts) -> bool:
    """Whether a database replicates another."""
    return any(
        facts.get(key)
        for key in (
            "ReadReplicaSourceDBInstanceIdentifier",
            "ReadReplicaSourceDBClusterIdentifier",
            "ReplicationSourceIdentifier",
        )
    )


def is_cluster(facts: Facts) -> bool:
    """Whether the facts are a cluster's."""
    return "DBClusterArn" in facts


def is_serverless_v1(facts: Facts) -> bool:
    """Whether a cluster is Aurora Serverless v1, of which AWS decides most itself."""
    return facts.get("EngineMode") == "serverless"


def family_of(facts: Facts) -> Family:
    """The family of a database's engine."""
    return family(str(facts.get("Engine", "")))


ORDERS: Final[dict[str, Any]] = {
    "DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:orders",
    "DBInstanceIdentifier": "orders",
    "DBInstanceStatus": "available",
    "Engine": "postgres",
    "StorageEncrypted": True,
    "KmsKeyId": KEY_ARN,
}
"""The instance of examples."""
LEDGER: Final[dict[str, Any]] = {
    "DBClusterArn": "arn:aws:rds:eu-west-1:123456789012:cluster:ledger",
    "DBClusterIdentifier": "ledger",
    "Status": "available",
    "Engine": "aurora-postgresql",
    "EngineMode": "provisioned",
    "StorageEncrypted": True,
    "KmsKeyId": KEY_ARN,
}
"""The cluster of examples."""
