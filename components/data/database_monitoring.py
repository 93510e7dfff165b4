"""What a database tells: its log groups, its metrics role and its events."""

from collections.abc import Mapping, Sequence
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.documents import Statement, document, trust
from components.placement import Placement

LOG_EXPORTS: Final = ("iam-db-auth-error", "postgresql", "upgrade")
CLUSTER_LOG_EXPORTS: Final = ("iam-db-auth-error", "instance", "postgresql")

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
_CLUSTER_EVENTS: Final = (
    "configuration change",
    "deletion",
    "failover",
    "failure",
    "maintenance",
    "notification",
)


def log_groups(
    owner: Component, *, source: str, exports: Sequence[str], key_arn: pulumi.Input[str], retention_days: int
) -> list[pulumi.Resource]:
    """The log groups that RDS exports to, made before the database: made by RDS they have no key and never expire.

    ``source`` is ``instance/<identifier>`` or ``cluster/<identifier>``.
    """
    return [
        aws.cloudwatch.LogGroup(
            owner.child("log", export),
            name=f"/aws/rds/{source}/{export}",
            kms_key_id=key_arn,
            retention_in_days=retention_days,
            # Statements that are logged quote what customers wrote.
            tags={"data": "customer" if export == "postgresql" else "logs", "retention": str(retention_days)},
            opts=owner.inside(),
        )
        for export in exports
    ]


def metrics_role(
    owner: Component, *, placement: Placement, identifier: str, instances: Sequence[str]
) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    """The role by which enhanced monitoring writes these instances' operating system metrics, and nothing else.

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
                "ArnEquals": {"aws:SourceArn": [placement.arn("rds", f"db:{each}") for each in instances]},
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
    _subscription(owner, "instance", topic_arn, "db-instance", [instance.identifier], _INSTANCE_EVENTS)
    _subscription(owner, "parameters", topic_arn, "db-parameter-group", [parameter_group.name], _PARAMETER_EVENTS)


def cluster_subscriptions(
    owner: Component,
    *,
    topic_arn: pulumi.Input[str],
    cluster: aws.rds.Cluster,
    members: Sequence[aws.rds.ClusterInstance],
) -> None:
    """RDS's own notices of a cluster and its members, to a topic (Security Hub RDS.19 and RDS.20)."""
    _subscription(owner, "cluster", topic_arn, "db-cluster", [cluster.cluster_identifier], _CLUSTER_EVENTS)
    names = [member.identifier for member in members]
    _subscription(owner, "instance", topic_arn, "db-instance", names, _INSTANCE_EVENTS)


def _subscription(
    owner: Component,
    key: str,
    topic_arn: pulumi.Input[str],
    source_type: str,
    source_ids: list[pulumi.Output[str]],
    categories: Sequence[str],
) -> None:
    aws.rds.EventSubscription(
        owner.child("events", key),
        sns_topic=topic_arn,
        source_type=source_type,
        source_ids=source_ids,
        event_categories=list(categories),
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


def cluster_event_pattern(placement: Placement, identifier: str, members: Sequence[str]) -> Mapping[str, object]:
    """The same cluster and member events as an EventBridge pattern."""
    return {
        "source": ["aws.rds"],
        "detail-type": ["RDS DB Cluster Event", "RDS DB Instance Event"],
        "detail": {
            "SourceArn": [
                placement.arn("rds", f"cluster:{identifier}"),
                *(placement.arn("rds", f"db:{member}") for member in members),
            ],
            "EventCategories": sorted({*_CLUSTER_EVENTS, *_INSTANCE_EVENTS}),
        },
    }
