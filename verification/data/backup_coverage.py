"""Every store of the account has a backup of the last day in AWS Backup; a new one at least carries the tag for it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.calls import Call
from verification.check import Check, Examples, Facts, Finds, Found, Responses
from verification.data import dynamodb
from verification.data.backup_jobs import RECENT
from verification.data.calls import (
    BUCKETS,
    DB_CLUSTERS,
    DB_INSTANCES,
    FILE_SYSTEMS,
    PROTECTED,
    TABLE,
    TABLES,
    TAGGED,
    VOLUMES,
)
from verification.data.databases import LEDGER, ORDERS, primaries
from verification.data.efs import file_systems
from verification.data.requirements import value_of
from verification.data.volumes import volumes
from verification.live import Live

_FOR_BACKUP: Final = {"TagFilters": [{"Key": "backup", "Values": ["daily"]}]}
_OF_CUSTOMERS: Final = {"TagFilters": [{"Key": "data", "Values": ["customer"]}], "ResourceTypeFilters": ["s3"]}

Created = Callable[[Found, Live], datetime | None]


def protected(live: Live) -> dict[str, Facts]:
    """What AWS Backup holds a recovery point of, by ARN."""
    return {str(each.get("ResourceArn")): each for each in live.items(PROTECTED)}


def too_old(held: Facts, live: Live) -> Iterable[Broken]:
    """That the newest backup of something is older than a day."""
    last = held.get("LastBackupTime")
    if last is None:
        yield broken("LastBackupTime", "LastBackupTime is not set")
    elif live.now - last > RECENT:
        hours = int((live.now - last).total_seconds() // 3600)
        yield broken("LastBackupTime", f"its newest backup is {hours} hours old, it must be 26 at most")


def _covered(created: Created) -> Callable[[Found, Live, Thresholds], Iterable[Broken]]:
    def judge(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
        held = protected(live)
        if found.arn in held:
            yield from too_old(held[found.arn], live)
            return
        # Whoever backs a server up backs its volumes up.
        if servers := [arn for arn in _servers(found, live) if arn in held]:
            yield from too_old(held[servers[0]], live)
            return
        tagged = found.arn in {each.get("ResourceARN") for each in live.items(TAGGED, _FOR_BACKUP)}
        made = created(found, live)
        if tagged and made is not None and live.now - made < RECENT:
            return
        because = "" if tagged else ", and it is not tagged backup=daily"
        yield broken("ResourceArn", f"AWS Backup has no recovery point of it{because}")

    return judge


def _servers(found: Found, live: Live) -> list[str]:
    attached = found.facts.get("Attachments") or ()
    return [live.arn("ec2", f"instance/{each['InstanceId']}") for each in attached if each.get("InstanceId")]


def _kept_volumes(live: Live) -> Iterable[Found]:
    """The volumes that outlive their server; another goes with it, and is backed up by it where it is critical."""
    for found in volumes(live):
        attached = found.facts.get("Attachments") or ()
        if not attached or not all(each.get("DeleteOnTermination") for each in attached):
            yield found


def _customer_buckets(live: Live) -> Iterable[Found]:
    """The region's buckets that are tagged as holding data of customers."""
    for each in live.items(TAGGED, _OF_CUSTOMERS):
        yield Found(each["ResourceARN"], each)


def _database_made(found: Found, _live: Live) -> datetime | None:
    made: datetime | None = found.facts.get("InstanceCreateTime") or found.facts.get("ClusterCreateTime")
    return made


def _table_made(found: Found, live: Live) -> datetime | None:
    made: datetime | None = (dynamodb.described(found, live) or {}).get("CreationDateTime")
    return made


def _made(key: str) -> Created:
    def created(found: Found, _live: Live) -> datetime | None:
        made: datetime | None = found.facts.get(key)
        return made

    return created


def _bucket_made(found: Found, live: Live) -> datetime | None:
    name = found.arn.rpartition(":")[2]
    return next((value_of(each, "CreationDate") for each in live.items(BUCKETS) if each.get("Name") == name), None)


