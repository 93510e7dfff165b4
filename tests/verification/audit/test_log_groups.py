"""Log groups: what is kept, shipped, masked and written to, and which groups are not the product's."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.support.asking import NOW, asked, messages
from verification.answers import Answer
from verification.audit.calls import ACCOUNT_LOG_POLICIES, NEWEST_STREAM, SUBSCRIPTIONS, TRAILS
from verification.audit.groups import group
from verification.audit.tags import answer
from verification.data.calls import LOG_GROUPS, TAGGED

STREAM = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/archive"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
NOBODY = "no subscription takes all events of the log group to a delivery stream"


def _groups(*groups: dict[str, Any], **tags: str) -> dict[Any, Any]:
    return {
        LOG_GROUPS: {"logGroups": list(groups)},
        TAGGED: answer({each["logGroupArn"]: tags for each in groups} if tags else {}),
    }


def _account(pattern: str = "", criteria: str | None = None, destination: str = STREAM) -> dict[Any, Any]:
    policy = {
        "policyName": "archive",
        "policyType": "SUBSCRIPTION_FILTER_POLICY",
        "policyDocument": json.dumps({"DestinationArn": destination, "FilterPattern": pattern}),
    }
    return {ACCOUNT_LOG_POLICIES: {"accountPolicies": [policy | ({"selectionCriteria": criteria} if criteria else {})]}}


@pytest.mark.parametrize(
    ("days", "tags", "said"),
    [
        (90, {}, []),
        (89, {}, ["retentionInDays is 89, it must be at least 90 for a log group"]),
        (364, {"stream": "audit"}, ["retentionInDays is 364, it must be at least 365 for an audit log group"]),
        (365, {"stream": "audit"}, []),
        (90, {"stream": "application"}, []),
    ],
)
def test_a_log_group_is_kept_as_long_as_its_stream_says(days: int, tags: dict[str, str], said: list[str]) -> None:
    responses = _groups(group("/vouch/prod/app", retentionInDays=days), **tags)
    assert messages("cloudwatch-log-group-retention", responses) == said


def test_a_log_group_without_retention_is_kept_for_ever() -> None:
    assert messages("cloudwatch-log-group-retention", _groups(group("/aws/lambda/made-by-aws"))) == [
        "retentionInDays is not set, so that events are kept for ever; it must be at least 90"
    ]


def test_groups_that_keep_nothing_are_not_asked() -> None:
    responses = _groups(group("/aws/apigateway/welcome"), group("/aws/lambda/x", logGroupClass="DELIVERY"))
    assert [each for each, _, _ in asked("cloudwatch-log-group-retention", responses)] == [Answer.ABSENT]


@pytest.mark.parametrize(
    ("policies", "own", "said"),
    [
        (_account(), [], []),
        (_account(pattern="ERROR"), [], [NOBODY]),
        (_account(criteria='LogGroupName NOT IN ["/vouch/prod/other"]'), [], []),
        (_account(criteria='LogGroupName NOT IN ["/vouch/prod/app"]'), [], [NOBODY]),
        (_account(destination="arn:aws:lambda:eu-west-1:123456789012:function:print"), [], [NOBODY]),
        ({}, [{"filterPattern": "", "destinationArn": STREAM}], []),
        ({}, [{"filterPattern": "ERROR", "destinationArn": STREAM}], [NOBODY]),
    ],
    ids=["account", "in part", "others left out", "left out", "elsewhere", "own", "own in part"],
)
def test_all_events_of_a_group_reach_a_delivery_stream(
    policies: dict[Any, Any], own: list[dict[str, Any]], said: list[str]
) -> None:
    responses = _groups(group("/vouch/prod/app")) | policies | {SUBSCRIPTIONS: {"subscriptionFilters": own}}
    assert messages("log-shipping-present", responses) == said


def test_a_group_that_says_none_is_not_shipped() -> None:
    responses = _groups(group("/aws/kinesisfirehose/archive"), ship="none")
    assert [each for each, _, _ in asked("log-shipping-present", responses)] == [Answer.ABSENT]


def test_a_class_without_subscriptions_cannot_be_shipped() -> None:
    responses = _groups(group("/vouch/prod/app", logGroupClass="INFREQUENT_ACCESS")) | _account()
    assert messages("log-shipping-present", responses) == [
        "a log group of the class INFREQUENT_ACCESS cannot be shipped by a subscription"
    ]


def test_a_group_of_the_trail_is_not_the_products_audit_log() -> None:
    trail = group("main-trail", retentionInDays=400, kmsKeyId=KEY)
    arn = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main"
    responses = _groups(trail, stream="audit") | {
        TRAILS: {"trailList": [{"TrailARN": arn, "CloudWatchLogsLogGroupArn": trail["arn"]}]}
    }
    ((found, _, message),) = asked("audit-log-present", responses)
    assert (found, message) == (Answer.ABSENT, "there is none, and profile prod requires it")


@pytest.mark.parametrize(("hours", "whole"), [(23, True), (25, False)])
def test_events_arrived_within_a_day(hours: int, whole: bool) -> None:
    latest = int((NOW - timedelta(hours=hours)).timestamp() * 1000)
    stream = {"logStreamName": "api", "lastIngestionTime": latest}
    responses = _groups(group("/vouch/prod/audit"), stream="audit") | {NEWEST_STREAM: {"logStreams": [stream]}}
    assert (messages("audit-log-written", responses) == []) is whole


def test_an_audit_log_that_nobody_writes_is_no_audit_log() -> None:
    responses = _groups(group("/vouch/prod/audit"), stream="audit") | {NEWEST_STREAM: {"logStreams": []}}
    assert messages("audit-log-written", responses) == ["nothing was ever written to the audit log"]
