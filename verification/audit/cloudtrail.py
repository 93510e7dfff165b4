"""CloudTrail: a trail of every region that is logging, delivers, is signed, and can be searched."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.audit.calls import EVENT_SELECTORS, INSIGHT_SELECTORS, TRAIL_STATUS, TRAILS
from verification.audit.trails import (
    left_out,
    seen_trails,
    selectors,
    takes_management,
    takes_objects,
    trails,
)
from verification.check import Check, Examples, Facts, Found, Refusal
from verification.data.calls import KEY
from verification.data.requirements import CUSTOMER_KEY, KEY_ARN, must_be_set, must_be_true, under_customer_key
from verification.live import Live

# CloudTrail delivers about every five minutes (user guide, "How CloudTrail works"); an hour without says that it
# does not: control log.trail.
_LATEST: Final = timedelta(hours=1)
_ERRORS: Final = ("LatestDeliveryError", "LatestCloudWatchLogsDeliveryError", "LatestDigestDeliveryError")
_INSIGHTS: Final = ("ApiCallRateInsight", "ApiErrorRateInsight")


def _status(live: Live, arn: str) -> Facts:
    return live.one(TRAIL_STATUS, {"Name": arn}) or {}


def _region(live: Live) -> Iterator[Found]:
    """The region as a whole, where any trail records it."""
    if seen := seen_trails(live):
        yield Found(live.arn("cloudtrail", "trail/*"), {"trailList": seen})


def _a_full_trail(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    full = [
        trail
        for trail in found.facts["trailList"]
        if trail.get("IsMultiRegionTrail") and trail.get("LogFileValidationEnabled")
    ]
    if not any(_status(live, trail["TrailARN"]).get("IsLogging") for trail in full):
        yield broken("trailList", "no trail that records the region is multi-region, validated and logging at once")


def _logging(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not _status(live, found.arn).get("IsLogging"):
        yield broken("IsLogging", "IsLogging is false: nothing is recorded")


def _delivers(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = _status(live, found.arn)
    for error in _ERRORS:
        if said := status.get(error):
            yield broken(error, f"{error} is {said}")
    latest = status.get("LatestDeliveryTime")
    if latest is None:
        yield broken("LatestDeliveryTime", "no file was ever delivered to the bucket")
    elif latest < live.now - _LATEST:
        yield broken("LatestDeliveryTime", f"the latest file was delivered at {latest:%Y-%m-%d %H:%M} UTC, not since")


def _records_management(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("IncludeGlobalServiceEvents") is not True:
        yield broken("IncludeGlobalServiceEvents", "IncludeGlobalServiceEvents is false, so IAM is not recorded")
    if not takes_management(selectors(live, found.arn)):
        yield broken("EventSelectors", "no event selector takes both reads and writes of management events")


def _leaves_nothing_out(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if sources := sorted(set(left_out(selectors(live, found.arn)))):
        yield broken("EventSelectors", f"the event selectors leave out {', '.join(sources)}")


def _records_objects(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not takes_objects(selectors(live, found.arn)):
        yield broken("EventSelectors", "no event selector takes both reads and writes of objects in S3")


def _has_insights(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    stated = (live.one(INSIGHT_SELECTORS, {"TrailName": found.arn}) or {}).get("InsightSelectors") or ()
    types = {each.get("InsightType") for each in stated}
    if missing := [insight for insight in _INSIGHTS if insight not in types]:
        yield broken("InsightSelectors", f"InsightSelectors does not name {' and '.join(missing)}")


_ARN: Final = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main"
_TRAIL: Final = {
    "Name": "main",
    "TrailARN": _ARN,
    "HomeRegion": "eu-west-1",
    "S3BucketName": "archive",
    "SnsTopicARN": "arn:aws:sns:eu-west-1:123456789012:trail",
    "IsMultiRegionTrail": True,
    "IncludeGlobalServiceEvents": True,
    "LogFileValidationEnabled": True,
    "KmsKeyId": KEY_ARN,
    "CloudWatchLogsLogGroupArn": "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/cloudtrail/main:*",
}
_STATUS: Final = {"IsLogging": True, "LatestDeliveryTime": datetime(2026, 11, 21, 11, 55, tzinfo=UTC)}
_ALL: Final = {"TrailARN": _ARN, "EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}


def _selectors(**fields: str) -> dict[str, Any]:
    named = {"category": "eventCategory", "kind": "resources.type", "read_only": "readOnly"}
    stated = [{"Field": named[name], "Equals": [value]} for name, value in fields.items()]
    return {"TrailARN": _ARN, "AdvancedEventSelectors": [{"Name": "events", "FieldSelectors": stated}]}


def _trail(**changed: object) -> dict[str, Any]:
    return {"trailList": [{key: value for key, value in {**_TRAIL, **changed}.items() if value is not None}]}


CHECKS: tuple[Check, ...] = (
    Check(
        id="cloudtrail-present",
        calls=(TRAILS, TRAIL_STATUS),
        finds=_region,
        judge=_a_full_trail,
        presence=True,
        examples=Examples(
            holds={TRAILS: _trail(), TRAIL_STATUS: _STATUS},
            broken={TRAILS: _trail(), TRAIL_STATUS: _STATUS | {"IsLogging": False}},
        ),
    ),
    Check(
        id="cloudtrail-multi-region",
        calls=(TRAILS,),
        finds=trails,
        judge=must_be_true("IsMultiRegionTrail"),
        examples=Examples(holds={TRAILS: _trail()}, broken={TRAILS: _trail(IsMultiRegionTrail=False)}),
    ),
    Check(
        id="cloudtrail-log-file-validation",
        calls=(TRAILS,),
        finds=trails,
        judge=must_be_true("LogFileValidationEnabled"),
        examples=Examples(holds={TRAILS: _trail()}, broken={TRAILS: _trail(LogFileValidationEnabled=False)}),
    ),
    Check(
        id="cloudtrail-cloudwatch-logs",
        calls=(TRAILS,),
        finds=trails,
        judge=must_be_set("CloudWatchLogsLogGroupArn"),
        examples=Examples(holds={TRAILS: _trail()}, broken={TRAILS: _trail(CloudWatchLogsLogGroupArn=None)}),
    ),
    Check(
        id="cloudtrail-encrypted",
        calls=(TRAILS, KEY),
        finds=trails,
        judge=under_customer_key("KmsKeyId"),
        examples=Examples(
            holds={TRAILS: _trail(), KEY: CUSTOMER_KEY}, broken={TRAILS: _trail(KmsKeyId=None), KEY: CUSTOMER_KEY}
        ),
    ),
    Check(
        id="cloudtrail-sns-topic",
        calls=(TRAILS,),
        finds=trails,
        judge=must_be_set("SnsTopicARN"),
        examples=Examples(holds={TRAILS: _trail()}, broken={TRAILS: _trail(SnsTopicARN=None)}),
    ),
    Check(
        id="cloudtrail-logging",
        calls=(TRAILS, TRAIL_STATUS),
        finds=trails,
        judge=_logging,
        examples=Examples(
            holds={TRAILS: _trail(), TRAIL_STATUS: _STATUS},
            broken={TRAILS: _trail(), TRAIL_STATUS: _STATUS | {"IsLogging": False}},
        ),
    ),
    Check(
        id="cloudtrail-delivers",
        info=RuleInfo(
            id="cloudtrail-delivers",
            control="log.trail",
            title="A trail's files arrive in its bucket",
            severity=Severity.CRITICAL,
            fix="Read the delivery error in the trail's status; mend the policies of its bucket, key and log group.",
        ),
        calls=(TRAILS, TRAIL_STATUS),
        finds=trails,
        judge=_delivers,
        examples=Examples(
            holds={TRAILS: _trail(), TRAIL_STATUS: _STATUS},
            broken={TRAILS: _trail(), TRAIL_STATUS: _STATUS | {"LatestDeliveryError": "AccessDenied"}},
        ),
    ),
    Check(
        id="cloudtrail-management-events",
        calls=(TRAILS, EVENT_SELECTORS),
        finds=trails,
        judge=_records_management,
        examples=Examples(
            holds={TRAILS: _trail(), EVENT_SELECTORS: _selectors(category="Management")},
            broken={TRAILS: _trail(), EVENT_SELECTORS: _selectors(category="Management", read_only="false")},
        ),
    ),
    Check(
        id="cloudtrail-management-events-of-all",
        calls=(TRAILS, EVENT_SELECTORS),
        finds=trails,
        judge=_leaves_nothing_out,
        examples=Examples(
            holds={TRAILS: _trail(), EVENT_SELECTORS: _ALL},
            broken={
                TRAILS: _trail(),
                EVENT_SELECTORS: {"EventSelectors": [{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}]},
            },
        ),
    ),
    Check(
        id="cloudtrail-s3-data-events",
        calls=(TRAILS, EVENT_SELECTORS),
        finds=trails,
        judge=_records_objects,
        examples=Examples(
            holds={TRAILS: _trail(), EVENT_SELECTORS: _selectors(category="Data", kind="AWS::S3::Object")},
            broken={TRAILS: _trail(), EVENT_SELECTORS: _ALL},
        ),
    ),
    Check(
        id="cloudtrail-insights",
        calls=(TRAILS, INSIGHT_SELECTORS),
        finds=trails,
        judge=_has_insights,
        examples=Examples(
            holds={
                TRAILS: _trail(),
                INSIGHT_SELECTORS: {"InsightSelectors": [{"InsightType": insight} for insight in _INSIGHTS]},
            },
            broken={TRAILS: _trail(), INSIGHT_SELECTORS: Refusal("InsightNotEnabledException")},
        ),
    ),
)
