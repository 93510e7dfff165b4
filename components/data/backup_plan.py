"""What is backed up, when, for how long, and where the second copy goes."""

import re
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import backup, iam

from components.base import Component
from components.data.backup_role import BACKUP_POLICIES, backup_role_name, service_role
from components.placement import Placement

BACKUP_TAG: Final = "backup"
DAILY: Final = "daily"
CONTINUOUS_DAYS: Final = 35
"""Days of point-in-time recovery of AWS Backup: it allows no more, and fewer would break what is promised."""

_SHORTEST_DAYS: Final = 7
_LONGEST_DAYS: Final = 36500
_SHORTEST_WINDOW: Final = 60
_LONGEST_START: Final = 480
_ARN: Final = re.compile(r"arn:[a-z-]+:backup:([a-z0-9-]+):\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}")


@dataclass(frozen=True, kw_only=True)
class BackupCopy:
    """The vault in another region that every recovery point is copied to, and the days that the copy is kept.

    ``ready`` is what must be there before the first copy arrives: the vault and its lock.
    """

    vault_arn: str
    days: int
    ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        if not _ARN.fullmatch(self.vault_arn):
            raise ValueError(f"vault_arn {self.vault_arn!r} is not a vault's ARN: give that of a BackupVault")

    @property
    def region(self) -> str:
        """The region of the copy."""
        return self.vault_arn.split(":")[3]


@dataclass(frozen=True, kw_only=True)
class BackupPlanArgs:
    """Where daily recovery points go and how long they are kept.

    ``days`` and ``copy.days`` are 7 or more; the vaults' locks decide what is enough. ``hour`` is UTC: it must be
    clear of the database's own backup and maintenance windows and of the hour before each, in which RDS refuses AWS
    Backup. A job starts within ``start_minutes`` and ends within ``completion_minutes``. Raises ValueError.
    """

    placement: Placement
    vault_name: str
    vault_ready: tuple[pulumi.Resource, ...]
    days: int
    copy: BackupCopy
    hour: int = 5
    start_minutes: int = 120
    completion_minutes: int = 720

    def __post_init__(self) -> None:
        for field, days in (("days", self.days), ("copy.days", self.copy.days)):
            if not _SHORTEST_DAYS <= days <= _LONGEST_DAYS:
                raise ValueError(
                    f"{field} {days} of the backup plan is outside what is promised: choose {_SHORTEST_DAYS} to "
                    f"{_LONGEST_DAYS} days"
                )
        if self.copy.region == self.placement.region:
            raise ValueError(
                f"copy.vault_arn is in {self.copy.region}, the plan's own region, whose loss the copy is to survive: "
                "give a vault of another region"
            )
        if not 0 <= self.hour <= 23:
            raise ValueError(f"hour {self.hour} of the backup plan is no hour of the day: choose 0 to 23, UTC")
        if not _SHORTEST_WINDOW <= self.start_minutes <= _LONGEST_START:
            raise ValueError(
                f"start_minutes {self.start_minutes} of the backup plan is outside what is promised and AWS allows: "
                f"choose {_SHORTEST_WINDOW} to {_LONGEST_START}"
            )
        if self.completion_minutes < self.start_minutes + _SHORTEST_WINDOW:
            raise ValueError(
                f"completion_minutes {self.completion_minutes} of the backup plan leaves a late job no time: choose "
                f"{self.start_minutes + _SHORTEST_WINDOW} or more"
            )


