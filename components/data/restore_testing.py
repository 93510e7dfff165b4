"""Restores, tried out on a schedule, in a place that nothing reaches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pulumi
import pulumi_aws as aws
from pulumi_aws import backup

from components.base import Component
from components.data.backup_role import RESTORE_POLICIES, service_role
from components.placement import Placement

Frequency = Literal["weekly", "monthly"]
ProtectedType = Literal["Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3"]

_SCHEDULES: Final[Mapping[str, str]] = {"weekly": "cron(0 9 ? * SUN *)", "monthly": "cron(0 9 1 * ? *)"}
_WINDOW_DAYS: Final[Mapping[str, int]] = {"weekly": 7, "monthly": 31}
_DATABASES: Final = ("Aurora", "RDS")
_IN_A_NETWORK: Final = (*_DATABASES, "EC2")
_TYPES: Final = ("Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3")
_LONGEST_VALIDATION: Final = 168
# Where a drill may restore to (docs/drills.md).
_ISOLATED: Final[Mapping[str, str]] = {"vouch:drill": "isolated"}


@dataclass(frozen=True, kw_only=True)
class RestoreNetwork:
    """Where databases and servers are restored to: isolated subnets of a VPC, by zone, two or more."""

    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]

    def __post_init__(self) -> None:
        if len(self.subnet_ids) < 2:
            raise ValueError(
                f"subnet_ids of the restore tests has {len(self.subnet_ids)} zone, RDS needs 2 or more: give an "
                "isolated subnet in each zone"
            )


@dataclass(frozen=True, kw_only=True)
class RestoreTestingArgs:
    """What is restored, how often, and how long the result is kept to be looked at.

    ``types`` are AWS Backup's names of what the vault holds. ``validation_hours`` is 1 to 168: so long the restored
    copy is there for a validation that reports with ``PutRestoreValidationResult``, and then it is deleted. ``network``
    is needed for databases and servers. Raises ValueError.
    """

    placement: Placement
    vault_arn: str
    vault_ready: tuple[pulumi.Resource, ...]
    types: tuple[ProtectedType, ...]
    frequency: Frequency = "weekly"
    validation_hours: int = 4
    start_hours: int = 8
    network: RestoreNetwork | None = None

    def __post_init__(self) -> None:
        if self.frequency not in _SCHEDULES:
            raise ValueError(f"frequency {self.frequency!r} of the restore tests is unknown: choose weekly or monthly")
        if not self.types or len(set(self.types)) != len(self.types) or not set(self.types) <= set(_TYPES):
            raise ValueError(
                f"types {list(self.types)!r} of the restore tests is empty, repeats a type or names an unknown one: "
                f"choose from {', '.join(_TYPES)}, each once"
            )
        if not 1 <= self.validation_hours <= _LONGEST_VALIDATION:
            raise ValueError(
                f"validation_hours {self.validation_hours} of the restore tests leaves no time or more than AWS "
                f"allows: choose 1 to {_LONGEST_VALIDATION}"
            )
        if not 1 <= self.start_hours <= _LONGEST_VALIDATION:
            raise ValueError(
                f"start_hours {self.start_hours} of the restore tests is outside what AWS allows: choose 1 to "
                f"{_LONGEST_VALIDATION}"
            )
        if self.network is None and set(self.types) & set(_IN_A_NETWORK):
            raise ValueError(
                "network of the restore tests is None, and AWS would restore into the default VPC: give isolated "
                "subnets, or leave Aurora, EC2 and RDS out of types"
            )


class RestoreTesting(Component):
    """Restores of the newest recovery point of every type, at least monthly, kept for a while to be validated.

    Produces the restore testing plan, one selection for each type, the role, and, where databases or servers are
    restored, a subnet group in isolated subnets and a security group without a single rule: nothing can reach what is
    restored, and it reaches nothing. A validation therefore comes through an API (``DescribeDBInstances``, the RDS
    Data API, S3), or adds its own rule while it runs.

    AWS Backup deletes what it restored when the validation window ends. Its names allow letters, digits and
    underscores only. It restores a table under DynamoDB's own key, for the hours that it exists, and a bucket's
    objects under the keys they had.

    For bk.restore (OB-15, OC-15, OC-18, BZ-34, BZ-55, BZ-87).
    """

    area = "data"
    provides = ("bk.restore",)

    plan_name: str
    security_group_id: pulumi.Output[str] | None

    def __init__(self, name: str, args: RestoreTestingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        role, permissions = service_role(
            self, placement, description="AWS Backup: restores recovery points to test them", policies=RESTORE_POLICIES
        )
        self.plan_name = placement.local(f"restore-{args.frequency}", 50).replace("-", "_")
        plan = backup.RestoreTestingPlan(
            self.child("plan"),
            name=self.plan_name,
            schedule_expression=_SCHEDULES[args.frequency],
            schedule_expression_timezone="Etc/UTC",
            start_window_hours=args.start_hours,
            recovery_point_selection=backup.RestoreTestingPlanRecoveryPointSelectionArgs(
                algorithm="LATEST_WITHIN_WINDOW",
                include_vaults=[args.vault_arn],
                recovery_point_types=["CONTINUOUS", "SNAPSHOT"],
                selection_window_days=_WINDOW_DAYS[args.frequency],
            ),
            opts=self.inside(depends_on=list(args.vault_ready)),
        )
        overrides = self._overrides(args)
        for type_ in args.types:
            backup.RestoreTestingSelection(
                self.child("selection", type_.lower()),
                name=type_.lower(),
                restore_testing_plan_name=plan.name,
                protected_resource_type=type_,
                # The vault holds this stack's recovery points only.
                protected_resource_arns=["*"],
                iam_role_arn=role.arn,
                restore_metadata_overrides=overrides.get(type_),
                validation_window_hours=args.validation_hours,
                opts=self.inside(depends_on=permissions),
            )
        self.register_outputs({"planName": self.plan_name})

    def _overrides(self, args: RestoreTestingArgs) -> dict[str, dict[str, pulumi.Input[str]]]:
        """What AWS would otherwise guess, in the words of the guide, "Restore testing inferred metadata"."""
        overrides: dict[str, dict[str, pulumi.Input[str]]] = {"S3": {"encryptionType": "original"}}
        self.security_group_id = None
        if args.network is None:
            return overrides
        group = aws.ec2.SecurityGroup(
            self.child("security-group"),
            description="Restored to be tested: nothing comes in and nothing goes out",
            vpc_id=args.network.vpc_id,
            tags={"Name": args.placement.local("restore-tests"), **_ISOLATED},
            opts=self.inside(),
        )
        self.security_group_id = group.id
        # AWS takes the list as JSON text.
        groups = pulumi.Output.concat('["', group.id, '"]')
        if set(args.types) & set(_DATABASES):
            subnets = aws.rds.SubnetGroup(
                self.child("subnet-group"),
                description="Isolated subnets that databases are restored into to be tested",
                subnet_ids=[subnet_id for _zone, subnet_id in sorted(args.network.subnet_ids.items())],
                tags=dict(_ISOLATED),
                opts=self.inside(),
            )
            for type_ in _DATABASES:
                overrides[type_] = {"dbSubnetGroupName": subnets.name, "vpcSecurityGroupIds": groups}
        first = min(args.network.subnet_ids)
        overrides["EC2"] = {"subnetId": args.network.subnet_ids[first], "securityGroupIds": groups}
        return overrides
