"""The subtle parts of the rules on topics and queues: who may speak, over what, and where dead letters go."""

import json
from collections.abc import Mapping

import pytest

from guardrails.controls.data import messaging as records
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import messaging
from guardrails.rules.data import types as t
from guardrails.rules.data.s3_types import KMS_KEY
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_INFOS = {info.id: info for info in records.RULES}
_RULES = {rule.id: rule for rule in messaging.RULES}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]
TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:orders"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}


def verdicts(rule: str, *stack: Declared) -> list[Verdict]:
    found = judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile("prod"))
    return [result.verdict for result in found if result.resource is not None and result.resource.name == "it"]


def topic(**properties: Value) -> Declared:
    return Declared(type=t.TOPIC, name="it", properties={"name": "orders", **properties})


def queue(called: str = "it", **properties: Value) -> Declared:
    return Declared(type=t.QUEUE, name=called, properties={"name": "orders", **properties})


def deny(arn: Value, **changes: Value) -> dict[str, Value]:
    action = "sqs:*" if arn == QUEUE_ARN else "sns:Publish"
    stated = {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": arn, "Condition": PLAIN}
    return {**stated, **changes}


def text(*statements: Mapping[str, Value]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def policy_of(type_: str, path: str, document: Value) -> Declared:
    return Declared(type=type_, name="policy", properties={path: UNKNOWN, "policy": document}, depends={path: ("it",)})


def test_every_rule_has_its_record() -> None:
    assert sorted(_RULES) == sorted(_INFOS)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"kmsMasterKeyId": "alias/aws/sqs"}, PASSED),
        ({"kmsMasterKeyId": UNKNOWN, "sqsManagedSseEnabled": True}, PASSED),
        ({"sqsManagedSseEnabled": False}, FAILED),
        ({"sqsManagedSseEnabled": UNKNOWN}, UNDETERMINED),
        ({"kmsMasterKeyId": ""}, FAILED),
    ],
)
def test_a_queue_is_encrypted_by_a_key_or_by_sqs(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("sqs-queue-encrypted", queue(**properties)) == expected


@pytest.mark.parametrize("rule", ["sns-topic-encrypted", "sns-topic-customer-key"])
def test_a_topics_key_is_proven_by_a_dependency(rule: str) -> None:
    wired = Declared(
        type=t.TOPIC, name="it", properties={"kmsMasterKeyId": UNKNOWN}, depends={"kmsMasterKeyId": ("key",)}
    )
    assert verdicts(rule, Declared(type=KMS_KEY, name="key"), wired) == PASSED


def test_the_key_that_aws_manages_encrypts_but_is_no_customer_key() -> None:
    managed = topic(kmsMasterKeyId="alias/aws/sns")
    assert verdicts("sns-topic-encrypted", managed) == PASSED
    assert verdicts("sns-topic-customer-key", managed) == FAILED
    assert verdicts("sns-topic-customer-key", topic()) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (deny(TOPIC_ARN), PASSED),
        (deny("*"), PASSED),
        (deny(TOPIC_ARN, Action="sns:*"), PASSED),
        (deny(TOPIC_ARN, Principal={"AWS": "*"}), PASSED),
        (deny(TOPIC_ARN, Condition={"BoolIfExists": {"aws:SecureTransport": [False]}}), PASSED),
        (deny(TOPIC_ARN, Effect="Allow"), FAILED),
        (deny(TOPIC_ARN, Action="sns:Subscribe"), FAILED),
        (deny(TOPIC_ARN, Principal={"AWS": "arn:aws:iam::123456789012:root"}), FAILED),
        (deny("arn:aws:sns:eu-west-1:123456789012:other"), FAILED),
        (deny(["arn:aws:sns:eu-west-1:123456789012:other"]), FAILED),
        (deny(["arn:aws:sns:eu-west-1:123456789012:other", TOPIC_ARN]), PASSED),
        (deny(TOPIC_ARN, Condition={"Bool": {"aws:SecureTransport": "true"}}), FAILED),
        (deny(TOPIC_ARN, Condition={**PLAIN, "StringEquals": {"aws:SourceAccount": "1"}}), FAILED),
    ],
)
def test_a_topic_is_tls_only_where_everyone_is_denied_plain_publishing(
    statement: dict[str, Value], expected: list[Verdict]
) -> None:
    assert verdicts("sns-topic-tls-only", topic(policy=text(statement))) == expected
    assert verdicts("sns-topic-tls-only", topic(), policy_of(t.TOPIC_POLICY, "arn", text(statement))) == expected


def test_a_topic_without_a_policy_is_open_to_plain_http() -> None:
    assert verdicts("sns-topic-tls-only", topic()) == FAILED


def test_a_denial_counts_even_where_the_rest_is_not_known() -> None:
    document = {"Statement": [deny(UNKNOWN), {"Effect": "Allow", "Principal": UNKNOWN, "Action": "sns:Publish"}]}
    assert verdicts("sns-topic-tls-only", topic(policy=document)) == PASSED
    assert verdicts("sns-topic-tls-only", topic(policy={"Statement": [deny([UNKNOWN])]})) == PASSED
    assert verdicts("sns-topic-tls-only", topic(policy={"Statement": [UNKNOWN]})) == UNDETERMINED