class BackupPlan(Component):
    """Daily backups of every store of this stack that is tagged ``backup=daily``, copied to another region.

    Produces two plans with a selection each, and the role they work with.

    ``daily`` takes one recovery point a day of everything tagged, keeps it, and copies it.
    ``continuous`` gives the tagged buckets, and nothing else, point-in-time recovery of the last 35 days: a plan of
    its own, since a selection holds for all rules of its plan. Databases stay out of it: RDS keeps its own
    transaction logs, and a continuous rule of AWS Backup would take over, and fight the program for, the instance's
    backup window and retention. DynamoDB's point-in-time recovery is the table's own. A bucket must be versioned, and
    AWS Backup turns its EventBridge notifications on: its ``BucketNotification``, if any, must say ``eventbridge``.

    Selections also compare the tags ``project`` and ``stack``, so that two stacks of one account do not back up each
    other's data. AWS Backup copies a continuous recovery point as a snapshot, which the daily rule does already.

    For bk.plan (OB-13, CF-28, OC-17, BZ-29, BZ-30, BZ-54), bk.coverage (OB-14, CF-26, OC-17), bk.copy (OC-18), bk.pitr
    (OB-14, OB-15, CF-26, OC-18, BZ-30) and pv.retention (CF-28, OC-19, OC-29).
    """

    area = "data"
    provides = ("bk.plan", "bk.coverage", "bk.copy", "bk.pitr", "pv.retention")

    daily_plan_id: pulumi.Output[str]
    continuous_plan_id: pulumi.Output[str]
    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: BackupPlanArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        role, permissions = service_role(
            self,
            placement,
            description="AWS Backup: backs up what is tagged backup=daily",
            policies=BACKUP_POLICIES,
            name=backup_role_name(args.placement),
        )
        ready = [*args.vault_ready, *args.copy.ready]
        daily = backup.Plan(
            self.child("plan", "daily"),
            name=placement.local("daily", 50),
            rules=[
                self._rule(
                    "daily",
                    args,
                    days=args.days,
                    copies=[
                        backup.PlanRuleCopyActionArgs(
                            destination_vault_arn=args.copy.vault_arn,
                            lifecycle=backup.PlanRuleCopyActionLifecycleArgs(delete_after=args.copy.days),
                        )
                    ],
                )
            ],
            tags={"retention": str(args.days)},
            opts=self.inside(depends_on=ready),
        )
        continuous = backup.Plan(
            self.child("plan", "continuous"),
            name=placement.local("continuous", 50),
            rules=[self._rule("continuous", args, days=CONTINUOUS_DAYS, continuous=True)],
            tags={"retention": str(CONTINUOUS_DAYS)},
            opts=self.inside(depends_on=ready),
        )
        for key, plan, resource in (("daily", daily, "*"), ("continuous", continuous, placement.bucket_arn("*"))):
            backup.Selection(
                self.child("selection", key),
                name=placement.local(key, 50),
                plan_id=plan.id,
                iam_role_arn=role.arn,
                resources=[resource],
                conditions=[backup.SelectionConditionArgs(string_equals=_tagged(placement))],
                # A job that starts before the role may do its work fails, and alarms.
                opts=self.inside(depends_on=permissions),
            )
        self._close(daily, continuous, role)
        self.register_outputs(
            {
                "dailyPlanId": self.daily_plan_id,
                "continuousPlanId": self.continuous_plan_id,
                "roleArn": self.role_arn,
            }
        )

    def _rule(
        self,
        rule: str,
        args: BackupPlanArgs,
        *,
        days: int,
        copies: list[backup.PlanRuleCopyActionArgs] | None = None,
        continuous: bool = False,
    ) -> backup.PlanRuleArgs:
        return backup.PlanRuleArgs(
            rule_name=rule,
            target_vault_name=args.vault_name,
            # Two jobs of one bucket at once would get in each other's way.
            schedule=f"cron(0 {(args.hour + 12) % 24 if continuous else args.hour} ? * * *)",
            schedule_expression_timezone="Etc/UTC",
            start_window=args.start_minutes,
            completion_window=args.completion_minutes,
            lifecycle=backup.PlanRuleLifecycleArgs(delete_after=days),
            copy_actions=copies,
            enable_continuous_backup=continuous,
            recovery_point_tags={"retention": str(days)},
        )

    def _close(self, daily: backup.Plan, continuous: backup.Plan, role: iam.Role) -> None:
        self.daily_plan_id = daily.id
        self.continuous_plan_id = continuous.id
        self.role_arn = role.arn


def _tagged(placement: Placement) -> list[backup.SelectionConditionStringEqualArgs]:
    tags = {BACKUP_TAG: DAILY, "project": placement.project, "stack": placement.stack}
    return [
        backup.SelectionConditionStringEqualArgs(key=f"aws:ResourceTag/{tag}", value=value)
        for tag, value in tags.items()
    ]
