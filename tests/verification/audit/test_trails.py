"""Trails are judged once, by what they really record and deliver; their buckets where they are."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.asking import NOW, asked, messages
from verification.answers import Answer
from verification.audit.calls import BUCKET_ACL, BUCKET_BLOCK, BUCKET_LOCK, EVENT_SELECTORS, TRAIL_STATUS, TRAILS
from verification.audit.trails import left_out, takes_management, takes_objects
from verification.check import Refusal
from verification.data.calls import BUCKET_POLICY, BUCKETS

ARN = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main"
TRAIL = {"TrailARN": ARN, "HomeRegion": "eu-west-1", "S3BucketName": "archive", "IsMultiRegionTrail": True}


def _trails(*trails: dict[str, Any]) -> dict[Any, Any]:
    return {TRAILS: {"trailList": list(trails)}}


def _advanced(*fields: dict[str, Any]) -> dict[str, Any]:
    return {"AdvancedEventSelectors": [{"FieldSelectors": list(fields)}]}


MANAGEMENT = {"Field": "eventCategory", "Equals": ["Management"]}
DATA = {"Field": "eventCategory", "Equals": ["Data"]}
OBJECTS = {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}


def test_a_trail_whose_home_is_asked_about_is_judged_there_alone() -> None:
    elsewhere = {**TRAIL, "TrailARN": ARN.replace("eu-west-1", "us-east-1"), "HomeRegion": "us-east-1"}
    results = asked("cloudtrail-multi-region", _trails(TRAIL, elsewhere))
    # us-east-1 is not among the regions asked, so that its trail is judged in the first of them.
    assert [resource for _, resource, _ in results] == [ARN, elsewhere["TrailARN"]]


@pytest.mark.parametrize(
    ("stated", "takes"),
    [
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": True}]}, True),
        ({"EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]}, False),
        ({"EventSelectors": [{"ReadWriteType": "All", "IncludeManagementEvents": False}]}, False),
        (_advanced(MANAGEMENT), True),
        (_advanced(MANAGEMENT, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]}), True),
        (_advanced(MANAGEMENT, {"Field": "eventSource", "Equals": ["kms.amazonaws.com"]}), False),
        (_advanced(MANAGEMENT, {"Field": "readOnly", "Equals": ["false"]}), False),
        (_advanced(DATA, OBJECTS), False),
        ({}, False),
    ],
)
def test_management_events_are_recorded_in_full(stated: dict[str, Any], takes: bool) -> None:
    assert takes_management(stated) is takes


@pytest.mark.parametrize(
    ("stated", "takes"),
    [
        (_advanced(DATA, OBJECTS), True),
        (_advanced(DATA, OBJECTS, {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::logs/"]}), True),
        (_advanced(DATA, OBJECTS, {"Field": "readOnly", "Equals": ["false"]}), False),
        (_advanced(DATA, {"Field": "resources.type", "Equals": ["AWS::Lambda::Function"]}), False),
        ({"EventSelectors": [{"DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}]}]}, True),
        (
            {
                "EventSelectors": [
                    {"ReadWriteType": "WriteOnly", "DataResources": [{"Type": "AWS::S3::Object", "Values": []}]}
                ]
            },
            False,
        ),
    ],
)
def test_reads_and_writes_of_objects_are_recorded(stated: dict[str, Any], takes: bool) -> None:
    assert takes_objects(stated) is takes


def test_services_left_out_are_named_in_either_form() -> None:
    stated = _advanced(MANAGEMENT, {"Field": "eventSource", "NotEquals": ["kms.amazonaws.com"]})
    assert list(left_out(stated)) == ["kms.amazonaws.com"]
    assert messages(
        "cloudtrail-management-events-of-all", _trails(TRAIL) | {EVENT_SELECTORS: {"TrailARN": ARN, **stated}}
    ) == ["the event selectors leave out kms.amazonaws.com"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"LatestDeliveryTime": NOW - timedelta(minutes=59)}, []),
        (
            {"LatestDeliveryTime": NOW - timedelta(minutes=61)},
            ["the latest file was delivered at 2026-11-21 10:59 UTC, not since"],
        ),
        ({}, ["no file was ever delivered to the bucket"]),
        ({"LatestDeliveryTime": NOW, "LatestDigestDeliveryError": "KMS"}, ["LatestDigestDeliveryError is KMS"]),
    ],
)
def test_a_trail_delivers_every_hour(status: dict[str, Any], said: list[str]) -> None:
    assert messages("cloudtrail-delivers", _trails(TRAIL) | {TRAIL_STATUS: {"IsLogging": True, **status}}) == said


def test_trails_that_are_full_only_together_are_not_enough() -> None:
    signed = {**TRAIL, "LogFileValidationEnabled": True, "IsMultiRegionTrail": False}
    responses = _trails(TRAIL, signed) | {TRAIL_STATUS: {"IsLogging": True}}
    assert messages("cloudtrail-present", responses) == [
        "no trail that records the region is multi-region, validated and logging at once"
    ]


def test_the_bucket_of_an_archive_account_is_not_asked_about_here() -> None:
    results = asked("s3-trail-bucket-locked", _trails(TRAIL) | {BUCKETS: {"Buckets": [{"Name": "orders"}]}})
    assert [answer for answer, _, _ in results] == [Answer.ABSENT]


def test_a_lock_by_years_counts_as_days_and_one_without_retention_is_none() -> None:
    def said(rule: dict[str, Any]) -> list[str]:
        lock = {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", **rule}}
        responses = _trails(TRAIL) | {BUCKETS: {"Buckets": [{"Name": "archive"}]}, BUCKET_LOCK: lock}
        return messages("s3-trail-bucket-locked", responses)

    assert said({"Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Years": 1}}}) == []
    assert said({}) == ["no default retention locks what is written to bucket archive"]


def test_one_statement_that_spares_every_role_denies_nobody() -> None:
    policy = (
        '{"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::archive",'
        ' "arn:aws:s3:::archive/*"], "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}}]}'
    )
    responses = _trails(TRAIL) | {BUCKETS: {"Buckets": [{"Name": "archive"}]}, BUCKET_POLICY: {"Policy": policy}}
    assert len(messages("s3-trail-bucket-denies-tampering", responses)) == 2


def test_a_public_policy_is_told_of_the_trails_bucket() -> None:
    policy = '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}'
    responses = _trails(TRAIL) | {
        BUCKETS: {"Buckets": [{"Name": "archive"}]},
        BUCKET_BLOCK: Refusal("NoSuchPublicAccessBlockConfiguration"),
        BUCKET_ACL: {"Grants": []},
        BUCKET_POLICY: {"Policy": policy},
    }
    (said,) = messages("cloudtrail-bucket-not-public", responses)
    assert "allows everyone" in said
