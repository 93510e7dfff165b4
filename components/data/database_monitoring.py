"""What a database tells: its log groups, its metrics role and its events."""

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.documents import Statement, document, trust
from components.placement import Placement

LOG_EXPORTS: Final = ("iam-db-auth-error", "postgresql", "upgrade")

# Security Hub RDS.20 asks for configuration change, failure and maintenance; the others are what a duty engineer needs.
_INSTANCE_EVENTS: Final = (
    "availability",
    "configuration change",
    "deletion",
    "failover",
    "failure",
    "low storage",
    "maintenance",
    "notification",
    "recovery",
)
_PARAMETER_EVENTS: Final = ("configuration change",)


def log_groups(
    owner: Component, *, identifier: str, key_arn: pulumi.Input[str], retention_days: int
) -> list[pulumi.Resource]:
    """The log groups that RDS exports to, made before the instance: made by RDS they have no key and never expire."""
    return [
        aws.cloudwatch.LogGroup(
            owner.child("log", export),
            name=f"/aws/rds/instance/{identifier}/{export}",
            kms_key_id=key_arn,
            retention_in_days=retention_days,
            opts=owner.inside(),
        )
        for export in LOG_EXPORTS
    ]


def metrics_role(owner: Component, *, placement: Placement, identifier: str) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    """The role by which enhanced monitoring writes this instance's operating system metrics, and nothing else.

    AWS's managed policy for it covers every group whose name begins with RDS, in every region; this one covers the one
    group that RDS writes to (RDS user guide, "Setting up and enabling Enhanced Monitoring").
    """
    role = aws.iam.Role(
        owner.child("monitoring-role"),
        description=f"Enhanced monitoring of the database {identifier}",
        assume_role_policy=trust(
            "monitoring.rds.amazonaws.com",
            {
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnEquals": {"aws:SourceArn": placement.arn("rds", f"db:{identifier}")},
            },
        ),
        opts=owner.inside(),
    )
    group = placement.arn("logs", "log-group:RDSOSMetrics")
    policy = aws.iam.RolePolicy(
        owner.child("monitoring-policy"),
        role=role.id,
        policy=document(
            Statement(
                sid="KeepGroup",
                actions=("logs:CreateLogGroup", "logs:PutRetentionPolicy"),
                resources=(group, f"{group}:*"),
            ),
            Statement(
                sid="WriteMetrics",
                actions=(
                    "logs:CreateLogStream",
                    "logs:DescribeLogStreams",
                    "logs:GetLogEvents",
                    "logs:PutLogEvents",
                ),
                resources=(f"{group}:log-stream:*",),
            ),
        ),
        opts=owner.inside(),
    )
    return role, policy


def event_subscriptions(
    owner: Component,
    *,
    topic_arn: pulumi.Input[str],
    instance: aws.rds.Instance,
    parameter_group: aws.rds.ParameterGroup,
) -> None:
    """RDS's own notices of the instance and of its parameters, to a topic (Security Hub RDS.20 and RDS.21)."""
    aws.rds.EventSubscription(
        owner.child("events", "instance"),
        sns_topic=topic_arn,
        source_type="db-instance",
        source_ids=[instance.identifier],
        event_categories=list(_INSTANCE_EVENTS),
        opts=owner.inside(),
    )
    aws.rds.EventSubscription(
        owner.child("events", "parameters"),
        sns_topic=topic_arn,
        source_type="db-parameter-group",
        source_ids=[parameter_group.name],
        event_categories=list(_PARAMETER_EVENTS),
        opts=owner.inside(),
    )


def event_pattern(placement: Placement, identifier: str) -> Mapping[str, object]:
    """The same instance events as an EventBridge pattern, the way to an encrypted topic, which RDS itself lacks."""
    return {
        "source": ["aws.rds"],
        "detail-type": ["RDS DB Instance Event"],
        "detail": {
            "SourceArn": [placement.arn("rds", f"db:{identifier}")],
            "EventCategories": list(_INSTANCE_EVENTS),
        },
    }
