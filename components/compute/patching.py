"""Patches: which are approved and when, looked for every day, installed in a window."""

import re
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, ssm

from components.base import Component
from components.ownership import Ownership
from components.placement import Placement
from components.retention import check_retention

APPROVAL_DAYS: Final = 7
"""Days after which a critical patch must be approved at the latest."""
_LEAST_LOG_DAYS: Final = 90
_CRON: Final = re.compile(r"cron\(\S+( \S+){5,6}\)|rate\(\d+ (minutes?|hours?|days?)\)")
_RUN_PATCHES: Final = "AWS-RunPatchBaseline"
_EVERY_SERVER: Final = (ssm.AssociationTargetArgs(key="InstanceIds", values=["*"]),)


class OperatingSystem(StrEnum):
    """Whose patches are known by class and severity, and by when they came out; the values are AWS's.

    Debian and Ubuntu are not among them: their repositories say no release date, so that AWS cannot count days.
    """

    AMAZON_LINUX_2023 = "AMAZON_LINUX_2023"
    AMAZON_LINUX_2 = "AMAZON_LINUX_2"
    RED_HAT = "REDHAT_ENTERPRISE_LINUX"
    WINDOWS = "WINDOWS"


# Filter keys and values are each operating system's own (Systems Manager, DescribePatchProperties).
_CLASSES: Final = MappingProxyType(
    {
        OperatingSystem.AMAZON_LINUX_2023: ("SEVERITY", ("Critical", "Important"), ("Security",), ("Bugfix",)),
        OperatingSystem.AMAZON_LINUX_2: ("SEVERITY", ("Critical", "Important"), ("Security",), ("Bugfix",)),
        OperatingSystem.RED_HAT: ("SEVERITY", ("Critical", "Important"), ("Security",), ("Bugfix",)),
        OperatingSystem.WINDOWS: (
            "MSRC_SEVERITY",
            ("Critical", "Important"),
            ("CriticalUpdates", "SecurityUpdates"),
            ("UpdateRollups", "Updates"),
        ),
    }
)


def patch_log_group(placement: Placement) -> str:
    """The log group of what patching says on a server, known before it exists so that servers may write to it."""
    return f"/{placement.project}/{placement.stack}/patching"


def patch_group(placement: Placement) -> str:
    """The value of the tag ``PatchGroup`` that ties a server to this stack's baselines."""
    return placement.local("servers")


@dataclass(frozen=True, kw_only=True)
class PatchingArgs:
    """What is patched and when; errors are ValueErrors that name the field.

    ``approval_days`` after its release a critical or important patch is approved, 0 to 7. ``schedule`` is when the
    window opens, in UTC, for ``hours`` (2 to 24); nothing new is begun in its last hour. ``account`` says whether this
    stack also makes what a region has once: the default baselines, and the search for patches, the inventory and the
    agent's updates on every server.
    """

    placement: Placement
    log_key_arn: pulumi.Input[str]
    log_days: int = 365
    operating_systems: tuple[OperatingSystem, ...] = (OperatingSystem.AMAZON_LINUX_2023,)
    approval_days: int = APPROVAL_DAYS
    schedule: str = "cron(0 3 ? * SUN *)"
    hours: int = 3
    account: Ownership = Ownership.MANAGED
    protect: bool = True

    def __post_init__(self) -> None:
        if not self.operating_systems or len(set(self.operating_systems)) != len(self.operating_systems):
            raise ValueError(
                f"operating_systems is {[each.value for each in self.operating_systems]}: name each that is run, once"
            )
        if not 0 <= self.approval_days <= APPROVAL_DAYS:
            raise ValueError(
                f"approval_days is {self.approval_days}, critical patches wait {APPROVAL_DAYS} days at most: give 0 to "
                f"{APPROVAL_DAYS}"
            )
        if not _CRON.fullmatch(self.schedule):
            raise ValueError(f"schedule {self.schedule!r} is no schedule: write it like 'cron(0 3 ? * SUN *)'")
        if not 2 <= self.hours <= 24:
            raise ValueError(f"hours is {self.hours}, a window is 2 to 24 hours long: give one of those")
        check_retention("log_days", self.log_days, _LEAST_LOG_DAYS)


