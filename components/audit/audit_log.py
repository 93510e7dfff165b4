"""The product's own audit log: what its users did, where the product can add and never change."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.audit.names import ship_tag
from components.base import Component
from components.documents import Statement
from components.ownership import Ownership
from components.placement import Placement
from components.retention import check_retention


@dataclass(frozen=True, kw_only=True)
class AuditLogArgs:
    """What the audit log needs and may vary in; ``retention_days`` is one of CloudWatch's from 365 up, else
    ValueError.

    ``log_key_arn`` is a customer key that CloudWatch Logs may use. ``shipping`` says whether this stack has the
    account's subscription that takes it to the archive.
    """

    placement: Placement
    log_key_arn: pulumi.Input[str]
    retention_days: int = 365
    protect: bool = True
    shipping: Ownership = Ownership.MANAGED

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=365)


class AuditLog(Component):
    """A log group for the product's audit events: kept a year or more, encrypted, shipped, and only ever added to.

    Its name and ``append`` are known before it exists, so that a service's role and environment can carry them.
    Which actions the product records is its own code.

    Claims CF-38, CF-39, CF-40, OC-26, BZ-40, BZ-82 (log.audit).
    """

    area = "audit"
    provides = ("log.audit",)

    log_group_name: str
    log_group_arn: pulumi.Output[str]

    def __init__(self, name: str, args: AuditLogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.log_group_name = audit_log_name(args.placement)
        log_group = cloudwatch.LogGroup(
            self.child("logs"),
            name=self.log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.retention_days,
            deletion_protection_enabled=args.protect,
            tags={
                "stream": "audit",
                "data": "internal",
                "retention": str(args.retention_days),
                "ship": ship_tag(args.shipping),
            },
            opts=self.inside(protect=args.protect or None),
        )
        self.log_group_arn = log_group.arn
        self.register_outputs({"log_group_name": self.log_group_name, "log_group_arn": self.log_group_arn})


def audit_log_name(placement: Placement) -> str:
    """The audit log group's physical name."""
    return f"/{placement.project}/{placement.stack}/audit"


def append(placement: Placement) -> Statement:
    """What the product may do with its audit log: add to it. Neither read it, nor delete, nor shorten its retention."""
    return Statement(
        sid="AppendAuditLog",
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resources=(placement.arn("logs", f"log-group:{audit_log_name(placement)}:log-stream:*"),),
    )
