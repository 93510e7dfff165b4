"""What tells somebody that an API refuses requests in numbers: one address's whole allowance, or more."""

from collections.abc import Sequence

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.edge.throttle import Throttle


def alarms(
    component: Component,
    *,
    api_name: str,
    stage_name: str,
    log_group: cloudwatch.LogGroup,
    metric: tuple[str, str],
    throttle: Throttle,
    topics: Sequence[pulumi.Input[str]],
) -> None:
    """Counts what the throttle refused as ``metric`` (namespace and name), and where there are topics, tells them.

    API Gateway's own 4XXError does not tell a refused flood (429) from a mistyped path, so both are watched.
    """
    namespace, throttled = metric
    cloudwatch.LogMetricFilter(
        component.child("throttled"),
        name=f"{api_name}-throttled",
        log_group_name=log_group.name,
        pattern='{ $.status = "429" }',
        metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
            namespace=namespace, name=throttled, value="1", default_value="0", unit="Count"
        ),
        opts=component.inside(),
    )
    if not topics:
        return
    stage = {"ApiName": api_name, "Stage": stage_name}
    for key, where, called, dimensions in (
        ("throttled", namespace, throttled, None),
        ("refused", "AWS/ApiGateway", "4XXError", stage),
    ):
        cloudwatch.MetricAlarm(
            component.child("alarm", key),
            name=f"{api_name}-{key}",
            alarm_description=f"As many requests {key} as one address may send in the same time, or more",
            namespace=where,
            metric_name=called,
            dimensions=dimensions,
            statistic="Sum",
            period=throttle.window_seconds,
            evaluation_periods=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=throttle.worth_an_alarm,
            treat_missing_data="notBreaching",
            alarm_actions=list(topics),
            opts=component.inside(),
        )
