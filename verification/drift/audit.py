"""What the account has to record and to watch itself: trails, logs, Config, GuardDuty, Security Hub, alarms."""

from typing import Any, Final

from verification.audit.calls import EVENT_SELECTORS, INSIGHT_SELECTORS, TRAIL_STATUS
from verification.calls import Call
from verification.check import Facts, Found
from verification.detection.calls import (
    CHANNELS,
    DETECTOR,
    DETECTORS,
    EVENT_RULES,
    HUB,
    HUB_STANDARDS,
    MACIE,
    RECORDER_STATUS,
    RECORDERS,
)
from verification.drift.finding import arn_at, at, by, called, described, only, pulumis
from verification.drift.model import Counterpart, Property, Subject, UnidentifiedError, value_at
from verification.identity.calls import ALARMS, METRIC_FILTERS
from verification.live import Live

_DETECTOR: Final = "aws:guardduty/detector:Detector"
_RECORDER: Final = "aws:cfg/recorder:Recorder"
_TRAIL: Final = Call(service="cloudtrail", operation="get_trail", absent=("TrailNotFoundException",))
_LOG_GROUPS: Final = Call(service="logs", operation="describe_log_groups", key="logGroups")


def _selected(found: Found, live: Live) -> list[Any]:
    answer = live.one(EVENT_SELECTORS, {"TrailName": found.arn})
    return [_selector(each) for each in value_at(answer, "AdvancedEventSelectors") or ()]


def _selector(facts: Facts) -> dict[str, Any]:
    """A selector in the provider's spelling: its lists have names in the plural."""
    plural = {"NotEquals": "notEquals", "StartsWith": "startsWiths", "NotStartsWith": "notStartsWiths"}
    plural |= {"Equals": "equals", "EndsWith": "endsWiths", "NotEndsWith": "notEndsWiths", "Field": "field"}
    fields = [{plural[key]: value for key, value in each.items()} for each in facts.get("FieldSelectors") or ()]
    return {"name": facts.get("Name"), "fieldSelectors": fields}


def _insights(found: Found, live: Live) -> Any:
    return pulumis(value_at(live.one(INSIGHT_SELECTORS, {"TrailName": found.arn}), "InsightSelectors"))


def _first_detector(_subject: Subject, live: Live) -> Found | None:
    """An account has one detector in a region, or none (GuardDuty API, CreateDetector)."""
    ids = live.items(DETECTORS)
    facts = live.one(DETECTOR, {"DetectorId": ids[0]}) if ids else None
    return None if facts is None else Found(live.arn("guardduty", f"detector/{ids[0]}"), facts)


def _find_feature(subject: Subject, live: Live) -> Found | None:
    detector = _first_detector(subject, live)
    name = subject.stated("name")
    features = (detector.facts.get("Features") or ()) if detector else ()
    found = next((each for each in features if each.get("Name") == name), None)
    return Found(f"{detector.arn}/feature/{name}", found) if detector and found else None


def _recorder_arn(facts: Facts, live: Live) -> str:
    return live.arn("config", f"config-recorder/{facts['name']}")


def _groups(facts: Facts) -> dict[str, Any]:
    stated = facts.get("recordingGroup") or {}
    return {
        "allSupported": stated.get("allSupported"),
        "includeGlobalResourceTypes": stated.get("includeGlobalResourceTypes"),
        "resourceTypes": stated.get("resourceTypes"),
        "recordingStrategies": [{"useOnly": value_at(stated, "recordingStrategy.useOnly")}],
        "exclusionByResourceTypes": [{"resourceTypes": value_at(stated, "exclusionByResourceTypes.resourceTypes")}],
    }


def _find_standard(subject: Subject, live: Live) -> Found | None:
    stated = subject.stated("standardsArn")
    return next(
        (
            Found(each["StandardsSubscriptionArn"], each)
            for each in live.items(HUB_STANDARDS)
            if each["StandardsArn"] == stated
        ),
        None,
    )


def _find_log_group(subject: Subject, live: Live) -> Found | None:
    name = subject.stated("name")
    listed = live.items(_LOG_GROUPS, {"logGroupNamePrefix": name})
    return only([each for each in listed if each["logGroupName"] == name], arn_at("arn"), live)


def _find_rule(subject: Subject, live: Live) -> Found | None:
    if subject.known("eventBusName") not in (None, "default"):
        raise UnidentifiedError("rules of other buses than the default one are not asked for")
    return called(EVENT_RULES, "Name", arn_at("Arn"))(subject, live)


def _transformation(facts: Facts) -> Any:
    stated: Facts = next(iter(facts.get("metricTransformations") or ()), {})
    return {
        "name": stated.get("metricName"),
        "namespace": stated.get("metricNamespace"),
        "value": stated.get("metricValue"),
    }


def _transformation_keys(stated: Any) -> Any:
    kept = ("name", "namespace", "value")
    return {key: stated[key] for key in kept if key in stated} if isinstance(stated, dict) else stated


