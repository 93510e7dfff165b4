"""The roles that AWS Backup works with, by the policies that AWS keeps for them."""

from typing import Final

import pulumi
from pulumi_aws import iam

from components.base import Component
from components.documents import trust
from components.placement import Placement

_SERVICE: Final = "backup.amazonaws.com"

BACKUP_POLICIES: Final = {
    "backup": "service-role/AWSBackupServiceRolePolicyForBackup",
    "s3-backup": "AWSBackupServiceRolePolicyForS3Backup",
}
"""What backing up needs: AWS's own policies, by key; buckets have one of their own."""
RESTORE_POLICIES: Final = {
    "restore": "service-role/AWSBackupServiceRolePolicyForRestores",
    "s3-restore": "AWSBackupServiceRolePolicyForS3Restore",
}
"""What restoring needs."""


def backup_role_name(placement: Placement) -> str:
    """The physical name of the role that backs up, which policies of stores quote before there is one."""
    return placement.local("backup", 64)


def service_role(
    owner: Component, placement: Placement, *, description: str, policies: dict[str, str], name: str | None = None
) -> tuple[iam.Role, list[pulumi.Resource]]:
    """A role for AWS Backup alone, on behalf of this account, and the attachments that it works by.

    AWS documents its managed policies for these roles, and extends them when a service gains a feature (AWS Backup
    developer guide, "IAM service roles").
    """
    role = iam.Role(
        owner.child("role"),
        name=name,
        description=description,
        assume_role_policy=trust(_SERVICE, {"StringEquals": {"aws:SourceAccount": placement.account_id}}),
        opts=owner.inside(),
    )
    attachments: list[pulumi.Resource] = [
        iam.RolePolicyAttachment(
            owner.child("policy", key),
            role=role.name,
            policy_arn=f"arn:{placement.partition}:iam::aws:policy/{policy}",
            opts=owner.inside(),
        )
        for key, policy in policies.items()
    ]
    return role, attachments
