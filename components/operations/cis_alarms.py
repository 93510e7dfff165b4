"""Alarms on what the audit log tells: CIS AWS Foundations Benchmark, section 4."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.operations.cis import WATCHES
from components.placement import Placement


@dataclass(frozen=True, kw_only=True)
class CisAlarmsArgs:
    """What the alarms read and whom they tell.

    ``log_group_name`` is the audit log's name and ``log_group_ready`` what makes it (the trail), which the filters wait
    for: the name itself is plain text and says nothing of the order.
    ``topic_arn`` is a topic of the same region that cloudwatch.amazonaws.com may publish to; ``topic_ready`` its
    policy. ``threshold`` is the number of matches in five minutes that raises an alarm, at least 1, else ValueError.
    """

    placement: Placement
    log_group_name: str
    log_group_ready: tuple[pulumi.Resource, ...]
    topic_arn: pulumi.Input[str]
    topic_ready: tuple[pulumi.Resource, ...] = ()
    threshold: int = 1

    def __post_init__(self) -> None:
        if self.threshold < 1:
            raise ValueError(f"threshold is {self.threshold}, which is reached by nothing happening: give 1 or more")


class CisAlarms(Component):
    """A metric filter on the audit log, and an alarm on its metric, for each of CIS 4.1 to 4.15.

    The metrics are this stack's own (namespace ``<project>-<stack>-cis``). A minute without a match counts as zero,
    so that an alarm returns to OK by itself. Filters see only what the trail delivers: events of other accounts of an
    organization reach 4.15 only where the trail is the organization's.

    Claims OB-12, CF-03, OC-20, OC-21, BZ-35, BZ-64 (mon.alarms).
    """

    area = "operations"
    provides = ("mon.alarms",)

    alarm_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: CisAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        namespace = args.placement.local("cis")
        self.alarm_arns = {}
        for watch in WATCHES:
            metric_filter = cloudwatch.LogMetricFilter(
                self.child("filter", watch.key),
                name=args.placement.local(f"cis-{watch.key}"),
                log_group_name=args.log_group_name,
                pattern=watch.pattern,
                metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
                    name=watch.metric, namespace=namespace, value="1", default_value="0"
                ),
                opts=self.inside(depends_on=list(args.log_group_ready)),
            )
            alarm = cloudwatch.MetricAlarm(
                self.child("alarm", watch.key),
                name=args.placement.local(f"cis-{watch.key}", 255),
                alarm_description=f"CIS {watch.number}: {watch.title}",
                namespace=namespace,
                metric_name=watch.metric,
                statistic="Sum",
                period=300,
                evaluation_periods=1,
                threshold=args.threshold,
                comparison_operator="GreaterThanOrEqualToThreshold",
                treat_missing_data="notBreaching",
                actions_enabled=True,
                alarm_actions=[args.topic_arn],
                opts=self.inside(depends_on=[metric_filter, *args.topic_ready]),
            )
            self.alarm_arns[watch.key] = alarm.arn
        self.register_outputs({"alarm_arns": self.alarm_arns})
