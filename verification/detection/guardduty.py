"""GuardDuty: a detector in every region, on, prompt, with its protection plans, heard and kept."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.rules.detection.events import Match, takes
from guardrails.thresholds import Thresholds
from guardrails.values import read
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found, Judges
from verification.detection.calls import DETECTOR, DETECTORS, EVENT_RULES, EVENT_TARGETS, FINDING_EXPORTS
from verification.live import Live

_PLANS: Final = {
    "guardduty-s3-protection": "S3_DATA_EVENTS",
    "guardduty-rds-protection": "RDS_LOGIN_EVENTS",
    "guardduty-lambda-protection": "LAMBDA_NETWORK_LOGS",
    "guardduty-malware-protection": "EBS_MALWARE_PROTECTION",
    "guardduty-runtime-monitoring": "RUNTIME_MONITORING",
    "guardduty-eks-audit-logs": "EKS_AUDIT_LOGS",
}
_SOURCE: Final = "aws.guardduty"
_FINDING: Final = "GuardDuty Finding"
_OFF: Final = "DISABLED"


def detectors(live: Live) -> Iterator[Found]:
    """The region's detector, as it is set; AWS has one a region."""
    for each in live.items(DETECTORS):
        answer = live.one(DETECTOR, {"DetectorId": each}) or {}
        yield Found(live.arn("guardduty", f"detector/{each}"), {**answer, "DetectorId": each})


def feature_off(detector: Facts, feature: str) -> str | None:
    """The status of a protection plan that is not enabled; None where it is."""
    statuses = [each.get("Status") for each in detector.get("Features") or () if each.get("Name") == feature]
    return None if "ENABLED" in statuses else (statuses or ["not there"])[0]


def _enabled(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("Status") != "ENABLED":
        yield broken("Status", f"Status is {found.facts.get('Status')}, it must be ENABLED")


def _prompt(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    every = found.facts.get("FindingPublishingFrequency")
    if every != "FIFTEEN_MINUTES":
        yield broken("FindingPublishingFrequency", f"FindingPublishingFrequency is {every}, it must be FIFTEEN_MINUTES")


def _with_plan(feature: str) -> Judges:
    def judge(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
        if status := feature_off(found.facts, feature):
            yield broken("Features", f"{feature} is {status}, it must be ENABLED")

    return judge


def _exported(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    statuses = [each.get("Status") for each in live.items(FINDING_EXPORTS, {"DetectorId": found.facts["DetectorId"]})]
    if "PUBLISHING" not in statuses:
        said = f"is {statuses[0]}, it must be PUBLISHING" if statuses else "is not there, so findings go in ninety days"
        yield broken("Destinations", f"a publishing destination of the detector {said}")


def _routed(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for rule in live.items(EVENT_RULES):
        pattern = read("EventPattern", rule.get("EventPattern"))
        if rule.get("State") == _OFF or takes(pattern, _SOURCE, _FINDING) is not Match.YES:
            continue
        if live.items(EVENT_TARGETS, {"Rule": rule["Name"]}):
            return
    yield broken("Rules", f"no enabled event rule takes findings of {_SOURCE} to a target")


_ID: Final = "12abc34d567e8fa901bc2d34e56789f0"
_RULE: Final = {
    "Name": "findings",
    "State": "ENABLED",
    "EventPattern": '{"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]}',
}
_TARGET: Final = {"Id": "incidents", "Arn": "arn:aws:sns:eu-west-1:123456789012:incidents"}


def account(**changed: Any) -> dict[Any, Any]:
    """An account with a detector, all its plans on, and what is changed of it: for examples."""
    answer = {
        "ServiceRole": "arn:aws:iam::123456789012:role/aws-service-role/guardduty.amazonaws.com/GuardDuty",
        "Status": "ENABLED",
        "FindingPublishingFrequency": "FIFTEEN_MINUTES",
        "Features": features(),
    }
    return {DETECTORS: {"DetectorIds": [_ID]}, DETECTOR: answer | changed}


def features(off: str = "") -> list[dict[str, str]]:
    """Every plan enabled, but for one: for examples."""
    return [{"Name": each, "Status": "DISABLED" if each == off else "ENABLED"} for each in _PLANS.values()]


_ON: Final = account()

CHECKS: tuple[Check, ...] = (
    Check(
        id="guardduty-detector-present",
        presence=True,
        everywhere=True,
        calls=(DETECTORS, DETECTOR),
        finds=detectors,
        judge=_enabled,
        examples=Examples(holds=_ON, broken=account(Status="DISABLED")),
    ),
    Check(
        id="guardduty-detector-enabled",
        calls=(DETECTORS, DETECTOR),
        finds=detectors,
        judge=_enabled,
        examples=Examples(holds=_ON, broken=account(Status="DISABLED")),
    ),
    Check(
        id="guardduty-detector-fifteen-minutes",
        calls=(DETECTORS, DETECTOR),
        finds=detectors,
        judge=_prompt,
        examples=Examples(holds=_ON, broken=account(FindingPublishingFrequency="SIX_HOURS")),
    ),
    *(
        Check(
            id=id_,
            calls=(DETECTORS, DETECTOR),
            finds=detectors,
            judge=_with_plan(feature),
            examples=Examples(holds=_ON, broken=account(Features=features(off=feature))),
        )
        for id_, feature in _PLANS.items()
    ),
    Check(
        id="guardduty-findings-exported",
        calls=(DETECTORS, DETECTOR, FINDING_EXPORTS),
        finds=detectors,
        judge=_exported,
        examples=Examples(
            holds=_ON
            | {
                FINDING_EXPORTS: {
                    "Destinations": [{"DestinationId": "1", "DestinationType": "S3", "Status": "PUBLISHING"}]
                }
            },
            broken=_ON | {FINDING_EXPORTS: {"Destinations": []}},
        ),
    ),
    Check(
        id="guardduty-findings-routed",
        calls=(DETECTORS, DETECTOR, EVENT_RULES, EVENT_TARGETS),
        finds=detectors,
        judge=_routed,
        examples=Examples(
            holds=_ON | {EVENT_RULES: {"Rules": [_RULE]}, EVENT_TARGETS: {"Targets": [_TARGET]}},
            broken=_ON | {EVENT_RULES: {"Rules": [_RULE]}, EVENT_TARGETS: {}},
        ),
    ),
)
