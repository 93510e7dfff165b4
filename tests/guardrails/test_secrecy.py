"""No message shows a secret, nor a part of one: a policy that is secret as a whole is judged, and never quoted."""

import json

from guardrails.graph import Resource
from guardrails.judge import judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import book
from guardrails.secrecy import Secrets, hidden, secrets_of
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import Secret, Value
from guardrails.verdicts import Verdict
from tests.bench.counting import lines
from tests.support.examples import graph

BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
OWNED = Declared(type=AWS_PROVIDER, name="default", properties={"allowedAccountIds": '["123456789012"]'})
FOREIGN = {
    "Sid": "PartnerReads",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::orders/*",
}


def _said(policy: Value) -> list[str]:
    stack = (OWNED, Declared(type=BUCKET_POLICY, properties={"bucket": "orders", "policy": policy}))
    rules = book().only(("s3-bucket-policy-own-accounts",), ())
    return [each.message for each in judge(graph(stack), rules, profile("prod")) if each.verdict is Verdict.FAILED]


def test_a_policy_in_the_open_is_quoted() -> None:
    assert _said(json.dumps({"Statement": [FOREIGN]})) == [
        "PartnerReads of policy allows account 210987654321, which the stack does not own"
    ]


def test_a_secret_policy_is_judged_and_not_quoted() -> None:
    (message,) = _said(Secret(json.dumps({"Statement": [FOREIGN | {"Principal": {"AWS": "210987654321"}}]})))
    assert message == "[secret] of policy allows account [secret], which the stack does not own"


def test_a_secret_inside_a_policy_is_not_quoted() -> None:
    (message,) = _said({"Statement": [FOREIGN | {"Principal": {"AWS": Secret("210987654321")}}]})
    assert message == "PartnerReads of policy allows account [secret], which the stack does not own"


def _secrets(*texts: str) -> Secrets:
    return secrets_of(
        Resource(urn=text, type="t", token="t", name="n", properties={"p": Secret(text)}) for text in texts
    )


def test_the_longest_secret_that_fits_is_hidden_as_a_whole() -> None:
    assert hidden("the key is abcdef-123!", _secrets("abcdef", "abcdef-123")) == "the key is [secret]!"


def test_a_secret_is_hidden_in_any_case() -> None:
    assert hidden("statement of OPENSESAME", _secrets("openSesame")) == "statement of [secret]"
    assert hidden("the \u212aelvin-scale", _secrets("kelvin-scale")) == "the [secret]"


def test_a_short_secret_leaves_the_words_of_a_message() -> None:
    assert hidden("enabled is true", _secrets("true")) == "enabled is true"


def test_secrets_of_the_stack_and_of_a_resource_beside_it_are_hidden() -> None:
    assert hidden("first-one and other-one", _secrets("first-one"), _secrets("other-one")) == "[secret] and [secret]"


def test_many_secrets_cost_a_message_no_more_than_one() -> None:
    message = "a bucket of the stack is open to the internet, which the owner of its data does not allow"
    one, many = _secrets("password-0"), _secrets(*(f"{number:05}-password" for number in range(5_000)))
    assert lines(lambda: hidden(message, many)) == lines(lambda: hidden(message, one))
