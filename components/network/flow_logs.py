"""Flow logs of a VPC: every accepted and rejected flow, each minute, to a log group that exists first."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, ec2, iam

from components.base import Component
from components.documents import Statement, document, trust
from components.placement import Placement

_AGGREGATION_SECONDS: Final = 60
_LOG_GROUP_LIMIT: Final = 512
# AWS's default fields first and in their order, so that filters written for those still fit; then what an investigation
# needs to see through a NAT gateway: the packet's own addresses, its direction and its path.
_FIELDS: Final = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status"
    " vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr az-id pkt-src-aws-service pkt-dst-aws-service"
    " flow-direction traffic-path"
)
LOG_FORMAT: Final = " ".join(f"${{{name}}}" for name in _FIELDS.split())


@dataclass(frozen=True, kw_only=True)
class FlowLogs:
    """Where the flow logs are: the log group's name, known before it exists, and its ARN."""

    log_group_name: str
    log_group_arn: pulumi.Output[str]


def flow_logs(
    owner: Component,
    *,
    placement: Placement,
    vpc_id: pulumi.Output[str],
    regional_nat_gateway_id: pulumi.Output[str] | None,
    key_arn: pulumi.Input[str],
    retention_days: int,
    protect: bool,
) -> FlowLogs:
    """Logs all flows of the VPC, and of a regional NAT gateway, whose interfaces are in no subnet of it."""
    name = log_group_name(placement, owner)
    group = cloudwatch.LogGroup(
        owner.child("flow-logs"),
        name=name,
        kms_key_id=key_arn,
        retention_in_days=retention_days,
        deletion_protection_enabled=protect,
        opts=owner.inside(protect=protect or None),
    )
    role = iam.Role(
        owner.child("flow-logs"),
        description=f"Lets VPC Flow Logs write to the log group {name}, nothing else",
        assume_role_policy=trust(
            "vpc-flow-logs.amazonaws.com",
            {
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnLike": {"aws:SourceArn": placement.arn("ec2", "vpc-flow-log/*")},
            },
        ),
        opts=owner.inside(),
    )
    policy = iam.RolePolicy(
        owner.child("flow-logs"),
        role=role.name,
        policy=delivery_policy(placement, name),
        opts=owner.inside(),
    )

    def log(key: str, *, vpc_id: pulumi.Input[str] | None = None, nat_id: pulumi.Input[str] | None = None) -> None:
        ec2.FlowLog(
            owner.child("flow-log", key),
            vpc_id=vpc_id,
            regional_nat_gateway_id=nat_id,
            traffic_type="ALL",
            max_aggregation_interval=_AGGREGATION_SECONDS,
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            # The fields of a subnet mean nothing at a gateway that is in none: AWS's default fields there.
            log_format=LOG_FORMAT if nat_id is None else None,
            iam_role_arn=role.arn,
            tags={"Name": owner.child("flow-log", key)},
            opts=owner.inside(depends_on=[policy]),
        )

    log("vpc", vpc_id=vpc_id)
    if regional_nat_gateway_id is not None:
        log("nat", nat_id=regional_nat_gateway_id)
    return FlowLogs(log_group_name=name, log_group_arn=group.arn)


def log_group_name(placement: Placement, owner: Component) -> str:
    """The log group's physical name, an interface: the delivery role's policy quotes it before it exists."""
    return placement.local(owner.child("flow-logs"), limit=_LOG_GROUP_LIMIT)


def delivery_policy(placement: Placement, name: str) -> str:
    """What VPC Flow Logs may do (AWS: "IAM role for publishing flow logs to CloudWatch Logs").

    Without AWS's ``logs:CreateLogGroup``: a deleted group must not come back without its key and its retention.
    """
    group = placement.arn("logs", f"log-group:{name}")
    return document(
        Statement(
            sid="Deliver",
            actions=("logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"),
            resources=(group, f"{group}:*"),
        ),
        Statement(
            sid="Find",
            actions=("logs:DescribeLogGroups",),
            # The list call names no group: its resource is every group of the account and region.
            resources=(placement.arn("logs", "log-group:*"),),
        ),
    )
