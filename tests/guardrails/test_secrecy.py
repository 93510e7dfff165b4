"""No message shows a secret, nor a part of one: a policy that is secret as a whole is judged, and never quoted."""

import json

from guardrails.judge import judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import book
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import Secret, Value
from guardrails.verdicts import Verdict
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
