"""Whether the internet between our users and us works, as AWS sees it from all its networks."""

import re
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.placement import Placement
from components.retention import check_retention

_MEASUREMENTS: Final = ("byCity", "byCountry", "byMetro", "bySubdivision")
_ROLE: Final = re.compile(r"[a-z][a-z0-9-]*")
_MOST_NETWORKS: Final = 500_000


@dataclass(frozen=True, kw_only=True)
class InternetMonitorArgs:
    """What is watched, and whom a drop is told; errors are ValueErrors that name the field.

    ``role`` ends the monitor's name. ``vpc_arn`` is a VPC with an internet gateway, which ``vpc_ready`` holds: AWS
    refuses one without. ``networks`` is how many networks of cities are watched, those with most traffic first; AWS
    asks a price for each above one hundred. ``availability`` is the per cent of traffic that must not see a drop.
    ``topic_arn`` is a topic of the same region that cloudwatch.amazonaws.com may publish to.
    """

    placement: Placement
    role: str
    vpc_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    vpc_ready: tuple[pulumi.Resource, ...] = ()
    topic_ready: tuple[pulumi.Resource, ...] = ()
    networks: int = 100
    availability: float = 95
    retention_days: int = 90
    protect: bool = True

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=90)
        if not _ROLE.fullmatch(self.role):
            raise ValueError(f"role is {self.role!r}: write it in lower-case letters, digits and hyphens")
        if not 1 <= self.networks <= _MOST_NETWORKS:
            raise ValueError(f"networks is {self.networks}: give 1 to {_MOST_NETWORKS}")
        if not 0 < self.availability <= 100:
            raise ValueError(f"availability is {self.availability}: give a per cent above 0, up to 100")


class InternetMonitor(Component):
    """A CloudWatch Internet Monitor on a VPC, its logs, and an alarm on the availability it measures.

    Produces the four log groups that the monitor writes its measurements to, under a customer key (AWS would make them
    without a key, to be kept for ever), the monitor, and the alarm. AWS sees what its own networks see: the internet
    as far as the traffic of the VPC's users crosses it, in five-minute steps.

    Claim BZ-65 (mon.internet). Source: CloudWatch user guide, "Using Internet Monitor".
    """

    area = "operations"
    provides = ("mon.internet",)

    monitor_name: str
    monitor_arn: pulumi.Output[str]
    alarm_arn: pulumi.Output[str]

    def __init__(self, name: str, args: InternetMonitorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.monitor_name = args.placement.local(args.role, limit=255)
        logs: list[pulumi.Resource] = [
            cloudwatch.LogGroup(
                self.child("measurements", measurements.lower()),
                name=f"/aws/internet-monitor/{self.monitor_name}/{measurements}",
                kms_key_id=args.log_key_arn,
                retention_in_days=args.retention_days,
                deletion_protection_enabled=args.protect,
                tags={"data": "logs", "retention": str(args.retention_days)},
                opts=self.inside(protect=args.protect or None),
            )
            for measurements in _MEASUREMENTS
        ]
        monitor = cloudwatch.InternetMonitor(
            self.child("monitor"),
            monitor_name=self.monitor_name,
            resources=[args.vpc_arn],
            status="ACTIVE",
            traffic_percentage_to_monitor=100,
            max_city_networks_to_monitor=args.networks,
            health_events_config=cloudwatch.InternetMonitorHealthEventsConfigArgs(
                availability_score_threshold=args.availability, performance_score_threshold=args.availability
            ),
            # A monitor that comes first makes the log groups itself.
            opts=self.inside(depends_on=[*logs, *args.vpc_ready]),
        )
        alarm = cloudwatch.MetricAlarm(
            self.child("availability"),
            name=args.placement.local(f"{args.role}-availability", 255),
            alarm_description="Part of the traffic of our users sees a drop in availability",
            namespace="AWS/InternetMonitor",
            metric_name="AvailabilityScore",
            dimensions={"MeasurementSource": "AWS", "MonitorName": self.monitor_name},
            statistic="Average",
            period=300,
            evaluation_periods=3,
            threshold=args.availability,
            comparison_operator="LessThanThreshold",
            # Without traffic there is nothing to measure.
            treat_missing_data="notBreaching",
            actions_enabled=True,
            alarm_actions=[args.topic_arn],
            ok_actions=[args.topic_arn],
            opts=self.inside(depends_on=[monitor, *args.topic_ready]),
        )
        self.monitor_arn = monitor.arn
        self.alarm_arn = alarm.arn
        self.register_outputs(
            {"monitor_name": self.monitor_name, "monitor_arn": self.monitor_arn, "alarm_arn": self.alarm_arn}
        )
