"""Alarms on verification itself: a run that fails, hangs or is stopped, and one that never came."""

from typing import Final

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.governance.verification_documents import Places
from components.messaging import DAY_SECONDS

NAMESPACE: Final = "Vouch/Verification"
"""Where the gatherer counts runs (operations.verifier.handlers)."""
_FAILURES: Final = {
    "failed": ("ExecutionsFailed", "A verification failed, or was not whole"),
    "hung": ("ExecutionsTimedOut", "A verification did not end"),
    "stopped": ("ExecutionsAborted", "Somebody stopped a verification"),
}


def alarms(
    owner: Component, places: Places, topic_arn: pulumi.Input[str], topic_ready: tuple[pulumi.Resource, ...]
) -> None:
    """An alarm on each way in which a run can go wrong, and on a day without one: silence is breaching."""
    placement = places.placement
    for key, (metric, description) in _FAILURES.items():
        cloudwatch.MetricAlarm(
            owner.child("alarm", key),
            name=placement.local(f"verification-{key}", 255),
            alarm_description=description,
            namespace="AWS/States",
            metric_name=metric,
            dimensions={"StateMachineArn": places.machine_arn},
            statistic="Sum",
            period=300,
            evaluation_periods=1,
            threshold=0,
            comparison_operator="GreaterThanThreshold",
            treat_missing_data="notBreaching",
            actions_enabled=True,
            alarm_actions=[topic_arn],
            ok_actions=[topic_arn],
            opts=owner.inside(depends_on=list(topic_ready)),
        )
    cloudwatch.MetricAlarm(
        owner.child("alarm", "missing"),
        name=placement.local("verification-missing", 255),
        alarm_description="No verification was completed for a day",
        namespace=NAMESPACE,
        metric_name="RunCompleted",
        dimensions={"Stack": placement.stack},
        statistic="Sum",
        period=DAY_SECONDS,
        evaluation_periods=1,
        threshold=1,
        comparison_operator="LessThanThreshold",
        treat_missing_data="breaching",
        actions_enabled=True,
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        opts=owner.inside(depends_on=list(topic_ready)),
    )
