"""RDS: databases run in several zones, nobody deletes one by mistake, and they can be restored to minutes ago."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import DB_CLUSTERS, DB_INSTANCES
from verification.data.databases import (
    LEDGER,
    ORDERS,
    clusters,
    databases,
    is_cluster,
    is_serverless_v1,
    primaries,
    single_instances,
)
from verification.data.requirements import must_be_true, shown
from verification.live import Live

_MEMBERS: Final = 2
# RDS archives transaction logs every five minutes (RDS guide, "Restoring a DB instance to a specified time").
_NEWEST_LOG: Final = timedelta(minutes=15)
# In these the logs of a database go on; a stopped one writes none.
_RUNNING: Final = frozenset({"available", "backing-up", "modifying", "configuring-enhanced-monitoring", "storage-full"})


def _multi_az(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    if bar.multi_az:
        yield from must_be_true("MultiAZ")(found, live, bar)


def _protected(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    if bar.deletion_protection:
        yield from must_be_true("DeletionProtection")(found, live, bar)


def _spans_zones(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    # AWS moves Aurora Serverless v1 to another zone by itself.
    if not bar.multi_az or is_serverless_v1(found.facts):
        return
    if found.facts.get("DBClusterInstanceClass"):
        yield from must_be_true("MultiAZ")(found, live, bar)
        return
    members = _members(found)
    if len(members) < _MEMBERS:
        yield broken("DBClusterMembers", f"the cluster has {len(members)} members, it must have {_MEMBERS} or more")
        return
    zones = _zones(members, live)
    if len(zones) < _MEMBERS:
        where = ", ".join(sorted(zones)) or "no zone yet"
        yield broken("DBClusterMembers", f"all {len(members)} members of the cluster are in {where}")


def _members(cluster: Found) -> frozenset[str]:
    return frozenset(each.get("DBInstanceIdentifier", "") for each in cluster.facts.get("DBClusterMembers") or ())


def _zones(members: frozenset[str], live: Live) -> frozenset[str]:
    return frozenset(
        each["AvailabilityZone"]
        for each in live.items(DB_INSTANCES)
        if each.get("DBInstanceIdentifier") in members and each.get("AvailabilityZone")
    )


def in_several_zones(live: Live) -> Iterable[Found]:
    """The databases that run in two zones or more; AWS moves Aurora Serverless v1 from one to another."""
    for found in databases(live):
        moved = is_serverless_v1(found.facts)
        if moved or found.facts.get("MultiAZ") or len(_zones(_members(found), live)) >= _MEMBERS:
            yield found


def _kept(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    days = found.facts.get("BackupRetentionPeriod")
    if not isinstance(days, int) or days < bar.backup_days:
        yield broken(
            "BackupRetentionPeriod",
            f"BackupRetentionPeriod is {shown(days)}, it must be at least {bar.backup_days} days",
        )


def _running(live: Live) -> Iterable[Found]:
    for found in primaries(live):
        status = found.facts.get("Status") if is_cluster(found.facts) else found.facts.get("DBInstanceStatus")
        if status in _RUNNING:
            yield found


def _restorable_now(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    newest = found.facts.get("LatestRestorableTime")
    if newest is None:
        yield broken("LatestRestorableTime", "LatestRestorableTime is not set, so it cannot be restored to any moment")
    elif live.now - newest > _NEWEST_LOG:
        minutes = int((live.now - newest).total_seconds() // 60)
        yield broken("LatestRestorableTime", f"LatestRestorableTime is {minutes} minutes old, it must be at most 15")


def _member(name: str, zone: str) -> dict[str, Any]:
    return ORDERS | {
        "DBInstanceArn": f"arn:aws:rds:eu-west-1:123456789012:db:{name}",
        "DBInstanceIdentifier": name,
        "DBClusterIdentifier": "ledger",
        "AvailabilityZone": zone,
    }


_SPREAD: Final = LEDGER | {
    "DBClusterMembers": [
        {"DBInstanceIdentifier": "ledger-1", "IsClusterWriter": True},
        {"DBInstanceIdentifier": "ledger-2", "IsClusterWriter": False},
    ]
}
_JUST_NOW: Final = datetime(2026, 11, 21, 11, 55, tzinfo=UTC)
_AN_HOUR_AGO: Final = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)

CHECKS: tuple[Check, ...] = (
    Check(
        id="rds-instance-multi-az",
        calls=(DB_INSTANCES,),
        finds=single_instances,
        judge=_multi_az,
        examples=Examples(
            holds={DB_INSTANCES: {"DBInstances": [ORDERS | {"MultiAZ": True}]}},
            broken={DB_INSTANCES: {"DBInstances": [ORDERS | {"MultiAZ": False}]}},
        ),
    ),
    Check(
        id="rds-cluster-multi-az",
        calls=(DB_CLUSTERS, DB_INSTANCES),
        finds=clusters,
        judge=_spans_zones,
        examples=Examples(
            holds={
                DB_CLUSTERS: {"DBClusters": [_SPREAD]},
                DB_INSTANCES: {"DBInstances": [_member("ledger-1", "eu-west-1a"), _member("ledger-2", "eu-west-1b")]},
            },
            broken={
                DB_CLUSTERS: {"DBClusters": [_SPREAD]},
                DB_INSTANCES: {"DBInstances": [_member("ledger-1", "eu-west-1a"), _member("ledger-2", "eu-west-1a")]},
            },
        ),
    ),
    Check(
        id="rds-instance-deletion-protection",
        calls=(DB_INSTANCES,),
        finds=single_instances,
        judge=_protected,
        examples=Examples(
            holds={DB_INSTANCES: {"DBInstances": [ORDERS | {"DeletionProtection": True}]}},
            broken={DB_INSTANCES: {"DBInstances": [ORDERS | {"DeletionProtection": False}]}},
        ),
    ),
    Check(
        id="rds-cluster-deletion-protection",
        calls=(DB_CLUSTERS,),
        finds=clusters,
        judge=_protected,
        examples=Examples(
            holds={DB_CLUSTERS: {"DBClusters": [LEDGER | {"DeletionProtection": True}]}},
            broken={DB_CLUSTERS: {"DBClusters": [LEDGER | {"DeletionProtection": False}]}},
        ),
    ),
    Check(
        id="rds-backup-retention",
        calls=(DB_INSTANCES, DB_CLUSTERS),
        finds=primaries,
        judge=_kept,
        examples=Examples(
            holds={
                DB_INSTANCES: {"DBInstances": [ORDERS | {"BackupRetentionPeriod": 35}]},
                DB_CLUSTERS: {"DBClusters": [LEDGER | {"BackupRetentionPeriod": 35}]},
            },
            broken={
                DB_INSTANCES: {"DBInstances": [ORDERS | {"BackupRetentionPeriod": 0}]},
                DB_CLUSTERS: {"DBClusters": [LEDGER | {"BackupRetentionPeriod": 1}]},
            },
        ),
    ),
    Check(
        id="database-restorable-now",
        calls=(DB_INSTANCES, DB_CLUSTERS),
        finds=_running,
        judge=_restorable_now,
        examples=Examples(
            holds={
                DB_INSTANCES: {"DBInstances": [ORDERS | {"LatestRestorableTime": _JUST_NOW}]},
                DB_CLUSTERS: {"DBClusters": [LEDGER | {"LatestRestorableTime": _JUST_NOW}]},
            },
            broken={
                DB_INSTANCES: {"DBInstances": [ORDERS | {"LatestRestorableTime": _AN_HOUR_AGO}]},
                DB_CLUSTERS: {"DBClusters": [LEDGER]},
            },
        ),
        info=RuleInfo(
            id="database-restorable-now",
            control="bk.pitr",
            title="Databases can be restored to a moment of the last minutes",
            severity=Severity.HIGH,
            fix="Set BackupRetentionPeriod above 0, and look in the database's events for why its logs lag behind.",
        ),
    ),
)