_ALARM: Final = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "comparisonOperator": "ComparisonOperator",
    "metricName": "MetricName",
    "namespace": "Namespace",
    "threshold": "Threshold",
    "thresholdMetricId": "ThresholdMetricId",
}

AUDIT: Final[tuple[Counterpart, ...]] = (
    Counterpart(
        type="aws:cloudtrail/trail:Trail",
        calls=(_TRAIL, TRAIL_STATUS, EVENT_SELECTORS, INSIGHT_SELECTORS),
        find=described(
            _TRAIL, lambda subject, _live: {"Name": subject.stated("name")}, arn_at("TrailARN"), inside="Trail"
        ),
        properties={
            "advancedEventSelectors": Property(actual=_selected),
            "cloudWatchLogsGroupArn": at("CloudWatchLogsLogGroupArn"),
            "enableLogFileValidation": at("LogFileValidationEnabled"),
            "enableLogging": Property(
                actual=lambda found, live: value_at(live.one(TRAIL_STATUS, {"Name": found.arn}), "IsLogging")
            ),
            "includeGlobalServiceEvents": at("IncludeGlobalServiceEvents"),
            "insightSelectors": Property(actual=_insights),
            "isMultiRegionTrail": at("IsMultiRegionTrail"),
            "kmsKeyId": at("KmsKeyId"),
            "s3BucketName": at("S3BucketName"),
            "snsTopicName": at("SnsTopicName"),
        },
    ),
    Counterpart(
        type="aws:cloudwatch/logGroup:LogGroup",
        calls=(_LOG_GROUPS,),
        find=_find_log_group,
        properties={
            "kmsKeyId": at("kmsKeyId"),
            "logGroupClass": at("logGroupClass"),
            "retentionInDays": at("retentionInDays"),
        },
    ),
    Counterpart(
        type="aws:cloudwatch/logMetricFilter:LogMetricFilter",
        calls=(METRIC_FILTERS,),
        find=called(
            METRIC_FILTERS,
            "filterName",
            lambda facts, live: live.arn("logs", f"log-group:{facts['logGroupName']}#{facts['filterName']}"),
        ),
        properties={
            "metricTransformation": Property(
                actual=lambda found, _live: _transformation(found.facts), declared=_transformation_keys
            ),
            "pattern": at("filterPattern"),
        },
    ),
    Counterpart(
        type="aws:cloudwatch/metricAlarm:MetricAlarm",
        calls=(ALARMS,),
        find=called(ALARMS, "AlarmName", arn_at("AlarmArn")),
        properties={
            **{name: at(path) for name, path in _ALARM.items()},
            "dimensions": by(lambda facts: {each["Name"]: each["Value"] for each in facts.get("Dimensions") or ()}),
        },
    ),
    Counterpart(
        type="aws:cloudwatch/eventRule:EventRule",
        calls=(EVENT_RULES,),
        find=_find_rule,
        properties={
            "eventBusName": at("EventBusName"),
            "eventPattern": at("EventPattern"),
            "isEnabled": by(lambda facts: facts.get("State") != "DISABLED"),
            "state": at("State"),
        },
    ),
    Counterpart(
        type=_RECORDER,
        calls=(RECORDERS,),
        find=called(RECORDERS, "name", _recorder_arn),
        properties={"recordingGroup": by(_groups), "roleArn": at("roleARN")},
    ),
    Counterpart(
        type="aws:cfg/recorderStatus:RecorderStatus",
        calls=(RECORDER_STATUS,),
        find=called(RECORDER_STATUS, "name", _recorder_arn),
        properties={"isEnabled": at("recording")},
    ),
    Counterpart(
        type="aws:cfg/deliveryChannel:DeliveryChannel",
        calls=(CHANNELS,),
        find=called(CHANNELS, "name", lambda facts, live: live.arn("config", f"delivery-channel/{facts['name']}")),
        properties={"s3KmsKeyArn": at("s3KmsKeyArn")},
    ),
    Counterpart(
        type=_DETECTOR,
        calls=(DETECTORS, DETECTOR),
        find=_first_detector,
        properties={
            "enable": by(lambda facts: facts.get("Status") == "ENABLED"),
            "findingPublishingFrequency": at("FindingPublishingFrequency"),
        },
    ),
    Counterpart(
        type="aws:guardduty/detectorFeature:DetectorFeature",
        calls=(DETECTORS, DETECTOR),
        find=_find_feature,
        properties={"status": at("Status")},
    ),
    Counterpart(
        type="aws:securityhub/account:Account",
        calls=(HUB,),
        find=described(HUB, lambda _subject, _live: {}, arn_at("HubArn")),
        properties={"autoEnableControls": at("AutoEnableControls")},
    ),
    Counterpart(
        type="aws:securityhub/standardsSubscription:StandardsSubscription",
        calls=(HUB_STANDARDS,),
        find=_find_standard,
        properties={"standardsArn": at("StandardsArn")},
    ),
    Counterpart(
        type="aws:macie2/account:Account",
        calls=(MACIE,),
        find=described(MACIE, lambda _subject, _live: {}, lambda _facts, live: live.arn("macie2", "session")),
        properties={"status": at("status")},
    ),
)