class Patching(Component):
    """Patch management of a region, there before the first server is.

    Produces a baseline for each operating system (security patches that are critical or important within days, the
    other security patches and corrections a week after they came out), tied to the stack's patch group; a maintenance
    window that installs on this stack's servers, a third at a time, with a restart where a patch asks for one, its
    output in an encrypted log group. Where managed, for the whole region: the baselines as the default ones, a search
    for missing patches each day, an inventory of software, and updates of the agent.

    For vm.patch (CF-15, CF-32, BZ-46, BZ-69) and av.maint. The window's task runs under Systems Manager's
    service-linked role, which AWS makes when the task is registered: a role of our own could not have its source
    pinned, as AWS names no source for maintenance windows. For the same reason there is no default host management
    role, and no need of one: servers bring a profile for Systems Manager. What the search finds is kept by Systems
    Manager as compliance data.
    """

    area = "compute"
    provides = ("vm.patch", "av.maint")

    log_group_name: str
    patch_group: str
    window_id: pulumi.Output[str]

    def __init__(self, name: str, args: PatchingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.log_group_name = patch_log_group(args.placement)
        self.patch_group = patch_group(args.placement)
        for system in args.operating_systems:
            self._baseline(args, system)
        self.window_id = self._window(args).id
        if args.account is Ownership.MANAGED:
            self._everywhere()
        self.register_outputs(
            {"log_group_name": self.log_group_name, "patch_group": self.patch_group, "window_id": self.window_id}
        )

    def _baseline(self, args: PatchingArgs, system: OperatingSystem) -> None:
        key = system.value.lower().replace("_", "-")
        severity, grave, security, corrections = _CLASSES[system]
        baseline = ssm.PatchBaseline(
            self.child("baseline", key),
            name=args.placement.local(key),
            description=f"Critical and important patches {args.approval_days} days after they came out",
            operating_system=system.value,
            approval_rules=[
                _approve(
                    args.approval_days,
                    "CRITICAL",
                    _filter("CLASSIFICATION", *security),
                    _filter(severity, *grave),
                ),
                _approve(APPROVAL_DAYS, "MEDIUM", _filter("CLASSIFICATION", *security, *corrections)),
            ],
            # The provider's default would say nothing of how grave a patch is that was approved by hand.
            approved_patches_compliance_level="HIGH",
            rejected_patches_action="BLOCK",
            opts=self.inside(),
        )
        group = ssm.PatchGroup(
            self.child("group", key), baseline_id=baseline.id, patch_group=self.patch_group, opts=self.inside()
        )
        if args.account is Ownership.MANAGED:
            # One after the other: AWS refuses to register two things for one baseline at the same time.
            ssm.DefaultPatchBaseline(
                self.child("default", key),
                baseline_id=baseline.id,
                operating_system=system.value,
                opts=self.inside(depends_on=[group]),
            )

    def _window(self, args: PatchingArgs) -> ssm.MaintenanceWindow:
        log = cloudwatch.LogGroup(
            self.child("log"),
            name=self.log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.log_days,
            deletion_protection_enabled=args.protect,
            tags={"data": "logs", "retention": str(args.log_days)},
            opts=self.inside(protect=args.protect or None),
        )
        window = ssm.MaintenanceWindow(
            self.child("window"),
            name=args.placement.local("patching"),
            description="Installs approved patches on the servers of the stack",
            schedule=args.schedule,
            schedule_timezone="UTC",
            duration=args.hours,
            cutoff=1,
            enabled=True,
            allow_unassociated_targets=False,
            opts=self.inside(),
        )
        target = ssm.MaintenanceWindowTarget(
            self.child("target"),
            window_id=window.id,
            name="servers",
            description="The servers that bear the project's and the stack's tag",
            resource_type="INSTANCE",
            # Both tags: an account may hold other stacks, with windows of their own.
            targets=[
                ssm.MaintenanceWindowTargetTargetArgs(key="tag:project", values=[args.placement.project]),
                ssm.MaintenanceWindowTargetTargetArgs(key="tag:stack", values=[args.placement.stack]),
            ],
            opts=self.inside(),
        )
        ssm.MaintenanceWindowTask(
            self.child("install"),
            window_id=window.id,
            name="install-patches",
            description="Installs what the baseline approves; restarts where a patch asks for it",
            task_type="RUN_COMMAND",
            task_arn=_RUN_PATCHES,
            priority=1,
            max_concurrency="33%",
            max_errors="10%",
            cutoff_behavior="CONTINUE_TASK",
            targets=[ssm.MaintenanceWindowTaskTargetArgs(key="WindowTargetIds", values=[target.id])],
            task_invocation_parameters=ssm.MaintenanceWindowTaskTaskInvocationParametersArgs(
                run_command_parameters=ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersArgs(
                    document_version="$DEFAULT",
                    timeout_seconds=3600,
                    parameters=[
                        _parameter("Operation", "Install"),
                        _parameter("RebootOption", "RebootIfNeeded"),
                    ],
                    cloudwatch_config=ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersCloudwatchConfigArgs(
                        cloudwatch_log_group_name=log.name, cloudwatch_output_enabled=True
                    ),
                )
            ),
            opts=self.inside(),
        )
        return window

    def _everywhere(self) -> None:
        """What looks after every server of the region, whoever started it."""
        ssm.Association(
            self.child("scan"),
            name=_RUN_PATCHES,
            association_name=self.child("scan"),
            document_version="$DEFAULT",
            parameters={"Operation": "Scan", "RebootOption": "NoReboot"},
            targets=list(_EVERY_SERVER),
            schedule_expression="rate(1 day)",
            compliance_severity="CRITICAL",
            max_concurrency="100%",
            max_errors="100%",
            opts=self.inside(),
        )
        ssm.Association(
            self.child("inventory"),
            name="AWS-GatherSoftwareInventory",
            association_name=self.child("inventory"),
            document_version="$DEFAULT",
            targets=list(_EVERY_SERVER),
            schedule_expression="rate(12 hours)",
            opts=self.inside(),
        )
        ssm.Association(
            self.child("agent"),
            name="AWS-UpdateSSMAgent",
            association_name=self.child("agent"),
            document_version="$DEFAULT",
            targets=list(_EVERY_SERVER),
            schedule_expression="rate(7 days)",
            max_concurrency="25%",
            max_errors="10%",
            opts=self.inside(),
        )


def _approve(
    days: int, level: str, *filters: ssm.PatchBaselineApprovalRulePatchFilterArgs
) -> ssm.PatchBaselineApprovalRuleArgs:
    return ssm.PatchBaselineApprovalRuleArgs(
        approve_after_days=days,
        compliance_level=level,
        enable_non_security=False,
        patch_filters=[_filter("PRODUCT", "*"), *filters],
    )


def _filter(key: str, *values: str) -> ssm.PatchBaselineApprovalRulePatchFilterArgs:
    return ssm.PatchBaselineApprovalRulePatchFilterArgs(key=key, values=list(values))


def _parameter(
    name: str, *values: str
) -> ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersParameterArgs:
    return ssm.MaintenanceWindowTaskTaskInvocationParametersRunCommandParametersParameterArgs(
        name=name, values=list(values)
    )
