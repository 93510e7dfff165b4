"""id.least: what policies allow, wherever they are stated, and which of AWS's broad policies are attached."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from guardrails.rules.identity import attachments, documents, escalation, principals
from guardrails.rules.identity.boundaries import is_boundary
from guardrails.rules.identity.types import (
    GROUP_ATTACHMENTS_EXCLUSIVE,
    GROUP_POLICY,
    POLICY,
    ROLE,
    USER_ATTACHMENTS_EXCLUSIVE,
    USER_POLICY,
)
from verification.check import Check, Examples, Found, Responses, Scope, holds_if_found
from verification.identity.calls import IAM
from verification.identity.iam import (
    READ_ORDERS,
    TASKS,
    a_policy,
    a_role,
    a_user,
    attached,
    by_rule,
    document,
    iam_check,
    of_types,
    own_roles,
)
from verification.live import Live

_INLINE: Final = {
    ROLE: "RolePolicyList",
    USER_POLICY: "UserPolicyList",
    GROUP_POLICY: "GroupPolicyList",
    POLICY: "PolicyVersionList",
}
_ATTACHED: Final = "AttachedManagedPolicies"
_MANAGED: Final = {
    **_INLINE,
    ROLE: _ATTACHED,
    USER_ATTACHMENTS_EXCLUSIVE: _ATTACHED,
    GROUP_ATTACHMENTS_EXCLUSIVE: _ATTACHED,
}
_ALL: Final = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_GOOD: Final = a_policy(READ_ORDERS)


def _allowing(action: str | list[str], key: str = "Action") -> dict[str, Any]:
    return {"Effect": "Allow", key: action, "Resource": "*"}


def _stated(id_: str, bad: Responses) -> Check:
    return iam_check((*documents.RULES, *escalation.RULES), id_, _INLINE, _GOOD, bad)


def _attachment(id_: str, name: str) -> Check:
    return iam_check(
        attachments.RULES,
        id_,
        _MANAGED,
        a_role(AttachedManagedPolicies=attached("ReadOnlyAccess")),
        a_role(AttachedManagedPolicies=attached(name)),
    )


def _bounded(*statements: Mapping[str, Any]) -> Responses:
    """An account whose deploying role has a policy with these statements for its boundary."""
    arn = "arn:aws:iam::123456789012:policy/boundary"
    deploys = {
        "RoleName": "deploy",
        "Arn": "arn:aws:iam::123456789012:role/deploy",
        "AssumeRolePolicyDocument": document(TASKS),
        "PermissionsBoundary": {"PermissionsBoundaryArn": arn},
    }
    versions = [{"VersionId": "v1", "IsDefaultVersion": True, "Document": document(*statements)}]
    policy = {"PolicyName": "boundary", "Arn": arn, "PolicyVersionList": versions}
    return {IAM: {"RoleDetailList": [deploys], "Policies": [policy]}}


def _boundaries(live: Live) -> Iterator[Found]:
    """The policies that somebody has for a permissions boundary."""
    for found in of_types(POLICY)(live):
        if any(is_boundary(part, found.facts["graph"]) for part in found.facts["parts"]):
            yield found


def _support_roles(live: Live) -> Iterator[Found]:
    for role in own_roles(live):
        if any(each.get("PolicyName") == "AWSSupportAccess" for each in role.get(_ATTACHED) or ()):
            yield Found(role["Arn"], role)


_ESCAPES: Final = {
    "Effect": "Deny",
    "Action": ["iam:*", "sts:*"],
    "Resource": "*",
}

CHECKS: tuple[Check, ...] = (
    _stated("iam-policy-no-admin", a_policy(_ALL)),
    _stated("iam-policy-no-full-service-access", a_role(inline=_allowing("s3:*"))),
    _stated("iam-policy-no-allow-by-not-action", a_policy(_allowing("iam:*", "NotAction"))),
    _stated("iam-policy-changes-confined", a_role(inline=_allowing("s3:PutObject"))),
    _stated(
        "iam-policy-data-reads-confined",
        a_user(UserPolicyList=[{"PolicyName": "all", "PolicyDocument": document(_allowing("s3:GetObject"))}]),
    ),
    _stated("iam-policy-permission-changes-confined", a_policy(_allowing("lambda:AddPermission"))),
    _stated("iam-policy-no-decrypt-on-all-keys", a_policy(_allowing("kms:Decrypt"))),
    _stated("iam-policy-pass-role-confined", a_policy(_allowing("iam:PassRole"))),
    _stated(
        "iam-policy-no-privilege-escalation",
        a_role(inline=_allowing(["iam:PassRole", "ec2:RunInstances"])),
    ),
    Check(
        id="iam-permissions-boundary-holds",
        calls=(IAM,),
        finds=_boundaries,
        judge=by_rule(escalation.RULES, "iam-permissions-boundary-holds", _INLINE),
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_bounded(_ALL, _ESCAPES), broken=_bounded(_ALL), absent=_GOOD),
    ),
    _attachment("iam-no-administrator-access", "AdministratorAccess"),
    _attachment("iam-no-power-user-access", "PowerUserAccess"),
    _attachment("iam-no-cloudshell-full-access", "AWSCloudShellFullAccess"),
    _attachment("iam-no-service-full-access", "AmazonS3FullAccess"),
    _attachment("iam-no-iam-full-access", "IAMFullAccess"),
    iam_check(principals.RULES, "iam-no-inline-policies", _INLINE, a_role(), a_role(inline=READ_ORDERS)),
    Check(
        id="iam-support-role-present",
        calls=(IAM,),
        finds=_support_roles,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(
            holds=a_role(AttachedManagedPolicies=attached("AWSSupportAccess")),
            broken=None,
            absent=a_role(AttachedManagedPolicies=attached("ReadOnlyAccess")),
        ),
    ),
)
