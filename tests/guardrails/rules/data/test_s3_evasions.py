"""Bucket policies that look closed and are not: odd spellings of everybody, of every action, of an exception."""

import json

import pytest

from guardrails.rule import Declared
from guardrails.rules.data import s3_types as t
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.data.test_s3 import FAILED, PASSED, UNDETERMINED, policy, side, verdicts

ORDERS = Declared(type=t.BUCKET, name="orders", properties={"bucket": "orders"})


@pytest.mark.parametrize(
    "change",
    [
        {"Principal": {"Service": "*"}},
        {"Principal": ["*"]},
        {"Principal": {"*": "*"}},
        {"Principal": "*", "Resource": UNKNOWN},
        {"Principal": "*", "Condition": {"StringLike": {"aws:PrincipalAccount": ["123456789012", "*"]}}},
        {"Principal": "*", "Condition": {"StringEqualsIfExists": {"aws:PrincipalAccount": "123456789012"}}},
    ],
)
def test_a_public_statement_is_seen_however_it_is_written(change: dict[str, Value]) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::orders/*", **change}
    stated = side(t.BUCKET_POLICY, "orders", policy={"Statement": [statement]})
    assert verdicts("s3-bucket-policy-not-public", stated) == FAILED


@pytest.mark.parametrize("action", ["s3:**", "S3:?*"])
def test_every_action_on_a_bucket_is_seen_however_it_is_written(action: str) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": action, "Resource": "*"}
    stated = side(t.BUCKET_POLICY, "orders", policy=json.dumps({"Statement": statement}))
    assert verdicts("s3-bucket-policy-no-wildcard-action", stated) == FAILED


def test_an_organisation_by_wildcard_excuses_no_foreign_account() -> None:
    owned = Declared(type=AWS_PROVIDER, name="default", properties={"allowedAccountIds": '["123456789012"]'})
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "210987654321"},
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::orders/*",
        "Condition": {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
    }
    stated = side(t.BUCKET_POLICY, "orders", policy=json.dumps({"Statement": statement}))
    assert verdicts("s3-bucket-policy-own-accounts", owned, stated) == FAILED


@pytest.mark.parametrize("listed", ["not JSON", "5", "{}", 5, True])
def test_a_list_of_accounts_that_is_none_leaves_open_which_are_owned(listed: Value) -> None:
    provider = Declared(type=AWS_PROVIDER, name="default", properties={"allowedAccountIds": listed})
    statement = {"Effect": "Allow", "Principal": {"AWS": "210987654321"}, "Action": "s3:GetObject", "Resource": "*"}
    stated = side(t.BUCKET_POLICY, "orders", policy=json.dumps({"Statement": statement}))
    assert verdicts("s3-bucket-policy-own-accounts", provider, stated) == UNDETERMINED


@pytest.mark.parametrize(
    ("excepted", "expected"),
    [
        ("arn:aws:iam::123456789012:role/break-glass", PASSED),
        ("*", FAILED * 2),
        ("arn:aws:iam::*:role/*", FAILED * 2),
        ("arn:aws:iam::123456789012:*", FAILED * 2),
    ],
)
def test_a_denial_of_tampering_excepts_somebody_not_everybody(excepted: str, expected: list[Verdict]) -> None:
    denial = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:DeleteObjectVersion", "s3:PutBucketObjectLockConfiguration"],
        "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"],
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": excepted}},
    }
    trail = Declared(type=t.TRAIL, name="trail", properties={"s3BucketName": "orders"})
    assert verdicts("s3-trail-bucket-denies-tampering", trail, ORDERS, policy(denial)) == expected
