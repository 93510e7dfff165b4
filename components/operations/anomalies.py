"""What is unusual: patterns of logs that were never seen, and sign-ins and requests outside their usual band."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.placement import Placement

SIGN_INS_PATTERN = "{ ($.eventName=ConsoleLogin) && ($.eventSource=signin.amazonaws.com) }"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """A metric that has a usual band: its sum over five minutes."""

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]


def user_pool_sign_ins(user_pool_id: pulumi.Input[str], client_id: pulumi.Input[str]) -> Metric:
    """Sign-ins of one client of a Cognito user pool; CloudWatch has no metric of a pool as a whole."""
    return Metric(
        namespace="AWS/Cognito",
        name="SignInSuccesses",
        dimensions={"UserPool": user_pool_id, "UserPoolClient": client_id},
    )


def load_balancer_requests(arn_suffix: pulumi.Input[str]) -> Metric:
    """Requests that reach an Application Load Balancer."""
    return Metric(namespace="AWS/ApplicationELB", name="RequestCount", dimensions={"LoadBalancer": arn_suffix})


def web_acl_requests(metric_name: str, region: str) -> Metric:
    """Requests that a regional web ACL lets through, all rules together."""
    return Metric(
        namespace="AWS/WAFV2",
        name="AllowedRequests",
        dimensions={"WebACL": metric_name, "Region": region, "Rule": "ALL"},
    )


@dataclass(frozen=True, kw_only=True)
class AnomaliesArgs:
    """What is learnt and whom the alarms tell; errors are ValueErrors that name the field.

    ``log_groups`` are ARNs by key. ``audit_log_group_name`` is the trail's group, from which console sign-ins are
    counted, and ``logs_ready`` what makes the groups. ``requests`` and ``sign_ins`` are metrics by key; requests must
    not be empty. ``width`` is half the band's width in standard deviations. ``topic_arn`` is a topic of the same
    region that cloudwatch.amazonaws.com may publish to.
    """

    placement: Placement
    log_groups: Mapping[str, pulumi.Input[str]]
    audit_log_group_name: str
    requests: Mapping[str, Metric]
    topic_arn: pulumi.Input[str]
    sign_ins: Mapping[str, Metric] = field(default_factory=dict)
    logs_ready: tuple[pulumi.Resource, ...] = ()
    topic_ready: tuple[pulumi.Resource, ...] = ()
    width: float = 3

    def __post_init__(self) -> None:
        for given, name in ((self.log_groups, "log_groups"), (self.requests, "requests")):
            if not given:
                raise ValueError(f"{name} is empty, so nothing unusual would be seen there: name at least one")
        for key in (*self.log_groups, *self.requests, *self.sign_ins):
            if not re.fullmatch(r"[a-z][a-z0-9-]*", key):
                raise ValueError(f"the key {key!r} must be written in lower-case letters, digits and hyphens")
        if "console" in self.sign_ins:
            raise ValueError("sign_ins has the key 'console', which the sign-ins of the console have: choose another")
        if self.width <= 0:
            raise ValueError(f"width is {self.width}: give the standard deviations of half the band, more than 0")


class Anomalies(Component):
    """Log anomaly detectors, and alarms on sign-ins and requests outside their usual band.

    Produces a detector for each log group (every fifteen minutes; anomalies stay visible for three weeks), a metric
    filter that counts console sign-ins in the audit log, and a band alarm for these, for every sign-in metric and for
    every request metric. A detector is encrypted under a key of AWS's own: what it learns are patterns, without the
    changing parts of the events. It learns from two weeks, a band from up to two weeks: both are quiet before.

    Claims OB-12, OC-20, BZ-64 (mon.anomaly, with the insights of ``Trail``).
    """

    area = "operations"
    provides = ("mon.anomaly",)

    alarm_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AnomaliesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        for key, log_group in args.log_groups.items():
            cloudwatch.LogAnomalyDetector(
                self.child("detector", key),
                detector_name=placement.local(key),
                # CloudWatch Logs takes exactly one group for a detector, in spite of the list.
                log_group_arn_lists=[log_group],
                evaluation_frequency="FIFTEEN_MIN",
                anomaly_visibility_time=21,
                enabled=True,
                opts=self.inside(),
            )
        console = Metric(namespace=placement.local("sign-ins"), name="ConsoleSignIns", dimensions={})
        counting = cloudwatch.LogMetricFilter(
            self.child("filter", "console-sign-ins"),
            name=placement.local("console-sign-ins"),
            log_group_name=args.audit_log_group_name,
            pattern=SIGN_INS_PATTERN,
            metric_transformation=cloudwatch.LogMetricFilterMetricTransformationArgs(
                name=console.name, namespace=console.namespace, value="1", default_value="0"
            ),
            opts=self.inside(depends_on=list(args.logs_ready)),
        )
        watched = {
            "sign-ins-console": console,
            **{f"sign-ins-{key}": metric for key, metric in args.sign_ins.items()},
            **{f"requests-{key}": metric for key, metric in args.requests.items()},
        }
        self.alarm_arns = {key: self._band(key, metric, args, counting).arn for key, metric in watched.items()}
        self.register_outputs({"alarm_arns": self.alarm_arns})

    def _band(
        self, key: str, metric: Metric, args: AnomaliesArgs, counting: cloudwatch.LogMetricFilter
    ) -> cloudwatch.MetricAlarm:
        return cloudwatch.MetricAlarm(
            self.child("alarm", key),
            name=args.placement.local(f"unusual-{key}", 255),
            alarm_description=f"{metric.name} is outside its usual band",
            comparison_operator="LessThanLowerOrGreaterThanUpperThreshold",
            evaluation_periods=3,
            datapoints_to_alarm=2,
            threshold_metric_id="band",
            metric_queries=[
                cloudwatch.MetricAlarmMetricQueryArgs(
                    id="seen",
                    return_data=True,
                    metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                        namespace=metric.namespace,
                        metric_name=metric.name,
                        dimensions=dict(metric.dimensions) or None,
                        period=300,
                        stat="Sum",
                    ),
                ),
                cloudwatch.MetricAlarmMetricQueryArgs(
                    id="band",
                    expression=f"ANOMALY_DETECTION_BAND(seen, {args.width:g})",
                    label="usual",
                    return_data=True,
                ),
            ],
            treat_missing_data="notBreaching",
            actions_enabled=True,
            alarm_actions=[args.topic_arn],
            opts=self.inside(depends_on=[counting, *args.topic_ready]),
        )
