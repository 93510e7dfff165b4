"""What excuses a database of a check, and what does not."""

from datetime import datetime
from typing import Any

import pytest

from tests.support.asking import NOW, asked, messages
from verification.answers import Answer
from verification.data.calls import DB_CLUSTERS, DB_INSTANCES
from verification.data.databases import LEDGER, ORDERS


def _instance(**facts: Any) -> dict[Any, Any]:
    return {DB_INSTANCES: {"DBInstances": [ORDERS | facts]}}


def _cluster(*zones: str, **facts: Any) -> dict[Any, Any]:
    names = [f"ledger-{number}" for number, _ in enumerate(zones)]
    members = [
        ORDERS
        | {
            "DBInstanceArn": f"arn:aws:rds:eu-west-1:123456789012:db:{name}",
            "DBInstanceIdentifier": name,
            "DBClusterIdentifier": "ledger",
            "AvailabilityZone": zone,
        }
        for name, zone in zip(names, zones, strict=True)
    ]
    listed = [{"DBInstanceIdentifier": name} for name in names]
    return {
        DB_INSTANCES: {"DBInstances": members},
        DB_CLUSTERS: {"DBClusters": [LEDGER | {"DBClusterMembers": listed} | facts]},
    }


@pytest.mark.parametrize("status", ["creating", "deleting"])
def test_a_database_on_its_way_in_or_out_is_not_judged(status: str) -> None:
    results = asked("rds-instance-storage-encrypted", _instance(DBInstanceStatus=status, StorageEncrypted=False))
    assert [answer for answer, _, _ in results] == [Answer.ABSENT]


def test_a_member_of_a_cluster_is_judged_with_its_cluster() -> None:
    results = asked("rds-instance-multi-az", _instance(DBClusterIdentifier="ledger", MultiAZ=False))
    assert [answer for answer, _, _ in results] == [Answer.ABSENT]


def test_a_replica_is_backed_up_at_its_source() -> None:
    results = asked(
        "rds-backup-retention", _instance(ReadReplicaSourceDBInstanceIdentifier="orders", BackupRetentionPeriod=0)
    )
    assert [answer for answer, _, _ in results] == [Answer.ABSENT]


def test_the_profile_says_how_long_backups_are_kept() -> None:
    week = _instance(BackupRetentionPeriod=7)
    assert messages("rds-backup-retention", week, bar="dev") == []
    assert messages("rds-backup-retention", week) == ["BackupRetentionPeriod is 7, it must be at least 35 days"]


@pytest.mark.parametrize("check", ["rds-instance-multi-az", "rds-instance-deletion-protection"])
def test_a_profile_that_asks_for_neither_is_content(check: str) -> None:
    assert messages(check, _instance(MultiAZ=False, DeletionProtection=False), bar="dev") == []


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        (("eu-west-1a", "eu-west-1b"), []),
        (("eu-west-1a", "eu-west-1a"), ["all 2 members of the cluster are in eu-west-1a"]),
        (("eu-west-1a",), ["the cluster has 1 members, it must have 2 or more"]),
    ],
    ids=["two zones", "one zone", "one member"],
)
def test_the_members_of_a_cluster_must_be_in_two_zones(zones: tuple[str, ...], said: list[str]) -> None:
    assert messages("rds-cluster-multi-az", _cluster(*zones)) == said


def test_a_multi_az_cluster_says_so_itself() -> None:
    facts = {"Engine": "postgres", "DBClusterInstanceClass": "db.r6gd.large"}
    assert messages("rds-cluster-multi-az", _cluster(**facts, MultiAZ=True)) == []
    assert messages("rds-cluster-multi-az", _cluster(**facts, MultiAZ=False)) == ["MultiAZ is false"]


def test_serverless_v1_is_moved_by_aws() -> None:
    assert messages("rds-cluster-multi-az", _cluster(EngineMode="serverless")) == []


@pytest.mark.parametrize(
    ("minute", "said"),
    [(45, []), (44, ["LatestRestorableTime is 16 minutes old, it must be at most 15"])],
)
def test_the_newest_log_may_be_fifteen_minutes_old(minute: int, said: list[str]) -> None:
    newest = datetime(2026, 11, 21, 11, minute, tzinfo=NOW.tzinfo)
    assert messages("database-restorable-now", _instance(LatestRestorableTime=newest)) == said


def test_a_stopped_database_writes_no_logs() -> None:
    results = asked("database-restorable-now", _instance(DBInstanceStatus="stopped"))
    assert [answer for answer, _, _ in results] == [Answer.ABSENT]


@pytest.mark.parametrize(
    "facts",
    [{"Engine": "neptune"}, {"Engine": "docdb"}, {"EngineMode": "serverless"}, {"GlobalClusterIdentifier": "world"}],
    ids=["neptune", "documentdb", "serverless v1", "global"],
)
def test_where_rds_manages_no_password_none_is_asked_for(facts: dict[str, str]) -> None:
    results = asked("rds-master-password-managed", {DB_CLUSTERS: {"DBClusters": [LEDGER | facts]}})
    assert [answer for answer, _, _ in results] == [Answer.ABSENT]
