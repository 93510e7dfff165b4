"""An alarm on what the audit trail records: a metric filter on its log group, and the alarm on the metric."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.placement import Placement

_PATTERN_LIMIT = 1024
_PERIOD_SECONDS = 300


@dataclass(frozen=True, kw_only=True)
class Watch:
    """One thing to be told of. ``role`` names filter, metric and alarm; ``pattern`` is CloudWatch's filter syntax."""

    role: str
    description: str
    pattern: str

    def __post_init__(self) -> None:
        if len(self.pattern) > _PATTERN_LIMIT:
            raise ValueError(
                f"pattern of {self.role!r} has {len(self.pattern)} characters, CloudWatch Logs takes "
                f"{_PATTERN_LIMIT}: name fewer regions or roles"
            )


def watch(
    component: Component,
    placement: Placement,
    log_group: str,
    log_group_ready: tuple[pulumi.Resource, ...],
    topic_arn: pulumi.Input[str],
    watched: Watch,
) -> str:
    """Makes filter and alarm as children of ``component``, and returns the alarm's name.

    The trail records every region, so that one filter at home hears of all of them. A metric filter has no tags, and
    AWS gives no event to a filter that was written before it: what happened earlier is not counted.
    """
    name = placement.local(watched.role)
    namespace = f"{placement.project}/{placement.stack}/governance"
    filter_ = cloudwatch.LogMetricFilter(
        component.child("filter", watched.role),
        name=name,
        log_group_name=log_group,
        pattern=watched.pattern,
        metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
            name=name, namespace=namespace, value="1", default_value="0"
        ),
        # CloudWatch Logs takes no filter on a log group that is not there.
        opts=component.inside(depends_on=list(log_group_ready)),
    )
    cloudwatch.MetricAlarm(
        component.child("alarm", watched.role),
        name=name,
        alarm_description=watched.description,
        metric_name=name,
        namespace=namespace,
        statistic="Sum",
        period=_PERIOD_SECONDS,
        evaluation_periods=1,
        comparison_operator="GreaterThanOrEqualToThreshold",
        threshold=1,
        treat_missing_data="notBreaching",
        actions_enabled=True,
        alarm_actions=[topic_arn],
        # An alarm before its metric exists is legal; after the filter, it never looks at a metric nobody feeds.
        opts=component.inside(depends_on=[filter_]),
    )
    return name
