"""Whoever may decrypt says with which keys, however the statement is written."""

import json

import pytest

from guardrails.judge import judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import book
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
POLICY, ROLE, KEY = "aws:iam/policy:Policy", "aws:iam/role:Role", "aws:kms/key:Key"
KINDS = (
    POLICY,
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
)
DECRYPT: dict[str, Value] = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}


def verdicts(*stack: Declared, of: str = "it") -> list[Verdict]:
    rules = book().only(("iam-policy-no-decrypt-on-all-keys",), ())
    found = judge(graph(stack), rules, profile("prod"))
    return [result.verdict for result in found if result.resource is not None and result.resource.name == of]


def stated(statement: Value, type_: str = POLICY) -> Declared:
    return Declared(type=type_, name="it", properties={"policy": json.dumps({"Statement": statement})})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, FAILED),
        ({"Action": "kms:*", "Resource": "arn:aws:kms:*:123456789012:key/*"}, FAILED),
        ({"Action": ["kms:ReEncrypt*"]}, FAILED),
        ({"Action": "kms:DescribeKey"}, PASSED),
        ({"Resource": "arn:aws:kms:eu-west-1:123456789012:key/1234abcd"}, PASSED),
        ({"Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/orders"}}}, PASSED),
        ({"Condition": {"ForAnyValue:StringLike": {"kms:ResourceAliases": "*"}}}, FAILED),
        ({"Condition": {"StringNotEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}}, FAILED),
        ({"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, FAILED),
        ({"Effect": "Deny"}, PASSED),
    ],
)
@pytest.mark.parametrize("type_", KINDS)
def test_decryption_names_its_keys(change: dict[str, Value], expected: list[Verdict], type_: str) -> None:
    assert verdicts(stated(DECRYPT | change, type_)) == expected


@pytest.mark.parametrize(
    "resource", ["arn:aws:kms:*", "arn:*", "arn:aws:kms:eu-west-1:123456789012:*/*", "arn:aws:k*:*:*:key/?*"]
)
def test_every_key_is_seen_however_it_is_written(resource: str) -> None:
    assert verdicts(stated(DECRYPT | {"Resource": resource})) == FAILED


def test_decryption_is_read_in_the_inline_policies_of_a_role() -> None:
    inline = [{"name": "use", "policy": json.dumps({"Statement": DECRYPT})}, {"name": "other", "policy": "{}"}]
    assert verdicts(Declared(type=ROLE, name="it", properties={"inlinePolicies": inline})) == FAILED


def test_an_unknown_key_of_the_stack_is_one_key() -> None:
    properties = {"policy": {"Statement": [DECRYPT | {"Resource": UNKNOWN}]}}
    key = Declared(type=KEY, name="key")
    assert (
        verdicts(key, Declared(type=POLICY, name="it", properties=properties, depends={"policy": ("key",)})) == PASSED
    )
    assert verdicts(Declared(type=POLICY, name="it", properties=properties)) == UNDETERMINED
