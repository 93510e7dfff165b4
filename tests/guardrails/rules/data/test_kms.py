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


DECRYPT: dict[str, Value] = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, FAILED),
        ({"Action": "kms:*", "Resource": "arn:aws:kms:*:123456789012:key/*"}, FAILED),
        ({"Action": ["kms:ReEncrypt*"]}, FAILED),
        ({"Action": "kms:DescribeKey"}, PASSED),
        ({"Action": "*"}, PASSED),
        ({"Resource": "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"}, PASSED),
        ({"Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/orders"}}}, PASSED),
        ({"Condition": {"ForAnyValue:StringLike": {"kms:ResourceAliases": "*"}}}, FAILED),
        ({"Condition": {"StringNotEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}}, FAILED),
        ({"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, FAILED),
        ({"Effect": "Deny"}, PASSED),
    ],
)
@pytest.mark.parametrize("type_", [t.IAM_POLICY, t.IAM_ROLE_POLICY, t.IAM_USER_POLICY, t.IAM_GROUP_POLICY])
def test_decryption_names_its_keys(change: dict[str, Value], expected: list[Verdict], type_: str) -> None:
    assert verdicts("kms-decrypt-not-on-every-key", stated(DECRYPT | change, type_)) == expected


def test_decryption_is_read_in_the_inline_policies_of_a_role() -> None:
    inline = [{"name": "use", "policy": json.dumps({"Statement": DECRYPT})}, {"name": "other", "policy": "{}"}]
    assert verdicts("kms-decrypt-not-on-every-key", key(t.IAM_ROLE, inlinePolicies=inline)) == FAILED
    assert verdicts("kms-decrypt-not-on-every-key", key(t.IAM_ROLE, inlinePolicies=UNKNOWN)) == UNDETERMINED
    assert verdicts("kms-decrypt-not-on-every-key", key(t.IAM_ROLE)) == NOT_APPLICABLE


def test_an_unknown_key_of_the_stack_is_one_key() -> None:
    policy = Declared(
        type=t.IAM_POLICY,
        name="policy",
        properties={"policy": {"Statement": [DECRYPT | {"Resource": UNKNOWN}]}},
        depends={"policy": ("key",)},
    )
    assert verdicts("kms-decrypt-not-on-every-key", key(), policy, of="policy") == PASSED
    assert (
        verdicts(
            "kms-decrypt-not-on-every-key",
            Declared(type=t.IAM_POLICY, name="policy", properties=policy.properties),
            of="policy",
        )
        == UNDETERMINED
    )


@pytest.mark.parametrize("action", ["kms:**", "KMS:?*", "k*:*"])
def test_every_action_on_a_key_is_seen_however_it_is_written(action: str) -> None:
    reader = {"AWS": "arn:aws:iam::123456789012:role/reader"}
    allowed = {"Effect": "Allow", "Principal": reader, "Action": action, "Resource": "*"}
    assert verdicts("kms-key-policy-least-privilege", stated(allowed)) == FAILED


@pytest.mark.parametrize(
    "resource", ["arn:aws:kms:*", "arn:*", "arn:aws:kms:eu-west-1:123456789012:*/*", "arn:aws:k*:*:*:key/?*"]
)
def test_every_key_is_seen_however_it_is_written(resource: str) -> None:
    document = json.dumps({"Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": resource}})
    declared = Declared(type=t.IAM_POLICY, name="key", properties={"policy": document})
    assert verdicts("kms-decrypt-not-on-every-key", declared) == FAILED
