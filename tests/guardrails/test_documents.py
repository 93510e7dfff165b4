"""Policy documents: who is anybody, which conditions limit who may call, and what hides in secrets and wildcards."""

import json

import pytest

from guardrails.documents import Document, Shape, Statement, parse
from guardrails.values import UNKNOWN, Secret, Value, read

ORG, ACCOUNT = "aws:PrincipalOrgID", "aws:PrincipalAccount"


def _document(value: Value) -> Document:
    return parse(read("policy", value))


def _statement(**parts: Value) -> Statement:
    return Statement("statement 1", {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", **parts})


@pytest.mark.parametrize(
    ("operator", "key", "values"),
    [
        ("StringEquals", ACCOUNT, "123456789012"),
        ("StringEquals", ORG, "o-a1b2c3d4e5"),
        ("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", "o-a1b2c3d4e5/r-ab12/*"),
        ("ArnLike", "aws:SourceArn", "arn:aws:cloudfront::123456789012:distribution/*"),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::orders"),
        ("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "2001:db8::/32"]),
        ("StringEquals", "aws:SourceVpce", "vpce-0a1b2c3d4e5f60718"),
        ("StringLike", "aws:userid", "AROAIIIIIIIIIIIIIIIII:*"),
        ("StringEquals", "kms:CallerAccount", "123456789012"),
    ],
)
def test_a_condition_on_who_calls_limits(operator: str, key: str, values: Value) -> None:
    assert _statement(Condition={operator: {key: values}}).limited


@pytest.mark.parametrize(
    ("operator", "key", "values"),
    [
        ("StringLike", ACCOUNT, ["123456789012", "*"]),
        ("StringEqualsIfExists", ACCOUNT, "123456789012"),
        ("ForAllValues:StringEquals", ORG, "o-a1b2c3d4e5"),
        ("StringNotEquals", ACCOUNT, "123456789012"),
        ("StringLike", ORG, "o-*"),
        ("StringEquals", "aws:SourceAccount", "${aws:PrincipalAccount}"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/reader"),
        ("ArnLike", "aws:SourceArn", "arn:aws:s3:::*"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:*"),
        ("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "0.0.0.0/0"]),
        ("IpAddress", "aws:SourceIp", ["0.0.0.0/1", "128.0.0.0/1"]),
        ("IpAddress", "aws:SourceIp", "::/0"),
        ("NotIpAddress", "aws:SourceIp", "203.0.113.0/24"),
        ("StringLike", "aws:SourceVpce", "vpce-*"),
        ("StringLike", "aws:userid", "*"),
        ("StringEquals", "aws:PrincipalTag/team", "orders"),
        ("StringEquals", "saml:aud", "https://signin.aws.amazon.com/saml"),
        ("Bool", "aws:SecureTransport", "true"),
        ("StringEquals", ACCOUNT, UNKNOWN),
        ("StringEquals", ACCOUNT, []),
    ],
)
def test_a_condition_that_anybody_can_meet_does_not_limit(operator: str, key: str, values: Value) -> None:
    assert not _statement(Condition={operator: {key: values}}).limited


def test_an_unknown_resource_does_not_hide_a_limiting_condition() -> None:
    assert _statement(Resource=UNKNOWN, Condition={"StringEquals": {ACCOUNT: "123456789012"}}).limited


@pytest.mark.parametrize("principal", ["*", ["*"], {"AWS": "*"}, {"AWS": ["123456789012", "*"]}, {"*": "*"}])
def test_anybody_is_anybody_however_it_is_written(principal: Value) -> None:
    assert any(each.anyone for each in _statement(Principal=principal).principals)


def test_every_service_is_not_everybody() -> None:
    assert not any(each.anyone for each in _statement(Principal={"Service": "*"}).principals)


@pytest.mark.parametrize("action", ["*", "**", "s3:*", "S3:**", "s3:?*", "s*:*"])
def test_every_action_is_seen_however_it_is_written(action: str) -> None:
    assert _statement(Action=["s3:GetObject", action]).every_action_of("s3") == (action.lower(),)


@pytest.mark.parametrize("action", ["s3:Get*", "sqs:*", "s3", "s3:"])
def test_some_actions_are_not_every_action(action: str) -> None:
    assert _statement(Action=action).every_action_of("s3") == ()


@pytest.mark.parametrize(
    "value",
    [
        Secret(json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*"}})),
        {"Statement": Secret([{"Effect": "Allow", "Principal": "*", "Action": "*"}])},
        {"Statement": [Secret({"Effect": "Allow", "Principal": "*", "Action": "*"})]},
        {"Statement": [{"Effect": Secret("Allow"), "Principal": {"AWS": [Secret("*")]}, "Action": Secret("*")}]},
    ],
)
def test_what_is_secret_is_read_all_the_same(value: Value) -> None:
    (statement,) = _document(value).statements
    assert (statement.public, statement.actions) == (True, ("*",))


def test_json_that_nests_too_deep_is_malformed() -> None:
    assert _document("[" * 100_000).shape is Shape.MALFORMED
