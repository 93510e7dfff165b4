"""Log groups that AWS's log delivery writes to: encrypted, kept, and opened to that service by a resource policy."""

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.documents import Statement, document
from components.placement import Placement

_LOG_GROUP_LIMIT = 512


def log_group(
    owner: Component, role: str, *, name: str, key_arn: pulumi.Input[str], retention_days: int, protect: bool
) -> cloudwatch.LogGroup:
    """A log group of a known name; a protected one outlives what writes to it."""
    return cloudwatch.LogGroup(
        owner.child(role),
        name=name,
        kms_key_id=key_arn,
        retention_in_days=retention_days,
        deletion_protection_enabled=protect,
        tags={"data": "logs", "retention": str(retention_days)},
        opts=owner.inside(protect=protect or None),
    )


def log_group_name(placement: Placement, owner: Component, role: str) -> str:
    """The log group's physical name, which the delivery policy quotes before it exists."""
    return placement.local(owner.child(role), limit=_LOG_GROUP_LIMIT)


def delivery(owner: Component, *, placement: Placement, log_groups: tuple[str, ...]) -> cloudwatch.LogResourcePolicy:
    """Lets log delivery of this account write to the groups.

    Without it AWS writes a policy of its own, into the same ten that an account and region may have.
    Source: CloudWatch Logs user guide, "Logs sent to CloudWatch Logs".
    """
    return cloudwatch.LogResourcePolicy(
        owner.child("log-delivery"),
        policy_name=placement.local(owner.child("log-delivery")),
        policy_document=document(
            Statement(
                sid="Deliver",
                principals={"Service": ("delivery.logs.amazonaws.com",)},
                actions=("logs:CreateLogStream", "logs:PutLogEvents"),
                resources=tuple(placement.arn("logs", f"log-group:{name}:log-stream:*") for name in log_groups),
                condition={
                    "StringEquals": {"aws:SourceAccount": placement.account_id},
                    "ArnLike": {"aws:SourceArn": placement.arn("logs", "*")},
                },
            )
        ),
        opts=owner.inside(),
    )
