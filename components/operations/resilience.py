"""Failover exercised: experiments that take a zone or a database's primary away, a policy, and a dated reminder."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, fis, iam, resiliencehub, scheduler

from components.base import Component
from components.documents import trust
from components.operations import resilience_documents as documents
from components.placement import Placement
from components.retention import check_retention

_DURATION: Final = re.compile(r"PT([1-9]|[1-5]\d)M")
_DAY_SECONDS: Final = 86_400


@dataclass(frozen=True, kw_only=True)
class Objectives:
    """How long the service may be away (``rto``) and how much it may lose (``rpo``), as Go durations (``1h0m0s``)."""

    rto: str
    rpo: str

    def __post_init__(self) -> None:
        for name, value in (("rto", self.rto), ("rpo", self.rpo)):
            if not re.fullmatch(r"\d+h\d+m\d+s", value):
                raise ValueError(f"{name} is {value!r}: write hours, minutes and seconds, such as '1h0m0s'")


@dataclass(frozen=True, kw_only=True)
class ResilienceTestsArgs:
    """What experiments take away, what stops them, and what is promised; errors are ValueErrors that name the field.

    ``subnet_ids`` are all subnets of the zone that is taken away, by tier, at most five. ``database`` is the identifier
    of a Multi-AZ instance, ``cluster`` of an Aurora cluster; at least one. ``stop_alarm_arns`` end an experiment: one
    or more. ``log_key_arn`` lets CloudWatch Logs use it. ``topic_arn`` is told of each game day, on ``schedule``;
    ``undelivered_queue`` and ``key_alias`` are the name of the queue and the alias of the key behind both.
    ``duration`` is one to 59 minutes, ISO 8601.
    """

    placement: Placement
    subnet_ids: Mapping[str, pulumi.Input[str]]
    stop_alarm_arns: Mapping[str, pulumi.Input[str]]
    log_key_arn: pulumi.Input[str]
    topic_name: str
    topic_arn: pulumi.Input[str]
    undelivered_queue: str
    key_alias: str
    database: str | None = None
    cluster: str | None = None
    duration: str = "PT10M"
    zone: Objectives = field(default_factory=lambda: Objectives(rto="1h0m0s", rpo="0h5m0s"))
    region: Objectives = field(default_factory=lambda: Objectives(rto="24h0m0s", rpo="24h0m0s"))
    schedule: str = "cron(0 9 1 1,4,7,10 ? *)"
    retention_days: int = 365

    def __post_init__(self) -> None:
        if not 1 <= len(self.subnet_ids) <= 5:
            raise ValueError(f"subnet_ids has {len(self.subnet_ids)} subnets: give 1 to 5, all of one zone")
        if not self.stop_alarm_arns:
            raise ValueError("stop_alarm_arns is empty, so nothing would stop an experiment that hurts: give an alarm")
        if self.database is None and self.cluster is None:
            raise ValueError("database and cluster are both missing: name the one whose failover is exercised")
        if not _DURATION.fullmatch(self.duration):
            raise ValueError(f"duration is {self.duration!r}: give one to 59 minutes, such as 'PT10M'")
        if not re.fullmatch(r"(cron|rate|at)\(.+\)", self.schedule):
            raise ValueError(f"schedule is {self.schedule!r}: write it as cron(...), rate(...) or at(...)")
        check_retention("retention_days", self.retention_days, floor=90)


class ResilienceTests(Component):
    """Failover, exercised on purpose: AWS FIS experiments, a Resilience Hub policy and a quarterly reminder.

    Produces an experiment that cuts one zone's subnets off (AWS FIS swaps their network ACLs, and swaps them back), one
    that reboots the database into its standby or fails its cluster over, their role, their encrypted log, the policy
    with the objectives for zone, hardware, software and region, and a schedule that tells the topic of each game day.
    Nothing here starts an experiment: people do, and a stop alarm ends it.

    Claims OB-15, BZ-26, BZ-86, BZ-87 (dr.test).
    """

    area = "operations"
    provides = ("dr.test",)

    template_ids: dict[str, pulumi.Output[str]]
    policy_arn: pulumi.Output[str]

    def __init__(self, name: str, args: ResilienceTestsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        group_name = f"/aws/fis/{placement.local('experiments')}"
        group = cloudwatch.LogGroup(
            self.child("logs"),
            name=group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.retention_days,
            opts=self.inside(),
        )
        delivery = cloudwatch.LogResourcePolicy(
            self.child("log-policy"),
            policy_name=placement.local("experiments"),
            policy_document=documents.delivery(placement, group_name),
            opts=self.inside(),
        )
        role = iam.Role(
            self.child("role"),
            description="What AWS FIS experiments of this stack may do",
            assume_role_policy=trust(
                "fis.amazonaws.com",
                {
                    "StringEquals": {"aws:SourceAccount": placement.account_id},
                    "ArnLike": {"aws:SourceArn": placement.arn("fis", "experiment/*")},
                },
            ),
            opts=self.inside(),
        )
        rights = iam.RolePolicy(
            self.child("role-policy"),
            role=role.id,
            policy=documents.experiments(placement, args.database, args.cluster),
            opts=self.inside(),
        )
        self.template_ids = {
            key: fis.ExperimentTemplate(
                self.child("experiment", key),
                description=experiment.description,
                role_arn=role.arn,
                actions=[experiment.action],
                targets=[experiment.target],
                stop_conditions=[
                    fis.ExperimentTemplateStopConditionArgs(source="aws:cloudwatch:alarm", value=arn)
                    for arn in args.stop_alarm_arns.values()
                ],
                # An experiment that finds nothing to break must not pass for a test.
                experiment_options=fis.ExperimentTemplateExperimentOptionsArgs(
                    account_targeting="single-account", empty_target_resolution_mode="fail"
                ),
                log_configuration=fis.ExperimentTemplateLogConfigurationArgs(
                    log_schema_version=2,
                    cloudwatch_logs_configuration=fis.ExperimentTemplateLogConfigurationCloudwatchLogsConfigurationArgs(
                        log_group_arn=pulumi.Output.concat(group.arn, ":*")
                    ),
                ),
                tags={"Name": placement.local(key)},
                opts=self.inside(depends_on=[rights, delivery]),
            ).id
            for key, experiment in _experiments(args).items()
        }
        zone, region = args.zone, args.region
        policy = resiliencehub.ResiliencyPolicy(
            self.child("policy"),
            name=placement.local("resilience", 60),
            description="How long the platform may be away, and what it may lose",
            tier="MissionCritical",
            data_location_constraint="SameContinent",
            policy=resiliencehub.ResiliencyPolicyPolicyArgs(
                az=resiliencehub.ResiliencyPolicyPolicyAzArgs(rto=zone.rto, rpo=zone.rpo),
                hardware=resiliencehub.ResiliencyPolicyPolicyHardwareArgs(rto=zone.rto, rpo=zone.rpo),
                software=resiliencehub.ResiliencyPolicyPolicySoftwareArgs(rto=zone.rto, rpo=zone.rpo),
                region=resiliencehub.ResiliencyPolicyPolicyRegionArgs(rto=region.rto, rpo=region.rpo),
            ),
            opts=self.inside(),
        )
        self.policy_arn = policy.arn
        self._reminder(args)
        self.register_outputs({"policy_arn": self.policy_arn})

    def _reminder(self, args: ResilienceTestsArgs) -> None:
        placement = args.placement
        queue_arn = placement.arn("sqs", args.undelivered_queue)
        role = iam.Role(
            self.child("reminder-role"),
            description="Lets EventBridge Scheduler tell of game days",
            assume_role_policy=trust(
                "scheduler.amazonaws.com",
                {
                    "StringEquals": {
                        "aws:SourceAccount": placement.account_id,
                        "aws:SourceArn": placement.arn("scheduler", "schedule-group/default"),
                    }
                },
            ),
            opts=self.inside(),
        )
        policy = iam.RolePolicy(
            self.child("reminder-policy"),
            role=role.id,
            policy=documents.reminder(placement, args.topic_name, args.undelivered_queue, args.key_alias),
            opts=self.inside(),
        )
        scheduler.Schedule(
            self.child("reminder"),
            name=placement.local("game-day", 64),
            description="Run the experiments, and keep the record of the game day",
            schedule_expression=args.schedule,
            schedule_expression_timezone="UTC",
            flexible_time_window=scheduler.ScheduleFlexibleTimeWindowArgs(mode="OFF"),
            state="ENABLED",
            target=scheduler.ScheduleTargetArgs(
                arn=args.topic_arn,
                role_arn=role.arn,
                input=(
                    f"Game day of {placement.project} {placement.stack}: start the experiments of AWS FIS, watch the "
                    "alarms, and keep the record."
                ),
                dead_letter_config=scheduler.ScheduleTargetDeadLetterConfigArgs(arn=queue_arn),
                retry_policy=scheduler.ScheduleTargetRetryPolicyArgs(
                    maximum_event_age_in_seconds=_DAY_SECONDS, maximum_retry_attempts=185
                ),
            ),
            opts=self.inside(depends_on=[policy]),
        )


@dataclass(frozen=True, kw_only=True)
class _Experiment:
    description: str
    action: fis.ExperimentTemplateActionArgs
    target: fis.ExperimentTemplateTargetArgs


def _experiments(args: ResilienceTestsArgs) -> dict[str, _Experiment]:
    placement = args.placement
    subnets = placement.arn("ec2", "subnet/")
    found = {
        "lose-zone": _experiment(
            "Takes one availability zone away",
            "aws:network:disrupt-connectivity",
            "Subnets",
            "aws:ec2:subnet",
            [pulumi.Output.concat(subnets, subnet) for subnet in args.subnet_ids.values()],
            {"duration": args.duration, "scope": "all"},
        )
    }
    if args.database is not None:
        found["fail-over-database"] = _experiment(
            "Reboots the database into its standby",
            "aws:rds:reboot-db-instances",
            "DBInstances",
            "aws:rds:db",
            [placement.arn("rds", f"db:{args.database}")],
            {"forceFailover": "true"},
        )
    if args.cluster is not None:
        found["fail-over-cluster"] = _experiment(
            "Fails the database cluster over",
            "aws:rds:failover-db-cluster",
            "Clusters",
            "aws:rds:cluster",
            [placement.arn("rds", f"cluster:{args.cluster}")],
            {},
        )
    return found


def _experiment(
    description: str,
    action: str,
    key: str,
    resource_type: str,
    arns: list[pulumi.Input[str]],
    parameters: Mapping[str, str],
) -> _Experiment:
    return _Experiment(
        description=description,
        action=fis.ExperimentTemplateActionArgs(
            name="disrupt",
            action_id=action,
            parameters=[
                fis.ExperimentTemplateActionParameterArgs(key=name, value=value) for name, value in parameters.items()
            ],
            target=fis.ExperimentTemplateActionTargetArgs(key=key, value="affected"),
        ),
        target=fis.ExperimentTemplateTargetArgs(
            name="affected", resource_type=resource_type, selection_mode="ALL", resource_arns=arns
        ),
    )
