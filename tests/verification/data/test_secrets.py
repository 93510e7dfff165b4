"""Secrets rotate in time, and no check says what one is."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.asking import NOW, asked, messages
from verification.answers import Answer
from verification.data.calls import FUNCTIONS, LOG_GROUPS, PARAMETERS, QUEUE, QUEUES, SECRETS

ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf"


def _secret(**facts: Any) -> dict[Any, Any]:
    return {SECRETS: {"SecretList": [{"ARN": ARN, "Name": "orders", "RotationEnabled": True, **facts}]}}


@pytest.mark.parametrize(
    ("rules", "days", "said"),
    [
        ({"AutomaticallyAfterDays": 90}, 91, []),
        ({"AutomaticallyAfterDays": 90}, 92, ["it was last rotated 92 days ago, it must be every 90 days"]),
        ({"AutomaticallyAfterDays": 365}, 1, ["AutomaticallyAfterDays is 365, it must be at most 90 days"]),
        ({"ScheduleExpression": "rate(10 days)"}, 1, []),
        (
            {"ScheduleExpression": "cron(0 4 1 1 ? *)"},
            1,
            ["ScheduleExpression is cron(0 4 1 1 ? *), which may pause for more than 90 days"],
        ),
    ],
    ids=["in time", "late", "too seldom", "schedule", "yearly schedule"],
)
def test_a_secret_rotates_often_enough_and_did(rules: dict[str, Any], days: int, said: list[str]) -> None:
    rotated = NOW - timedelta(days=days, hours=0 if days < 92 else 1)
    assert messages("secret-rotation-interval", _secret(RotationRules=rules, LastRotatedDate=rotated)) == said


def test_a_secret_that_never_rotated_counts_from_when_it_was_made() -> None:
    secret = _secret(RotationRules={"AutomaticallyAfterDays": 30}, CreatedDate=NOW - timedelta(days=200))
    assert messages("secret-rotation-interval", secret) == [
        "it was last rotated 200 days ago, it must be every 90 days"
    ]


@pytest.mark.parametrize(
    "facts",
    [{"PrimaryRegion": "eu-central-1"}, {"DeletedDate": NOW}],
    ids=["a replica", "scheduled for deletion"],
)
def test_a_secret_that_cannot_rotate_here_is_not_asked_to(facts: dict[str, Any]) -> None:
    results = asked("secret-rotated", _secret(**{"RotationEnabled": False, **facts}))
    assert [answer for answer, _, _ in results] == [Answer.ABSENT]


@pytest.mark.parametrize("name", ["/orders/db_password", "stripeApiKey", "/app/session-token"])
def test_a_parameter_named_like_a_secret_must_be_secure(name: str) -> None:
    responses = {PARAMETERS: {"Parameters": [{"Name": name, "Type": "StringList"}]}}
    assert messages("ssm-parameter-secret-encrypted", responses) == [
        "Type is StringList, and the parameter's name is that of a secret"
    ]


@pytest.mark.parametrize("name", ["/orders/key-arn", "/orders/url", "/orders/public-key"])
def test_a_parameter_that_only_points_to_one_need_not(name: str) -> None:
    responses = {PARAMETERS: {"Parameters": [{"Name": name, "Type": "String"}]}}
    assert [answer for answer, _, _ in asked("ssm-parameter-secret-encrypted", responses)] == [Answer.ABSENT]


def test_a_key_in_a_variable_is_named_and_never_shown() -> None:
    key = "AKIA" + "IOSFODNN7" + "EXAMPLE"
    function = {
        "FunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:orders",
        "Environment": {"Variables": {"ACCESS": key, "STAGE": "prod"}},
    }
    ((answer, _, message),) = asked("lambda-environment-without-keys", {FUNCTIONS: {"Functions": [function]}})
    assert (answer, message) == (Answer.BROKEN, "the variable ACCESS holds an AWS access key")


@pytest.mark.parametrize(
    "group",
    [{"logGroupName": "/aws/apigateway/welcome"}, {"logGroupName": "/aws/lambda/a", "logGroupClass": "DELIVERY"}],
    ids=["a greeting", "passing on"],
)
def test_a_log_group_that_keeps_nothing_needs_no_key(group: dict[str, str]) -> None:
    results = asked("cloudwatch-log-group-encrypted", {LOG_GROUPS: {"logGroups": [group]}})
    assert [answer for answer, _, _ in results] == [Answer.ABSENT]


def test_a_queue_that_takes_dead_letters_needs_none_of_its_own() -> None:
    base = "https://sqs.eu-west-1.amazonaws.com/123456789012"
    redrive = '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:123456789012:orders-dead","maxReceiveCount":5}'
    responses: dict[Any, Any] = {
        QUEUES: {"QueueUrls": [f"{base}/orders", f"{base}/orders-dead", f"{base}/lost"]},
        QUEUE: (
            ({"QueueUrl": f"{base}/orders"}, {"Attributes": {"RedrivePolicy": redrive}}),
            ({"QueueUrl": f"{base}/orders-dead"}, {"Attributes": {"QueueArn": "dead"}}),
            ({"QueueUrl": f"{base}/lost"}, {"Attributes": {"QueueArn": "lost"}}),
        ),
    }
    broken = [resource for answer, resource, _ in asked("sqs-queue-dead-letters", responses) if answer is Answer.BROKEN]
    assert broken == ["arn:aws:sqs:eu-west-1:123456789012:lost"]
