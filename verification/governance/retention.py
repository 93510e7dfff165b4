"""Customers' data goes when it must: stores say for how many days they keep what was deleted, and do (pv.retention)."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.audit.tags import answer, tagged
from verification.check import Check, Examples, Facts, Finds, Found, Scope, holds_if_found
from verification.data.backup_plans import plans, rules_of
from verification.data.calls import (
    BACKUP_PLAN,
    BACKUP_PLANS,
    DB_CLUSTERS,
    DB_INSTANCES,
    LOG_GROUPS,
    TABLE_BACKUPS,
    TAGGED,
)
from verification.data.messaging import log_groups
from verification.data.requirements import shown, value_of
from verification.governance.calls import BUCKET_LIFECYCLE
from verification.identity.calls import TIME_TO_LIVE
from verification.live import Live

# How long a table can be set back, where nothing shorter is asked (DynamoDB guide, "Point-in-time recovery").
_RECOVERY_DAYS: Final = 35
_KINDS: Final = {
    "s3": "",
    "dynamodb": "table/",
    "rds": "db:",
    "elasticfilesystem": "file-system/",
}
_CLUSTER: Final = "cluster:"
_NARROWING: Final = ("Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And")
_ON: Final = frozenset({"ENABLED", "ENABLING"})


def _of(arn: str) -> str:
    """What an ARN says after the account: ``table/orders``."""
    return arn.split(":", 5)[5]


def _stores(*services: str) -> Finds:
    """The stores of customers' data in the region, with the tag ``retention``."""

    def finds(live: Live) -> Iterator[Found]:
        for service in services:
            days = tagged(live, "retention", service)
            for arn, data in tagged(live, "data", service).items():
                own = _of(arn)
                is_store = own.startswith((_KINDS[service], _CLUSTER) if service == "rds" else _KINDS[service])
                # An index or a stream of a table has the table's name before its own.
                if data == "customer" and is_store and own.count("/") <= _KINDS[service].count("/"):
                    yield Found(arn, {"name": own.removeprefix(_KINDS[service]), "retention": days.get(arn)})

    return finds


def _whole_bucket(rule: Facts) -> bool:
    filter_ = rule.get("Filter") or {}
    return not rule.get("Prefix") and not any(filter_.get(key) for key in _NARROWING)


def _noncurrent_days(found: Found, live: Live) -> list[int]:
    """After how many days each enabled rule on every object deletes replaced versions."""
    stated = (
        value_of(rule, "NoncurrentVersionExpiration.NoncurrentDays")
        for rule in live.items(BUCKET_LIFECYCLE, {"Bucket": found.facts["name"]})
        if rule.get("Status") == "Enabled" and _whole_bucket(rule)
    )
    return [days for days in stated if days]


