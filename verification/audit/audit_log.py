"""The product's audit log: kept a year under a customer key, shipped, and written to; and the events of sign-ins."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.audit.calls import (
    ACCOUNT_LOG_POLICIES,
    CLUSTER_DETAILS,
    CLUSTERS,
    DIRECTORY_LOGS,
    NEWEST_STREAM,
    SESSION_DOCUMENT,
    SIGN_IN_LOGS,
    SUBSCRIPTIONS,
    TRAILS,
)
from verification.audit.clusters import clusters
from verification.audit.groups import group, tagged_groups
from verification.audit.shipping import shipped
from verification.audit.tags import answer
from verification.audit.trails import seen_trails
from verification.check import Check, Examples, Found, Scope
from verification.data.calls import LOG_GROUPS, TAGGED, USER_POOLS
from verification.live import Live

# Control log.audit: that events really arrive. A product that people use writes every day.
_SILENT: Final = timedelta(hours=24)
_PREFERENCES: Final = {"Name": "SSM-SessionManagerRunShell"}
# Without these, CloudWatch Logs' own default order would show the first stream by name.
_NEWEST: Final = {"orderBy": "LastEventTime", "descending": True, "limit": 1}
_SIGN_INS: Final = "userAuthEvents"
_FINDS: Final = (LOG_GROUPS, TAGGED, TRAILS, CLUSTERS, CLUSTER_DETAILS, SESSION_DOCUMENT, DIRECTORY_LOGS)


def audit_logs(live: Live) -> Iterator[Found]:
    """The product's audit logs: groups that say stream=audit, and that no service of AWS writes to."""
    candidates = [
        each
        for each in tagged_groups(live, "stream", "audit")
        if not str(each.facts["logGroupName"]).startswith("/aws/")
    ]
    if candidates:
        others = frozenset(_of_services(live))
        yield from (each for each in candidates if each.facts["logGroupName"] not in others)


def _of_services(live: Live) -> Iterator[str]:
    """The groups that CloudTrail, sessions in containers and on servers, and directories write to."""
    for trail in seen_trails(live):
        # arn:aws:logs:<region>:<account>:log-group:<name>:*
        yield str(trail.get("CloudWatchLogsLogGroupArn") or "").removesuffix(":*").rpartition(":log-group:")[2]
    for cluster in clusters(live):
        sessions = (cluster.get("configuration") or {}).get("executeCommandConfiguration") or {}
        yield (sessions.get("logConfiguration") or {}).get("cloudWatchLogGroupName") or ""
    document = live.one(SESSION_DOCUMENT, _PREFERENCES)
    if document is not None:
        inputs = json.loads(document.get("Content") or "{}").get("inputs") or {}
        yield inputs.get("cloudWatchLogGroupName") or ""
    for subscription in live.items(DIRECTORY_LOGS):
        yield subscription.get("LogGroupName") or ""


