"""Trails: events in both forms of selectors, and the bucket that they are written to."""

import json

import pytest

from guardrails.rule import Declared
from guardrails.rules.audit import types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

MANAGEMENT, DATA, INSIGHTS = "cloudtrail-management-events", "cloudtrail-s3-data-events", "cloudtrail-insights"
PUBLIC, LOGGED, PRESENT = "cloudtrail-bucket-not-public", "cloudtrail-bucket-logged", "cloudtrail-present"
FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
OBJECT = "AWS::S3::Object"


def trail(bucket: Value = "archive", name: str = "main", **properties: Value) -> Declared:
    return Declared(type=t.TRAIL, name=name, properties={"s3BucketName": bucket, **properties})


def advanced(*selectors: dict[str, Value]) -> dict[str, Value]:
    return {
        "advancedEventSelectors": [
            {"fieldSelectors": [{"field": field, "equals": [value]} for field, value in selector.items()]}
            for selector in selectors
        ]
    }


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ({}, PASSED),
        ({"eventSelectors": [{"readWriteType": "All"}]}, PASSED),
        ({"eventSelectors": [{}]}, PASSED),
        ({"eventSelectors": [{"readWriteType": "ReadOnly"}]}, FAILED),
        ({"eventSelectors": [{"includeManagementEvents": False}]}, FAILED),
        ({"eventSelectors": [{"readWriteType": UNKNOWN}]}, UNDETERMINED),
        ({"eventSelectors": [{"readWriteType": UNKNOWN}, {}]}, PASSED),
        (advanced({"eventCategory": "Management"}), PASSED),
        (advanced({"eventCategory": "Management", "readOnly": "true"}), FAILED),
        (advanced({"eventCategory": "Management", "eventSource": "ec2.amazonaws.com"}), FAILED),
        (advanced({"eventCategory": "Management", "eventName": "RunInstances"}), FAILED),
        (advanced({"eventCategory": "Management", "eventName": UNKNOWN}), FAILED),
        (advanced({"eventCategory": "Data", "resources.type": OBJECT}), FAILED),
        ({"includeGlobalServiceEvents": False}, FAILED),
    ],
)
def test_management_events_are_recorded_in_full(selectors: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(MANAGEMENT, trail(**selectors)) == expected


def of_sources(**operators: Value) -> dict[str, Value]:
    fields = [{"field": "eventCategory", "equals": ["Management"]}, {"field": "eventSource", **operators}]
    return {"advancedEventSelectors": [{"fieldSelectors": fields}]}


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ({}, PASSED),
        ({"eventSelectors": [{"excludeManagementEventSources": []}]}, PASSED),
        ({"eventSelectors": [{"excludeManagementEventSources": ["rdsdata.amazonaws.com"]}]}, FAILED),
        ({"eventSelectors": [{}, {"excludeManagementEventSources": ["kms.amazonaws.com"]}]}, FAILED),
        ({"eventSelectors": [{"excludeManagementEventSources": UNKNOWN}]}, UNDETERMINED),
        (of_sources(notEquals=["kms.amazonaws.com", "rdsdata.amazonaws.com"]), FAILED),
        (of_sources(notStartsWiths=["kms"]), FAILED),
        (of_sources(notEndsWiths=["data.amazonaws.com"]), FAILED),
        (of_sources(notEquals=UNKNOWN), UNDETERMINED),
        (advanced({"eventCategory": "Management"}), PASSED),
    ],
)
def test_no_service_is_left_out_of_the_management_events(selectors: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("cloudtrail-management-events-of-all", trail(**selectors)) == expected


def test_a_source_that_is_named_leaves_out_all_others() -> None:
    assert verdicts(MANAGEMENT, trail(**of_sources(startsWiths=["ec2"]))) == FAILED
    assert verdicts(MANAGEMENT, trail(**of_sources(notEquals=["kms.amazonaws.com"], startsWiths=["ec2"]))) == FAILED
    assert verdicts(MANAGEMENT, trail(**of_sources(notStartsWiths=["kms"]))) == PASSED


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        ({}, FAILED),
        ({"eventSelectors": [{"dataResources": [{"type": OBJECT, "values": ["arn:aws:s3"]}]}]}, PASSED),
        ({"eventSelectors": [{"dataResources": [{"type": "AWS::Lambda::Function", "values": []}]}]}, FAILED),
        ({"eventSelectors": [{"dataResources": UNKNOWN}]}, UNDETERMINED),
        (advanced({"eventCategory": "Management"}, {"eventCategory": "Data", "resources.type": OBJECT}), PASSED),
        (advanced({"eventCategory": "Data", "resources.type": "AWS::DynamoDB::Table"}), FAILED),
        (advanced({"eventCategory": "Data", "resources.type": UNKNOWN}), UNDETERMINED),
    ],
)
def test_object_events_are_recorded(selectors: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(DATA, trail(**selectors)) == expected


def test_both_insights_are_asked_for() -> None:
    one = {"insightType": "ApiCallRateInsight"}
    assert verdicts(INSIGHTS, trail(insightSelectors=[one])) == FAILED
    assert verdicts(INSIGHTS, trail(insightSelectors=[one, {"insightType": UNKNOWN}])) == UNDETERMINED


@pytest.mark.parametrize(
    ("trails", "expected"),
    [
        ((), FAILED),
        (({"isMultiRegionTrail": True}, {"enableLogFileValidation": True}), FAILED),
        (({"isMultiRegionTrail": True, "enableLogFileValidation": True},), PASSED),
        (({"isMultiRegionTrail": True, "enableLogFileValidation": True, "enableLogging": False},), FAILED),
        (({"isMultiRegionTrail": UNKNOWN, "enableLogFileValidation": True},), UNDETERMINED),
        (({"isMultiRegionTrail": UNKNOWN},), FAILED),
    ],
)
def test_one_trail_must_have_it_all(trails: tuple[dict[str, Value], ...], expected: list[Verdict]) -> None:
    stack = [trail(name=f"trail-{number}", **properties) for number, properties in enumerate(trails)]
    assert verdicts(PRESENT, *stack, of=None) == expected


def bucket(**properties: Value) -> Declared:
    return Declared(type=t.BUCKET, name="archive", properties={"bucket": "archive", **properties})


def side(type_: str, **properties: Value) -> Declared:
    return Declared(type=type_, name="side", properties={"bucket": "archive", **properties})


OPEN_POLICY = json.dumps(
    {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}
)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((bucket(),), PASSED),
        ((bucket(acl="public-read"),), FAILED),
        ((bucket(), side(t.BUCKET_ACL, acl="authenticated-read")), FAILED),
        ((bucket(), side(t.BUCKET_ACL, acl=UNKNOWN)), UNDETERMINED),
        ((bucket(policy=OPEN_POLICY),), FAILED),
        ((bucket(), side(t.BUCKET_POLICY, policy=OPEN_POLICY)), FAILED),
        ((bucket(policy=OPEN_POLICY), side(t.BUCKET_PUBLIC_ACCESS_BLOCK, **dict.fromkeys(FLAGS, True))), PASSED),
        ((bucket(policy=OPEN_POLICY), side(t.BUCKET_PUBLIC_ACCESS_BLOCK, blockPublicPolicy=True)), FAILED),
        ((), NOT_APPLICABLE),
    ],
)
def test_the_trail_s_bucket_is_not_public(parts: tuple[Declared, ...], expected: list[Verdict]) -> None:
    assert verdicts(PUBLIC, trail(), *parts) == expected


def test_the_trail_s_bucket_is_found_by_a_dependency() -> None:
    wired = Declared(type=t.TRAIL, properties={"s3BucketName": UNKNOWN}, depends={"s3BucketName": ("archive",)})
    assert verdicts(PUBLIC, wired, bucket(acl="public-read")) == FAILED
    assert verdicts(PUBLIC, trail(UNKNOWN), bucket(acl="public-read")) == UNDETERMINED


def test_the_trail_s_bucket_is_logged_inline_or_aside() -> None:
    assert verdicts(LOGGED, trail(), bucket(logging={"targetBucket": "logs"})) == PASSED
    assert verdicts(LOGGED, trail(), bucket(), side(t.BUCKET_LOGGING, targetBucket="logs")) == PASSED
    assert verdicts(LOGGED, trail(), bucket()) == FAILED
