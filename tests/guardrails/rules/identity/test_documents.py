"""Identity policies: what is refused on everything, what confines a grant, and where documents are found."""

import json

import pytest

from guardrails.rule import Declared
from guardrails.rules.identity import types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import (
    FAILED,
    NOT_APPLICABLE,
    PASSED,
    UNDETERMINED,
    allow,
    document,
    policy,
    results,
    role,
    verdicts,
)

ADMIN, SERVICE, CHANGES = "iam-policy-no-admin", "iam-policy-no-full-service-access", "iam-policy-changes-confined"
DATA, DECRYPT, PASS_ROLE = (
    "iam-policy-data-reads-confined",
    "iam-policy-no-decrypt-on-all-keys",
    "iam-policy-pass-role-confined",
)
ALL = allow("*")


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        (t.POLICY, {"policy": document(ALL)}),
        (t.ROLE_POLICY, {"role": "orders", "policy": document(ALL)}),
        (t.USER_POLICY, {"user": "orders", "policy": document(ALL)}),
        (t.GROUP_POLICY, {"group": "orders", "policy": document(ALL)}),
        (t.ROLE, {"assumeRolePolicy": "{}", "inlinePolicies": [{"policy": "{}"}, {"policy": document(ALL)}]}),
        (t.PERMISSION_SET_INLINE_POLICY, {"permissionSetArn": "arn", "inlinePolicy": document(ALL)}),
    ],
)
def test_every_type_that_carries_a_document_is_judged(type_: str, properties: dict[str, Value]) -> None:
    assert verdicts(ADMIN, Declared(type=type_, properties=properties)) == FAILED


def test_the_message_names_the_statement_and_the_property() -> None:
    statements = [allow("s3:GetObject", "arn:aws:s3:::orders/*"), {"Sid": "Everything", **ALL}]
    inline = role(inlinePolicies=[{"policy": "{}"}, {"policy": document(*statements)}])
    (result,) = results(ADMIN, inline)
    assert result.path == "inlinePolicies[1].policy"
    assert result.message == "Everything of inlinePolicies[1].policy allows * on every resource"


def test_a_document_given_as_an_object_is_judged() -> None:
    stated = Declared(type=t.POLICY, properties={"policy": json.loads(document(ALL))})
    assert verdicts(ADMIN, stated) == FAILED


def test_what_is_no_document_fails() -> None:
    assert verdicts(ADMIN, Declared(type=t.POLICY, properties={"policy": "allow all"})) == FAILED


def test_a_role_without_inline_policies_is_not_asked() -> None:
    assert verdicts(ADMIN, role()) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow(["s3:GetObject", "*:*"]), FAILED),
        (allow("*", ["arn:aws:s3:::orders", "arn:aws:*:*:*:*"]), FAILED),
        ({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::orders"}, FAILED),
        (allow("*", "*", Bool={"aws:MultiFactorAuthPresent": "true"}), FAILED),
        (allow("*", "arn:aws:s3:::orders"), PASSED),
        (allow("s3:*"), PASSED),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, PASSED),
    ],
)
def test_all_actions_on_all_resources_are_refused(statement: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(ADMIN, policy(statement)) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("s3:*"), FAILED),
        (allow("S3:**"), FAILED),
        (allow("s3:*", "arn:aws:s3:::*"), FAILED),
        (allow("s3:*", ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]), PASSED),
        (allow("s3:Get*"), PASSED),
    ],
)
def test_all_actions_of_a_service_are_refused(statement: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(SERVICE, policy(statement)) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        # Reads, and what knows no resource level, can only be given on everything.
        (allow(["ec2:Describe*", "s3:List*", "ecr:GetAuthorizationToken"]), PASSED),
        (allow(["cloudwatch:PutMetricData", "xray:PutTraceSegments", "ssmmessages:OpenDataChannel"]), PASSED),
        (allow("dynamodb:PutItem"), FAILED),
        (allow("dynamodb:*Item"), FAILED),
        (allow("dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"), PASSED),
        (allow("ec2:TerminateInstances", "*", StringEquals={"aws:ResourceTag/team": "orders"}), PASSED),
        (allow("ec2:TerminateInstances", "*", StringEqualsIfExists={"aws:ResourceTag/team": "orders"}), FAILED),
        (allow("ec2:TerminateInstances", "*", StringLike={"aws:ResourceTag/team": "*"}), FAILED),
        (allow("ec2:TerminateInstances", "*", IpAddress={"aws:SourceIp": "203.0.113.0/24"}), FAILED),
        # An action newer than the data is judged by its verb.
        (allow("newservice:CreateThing"), FAILED),
        (allow("newservice:DescribeThings"), PASSED),
    ],
)
def test_what_changes_something_is_confined_where_it_can_be(
    statement: dict[str, Value], expected: list[Verdict]
) -> None:
    assert verdicts(CHANGES, policy(statement)) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("s3:Get*"), FAILED),
        (allow("s3:GetObject", "arn:aws:s3:::*/*"), FAILED),
        (allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*"), FAILED),
        (allow("sts:AssumeRole", "arn:aws:iam::*:role/*"), FAILED),
        # A bucket may be called as a kind is elsewhere.
        (allow("s3:GetObject", "arn:aws:s3:::table/*"), PASSED),
        (allow("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/*"), PASSED),
    ],
)
def test_data_and_credentials_are_read_by_name(statement: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(DATA, policy(statement)) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("kms:Decrypt", "arn:aws:kms:*:123456789012:key/*"), FAILED),
        (allow("kms:*"), FAILED),
        (allow("kms:Decrypt", "*", StringEquals={"kms:CallerAccount": "123456789012"}), FAILED),
        (allow("kms:Decrypt", "*", StringLike={"kms:ResourceAliases": "alias/vouch-prod-*"}), PASSED),
        (allow("kms:Decrypt", "*", StringEquals={"kms:ViaService": "s3.eu-west-1.amazonaws.com"}), PASSED),
    ],
)
def test_decryption_is_confined_to_keys(statement: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(DECRYPT, policy(statement)) == expected


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("*", FAILED),
        ("arn:aws:iam::123456789012:role/*", FAILED),
        ("arn:aws:iam::123456789012:role/orders-*", PASSED),
    ],
)
def test_roles_are_passed_by_name_whatever_the_service(resource: str, expected: list[Verdict]) -> None:
    passing = allow("iam:PassRole", resource, StringEquals={"iam:PassedToService": "ecs-tasks.amazonaws.com"})
    assert verdicts(PASS_ROLE, policy(passing)) == expected


def test_an_unknown_resource_is_settled_by_a_dependency_alone() -> None:
    properties = {"role": "orders", "policy": {"Statement": [allow("s3:GetObject", [UNKNOWN])]}}
    bucket = Declared(type="aws:s3/bucket:Bucket", name="bucket")
    loose = Declared(type=t.ROLE_POLICY, properties=properties)
    wired = Declared(type=t.ROLE_POLICY, properties=properties, depends={"policy": ("bucket",)})
    assert verdicts(DATA, bucket, loose) == UNDETERMINED
    assert verdicts(DATA, bucket, wired) == PASSED


def test_an_unknown_action_stops_no_other_statement() -> None:
    statements: list[Value] = [allow(UNKNOWN), allow("s3:*")]
    stated = Declared(type=t.POLICY, properties={"policy": {"Statement": statements}})
    assert verdicts(SERVICE, stated) == [Verdict.UNDETERMINED, Verdict.FAILED]
