"""Permissions boundaries: whoever is held by one is judged against it; ways to more than was given."""

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

ADMIN, ATTACHED = "iam-policy-no-admin", "iam-no-administrator-access"
ESCALATION, HOLDS = "iam-policy-no-privilege-escalation", "iam-permissions-boundary-holds"
BOUNDARY_ARN = "arn:aws:iam::123456789012:policy/deploy-boundary"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


# Who builds and deploys cannot be told all that it will make; a boundary holds it.
_CODEBUILD = {"Service": "codebuild.amazonaws.com"}
PIPELINE = document({"Effect": "Allow", "Principal": _CODEBUILD, "Action": "sts:AssumeRole"})


def attachment(policy_arn: Value, name: str = "attachment", to: str = "deploy", **depends: tuple[str, ...]) -> Declared:
    return Declared(
        type=t.ROLE_POLICY_ATTACHMENT,
        name=name,
        properties={"role": UNKNOWN, "policyArn": policy_arn},
        depends={"role": (to,), **depends},
    )


@pytest.mark.parametrize(
    ("boundary", "expected"),
    [
        (BOUNDARY_ARN, NOT_APPLICABLE),
        # Whatever it will be, nothing says that it comes from a policy.
        (UNKNOWN, UNDETERMINED),
        (None, FAILED),
        # A boundary of everything holds nobody.
        (ADMINISTRATOR, FAILED),
    ],
)
def test_a_broad_policy_may_be_attached_to_whom_a_boundary_holds(boundary: Value, expected: list[Verdict]) -> None:
    deploy = role("deploy", assumeRolePolicy=PIPELINE, permissionsBoundary=boundary)
    assert verdicts(ATTACHED, deploy, attachment(ADMINISTRATOR), of="attachment") == expected


def test_a_policy_is_as_bounded_as_everyone_it_is_attached_to() -> None:
    main = policy(allow("*"))
    deploy = role("deploy", assumeRolePolicy=PIPELINE, permissionsBoundary=BOUNDARY_ARN)
    other = role("other", assumeRolePolicy=PIPELINE)
    first = attachment(UNKNOWN, "first", policyArn=("main",))
    second = attachment(UNKNOWN, "second", "other", policyArn=("main",))
    assert verdicts(ADMIN, main, deploy, first) == NOT_APPLICABLE
    assert verdicts(ADMIN, main, deploy, other, first, second) == FAILED


def test_a_workloads_role_is_judged_by_its_own_policy_whatever_boundary_it_has() -> None:
    workload = role("deploy", permissionsBoundary=BOUNDARY_ARN)
    assert verdicts(ATTACHED, workload, attachment(ADMINISTRATOR), of="attachment") == FAILED


def test_an_attachment_to_a_group_is_never_bounded() -> None:
    grouped = Declared(
        type=t.POLICY_ATTACHMENT,
        name="grouped",
        properties={"policyArn": ADMINISTRATOR, "roles": [UNKNOWN], "groups": ["admins"]},
        depends={"roles": ("deploy",)},
    )
    assert verdicts(ATTACHED, role("deploy", permissionsBoundary=BOUNDARY_ARN), grouped, of="grouped") == FAILED


def bounded_by(*statements: dict[str, Value]) -> tuple[Declared, ...]:
    return (
        policy(*statements),
        role("deploy", permissionsBoundary=UNKNOWN, depends={"permissionsBoundary": ("main",)}),
    )