def _bucket_expires(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not _noncurrent_days(found, live):
        message = "no enabled lifecycle rule on every object has NoncurrentVersionExpiration"
        yield broken("Rules.NoncurrentVersionExpiration", message)


def _table_expires(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    described = live.one(TIME_TO_LIVE, {"TableName": found.facts["name"]})
    status = value_of(described or {}, "TimeToLiveDescription.TimeToLiveStatus")
    if described is not None and status not in _ON:
        yield broken("TimeToLiveDescription.TimeToLiveStatus", f"TimeToLiveStatus is {shown(status)}")


def _keeps_to_it(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    stated = found.facts["retention"]
    if not (stated or "").isdecimal():
        yield broken("Tags", f"the tag retention is {shown(stated)}, it must be the days until deleted data is gone")
        return
    for path, days in _kept(found, live):
        if days > int(stated):
            yield broken(path, f"{path} is {days} days, longer than the {stated} of the tag retention")


def _kept(found: Found, live: Live) -> Iterator[tuple[str, int]]:
    """For how many days a store itself keeps what was deleted."""
    service = found.arn.split(":")[2]
    if service == "s3":
        for days in _noncurrent_days(found, live):
            yield "Rules.NoncurrentVersionExpiration.NoncurrentDays", days
    elif service == "dynamodb":
        described = live.one(TABLE_BACKUPS, {"TableName": found.facts["name"]}) or {}
        recovery = value_of(described, "ContinuousBackupsDescription.PointInTimeRecoveryDescription") or {}
        if recovery.get("PointInTimeRecoveryStatus") == "ENABLED":
            yield "RecoveryPeriodInDays", recovery.get("RecoveryPeriodInDays", _RECOVERY_DAYS)
    elif service == "rds":
        listed = (*live.items(DB_INSTANCES), *live.items(DB_CLUSTERS))
        for each in listed:
            if found.arn in (each.get("DBInstanceArn"), each.get("DBClusterArn")):
                yield "BackupRetentionPeriod", each.get("BackupRetentionPeriod", 0)


def _saying_so(live: Live) -> Iterator[Found]:
    return (found for found in _stores(*_KINDS)(live) if (found.facts["retention"] or "").isdecimal())


def _log_expires(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    days = found.facts.get("retentionInDays")
    stated = tagged(live, "retention", "logs").get(found.arn.removesuffix(":*"))
    if not days:
        yield broken("retentionInDays", "retentionInDays is not set, so that events are kept for ever")
    elif stated is not None and stated.isdecimal() and days != int(stated):
        yield broken("retentionInDays", f"retentionInDays is {days}, and the tag retention says {stated}")


def _plan_expires(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for rule in rules_of(found, live):
        name = rule.get("RuleName")
        if not value_of(rule, "Lifecycle.DeleteAfterDays"):
            yield broken("Rules.Lifecycle.DeleteAfterDays", f"rule {name} keeps its recovery points for ever")
        if any(not value_of(copy, "Lifecycle.DeleteAfterDays") for copy in rule.get("CopyActions") or ()):
            yield broken("Rules.CopyActions.Lifecycle.DeleteAfterDays", f"rule {name} keeps its copies for ever")


_BUCKET: Final = "arn:aws:s3:::orders"
_TABLE: Final = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
_INSTANCE: Final = "arn:aws:rds:eu-west-1:123456789012:db:orders"


def _tagged(*arns: str, days: str = "35") -> dict[Any, Any]:
    return {TAGGED: answer({arn: {"data": "customer", "retention": days} for arn in arns})}


def _lifecycle(**rule: Any) -> dict[Any, Any]:
    stated = {"ID": "tidy", "Status": "Enabled", "Filter": {"Prefix": ""}, **rule}
    return _tagged(_BUCKET) | {BUCKET_LIFECYCLE: {"Rules": [stated]}}


def _all(days: int) -> dict[Any, Any]:
    recovery = {"PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": days}
    backups = {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery}
    return {
        **_lifecycle(NoncurrentVersionExpiration={"NoncurrentDays": days}),
        **_tagged(_BUCKET, _TABLE, _INSTANCE),
        TABLE_BACKUPS: {"ContinuousBackupsDescription": backups},
        DB_INSTANCES: {"DBInstances": [{"DBInstanceArn": _INSTANCE, "BackupRetentionPeriod": 35}]},
        DB_CLUSTERS: {"DBClusters": []},
    }


def _ttl(status: str) -> dict[Any, Any]:
    return _tagged(_TABLE) | {TIME_TO_LIVE: {"TimeToLiveDescription": {"TimeToLiveStatus": status}}}


def _group(**facts: Any) -> dict[Any, Any]:
    arn = "arn:aws:logs:eu-west-1:123456789012:log-group:orders"
    return _tagged(arn, days="90") | {
        LOG_GROUPS: {"logGroups": [{"logGroupName": "orders", "logGroupArn": arn, **facts}]}
    }


def _plan(**lifecycle: int) -> dict[Any, Any]:
    arn = "arn:aws:backup:eu-west-1:123456789012:backup-plan:daily"
    rule = {"RuleName": "daily", "TargetBackupVaultName": "main", "Lifecycle": lifecycle}
    return {
        BACKUP_PLANS: {"BackupPlansList": [{"BackupPlanArn": arn, "BackupPlanId": "a", "BackupPlanName": "daily"}]},
        BACKUP_PLAN: {"BackupPlan": {"BackupPlanName": "daily", "Rules": [rule]}},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="s3-customer-bucket-expires",
        calls=(TAGGED, BUCKET_LIFECYCLE),
        finds=_stores("s3"),
        judge=_bucket_expires,
        examples=Examples(
            holds=_lifecycle(NoncurrentVersionExpiration={"NoncurrentDays": 35}),
            broken=_lifecycle(NoncurrentVersionExpiration={"NoncurrentDays": 35}, Filter={"Prefix": "old/"}),
        ),
    ),
    Check(
        id="dynamodb-customer-table-expires",
        calls=(TAGGED, TIME_TO_LIVE),
        finds=_stores("dynamodb"),
        judge=_table_expires,
        examples=Examples(holds=_ttl("ENABLED"), broken=_ttl("DISABLED")),
    ),
    Check(
        id="cloudwatch-log-group-expires",
        calls=(LOG_GROUPS, TAGGED),
        finds=log_groups,
        judge=_log_expires,
        examples=Examples(holds=_group(retentionInDays=90), broken=_group(retentionInDays=365)),
    ),
    Check(
        id="backup-plan-retention-stated",
        calls=(BACKUP_PLANS, BACKUP_PLAN),
        finds=plans,
        judge=_plan_expires,
        examples=Examples(holds=_plan(DeleteAfterDays=35), broken=_plan()),
    ),
    Check(
        id="customer-store-retention-stated",
        calls=(TAGGED, BUCKET_LIFECYCLE, TABLE_BACKUPS, DB_INSTANCES, DB_CLUSTERS),
        finds=_stores(*_KINDS),
        judge=_keeps_to_it,
        examples=Examples(holds=_all(35), broken=_all(36)),
    ),
    Check(
        id="customer-store-present",
        calls=(TAGGED,),
        finds=_saying_so,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_tagged(_TABLE), broken=None, absent=_tagged(_TABLE, days="")),
    ),
)
