"""What nobody may do who is held by the permissions boundary, whatever their own policies allow.

A boundary gives nothing: it caps. It allows everything and denies, so that it need not be rewritten for each new
service; least privilege is the business of the policies below it.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from components.governance.service_control import GLOBAL_SERVICES
from components.placement import Placement

LARGEST_DOCUMENT: Final = 6144
"""Characters that AWS takes in a managed policy (IAM user guide, "IAM and AWS STS quotas")."""

_LASTING_CREDENTIALS: Final = (
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateServiceSpecificCredential",
    "iam:CreateUser",
    "iam:PutUserPermissionsBoundary",
    "iam:UpdateLoginProfile",
    "iam:UploadSSHPublicKey",
)
_SHEDDING: Final = ("iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary")
_EMPOWERING: Final = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
)
"""What gives a role more; IAM tells all four which boundary the role has, or is to have."""
_REWRITING: Final = (
    "iam:CreatePolicyVersion",
    "iam:DeletePolicy",
    "iam:DeletePolicyVersion",
    "iam:SetDefaultPolicyVersion",
)
_BLINDING: Final = (
    "access-analyzer:DeleteAnalyzer",
    "cloudtrail:DeleteTrail",
    "cloudtrail:StopLogging",
    "config:DeleteConfigurationRecorder",
    "config:DeleteDeliveryChannel",
    "config:StopConfigurationRecorder",
    "guardduty:DeleteDetector",
    "guardduty:DeletePublishingDestination",
    "guardduty:Disassociate*",
    "inspector2:Disable",
    "macie2:DisableMacie",
    "securityhub:DisableSecurityHub",
)
_FORGETTING: Final = (
    "backup:DeleteBackupVaultLockConfiguration",
    "backup:DeleteRecoveryPoint",
    "s3:BypassGovernanceRetention",
)
_ARCHIVED: Final = ("s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:DeleteObject", "s3:DeleteObjectVersion")
_LEAVING: Final = (
    "account:*PrimaryEmail*",
    "account:CloseAccount",
    "account:DisableRegion",
    "account:EnableRegion",
    "organizations:CloseAccount",
    "organizations:DeleteOrganization",
    "organizations:LeaveOrganization",
    "organizations:RemoveAccountFromOrganization",
)
_TAKING_OVER: Final = (
    "iam:AttachRolePolicy",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
)


def boundary_name(placement: Placement) -> str:
    """The policy's name, which is one for the account: other stacks, and Identity Center, name it before it exists."""
    return f"{placement.project}-boundary"


def boundary_arn(placement: Placement) -> str:
    """The policy's ARN, known beforehand."""
    return f"arn:{placement.partition}:iam::{placement.account_id}:policy/{boundary_name(placement)}"


def boundary_document(placement: Placement, regions: Sequence[str]) -> str:
    """The document, confined to ``regions``. Raises ValueError where there are none or it is longer than AWS takes."""
    if not regions:
        raise ValueError("regions is empty, so that nothing could be done anywhere: name the regions of the account")
    own, bucket = boundary_arn(placement), f"arn:{placement.partition}:s3:::{placement.project}-*"
    iam = f"arn:{placement.partition}:iam::{placement.account_id}"
    archives = [f"{bucket}-{role}{below}" for role in ("archive", "config") for below in ("", "/*")]
    statements = (
        {"Sid": "Ceiling", "Effect": "Allow", "Action": "*", "Resource": "*"},
        {
            "Sid": "DenyOtherRegions",
            "Effect": "Deny",
            "NotAction": list(GLOBAL_SERVICES),
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": list(regions)}},
        },
        _deny("DenyLastingCredentials", _LASTING_CREDENTIALS),
        _deny("DenySheddingBoundary", _SHEDDING),
        _deny(
            "DenyRolesWithoutBoundary",
            _EMPOWERING,
            condition={"StringNotEquals": {"iam:PermissionsBoundary": own}},
        ),
        _deny("DenyRewritingBoundary", _REWRITING, (own, f"{iam}:policy/{placement.project}-*-github-*")),
        _deny("DenyBlinding", _BLINDING),
        _deny("DenyForgetting", _FORGETTING),
        _deny("DenyTouchingArchive", _ARCHIVED, tuple(archives)),
        _deny("DenyLeaving", _LEAVING),
        _deny(
            "DenyTakingOverPipeline",
            _TAKING_OVER,
            # The organization makes the second one in every account that it creates, without a boundary.
            (f"{iam}:role/{placement.project}-*-github-*", f"{iam}:role/OrganizationAccountAccessRole"),
        ),
        _deny(
            "DenyChangingFederation",
            ("iam:*OpenIDConnectProvider*", "iam:*SAMLProvider*"),
            (f"{iam}:*-provider/*",),
        ),
    )
    rendered = json.dumps({"Version": "2012-10-17", "Statement": statements}, separators=(",", ":"))
    if len(rendered) > LARGEST_DOCUMENT:
        raise ValueError(
            f"the permissions boundary has {len(rendered)} characters, AWS takes {LARGEST_DOCUMENT}: name fewer regions"
        )
    return rendered


def _deny(
    sid: str,
    actions: Sequence[str],
    resources: Sequence[str] = ("*",),
    condition: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, object]:
    statement: dict[str, object] = {
        "Sid": sid,
        "Effect": "Deny",
        "Action": list(actions),
        "Resource": resources[0] if len(resources) == 1 else list(resources),
    }
    return statement | ({"Condition": condition} if condition else {})
