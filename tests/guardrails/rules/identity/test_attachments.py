"""AWS's own broad policies, wherever they are attached."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.identity import types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import (
    FAILED,
    PASSED,
    UNDETERMINED,
    allow,
    policy,
    role,
    verdicts,
)

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        (t.ROLE_POLICY_ATTACHMENT, {"role": "orders", "policyArn": ADMINISTRATOR}),
        (t.USER_POLICY_ATTACHMENT, {"user": "orders", "policyArn": ADMINISTRATOR}),
        (t.GROUP_POLICY_ATTACHMENT, {"group": "orders", "policyArn": ADMINISTRATOR}),
        (t.POLICY_ATTACHMENT, {"name": "orders", "roles": ["orders"], "policyArn": ADMINISTRATOR}),
        (t.ROLE_ATTACHMENTS_EXCLUSIVE, {"roleName": "orders", "policyArns": [ADMINISTRATOR]}),
        (t.USER_ATTACHMENTS_EXCLUSIVE, {"userName": "orders", "policyArns": [ADMINISTRATOR]}),
        (t.GROUP_ATTACHMENTS_EXCLUSIVE, {"groupName": "orders", "policyArns": [ADMINISTRATOR]}),
        (t.ROLE, {"assumeRolePolicy": "{}", "managedPolicyArns": ["arn:aws:iam::aws:policy/X", ADMINISTRATOR]}),
    ],
)
def test_every_way_to_attach_is_seen(type_: str, properties: dict[str, Value]) -> None:
    assert verdicts("iam-no-administrator-access", Declared(type=type_, properties=properties)) == FAILED


@pytest.mark.parametrize(
    ("rule", "arn", "expected"),
    [
        ("iam-no-administrator-access", "arn:aws-us-gov:iam::aws:policy/AdministratorAccess", FAILED),
        ("iam-no-administrator-access", "arn:aws:iam::aws:policy/AdministratorAccess-Amplify", PASSED),
        ("iam-no-administrator-access", "arn:aws:iam::123456789012:policy/AdministratorAccess", PASSED),
        ("iam-no-power-user-access", "arn:aws:iam::aws:policy/PowerUserAccess", FAILED),
        ("iam-no-cloudshell-full-access", "arn:aws:iam::aws:policy/AWSCloudShellFullAccess", FAILED),
        ("iam-no-iam-full-access", "arn:aws:iam::aws:policy/IAMFullAccess", FAILED),
        ("iam-no-service-full-access", "arn:aws:iam::aws:policy/AmazonS3FullAccess", FAILED),
        ("iam-no-service-full-access", "arn:aws:iam::aws:policy/IAMFullAccess", PASSED),
        ("iam-no-service-full-access", "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", PASSED),
    ],
)
def test_policies_are_told_by_their_whole_name(rule: str, arn: str, expected: list[Verdict]) -> None:
    attached = Declared(type=t.ROLE_POLICY_ATTACHMENT, properties={"role": "orders", "policyArn": arn})
    assert verdicts(rule, attached) == expected


def test_an_unknown_arn_that_comes_from_a_policy_of_the_stack_is_none_of_aws() -> None:
    properties = {"role": "orders", "policyArn": UNKNOWN}
    loose = Declared(type=t.ROLE_POLICY_ATTACHMENT, properties=properties)
    wired = Declared(type=t.ROLE_POLICY_ATTACHMENT, properties=properties, depends={"policyArn": ("orders",)})
    own = policy(allow("s3:GetObject", "arn:aws:s3:::orders/*"), name="orders")
    assert verdicts("iam-no-administrator-access", own, loose) == UNDETERMINED
    assert verdicts("iam-no-administrator-access", own, wired) == PASSED


def test_iam_full_access_may_not_be_written_out_either() -> None:
    assert verdicts("iam-no-iam-full-access", policy(allow("iam:*", "arn:aws:iam::123456789012:role/x"))) == FAILED
    assert verdicts("iam-no-iam-full-access", policy(allow("iam:Get*"))) == PASSED


def test_every_action_is_all_of_iam_only_where_the_resource_may_be_of_iam() -> None:
    assert verdicts("iam-no-iam-full-access", policy(allow("*", "arn:aws:iam::123456789012:role/x"))) == FAILED
    assert verdicts("iam-no-iam-full-access", policy(allow("*"))) == FAILED
    assert verdicts("iam-no-iam-full-access", policy(allow("*", "arn:aws:s3:::orders/*"))) == PASSED


def test_every_action_is_refused_whatever_the_resource() -> None:
    assert verdicts("iam-policy-no-every-action", policy(allow("*", "arn:aws:s3:::orders/*"))) == FAILED
    assert verdicts("iam-policy-no-every-action", policy(allow("s3:*", "arn:aws:s3:::orders/*"))) == PASSED


def test_iam_full_access_may_not_be_given_to_a_permission_set() -> None:
    arns = {"permissionSetArn": "arn:aws:sso:::permissionSet/ssoins-1/ps-1", "instanceArn": "arn:aws:sso:::instance/1"}
    properties = {**arns, "managedPolicyArn": "arn:aws:iam::aws:policy/IAMFullAccess"}
    attachment = Declared(type=t.MANAGED_POLICY_ATTACHMENT, properties=properties)
    assert verdicts("iam-no-iam-full-access", attachment) == FAILED


def test_a_support_role_is_asked_of_the_stack() -> None:
    support = Declared(
        type=t.ROLE_POLICY_ATTACHMENT,
        properties={"role": "support", "policyArn": "arn:aws:iam::aws:policy/AWSSupportAccess"},
    )
    assert verdicts("iam-support-role-present", role(), of=None) == FAILED
    assert verdicts("iam-support-role-present", support, of=None) == PASSED