def test_a_boundary_is_judged_as_a_boundary_and_not_as_a_grant() -> None:
    stack = bounded_by(allow("*"))
    assert verdicts(ADMIN, *stack) == NOT_APPLICABLE
    assert verdicts(HOLDS, *stack) == FAILED


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ((allow(["s3:*", "rds:*"]),), PASSED),
        ((allow("*"), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}), PASSED),
        (
            (
                allow("*"),
                {"Effect": "Deny", "Action": "iam:Delete*PermissionsBoundary", "Resource": "*"},
                {
                    "Effect": "Deny",
                    "Action": ["iam:Create*", "iam:Put*PermissionsBoundary"],
                    "Resource": "*",
                    "Condition": {"StringNotEquals": {"iam:PermissionsBoundary": BOUNDARY_ARN}},
                },
            ),
            PASSED,
        ),
        ((allow("*"), {"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}), FAILED),
        # A denial under any other condition leaves a way out.
        (
            (
                allow("*"),
                {
                    "Effect": "Deny",
                    "Action": "iam:*",
                    "Resource": "*",
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
                },
            ),
            FAILED,
        ),
    ],
)
def test_a_boundary_lets_nobody_shed_it(statements: tuple[dict[str, Value], ...], expected: list[Verdict]) -> None:
    assert verdicts(HOLDS, *bounded_by(*statements)) == expected


@pytest.mark.parametrize(
    ("statements", "way"),
    [
        ((allow("iam:CreatePolicyVersion"),), "iam:CreatePolicyVersion"),
        ((allow("iam:PassRole"), allow("lambda:*Function", "*")), "iam:PassRole with lambda:CreateFunction"),
        ((allow("iam:AttachR*", "arn:aws:iam::123456789012:role/*"),), "iam:AttachRolePolicy"),
        (({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"},), "iam:AddUserToGroup"),
    ],
)
def test_a_way_to_any_permission_is_named(statements: tuple[dict[str, Value], ...], way: str) -> None:
    (result,) = results(ESCALATION, policy(*statements))
    assert way in result.message


@pytest.mark.parametrize(
    "statements",
    [
        (allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"),),
        (allow("iam:PassRole", "arn:aws:iam::123456789012:role/orders"), allow("ec2:RunInstances")),
        (allow("iam:PassRole"), allow("s3:PutObject")),
        (allow("iam:PutRolePolicy", "*", StringEquals={"iam:PermissionsBoundary": BOUNDARY_ARN}),),
        (allow("iam:*"), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}),
    ],
)
def test_what_is_confined_or_denied_is_no_way(statements: tuple[dict[str, Value], ...]) -> None:
    assert verdicts(ESCALATION, policy(*statements)) == PASSED


@pytest.mark.parametrize(
    "way",
    [
        "iam:CreatePolicyVersion",
        "iam:PutRolePermissionsBoundary",
        "lambda:UpdateFunctionConfiguration",
        "ssm:SendCommand",
        "codebuild:StartBuild",
        "ecs:ExecuteCommand",
        "sso:CreateAccountAssignment",
        "iam:Put*Policy",
        "sts:AssumeRole iam:UpdateAssumeRole*",
        "ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances",
        "iam:PassRole scheduler:CreateSchedule",
        "iam:Pass* ec2:RequestSpot*",
        "iam:PassRole ecs:RegisterTaskDefinition ecs:UpdateService",
        "iam:PassRole lambda:CreateFunction lambda:AddPermission",
        "iam:PassRole cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet",
    ],
)
def test_every_known_way_up_is_refused(way: str) -> None:
    assert verdicts(ESCALATION, policy(*(allow(action) for action in way.split()))) == FAILED


@pytest.mark.parametrize(
    "actions",
    [
        "scheduler:CreateSchedule",
        "iam:PassRole scheduler:GetSchedule",
        "ec2:ModifyInstanceAttribute ec2:StopInstances",
        "lambda:GetFunctionConfiguration ssm:GetParameter",
    ],
)
def test_half_a_way_is_none(actions: str) -> None:
    assert verdicts(ESCALATION, policy(allow(actions.split()))) == PASSED


OWN_BOUNDARY = "arn:aws:iam::123456789012:policy/workload-boundary"
CREATING = ["iam:CreateRole", "iam:CreateUser", "iam:*PermissionsBoundary"]


def kept(*statements: dict[str, Value]) -> tuple[Declared, ...]:
    held = role(
        "deploy",
        assumeRolePolicy=PIPELINE,
        permissionsBoundary=UNKNOWN,
        depends={"permissionsBoundary": ("main",)},
    )
    return (policy(*statements), held)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("iam:CreateRole", StringEquals={"iam:PermissionsBoundary": OWN_BOUNDARY}), PASSED),
        (allow("iam:CreateRole", ArnLike={"iam:PermissionsBoundary": OWN_BOUNDARY}), PASSED),
        (allow("iam:CreateRole", StringLike={"iam:PermissionsBoundary": "*"}), FAILED),
        (allow("iam:CreateRole", StringNotEquals={"iam:PermissionsBoundary": OWN_BOUNDARY}), FAILED),
        (allow("iam:CreateRole", StringEqualsIfExists={"iam:PermissionsBoundary": OWN_BOUNDARY}), FAILED),
        (allow("iam:CreateRole", StringEquals={"aws:RequestTag/team": "web"}), FAILED),
    ],
)
def test_a_boundary_asks_for_itself_by_name(statement: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(HOLDS, *kept(statement)) == expected


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        ({}, PASSED),
        ({"Condition": {"StringNotEquals": {"iam:PermissionsBoundary": OWN_BOUNDARY}}}, PASSED),
        ({"Condition": {"Null": {"iam:PermissionsBoundary": "true"}}}, PASSED),
        ({"Condition": {"StringEquals": {"iam:PermissionsBoundary": OWN_BOUNDARY}}}, FAILED),
        ({"Condition": {"StringNotEquals": {"aws:PrincipalTag/team": "platform"}}}, FAILED),
        ({"Resource": "arn:aws:iam::123456789012:role/one"}, FAILED),
    ],
)
def test_a_refusal_holds_everybody_or_nobody(refusal: dict[str, Value], expected: list[Verdict]) -> None:
    denied = {"Effect": "Deny", "Action": CREATING, "Resource": "*", **refusal}
    assert verdicts(HOLDS, *kept(allow("*"), denied)) == expected
