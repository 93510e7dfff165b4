"""Logs reach the archive: a subscription takes each log group to a delivery stream, which writes to a locked bucket."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.audit.calls import ACCOUNT_LOG_POLICIES, BUCKET_LOCK, DELIVERY_STREAM, SUBSCRIPTIONS
from verification.audit.groups import group, log_groups, tag_of, tagged_groups
from verification.audit.tags import answer
from verification.audit.trail_bucket import lock_broken
from verification.check import Check, Examples, Found
from verification.data.calls import LOG_GROUPS, TAGGED
from verification.live import Live

_POLICY_TYPE: Final = {"policyType": "SUBSCRIPTION_FILTER_POLICY"}
# What waits in these is encrypted by what they read from.
_ENCRYPTED_BY_SOURCE: Final = ("KinesisStreamAsSource", "MSKAsSource")
_FIREHOSE: Final = ":firehose:"
# Only these have subscription filters (CloudWatch Logs user guide, "Log classes").
_SUBSCRIBED_CLASSES: Final = ("STANDARD", None)


def account_subscriptions(live: Live) -> Iterator[tuple[str, frozenset[str]]]:
    """What the account takes in full in the region: the destination of each subscription, and whom it leaves out."""
    for policy in live.items(ACCOUNT_LOG_POLICIES, _POLICY_TYPE):
        stated = json.loads(policy["policyDocument"])
        if not str(stated.get("FilterPattern") or "").strip():
            excluded = re.findall(r'"([^"]*)"', policy.get("selectionCriteria") or "")
            yield stated["DestinationArn"], frozenset(excluded)


def destinations_of(live: Live, found: Found) -> Iterator[str]:
    """Where all events of a log group go."""
    name = found.facts["logGroupName"]
    if found.facts.get("logGroupClass") not in _SUBSCRIBED_CLASSES:
        return
    taken = False
    for destination, excluded in account_subscriptions(live):
        if name not in excluded:
            taken = True
            yield destination
    # A group's own filters are a call each, and needed only where the account's subscription leaves it out.
    if not taken:
        for own in live.items(SUBSCRIPTIONS, {"logGroupName": name}):
            if not (own.get("filterPattern") or "").strip():
                yield own["destinationArn"]


def shipped(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    """A subscription takes all events of the log group to a delivery stream."""
    if found.facts.get("logGroupClass") not in _SUBSCRIBED_CLASSES:
        message = f"a log group of the class {found.facts['logGroupClass']} cannot be shipped by a subscription"
        yield broken("logGroupClass", message)
    elif not any(_FIREHOSE in destination for destination in destinations_of(live, found)):
        yield broken("subscriptionFilters", "no subscription takes all events of the log group to a delivery stream")


def _unless_told(live: Live) -> Iterator[Found]:
    """The log groups that do not say ship=none."""
    return (found for found in log_groups(live) if tag_of(live, found.arn, "ship") != "none")


def _that_say_so(live: Live) -> Iterator[Found]:
    return tagged_groups(live, "ship", "archive")


def _streams(live: Live) -> Iterator[Found]:
    """The delivery streams that log groups are shipped to."""
    arns = (each for found in _unless_told(live) for each in destinations_of(live, found))
    for arn in dict.fromkeys(each for each in arns if _FIREHOSE in each):
        yield Found(arn)


def _delivers(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    stream = _stream(live, found.arn)
    if stream is None:
        yield broken("destinationArn", "the delivery stream that logs are shipped to is not there")
        return
    if stream.get("DeliveryStreamStatus") != "ACTIVE":
        yield broken("DeliveryStreamStatus", f"DeliveryStreamStatus is {stream.get('DeliveryStreamStatus')}")
    if _bucket(stream) is None:
        yield broken("Destinations", "the delivery stream writes to no bucket")


def _locked(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    bucket = _bucket(_stream(live, found.arn) or {})
    if bucket is not None:
        yield from lock_broken(live, bucket, bar.archive_lock_days)


def _encrypted(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    stream = _stream(live, found.arn) or {}
    if stream.get("DeliveryStreamType") in _ENCRYPTED_BY_SOURCE:
        return
    stated = stream.get("DeliveryStreamEncryptionConfiguration") or {}
    if stated.get("Status") != "ENABLED":
        status = stated.get("Status") or "not set"
        yield broken(
            "DeliveryStreamEncryptionConfiguration.Status", f"the stream's encryption is {status}, not ENABLED"
        )
    elif stated.get("KeyType") != "CUSTOMER_MANAGED_CMK":
        message = f"KeyType is {stated.get('KeyType')}, it must be CUSTOMER_MANAGED_CMK"
        yield broken("DeliveryStreamEncryptionConfiguration.KeyType", message)


def _stream(live: Live, arn: str) -> Any:
    answered = live.one(DELIVERY_STREAM, {"DeliveryStreamName": arn.rpartition("/")[2]})
    return None if answered is None else answered["DeliveryStreamDescription"]


def _bucket(stream: Any) -> str | None:
    for each in stream.get("Destinations") or ():
        written = each.get("ExtendedS3DestinationDescription") or each.get("S3DestinationDescription")
        if written:
            return str(written["BucketARN"]).rpartition(":")[2]
    return None


_STREAM: Final = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/archive"
_ROLE: Final = "arn:aws:iam::123456789012:role/deliver"
_APP: Final = group("/vouch/prod/app")
_ARN: Final = _APP["logGroupArn"]
_SHIP: Final = answer({_ARN: {"ship": "archive"}})


def _account(criteria: str = "") -> dict[str, Any]:
    document = json.dumps({"DestinationArn": _STREAM, "FilterPattern": "", "RoleArn": _ROLE})
    policy = {"policyName": "archive", "policyType": "SUBSCRIPTION_FILTER_POLICY", "policyDocument": document}
    return {"accountPolicies": [policy | ({"selectionCriteria": criteria} if criteria else {})]}


_LEFT_OUT: Final = _account('LogGroupName NOT IN ["/vouch/prod/app"]')
_OWN: Final = {"subscriptionFilters": [{"filterName": "archive", "filterPattern": "", "destinationArn": _STREAM}]}
_GROUPS: Final[dict[Any, Any]] = {LOG_GROUPS: {"logGroups": [_APP]}, TAGGED: _SHIP}
_BY_OWN: Final[dict[Any, Any]] = _GROUPS | {ACCOUNT_LOG_POLICIES: _LEFT_OUT, SUBSCRIPTIONS: _OWN}
_BY_NOBODY: Final[dict[Any, Any]] = _GROUPS | {
    ACCOUNT_LOG_POLICIES: _LEFT_OUT,
    SUBSCRIPTIONS: {"subscriptionFilters": []},
}


def _described(status: str = "ACTIVE", key: str = "CUSTOMER_MANAGED_CMK") -> dict[str, Any]:
    bucket = {
        "RoleARN": _ROLE,
        "BucketARN": "arn:aws:s3:::archive",
        "BufferingHints": {},
        "CompressionFormat": "GZIP",
        "EncryptionConfiguration": {},
    }
    return {
        "DeliveryStreamDescription": {
            "DeliveryStreamName": "archive",
            "DeliveryStreamARN": _STREAM,
            "DeliveryStreamStatus": status,
            "DeliveryStreamType": "DirectPut",
            "DeliveryStreamEncryptionConfiguration": {"Status": "ENABLED", "KeyType": key},
            "VersionId": "1",
            "Destinations": [{"DestinationId": "1", "ExtendedS3DestinationDescription": bucket}],
            "HasMoreDestinations": False,
        }
    }


_LOCK: Final = {
    "ObjectLockEnabled": "Enabled",
    "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 2557}},
}

CHECKS: tuple[Check, ...] = (
    Check(
        id="cloudwatch-log-group-shipped",
        calls=(LOG_GROUPS, TAGGED, ACCOUNT_LOG_POLICIES, SUBSCRIPTIONS),
        finds=_that_say_so,
        judge=shipped,
        examples=Examples(holds=_BY_OWN, broken=_BY_NOBODY),
    ),
    Check(
        id="log-shipping-present",
        calls=(LOG_GROUPS, TAGGED, ACCOUNT_LOG_POLICIES, SUBSCRIPTIONS),
        finds=_unless_told,
        judge=shipped,
        examples=Examples(holds=_BY_OWN, broken=_BY_NOBODY),
    ),
    Check(
        id="log-archive-stream-delivers",
        info=RuleInfo(
            id="log-archive-stream-delivers",
            control="log.central",
            title="The delivery stream that logs are shipped to is active and writes to a bucket",
            severity=Severity.HIGH,
            fix="Read the stream's error log, mend its role or key, and create it again where it failed.",
        ),
        calls=(LOG_GROUPS, TAGGED, ACCOUNT_LOG_POLICIES, SUBSCRIPTIONS, DELIVERY_STREAM),
        finds=_streams,
        judge=_delivers,
        examples=Examples(
            holds=_BY_OWN | {DELIVERY_STREAM: _described()},
            broken=_BY_OWN | {DELIVERY_STREAM: _described("CREATING_FAILED")},
        ),
    ),
    Check(
        id="firehose-stream-encrypted",
        calls=(LOG_GROUPS, TAGGED, ACCOUNT_LOG_POLICIES, SUBSCRIPTIONS, DELIVERY_STREAM),
        finds=_streams,
        judge=_encrypted,
        examples=Examples(
            holds=_BY_OWN | {DELIVERY_STREAM: _described()},
            broken=_BY_OWN | {DELIVERY_STREAM: _described(key="AWS_OWNED_CMK")},
        ),
    ),
    Check(
        id="log-archive-bucket-locked",
        info=RuleInfo(
            id="log-archive-bucket-locked",
            control="log.central",
            title="The bucket that logs are shipped to keeps its objects locked",
            severity=Severity.HIGH,
            fix="Enable object lock on the archive bucket, with a default retention as long as the profile says.",
        ),
        calls=(LOG_GROUPS, TAGGED, ACCOUNT_LOG_POLICIES, SUBSCRIPTIONS, DELIVERY_STREAM, BUCKET_LOCK),
        finds=_streams,
        judge=_locked,
        examples=Examples(
            holds=_BY_OWN | {DELIVERY_STREAM: _described(), BUCKET_LOCK: {"ObjectLockConfiguration": _LOCK}},
            broken=_BY_OWN | {DELIVERY_STREAM: _described(), BUCKET_LOCK: {"ObjectLockConfiguration": {}}},
        ),
    ),
)
