"""Daily snapshots of critical servers, a copy of each in another region, and a bin for what was deleted by mistake."""

import re
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import dlm, iam, rbin

from components.base import Component
from components.data.key_grants import USE
from components.documents import Statement, document, trust
from components.placement import Placement

CRITICAL_TAG: Final = ("critical", "true")
"""The tag, and its value, of the servers that are snapshotted."""

_BIN_DAYS: Final = (1, 365)


@dataclass(frozen=True, kw_only=True)
class ServerSnapshotsArgs:
    """How long snapshots are kept, and where and under which key their copies are.

    ``days`` is 7 or more. ``copy_key_arn`` and ``copy_key_alias`` name one customer key of ``copy_region``;
    ``key_aliases`` name the customer keys of the servers' volumes. ``time`` is UTC. ``bin_days`` is 1 to 365: so long a
    deleted snapshot can be got back, one that expired too. Raises ValueError.
    """

    placement: Placement
    days: int
    copy_region: str
    copy_key_arn: pulumi.Input[str]
    copy_key_alias: str
    key_aliases: tuple[str, ...]
    time: str = "03:30"
    bin_days: int = 7

    def __post_init__(self) -> None:
        if self.days < 7:
            raise ValueError(f"days {self.days} of the server snapshots is too short: choose 7 or more")
        if self.copy_region == self.placement.region:
            raise ValueError(
                f"copy_region {self.copy_region!r} of the server snapshots is their own region: name another one"
            )
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", self.time):
            raise ValueError(f"time {self.time!r} of the server snapshots is no time of the day: write it as 'hh:mm'")
        if not _BIN_DAYS[0] <= self.bin_days <= _BIN_DAYS[1]:
            raise ValueError(
                f"bin_days {self.bin_days} of the server snapshots is outside what the Recycle Bin takes: choose "
                f"{_BIN_DAYS[0]} to {_BIN_DAYS[1]}"
            )
        for alias in (self.copy_key_alias, *self.key_aliases):
            if not alias.startswith("alias/") or alias.startswith("alias/aws/"):
                raise ValueError(
                    f"{alias!r} is not the alias of a customer key, which the snapshots' role is to use: give "
                    "'alias/<name>'"
                )


class ServerSnapshots(Component):
    """Snapshots of all volumes of every server tagged ``critical=true``, at one moment, once a day.

    Produces the lifecycle policy of Data Lifecycle Manager, its role, and a rule of the Recycle Bin for the snapshots
    that the policy made. Only a rule for a whole region can be locked, not one for tagged snapshots, and a region's
    rule would keep every other stack's snapshots too. The bin also holds what the policy lets expire, so a
    snapshot costs ``days`` and ``bin_days``. A lifecycle policy takes any one of its tags as enough, so it cannot also
    ask for the stack's own: of two stacks in one account, one makes the snapshots of both.

    AWS Backup backs the same servers up where they carry ``backup=daily``; this is the quick way back, in the server's
    own service, for those that must not wait. Of no use without servers: a stack without any leaves it out.

    For bk.servers (BZ-27, BZ-31, BZ-54).
    """

    area = "data"
    provides = ("bk.servers",)

    policy_arn: pulumi.Output[str]

    def __init__(self, name: str, args: ServerSnapshotsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        role = iam.Role(
            self.child("role"),
            description="Data Lifecycle Manager: snapshots critical servers",
            assume_role_policy=trust(
                "dlm.amazonaws.com",
                {
                    "StringEquals": {"aws:SourceAccount": placement.account_id},
                    "ArnLike": {"aws:SourceArn": placement.arn("dlm", "policy/*")},
                },
            ),
            opts=self.inside(),
        )
        permissions: list[pulumi.Resource] = [
            iam.RolePolicyAttachment(
                self.child("policy", "snapshots"),
                role=role.name,
                policy_arn=f"arn:{placement.partition}:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole",
                opts=self.inside(),
            ),
            iam.RolePolicy(
                self.child("policy", "keys"),
                role=role.name,
                policy=document(*_use_of_keys(args)),
                opts=self.inside(),
            ),
        ]
        made_here = placement.local("servers")
        policy = dlm.LifecyclePolicy(
            self.child("snapshots"),
            description="Daily snapshots of critical servers",
            execution_role_arn=role.arn,
            state="ENABLED",
            policy_details=dlm.LifecyclePolicyPolicyDetailsArgs(
                policy_type="EBS_SNAPSHOT_MANAGEMENT",
                resource_types=["INSTANCE"],
                target_tags=dict([CRITICAL_TAG]),
                schedules=[_schedule(args, made_here)],
            ),
            opts=self.inside(depends_on=permissions),
        )
        rbin.Rule(
            self.child("bin"),
            description="Deleted snapshots of critical servers",
            resource_type="EBS_SNAPSHOT",
            resource_tags=[rbin.RuleResourceTagArgs(resource_tag_key="snapshots", resource_tag_value=made_here)],
            retention_period=rbin.RuleRetentionPeriodArgs(
                retention_period_unit="DAYS", retention_period_value=args.bin_days
            ),
            opts=self.inside(),
        )
        self.policy_arn = policy.arn
        self.register_outputs({"policyArn": self.policy_arn})


def _schedule(args: ServerSnapshotsArgs, made_here: str) -> dlm.LifecyclePolicyPolicyDetailsScheduleArgs:
    return dlm.LifecyclePolicyPolicyDetailsScheduleArgs(
        name="daily",
        copy_tags=True,
        tags_to_add={"snapshots": made_here, "retention": str(args.days)},
        create_rule=dlm.LifecyclePolicyPolicyDetailsScheduleCreateRuleArgs(
            interval=24, interval_unit="HOURS", times=args.time
        ),
        retain_rule=dlm.LifecyclePolicyPolicyDetailsScheduleRetainRuleArgs(interval=args.days, interval_unit="DAYS"),
        cross_region_copy_rules=[
            dlm.LifecyclePolicyPolicyDetailsScheduleCrossRegionCopyRuleArgs(
                target_region=args.copy_region,
                encrypted=True,
                cmk_arn=args.copy_key_arn,
                copy_tags=True,
                retain_rule=dlm.LifecyclePolicyPolicyDetailsScheduleCrossRegionCopyRuleRetainRuleArgs(
                    interval=args.days, interval_unit="DAYS"
                ),
            )
        ],
    )


def _use_of_keys(args: ServerSnapshotsArgs) -> tuple[Statement, Statement]:
    """Encrypted snapshots and their copies need the keys of both regions (EBS user guide, "IAM service roles for DLM").

    Keys are named by their aliases, which are known before they exist.
    """
    placement = args.placement
    keys = (
        placement.arn("kms", "key/*"),
        f"arn:{placement.partition}:kms:{args.copy_region}:{placement.account_id}:key/*",
    )
    named = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": sorted({*args.key_aliases, args.copy_key_alias})}}
    return (
        Statement(
            sid="UseKeys",
            actions=USE,
            resources=keys,
            condition=named,
        ),
        Statement(
            sid="GrantKeysToVolumes",
            actions=("kms:CreateGrant",),
            resources=keys,
            condition={**named, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    )