def test_a_policy_of_a_topic_not_known_yet_may_be_this_ones() -> None:
    stray = Declared(type=t.TOPIC_POLICY, name="policy", properties={"arn": UNKNOWN, "policy": text(deny(TOPIC_ARN))})
    assert verdicts("sns-topic-tls-only", topic(), stray) == UNDETERMINED


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("sqs:*", PASSED),
        ("*", PASSED),
        (["sqs:SendMessage", "sqs:ReceiveMessage"], PASSED),
        ("sqs:SendMessage", FAILED),
    ],
)
def test_a_queue_is_tls_only_both_ways(action: Value, expected: list[Verdict]) -> None:
    document = text(deny(QUEUE_ARN, Action=action))
    assert verdicts("sqs-queue-tls-only", queue(), policy_of(t.QUEUE_POLICY, "queueUrl", document)) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({}, FAILED),
        ({"StringEquals": {"AWS:SourceOwner": "123456789012"}}, PASSED),
        ({"ArnEquals": {"aws:SourceArn": TOPIC_ARN}}, PASSED),
        ({"StringNotEquals": {"aws:SourceAccount": "123456789012"}}, FAILED),
        ({"StringEquals": {"aws:SourceAccount": "*"}}, FAILED),
    ],
)
def test_everyone_is_nobody_in_particular_unless_a_condition_says_who(
    condition: dict[str, Value], expected: list[Verdict]
) -> None:
    allowed = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "sqs:SendMessage",
        "Resource": QUEUE_ARN,
        "Condition": condition,
    }
    assert verdicts("sqs-queue-policy-not-public", queue(policy=text(allowed))) == expected
    on_topic = {**allowed, "Action": "sns:Publish", "Resource": TOPIC_ARN}
    assert verdicts("sns-topic-policy-not-public", topic(policy=text(on_topic))) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Effect": "Allow", "Action": "SQS:*"}, FAILED),
        ({"Effect": "Allow", "Action": "*"}, FAILED),
        ({"Effect": "Allow", "Action": "SQS:**"}, FAILED),
        ({"Effect": "Allow", "NotAction": []}, FAILED),
        ({"Effect": "Allow", "NotAction": "sqs:DeleteQueue"}, FAILED),
        ({"Effect": "Allow", "Action": UNKNOWN}, UNDETERMINED),
        ({"Effect": "Allow", "Action": "sqs:SendMessage"}, PASSED),
        ({"Effect": "Deny", "Action": "sqs:*"}, PASSED),
    ],
)
def test_a_queue_policy_names_its_actions(statement: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("sqs-queue-policy-no-wildcard-action", queue(policy={"Statement": [statement]})) == expected


def test_the_queue_that_takes_dead_letters_needs_none_of_its_own() -> None:
    rule = "sqs-queue-dead-letters"
    target = json.dumps({"deadLetterTargetArn": QUEUE_ARN, "maxReceiveCount": 5})
    assert verdicts(rule, queue(), queue("source", name="source", redrivePolicy=target)) == NOT_APPLICABLE
    assert verdicts(rule, queue(redriveAllowPolicy="{}")) == NOT_APPLICABLE
    elsewhere = json.dumps({"deadLetterTargetArn": f"{QUEUE_ARN}-dead", "maxReceiveCount": 5})
    assert verdicts(rule, queue(), queue("source", name="source", redrivePolicy=elsewhere)) == FAILED


def test_a_dead_letter_queue_is_known_by_a_dependency_of_whatever_uses_it() -> None:
    target = Declared(
        type="aws:cloudwatch/eventTarget:EventTarget",
        name="target",
        properties={"deadLetterConfig": {"arn": UNKNOWN}},
        depends={"deadLetterConfig": ("it",)},
    )
    assert verdicts("sqs-queue-dead-letters", queue(), target) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("type_", "key"),
    [("aws:cloudwatch/eventTarget:EventTarget", "arn"), ("aws:lambda/function:Function", "targetArn")],
)
def test_a_dead_letter_queue_is_known_by_its_arn(type_: str, key: str) -> None:
    uses = Declared(type=type_, name="uses", properties={"deadLetterConfig": {key: QUEUE_ARN}})
    assert verdicts("sqs-queue-dead-letters", queue(), uses) == NOT_APPLICABLE
    other = Declared(type=type_, name="uses", properties={"deadLetterConfig": {key: f"{QUEUE_ARN}-dead"}})
    assert verdicts("sqs-queue-dead-letters", queue(), other) == FAILED


def test_a_redrive_policy_of_its_own_counts() -> None:
    redrive = Declared(
        type=t.QUEUE_REDRIVE, name="redrive", properties={"queueUrl": UNKNOWN}, depends={"queueUrl": ("it",)}
    )
    assert verdicts("sqs-queue-dead-letters", queue(), redrive) == PASSED
