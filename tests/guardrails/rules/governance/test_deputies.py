"""Services of AWS in resource policies: whom they act for."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.governance import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.governance.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, results, verdicts

PINNED = "resource-policy-source-pinned"
OURS = "123456789012"
TOPIC_POLICY, QUEUE_POLICY = "aws:sns/topicPolicy:TopicPolicy", "aws:sqs/queuePolicy:QueuePolicy"
OBJECT = f"arn:aws:s3:::logs/web/AWSLogs/{OURS}/*"


def stated(service: Value, condition: Value = None, *, type_: str = t.BUCKET_POLICY, **statement: Value) -> Declared:
    said: dict[str, Value] = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "s3:GetBucketAcl"}
    said |= {"Resource": "arn:aws:s3:::logs", **statement}
    if condition is not None:
        said["Condition"] = condition
    policy = {"Statement": [said]}
    path = t.POLICIES.get(type_, "policy")
    return Declared(type=type_, properties={path: policy if UNKNOWN in said.values() else json.dumps(policy)})


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceAccount": OURS}},
        {"ArnLike": {"AWS:SourceArn": f"arn:aws:cloudtrail:eu-west-1:{OURS}:trail/*"}},
        {"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}},
        {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/*"}},
    ],
)
def test_a_condition_on_the_source_pins_a_service(condition: Value) -> None:
    assert verdicts(PINNED, stated("cloudtrail.amazonaws.com", condition)) == PASSED


@pytest.mark.parametrize(
    "condition",
    [
        None,
        {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"}},
        {"StringLike": {"aws:SourceArn": "*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/*"}},
        {"StringLike": {"aws:SourceAccount": "*"}},
        {"StringEquals": {"aws:SourceAccount": [OURS, "*"]}},
        {"StringNotEquals": {"aws:SourceAccount": "210987654321"}},
        {"StringEqualsIfExists": {"aws:SourceAccount": OURS}},
        {"ForAllValues:StringEquals": {"aws:SourceAccount": OURS}},
    ],
)
def test_a_condition_that_anybody_meets_pins_nothing(condition: Value) -> None:
    assert verdicts(PINNED, stated("cloudtrail.amazonaws.com", condition)) == FAILED


def test_what_a_service_may_do_for_strangers_is_named() -> None:
    (said,) = results(PINNED, stated("config.amazonaws.com", Sid="Deliver"))
    assert said.message == (
        "Deliver of policy lets config.amazonaws.com in whoever it acts for: no aws:SourceAccount or aws:SourceArn "
        "names one"
    )


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (stated("logdelivery.elasticloadbalancing.amazonaws.com", Action="s3:PutObject", Resource=OBJECT), PASSED),
        (stated("delivery.logs.amazonaws.com", Action="s3:PutObject", Resource="arn:aws:s3:::logs/*"), FAILED),
        (stated("delivery.logs.amazonaws.com", Action="s3:*", Resource=OBJECT), FAILED),
        (stated("delivery.logs.amazonaws.com", Action="s3:PutObject", Resource=[OBJECT, "*"]), FAILED),
        (stated("cloudtrail.amazonaws.com", Effect="Deny"), PASSED),
        (stated("cloudtrail.amazonaws.com", Condition=UNKNOWN), UNDETERMINED),
        (stated(["ec2.amazonaws.com", "cloudtrail.amazonaws.com"]), FAILED),
    ],
)
def test_a_bucket_policy_is_judged_by_action_and_prefix_too(declared: Declared, expected: Any) -> None:
    assert verdicts(PINNED, declared) == expected


@pytest.mark.parametrize(
    ("type_", "service", "expected"),
    [
        (TOPIC_POLICY, "s3.amazonaws.com", FAILED),
        (TOPIC_POLICY, "events.amazonaws.com", PASSED),
        (QUEUE_POLICY, "sns.amazonaws.com", FAILED),
        (QUEUE_POLICY, "events.amazonaws.com", FAILED),
        (t.KMS_KEY, "cloudtrail.amazonaws.com", FAILED),
        (t.KMS_KEY, "events.amazonaws.com", PASSED),
        (t.KMS_KEY_POLICY, "guardduty.amazonaws.com", FAILED),
        ("aws:secretsmanager/secretPolicy:SecretPolicy", "serverlessrepo.amazonaws.com", FAILED),
        (t.LOG_RESOURCE_POLICY, "es.amazonaws.com", FAILED),
        (t.LOG_RESOURCE_POLICY, "ds.amazonaws.com", PASSED),
        ("aws:ecr/repositoryPolicy:RepositoryPolicy", "lambda.amazonaws.com", FAILED),
        ("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "s3.amazonaws.com", FAILED),
        ("aws:opensearch/domain:Domain", "es.amazonaws.com", FAILED),
        ("aws:backup/vaultPolicy:VaultPolicy", "backup.amazonaws.com", FAILED),
    ],
)
def test_every_kind_of_resource_policy_is_asked(type_: str, service: str, expected: Any) -> None:
    assert verdicts(PINNED, stated(service, type_=type_)) == expected


def test_the_context_of_a_key_names_the_account() -> None:
    context = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{OURS}:trail/*"}}
    assert verdicts(PINNED, stated("cloudtrail.amazonaws.com", context, type_=t.KMS_KEY)) == PASSED
    anybody = {"StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": "arn:aws:cloudtrail:*:*:trail/*"}}
    assert verdicts(PINNED, stated("cloudtrail.amazonaws.com", anybody, type_=t.KMS_KEY)) == FAILED


def test_a_resource_without_a_policy_is_not_asked() -> None:
    assert verdicts(PINNED, Declared(type=t.SECRET, properties={"name": "orders"})) == NOT_APPLICABLE
