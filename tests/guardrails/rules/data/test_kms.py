"""The subtle parts of the rules on customer keys: which keys rotate, and how their policies are read."""

import json
from collections.abc import Mapping

import pytest

from guardrails.controls.data import kms as records
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import kms
from guardrails.rules.data import s3_types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_INFOS = {info.id: info for info in records.RULES}
_RULES = {rule.id: rule for rule in kms.RULES}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]


def verdicts(rule: str, *stack: Declared, of: str = "key", bar: str = "prod") -> list[Verdict]:
    results = judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile(bar))
    return [result.verdict for result in results if result.resource is not None and result.resource.name == of]


def key(type_: str = t.KMS_KEY, **properties: Value) -> Declared:
    return Declared(type=type_, name="key", properties=properties)


def stated(statement: Mapping[str, Value], type_: str = t.KMS_KEY) -> Declared:
    return key(type_, policy=json.dumps({"Statement": [statement]}))


def test_every_rule_has_its_record() -> None:
    assert sorted(_RULES) == sorted(_INFOS)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"enableKeyRotation": True, "rotationPeriodInDays": 90}, PASSED),
        ({"enableKeyRotation": True, "rotationPeriodInDays": 730}, FAILED),
        ({"enableKeyRotation": False}, FAILED),
        ({"keyUsage": "SIGN_VERIFY", "customerMasterKeySpec": "RSA_2048"}, NOT_APPLICABLE),
        ({"keyUsage": "GENERATE_VERIFY_MAC", "customerMasterKeySpec": "HMAC_256"}, NOT_APPLICABLE),
        ({"customerMasterKeySpec": "RSA_4096"}, NOT_APPLICABLE),
        ({"customKeyStoreId": "cks-1"}, NOT_APPLICABLE),
        ({"customerMasterKeySpec": UNKNOWN}, UNDETERMINED),
        ({"customerMasterKeySpec": UNKNOWN, "enableKeyRotation": True}, PASSED),
        ({"customerMasterKeySpec": "SYMMETRIC_DEFAULT"}, FAILED),
    ],
)
def test_symmetric_keys_rotate_every_year(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("kms-key-rotated", key(**properties)) == expected


def test_replicas_and_external_keys_say_enabled_their_own_way() -> None:
    assert verdicts("kms-key-enabled", key(t.KMS_REPLICA_KEY, enabled=False)) == FAILED
    assert verdicts("kms-key-enabled", key(t.KMS_EXTERNAL_KEY)) == PASSED


def test_the_deletion_window_is_as_long_as_the_profile_says() -> None:
    assert verdicts("kms-key-deletion-window", key(deletionWindowInDays=29)) == FAILED
    assert verdicts("kms-key-deletion-window", key(deletionWindowInDays=7), bar="dev") == PASSED
    assert verdicts("kms-key-deletion-window", key()) == PASSED


def test_a_policy_of_its_own_counts_as_the_keys_policy() -> None:
    policy = Declared(
        type=t.KMS_KEY_POLICY, name="policy", properties={"keyId": UNKNOWN, "policy": "{}"}, depends={"keyId": ("key",)}
    )
    assert verdicts("kms-key-policy-set", key(), policy) == PASSED
    assert verdicts("kms-key-policy-set", key()) == FAILED
    assert verdicts("kms-key-policy-set", key(policy=UNKNOWN)) == PASSED


USE: dict[str, Value] = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["kms:Decrypt"], "Resource": "*"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, FAILED),
        ({"Condition": {"StringEquals": {"kms:CallerAccount": "123456789012"}}}, PASSED),
        ({"Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}}, FAILED),
        ({"Condition": {"StringEquals": {"kms:CallerAccount": "*"}}}, FAILED),
        ({"Principal": {"Service": "logs.eu-west-1.amazonaws.com"}}, PASSED),
        ({"Principal": {"AWS": ["arn:aws:iam::123456789012:root", "*"]}}, FAILED),
    ],
)
@pytest.mark.parametrize("type_", [t.KMS_KEY, t.KMS_KEY_POLICY, t.KMS_REPLICA_KEY])
def test_a_public_key_policy_needs_a_condition_on_the_caller(
    change: dict[str, Value], expected: list[Verdict], type_: str
) -> None:
    assert verdicts("kms-key-policy-not-public", stated(USE | change, type_)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*"}, PASSED),
        ({"Principal": {"AWS": "123456789012"}, "Action": "kms:*"}, PASSED),
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:role/app"}, "Action": "kms:*"}, FAILED),
        ({"Principal": {"AWS": "arn:aws:iam::123456789012:role/app"}, "Action": "*"}, FAILED),
        (
            {"Principal": {"AWS": "arn:aws:iam::123456789012:role/app"}, "Action": ["kms:Decrypt", "kms:Encrypt"]},
            PASSED,
        ),
        ({"Principal": {"Service": "s3.amazonaws.com"}, "Action": "kms:*"}, FAILED),
        ({"Effect": "Deny", "Action": "kms:*"}, PASSED),
    ],
)
def test_all_of_a_key_is_for_the_accounts_root_only(change: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("kms-key-policy-least-privilege", stated(USE | change)) == expected


def test_every_action_but_a_few_is_refused() -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "NotAction": "kms:Decrypt", "Resource": "*"}
    assert verdicts("kms-key-policy-least-privilege", stated(statement)) == FAILED


@pytest.mark.parametrize("action", ["kms:**", "KMS:?*", "k*:*"])
def test_every_action_on_a_key_is_seen_however_it_is_written(action: str) -> None:
    reader = {"AWS": "arn:aws:iam::123456789012:role/reader"}
    allowed = {"Effect": "Allow", "Principal": reader, "Action": action, "Resource": "*"}
    assert verdicts("kms-key-policy-least-privilege", stated(allowed)) == FAILED
