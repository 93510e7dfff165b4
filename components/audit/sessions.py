"""Sessions on servers by Session Manager: encrypted, recorded as they are typed, and ended."""

import json
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, ssm

from components.base import Component
from components.documents import Statement
from components.ownership import Ownership
from components.placement import Placement
from components.retention import check_retention

PREFERENCES: Final = "SSM-SessionManagerRunShell"
"""The document that Session Manager reads a region's preferences from; AWS gives it no other name."""
_LONGEST_IDLE: Final = 60
_LONGEST: Final = 1440


@dataclass(frozen=True, kw_only=True)
class SessionLoggingArgs:
    """What recording needs and may vary in; errors are ValueErrors that name the field.

    ``key_alias`` is the alias of the key that encrypts what is typed, on its way, which both ends must be able to use.
    ``log_key_arn`` encrypts the record. A session ends after ``idle_minutes`` (1 to 60) without a key, and after
    ``longest_minutes`` (up to 1440) in any case. A region has these preferences once: ``ownership``.
    """

    placement: Placement
    key_alias: str
    log_key_arn: pulumi.Input[str]
    ownership: Ownership = Ownership.MANAGED
    idle_minutes: int = 20
    longest_minutes: int = 60
    retention_days: int = 365
    protect: bool = True

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=365)
        if not self.key_alias.startswith("alias/") or self.key_alias.startswith("alias/aws/"):
            raise ValueError(f"key_alias is {self.key_alias!r}: give the alias of a customer key, alias/...")
        if not 1 <= self.idle_minutes <= _LONGEST_IDLE:
            raise ValueError(f"idle_minutes is {self.idle_minutes}, Session Manager takes 1 to 60: give one of them")
        if not self.idle_minutes <= self.longest_minutes <= _LONGEST:
            raise ValueError(
                f"longest_minutes is {self.longest_minutes}, a session lasts idle_minutes to 1440: give that many"
            )


class SessionLogging(Component):
    """Session Manager's preferences of a region, and the audit log group that every shell session is written to.

    Managed, it produces the group and the document ``SSM-SessionManagerRunShell``: streamed to the group, which must
    be encrypted, under a customer key on the way. Existing, neither. Where anybody once saved preferences in the
    console the document is there: import it, or say existing.

    AWS records no port forwarding and no SSH through Session Manager: who may start those is IAM's affair.
    ``server_statements`` is what a server's role needs in order to be reached at all, once this is in force.

    Claims CF-25, CF-40, OC-27, BZ-63 (id.access_log).
    """

    area = "audit"
    provides = ("id.access_log",)

    log_group_name: str

    def __init__(self, name: str, args: SessionLoggingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.log_group_name = sessions_log_name(args.placement)
        if args.ownership is Ownership.MANAGED:
            log_group = cloudwatch.LogGroup(
                self.child("logs"),
                name=self.log_group_name,
                kms_key_id=args.log_key_arn,
                retention_in_days=args.retention_days,
                deletion_protection_enabled=args.protect,
                tags={"stream": "audit", "data": "logs", "retention": str(args.retention_days), "ship": "archive"},
                opts=self.inside(protect=args.protect or None),
            )
            ssm.Document(
                self.child("preferences"),
                name=PREFERENCES,
                document_type="Session",
                document_format="JSON",
                content=_preferences(args, self.log_group_name),
                # A session that cannot be recorded does not start.
                opts=self.inside(depends_on=[log_group]),
            )
        self.register_outputs({"log_group_name": self.log_group_name})


def sessions_log_name(placement: Placement) -> str:
    """The physical name of the group that sessions are written to."""
    return f"/{placement.project}/{placement.stack}/server-sessions"


def server_statements(placement: Placement, key_alias: str) -> tuple[Statement, ...]:
    """What a server's role needs for recorded and encrypted sessions.

    Source: Systems Manager user guide, "Create an IAM role with permissions for Session Manager and S3 and CloudWatch
    Logs".
    """
    group = placement.arn("logs", f"log-group:{sessions_log_name(placement)}")
    return (
        Statement(
            sid="RecordSessions",
            actions=("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
            resources=(group, f"{group}:*"),
        ),
        Statement(
            sid="FindSessionLog",
            actions=("logs:DescribeLogGroups",),
            # The list call names no group: its resource is every group of the account and region.
            resources=(placement.arn("logs", "log-group:*"),),
        ),
        Statement(
            sid="DecryptSessions",
            actions=("kms:Decrypt",),
            # A key's id is AWS's choice; its alias is ours.
            resources=(placement.arn("kms", "key/*"),),
            condition={"ForAnyValue:StringEquals": {"kms:ResourceAliases": key_alias}},
        ),
    )


def _preferences(args: SessionLoggingArgs, log_group: str) -> str:
    """Source: Systems Manager user guide, "Session document schema". Numbers are texts there."""
    return json.dumps(
        {
            "schemaVersion": "1.0",
            "description": "Session Manager's preferences of this region",
            "sessionType": "Standard_Stream",
            "inputs": {
                "s3BucketName": "",
                "s3KeyPrefix": "",
                "s3EncryptionEnabled": True,
                "cloudWatchLogGroupName": log_group,
                "cloudWatchEncryptionEnabled": True,
                "cloudWatchStreamingEnabled": True,
                "kmsKeyId": args.key_alias,
                "runAsEnabled": False,
                "runAsDefaultUser": "",
                "idleSessionTimeout": str(args.idle_minutes),
                "maxSessionDuration": str(args.longest_minutes),
                "shellProfile": {"windows": "", "linux": "cd; exec /bin/bash"},
            },
        },
        separators=(",", ":"),
    )
