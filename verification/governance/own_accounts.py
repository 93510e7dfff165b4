"""The policies of buckets, keys, topics and queues name own accounts only (det.analyzer, and with it pv.share)."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

from guardrails.rule import Rule
from guardrails.rules.data import kms_policy, messaging_policy, s3_policy
from guardrails.thresholds import Thresholds
from guardrails.tokens import BUCKET_POLICY, KMS_KEY, QUEUE, TOPIC
from verification.answers import Broken
from verification.as_declared import owners
from verification.by_rule import JudgingRule, asked, resource, the_rule
from verification.calls import Call
from verification.check import Check, Examples, Finds, Found, Judges, Scope
from verification.data import calls as stores
from verification.data.kms import customer_keys
from verification.data.messaging import attributes, queues, topics
from verification.data.s3 import bucket_policy, buckets
from verification.live import Live

_Text = Callable[[Found, Live], str | None]
"""The text of a policy; None where there is none."""


def _own_accounts(rule: JudgingRule, type_: str, text: _Text) -> Judges:
    """The rule's judgement of a policy, by its text; nothing where there is none."""

    def judge(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
        if (policy := text(found, live)) is not None:
            yield from asked(rule, resource(type_, {"policy": policy}, id_=found.arn), bar, owners(live), at="Policy")

    return judge


def _key_policy(found: Found, live: Live) -> str | None:
    answer = live.one(stores.KEY_POLICY, {"KeyId": found.facts["KeyId"], "PolicyName": "default"}) or {}
    return answer.get("Policy")


def _message_policy(found: Found, live: Live) -> str | None:
    return attributes(found, live).get("Policy")


def _document(account: str) -> str:
    principal = {"AWS": f"arn:aws:iam::{account}:root"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


_OWN, _STRANGER = "123456789012", "210987654321"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_TOPIC: Final = "arn:aws:sns:eu-west-1:123456789012:orders"
_QUEUE_URL: Final = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"


def _of(
    id_: str,
    rules: tuple[Rule, ...],
    type_: str,
    finds: Finds,
    text: _Text,
    found: dict[Any, Any],
    call: Call,
    key: str,
    *,
    nested: bool,
) -> Check:
    """A check that a policy names own accounts only; ``call`` answers it as ``key``, which attributes may hold."""

    def told(account: str) -> dict[Any, Any]:
        answer = {"Policy": _document(account)}
        return found | {call: {key: answer} if nested else answer}

    return Check(
        id=id_,
        calls=(*found, call),
        finds=finds,
        judge=_own_accounts(the_rule(rules, id_), type_, text),
        scope=Scope.ACCOUNT if type_ == BUCKET_POLICY else Scope.REGION,
        examples=Examples(holds=told(_OWN), broken=told(_STRANGER)),
    )


CHECKS: tuple[Check, ...] = (
    _of(
        "s3-bucket-policy-own-accounts",
        s3_policy.RULES,
        BUCKET_POLICY,
        buckets,
        bucket_policy,
        {stores.BUCKETS: {"Buckets": [{"Name": "orders"}]}},
        stores.BUCKET_POLICY,
        "",
        nested=False,
    ),
    _of(
        "kms-key-policy-own-accounts",
        kms_policy.RULES,
        KMS_KEY,
        customer_keys,
        _key_policy,
        {stores.KEY_ALIASES: {"Aliases": []}, stores.KEYS: {"Keys": [{"KeyId": _KEY[-36:], "KeyArn": _KEY}]}},
        stores.KEY_POLICY,
        "",
        nested=False,
    ),
    _of(
        "sns-topic-policy-own-accounts",
        messaging_policy.RULES,
        TOPIC,
        topics,
        _message_policy,
        {stores.TOPICS: {"Topics": [{"TopicArn": _TOPIC}]}},
        stores.TOPIC,
        "Attributes",
        nested=True,
    ),
    _of(
        "sqs-queue-policy-own-accounts",
        messaging_policy.RULES,
        QUEUE,
        queues,
        _message_policy,
        {stores.QUEUES: {"QueueUrls": [_QUEUE_URL]}},
        stores.QUEUE,
        "Attributes",
        nested=True,
    ),
)
