"""GuardDuty: protection plans of the right detector, and the route of its findings."""

import json

import pytest

from guardrails.rule import Declared
from guardrails.rules.detection import types as t
from guardrails.rules.detection.events import Match, takes
from guardrails.values import UNKNOWN, Value, read
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

S3, RUNTIME, ROUTED = "guardduty-s3-protection", "guardduty-runtime-monitoring", "guardduty-findings-routed"


def detector(name: str = "main", **properties: Value) -> Declared:
    return Declared(type=t.DETECTOR, name=name, properties={"enable": True, **properties})


def feature(plan: Value, status: Value = "ENABLED", of: str | None = "main", name: str = "feature") -> Declared:
    return Declared(
        type=t.DETECTOR_FEATURE,
        name=name,
        properties={"detectorId": UNKNOWN, "name": plan, "status": status},
        depends={"detectorId": (of,)} if of else {},
    )


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((detector(), feature("S3_DATA_EVENTS")), PASSED),
        ((detector(),), FAILED),
        ((detector(), feature("S3_DATA_EVENTS", "DISABLED")), FAILED),
        ((detector(), feature("S3_DATA_EVENTS", UNKNOWN)), UNDETERMINED),
        ((detector(), feature(UNKNOWN)), UNDETERMINED),
        ((detector(), feature("S3_DATA_EVENTS", of=None)), UNDETERMINED),
        ((detector(), feature("RDS_LOGIN_EVENTS")), FAILED),
        # The feature of another detector says nothing of this one.
        ((detector(), detector("other"), feature("S3_DATA_EVENTS", of="other")), FAILED),
        # Old programs: the protection is on, and another rule asks for the new form.
        ((detector(datasources={"s3Logs": {"enable": True}}),), PASSED),
        ((detector(datasources={"s3Logs": {"enable": False}}),), FAILED),
        ((detector(datasources=UNKNOWN),), UNDETERMINED),
    ],
)
def test_a_plan_is_on_where_a_feature_of_this_detector_says_so(
    stack: tuple[Declared, ...], expected: list[Verdict]
) -> None:
    assert verdicts(S3, *stack) == expected


def test_the_older_runtime_plan_does_not_stand_for_the_newer() -> None:
    assert verdicts(RUNTIME, detector(), feature("EKS_RUNTIME_MONITORING")) == FAILED
    off = feature("EKS_RUNTIME_MONITORING", "DISABLED")
    assert verdicts("guardduty-feature-enabled", detector(), off, of="feature") == NOT_APPLICABLE


def route(target: Value = "findings", **rule: Value) -> tuple[Declared, ...]:
    pattern = json.dumps({"source": ["aws.guardduty"]})
    return (
        detector(),
        Declared(type=t.EVENT_RULE, name="rule", properties={"name": "findings", "eventPattern": pattern, **rule}),
        Declared(type=t.EVENT_TARGET, name="target", properties={"rule": target, "arn": "arn:aws:sns:::x"}),
    )


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        (route(), PASSED),
        (route(state="DISABLED"), FAILED),
        (route(isEnabled=False), FAILED),
        (route(state=UNKNOWN), UNDETERMINED),
        (route("another"), FAILED),
        (route(UNKNOWN), UNDETERMINED),
        (route(eventBusName="partners"), FAILED),
        (route(eventBusName="arn:aws:events:eu-west-1:123456789012:event-bus/default"), PASSED),
        (route(eventBusName=UNKNOWN), UNDETERMINED),
        (route(region="us-east-1"), FAILED),
    ],
)
def test_findings_reach_a_target_of_an_enabled_rule(stack: tuple[Declared, ...], expected: list[Verdict]) -> None:
    assert verdicts(ROUTED, *stack) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"source": ["aws.health", "aws.guardduty"]}, Match.YES),
        ({"source": [{"prefix": "aws."}]}, Match.YES),
        ({"source": [{"wildcard": "aws.guard*"}]}, Match.YES),
        ({"source": [{"anything-but": ["aws.guardduty"]}]}, Match.NO),
        ({"detail-type": ["GuardDuty Finding"]}, Match.YES),
        ({"source": ["aws.guardduty"], "detail-type": ["AWS API Call via CloudTrail"]}, Match.NO),
        ({"source": ["aws.guardduty"], "detail-type": UNKNOWN}, Match.UNKNOWN),
        ({}, Match.NO),
        ({"source": [UNKNOWN]}, Match.UNKNOWN),
        ("source: aws.guardduty", Match.NO),
    ],
)
def test_event_patterns_are_parsed(pattern: Value, expected: Match) -> None:
    assert takes(read("eventPattern", pattern), "aws.guardduty", "GuardDuty Finding") is expected
