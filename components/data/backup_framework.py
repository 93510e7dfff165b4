"""AWS Backup's own proof that the promises on backups hold, in the running account."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import backup

from components.base import Component
from components.data.backup_plan import BACKUP_TAG, DAILY
from components.placement import Placement

_TYPES: Final = ("Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3")


@dataclass(frozen=True, kw_only=True)
class BackupFrameworkArgs:
    """What AWS Backup Audit Manager is to hold the account to.

    ``days`` of retention, ``copy_region`` of the second copy, and ``restore_minutes`` that a restore may take at most
    (the recovery time objective). ``depends_on_recorder`` is the AWS Config recorder that the framework's rules need,
    where this stack makes it. Raises ValueError.
    """

    placement: Placement
    days: int
    copy_region: str
    restore_minutes: int = 720
    depends_on_recorder: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"days {self.days} of the backup framework is no retention: choose 1 or more")
        if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", self.copy_region) or self.copy_region == self.placement.region:
            raise ValueError(
                f"copy_region {self.copy_region!r} of the backup framework is not another region than "
                f"{self.placement.region}: name the region of the copies"
            )
        if self.restore_minutes < 5:
            raise ValueError(
                f"restore_minutes {self.restore_minutes} of the backup framework is less than any restore takes: "
                "choose 5 or more"
            )


class BackupFramework(Component):
    """A framework of AWS Backup Audit Manager: nine controls that AWS evaluates once a day.

    Produces the framework. Its rules are AWS Config's: a recorder must run in the region, and each evaluation is paid
    for. Its name allows letters, digits and underscores only.

    Evidence for bk.plan, bk.coverage, bk.copy, bk.lock, bk.restore and rest.backup, none of which it makes true.
    """

    area = "data"
    provides = ()

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: BackupFrameworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        days = str(args.days)
        tagged = backup.FrameworkControlScopeArgs(tags={BACKUP_TAG: DAILY})
        typed = backup.FrameworkControlScopeArgs(compliance_resource_types=list(_TYPES))
        framework = backup.Framework(
            self.child("framework"),
            name=args.placement.local("backups").replace("-", "_"),
            description="The promises on backups, as AWS Backup Audit Manager evaluates them",
            controls=[
                _control("BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN", scope=tagged),
                _control(
                    "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK",
                    {"requiredFrequencyUnit": "days", "requiredFrequencyValue": "1", "requiredRetentionDays": days},
                ),
                _control("BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK", {"requiredRetentionDays": days}),
                _control("BACKUP_RECOVERY_POINT_ENCRYPTED"),
                _control("BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED"),
                _control("BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK", {"minRetentionDays": days}, scope=tagged),
                _control(
                    "BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION", {"crossRegionList": args.copy_region}, scope=tagged
                ),
                _control(
                    "BACKUP_LAST_RECOVERY_POINT_CREATED",
                    {"recoveryPointAgeUnit": "days", "recoveryPointAgeValue": "1"},
                    scope=tagged,
                ),
                _control(
                    "RESTORE_TIME_FOR_RESOURCES_MEET_TARGET", {"maxRestoreTime": str(args.restore_minutes)}, scope=typed
                ),
            ],
            opts=self.inside(depends_on=list(args.depends_on_recorder)),
        )
        self.arn = framework.arn
        self.register_outputs({"arn": self.arn})


def _control(
    name: str,
    parameters: Mapping[str, str] | None = None,
    *,
    scope: backup.FrameworkControlScopeArgs | None = None,
) -> backup.FrameworkControlArgs:
    return backup.FrameworkControlArgs(
        name=name,
        scope=scope,
        input_parameters=[
            backup.FrameworkControlInputParameterArgs(name=key, value=value)
            for key, value in (parameters or {}).items()
        ]
        or None,
    )