def _kept(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    days = found.facts.get("retentionInDays")
    if (days or 0) < bar.audit_log_days:
        message = f"retentionInDays is {days or 'not set'}, it must be at least {bar.audit_log_days} for the audit log"
        yield broken("retentionInDays", message)
    if not found.facts.get("kmsKeyId"):
        yield broken("kmsKeyId", "kmsKeyId is not set, so no customer key encrypts the audit log")


def _written(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    asked = {"logGroupName": found.facts["logGroupName"], **_NEWEST}
    streams = (live.one(NEWEST_STREAM, asked) or {}).get("logStreams") or ()
    # Milliseconds since 1970; the events' own times may lie, that of their arrival does not.
    latest = max((each.get("lastIngestionTime", 0) for each in streams), default=0)
    if not latest:
        yield broken("lastIngestionTime", "nothing was ever written to the audit log")
    elif (at := datetime.fromtimestamp(latest / 1000, UTC)) < live.now - _SILENT:
        yield broken("lastIngestionTime", f"the latest event arrived at {at:%Y-%m-%d %H:%M} UTC, none in a day since")


def _pools(live: Live) -> Iterator[Found]:
    for pool in live.items(USER_POOLS, {"MaxResults": 60}):
        yield Found(live.arn("cognito-idp", f"userpool/{pool['Id']}"), pool)


def _sign_ins_logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answered = live.one(SIGN_IN_LOGS, {"UserPoolId": found.facts["Id"]}) or {}
    stated = answered.get("LogDeliveryConfiguration", {}).get("LogConfigurations") or ()
    if not any(each.get("EventSource") == _SIGN_INS for each in stated):
        yield broken("LogConfigurations", f"no log configuration delivers {_SIGN_INS}")


_NAME: Final = "/vouch/prod/audit"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_AUDIT: Final = group(_NAME, retentionInDays=400, kmsKeyId=_KEY)
_OTHERS: Final = tuple(map(group, ("trail", "/vouch/prod/container-sessions", "/vouch/prod/sessions", "directory")))
_DIRECTORY: Final = {"DirectoryId": "d-1234567890", "LogGroupName": "directory"}


def _account(audit: Any) -> dict[Any, Any]:
    """An account with this audit log, beside groups of services that say stream=audit too."""
    arn = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main"
    cluster = "arn:aws:ecs:eu-west-1:123456789012:cluster/main"
    sessions = {"logging": "OVERRIDE", "logConfiguration": {"cloudWatchLogGroupName": _OTHERS[1]["logGroupName"]}}
    preferences = {"schemaVersion": "1.0", "inputs": {"cloudWatchLogGroupName": _OTHERS[2]["logGroupName"]}}
    return {
        LOG_GROUPS: {"logGroups": [audit, *_OTHERS]},
        TAGGED: answer({each["logGroupArn"]: {"stream": "audit"} for each in (audit, *_OTHERS)}),
        TRAILS: {"trailList": [{"TrailARN": arn, "CloudWatchLogsLogGroupArn": _OTHERS[0]["arn"]}]},
        CLUSTERS: {"clusterArns": [cluster]},
        CLUSTER_DETAILS: {
            "clusters": [{"clusterArn": cluster, "configuration": {"executeCommandConfiguration": sessions}}]
        },
        SESSION_DOCUMENT: {"Name": "SSM-SessionManagerRunShell", "Content": json.dumps(preferences)},
        DIRECTORY_LOGS: {"LogSubscriptions": [_DIRECTORY]},
    }


def _stream(at: datetime) -> dict[str, Any]:
    return {"logStreams": [{"logStreamName": "api", "lastIngestionTime": int(at.timestamp() * 1000)}]}


def _delivery(source: str) -> dict[str, Any]:
    configuration = {
        "LogLevel": "INFO",
        "EventSource": source,
        "S3Configuration": {"BucketArn": "arn:aws:s3:::sign-ins"},
    }
    return {"LogDeliveryConfiguration": {"UserPoolId": "eu-west-1_a1B2c3D4e", "LogConfigurations": [configuration]}}


_POOLS: Final[dict[Any, Any]] = {USER_POOLS: {"UserPools": [{"Id": "eu-west-1_a1B2c3D4e", "Name": "customers"}]}}
_ARCHIVE: Final = {
    "policyName": "archive",
    "policyType": "SUBSCRIPTION_FILTER_POLICY",
    "policyDocument": json.dumps(
        {"DestinationArn": "arn:aws:firehose:eu-west-1:123456789012:deliverystream/archive", "FilterPattern": ""}
    ),
}
_NOT_THIS: Final = {"selectionCriteria": f'LogGroupName NOT IN ["{_NAME}"]'}

CHECKS: tuple[Check, ...] = (
    Check(
        id="audit-log-present",
        scope=Scope.ACCOUNT,
        presence=True,
        calls=_FINDS,
        finds=audit_logs,
        judge=_kept,
        examples=Examples(holds=_account(_AUDIT), broken=_account(group(_NAME, retentionInDays=90, kmsKeyId=_KEY))),
    ),
    Check(
        id="audit-log-written",
        info=RuleInfo(
            id="audit-log-written",
            control="log.audit",
            title="Events arrive in the product's audit log",
            severity=Severity.HIGH,
            fix="Find out why the product stopped writing: its role, its log driver, or the code that tells events.",
        ),
        scope=Scope.ACCOUNT,
        calls=(*_FINDS, NEWEST_STREAM),
        finds=audit_logs,
        judge=_written,
        examples=Examples(
            holds=_account(_AUDIT) | {NEWEST_STREAM: _stream(datetime(2026, 11, 21, 3, 0, tzinfo=UTC))},
            broken=_account(_AUDIT) | {NEWEST_STREAM: _stream(datetime(2026, 11, 19, 3, 0, tzinfo=UTC))},
        ),
    ),
    Check(
        id="audit-log-shipped",
        info=RuleInfo(
            id="audit-log-shipped",
            control="log.audit",
            title="The product's audit log is shipped to the archive",
            severity=Severity.HIGH,
            fix="Tag the audit log group ship=archive and subscribe the archive's delivery stream to it.",
        ),
        scope=Scope.ACCOUNT,
        calls=(*_FINDS, ACCOUNT_LOG_POLICIES, SUBSCRIPTIONS),
        finds=audit_logs,
        judge=shipped,
        examples=Examples(
            holds=_account(_AUDIT) | {ACCOUNT_LOG_POLICIES: {"accountPolicies": [_ARCHIVE]}},
            broken=_account(_AUDIT)
            | {
                ACCOUNT_LOG_POLICIES: {"accountPolicies": [_ARCHIVE | _NOT_THIS]},
                SUBSCRIPTIONS: {"subscriptionFilters": []},
            },
        ),
    ),
    Check(
        id="cognito-sign-ins-delivered",
        info=RuleInfo(
            id="cognito-sign-ins-delivered",
            control="log.audit",
            title="A user pool delivers the events of sign-ins",
            severity=Severity.HIGH,
            fix="Add a LogDeliveryConfiguration with the event source userAuthEvents; the pool needs the tier PLUS.",
        ),
        calls=(USER_POOLS, SIGN_IN_LOGS),
        finds=_pools,
        judge=_sign_ins_logged,
        examples=Examples(
            holds=_POOLS | {SIGN_IN_LOGS: _delivery(_SIGN_INS)},
            broken=_POOLS | {SIGN_IN_LOGS: _delivery("userNotification")},
        ),
    ),
)
