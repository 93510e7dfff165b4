"""Policy documents: one canonical form, and the helpers that components share."""

import json

import pytest

from components.documents import (
    Condition,
    Statement,
    deny_insecure_transport,
    deny_old_tls,
    document,
    pins_source,
    trust,
)

BUCKET = "arn:aws:s3:::records"


def test_one_value_is_written_as_a_string_and_many_as_a_list() -> None:
    written = document(
        Statement(sid="One", actions=("s3:GetObject",), resources=(BUCKET,)),
        Statement(sid="Many", actions=("s3:GetObject", "s3:PutObject"), principals={"AWS": ("a", "b")}),
    )
    assert json.loads(written) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "One", "Effect": "Allow", "Action": "s3:GetObject", "Resource": BUCKET},
            {
                "Sid": "Many",
                "Effect": "Allow",
                "Principal": {"AWS": ["a", "b"]},
                "Action": ["s3:GetObject", "s3:PutObject"],
                "Resource": "*",
            },
        ],
    }


def test_a_trust_policy_has_no_resource() -> None:
    assert json.loads(trust("rds.amazonaws.com", {"StringEquals": {"aws:SourceAccount": "123456789012"}})) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Assume",
                "Effect": "Allow",
                "Principal": {"Service": "rds.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
            }
        ],
    }


def test_plain_requests_to_a_bucket_are_refused_whatever_they_ask() -> None:
    assert deny_insecure_transport(BUCKET, f"{BUCKET}/*").render() == {
        "Sid": "DenyInsecureTransport",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [BUCKET, f"{BUCKET}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


@pytest.mark.parametrize(("service", "action"), [("sqs", "sqs:*"), ("sns", "sns:Publish")])
def test_plain_requests_are_refused_by_actions_that_the_service_accepts(service: str, action: str) -> None:
    assert deny_insecure_transport("arn", service=service).render()["Action"] == action


def test_requests_over_old_tls_are_refused() -> None:
    assert deny_old_tls(BUCKET).render() == {
        "Sid": "DenyOldTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": BUCKET,
        "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
    }


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        {"ArnLike": {"AWS:SourceArn": "arn:aws:logs:*:123456789012:*"}},
        {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": ["arn:aws:logs:eu-west-1:123456789012:log-group:a"]}},
        {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceAccount": "123456789012"}},
    ],
)
def test_a_source_is_pinned_by_its_arn_its_account_or_an_encryption_context(condition: Condition) -> None:
    assert pins_source(condition) is True


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"StringEquals": {"aws:PrincipalOrgID": "o-123"}},
        {"StringNotEquals": {"aws:SourceAccount": "123456789012"}},
        {"StringEqualsIfExists": {"aws:SourceAccount": "123456789012"}},
        {"StringLike": {"aws:SourceArn": "*"}},
        {"StringLike": {"aws:SourceArn": ["arn:aws:logs:eu-west-1:123456789012:*", "*"]}},
        {"Null": {"aws:SourceArn": "false"}},
    ],
)
def test_a_source_is_not_pinned_by_a_condition_that_another_source_meets(condition: Condition) -> None:
    assert pins_source(condition) is False