_LAST_NIGHT: Final = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
_LONG_AGO: Final = datetime(2025, 1, 1, tzinfo=UTC)


def _check(
    id_: str,
    finds: Finds,
    created: Created,
    calls: tuple[Call, ...],
    arn: str,
    there: Responses,
    *,
    absent: Responses | None = None,
) -> Check:
    """A check on one kind of store; ``there`` answers its calls, and the examples add what AWS Backup says."""
    held = {"Results": [{"ResourceArn": arn, "LastBackupTime": _LAST_NIGHT}]}
    return Check(
        id=id_,
        calls=(*calls, PROTECTED, TAGGED),
        finds=finds,
        judge=_covered(created),
        examples=Examples(
            holds={TAGGED: {}, **there, PROTECTED: held},
            broken={TAGGED: {}, **there},
            absent=absent or {},
        ),
    )


def _file_system(**facts: Any) -> dict[str, Any]:
    arn = "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0a1b2c3d"
    stated = {
        "OwnerId": "123456789012",
        "CreationToken": "files",
        "FileSystemId": "fs-0a1b2c3d",
        "FileSystemArn": arn,
        "CreationTime": _LONG_AGO,
        "LifeCycleState": "available",
        "NumberOfMountTargets": 3,
        "SizeInBytes": {"Value": 6144},
        "PerformanceMode": "generalPurpose",
        "Tags": [],
    }
    return {"FileSystems": [{**stated, **facts}]}


_VOLUME: Final[dict[str, Any]] = {
    "VolumeId": "vol-0a1b2c3d",
    "State": "in-use",
    "CreateTime": _LONG_AGO,
    "Attachments": [{"InstanceId": "i-0a1b2c3d", "DeleteOnTermination": False}],
}
_ON_ITS_SERVER: Final[dict[str, Any]] = {
    **_VOLUME,
    "Attachments": [{"InstanceId": "i-0a1b2c3d", "DeleteOnTermination": True}],
}

CHECKS: tuple[Check, ...] = (
    _check(
        "rds-in-backup-plan",
        primaries,
        _database_made,
        (DB_INSTANCES, DB_CLUSTERS),
        ORDERS["DBInstanceArn"],
        {DB_INSTANCES: {"DBInstances": [ORDERS | {"InstanceCreateTime": _LONG_AGO}]}},
        absent={DB_CLUSTERS: {"DBClusters": [LEDGER | {"ReplicationSourceIdentifier": "another"}]}},
    ),
    _check(
        "dynamodb-table-in-backup-plan",
        dynamodb.tables,
        _table_made,
        (TABLES, TABLE),
        "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
        {
            TABLES: {"TableNames": ["orders"]},
            TABLE: {"Table": {"TableName": "orders", "TableStatus": "ACTIVE", "CreationDateTime": _LONG_AGO}},
        },
    ),
    _check(
        "efs-in-backup-plan",
        file_systems,
        _made("CreationTime"),
        (FILE_SYSTEMS,),
        "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0a1b2c3d",
        {FILE_SYSTEMS: _file_system()},
    ),
    _check(
        "ebs-volume-in-backup-plan",
        _kept_volumes,
        _made("CreateTime"),
        (VOLUMES,),
        "arn:aws:ec2:eu-west-1:123456789012:volume/vol-0a1b2c3d",
        {VOLUMES: {"Volumes": [_VOLUME]}},
        absent={VOLUMES: {"Volumes": [_ON_ITS_SERVER]}},
    ),
    _check(
        "s3-customer-bucket-in-backup-plan",
        _customer_buckets,
        _bucket_made,
        (BUCKETS,),
        "arn:aws:s3:::orders",
        {
            TAGGED: (
                (_OF_CUSTOMERS, {"ResourceTagMappingList": [{"ResourceARN": "arn:aws:s3:::orders"}]}),
                (_FOR_BACKUP, {"ResourceTagMappingList": []}),
            ),
            BUCKETS: {"Buckets": [{"Name": "orders", "CreationDate": _LONG_AGO}]},
        },
    ),
)
