"""Alarms on the platform's own resources, from one map of what each type must have."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import cloudwatch

from components.base import Component
from components.operations.alarm_map import ALARMS, DIMENSIONS, AlarmSpec, Watched
from components.placement import Placement


@dataclass(frozen=True, kw_only=True)
class AlarmTarget:
    """One resource to watch. ``dimensions`` are those of ``DIMENSIONS`` for its type, else ValueError."""

    watched: Watched
    dimensions: Mapping[str, pulumi.Input[str]]

    def __post_init__(self) -> None:
        wanted = DIMENSIONS[self.watched]
        if tuple(sorted(self.dimensions)) != wanted:
            raise ValueError(
                f"dimensions of a {self.watched} are {sorted(self.dimensions)}, CloudWatch knows it by "
                f"{' and '.join(wanted)}: give exactly these, or the alarm would watch nothing"
            )


@dataclass(frozen=True, kw_only=True)
class ResourceAlarmsArgs:
    """What is watched, each under a key of its own, and whom the alarms tell.

    ``topic_arn`` is a topic of the same region that cloudwatch.amazonaws.com may publish to. Raises ValueError for a
    key that could not be part of a name.
    """

    placement: Placement
    targets: Mapping[str, AlarmTarget]
    topic_arn: pulumi.Input[str]
    topic_ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        for key in self.targets:
            if not re.fullmatch(r"[a-z][a-z0-9-]*", key):
                raise ValueError(f"targets has the key {key!r}: write it in lower-case letters, digits and hyphens")


class ResourceAlarms(Component):
    """Every alarm that ``ALARMS`` asks for, on every target given.

    Silence counts as fine where a metric is only sent when something happens, and as bad where it should always be
    sent. Pending deletion of keys is among the ``CisAlarms``, failed backups among the ``FindingRoutes`` too.

    Claims OB-12, CF-03, OC-20, OC-21 (its part of mon.alarms).
    """

    area = "operations"
    provides = ("mon.alarms",)

    alarm_arns: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: ResourceAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.alarm_arns = {
            f"{key}-{spec.key}": self._alarm(key, target, spec, args).arn
            for key, target in args.targets.items()
            for spec in ALARMS[target.watched]
        }
        self.register_outputs({"alarm_arns": self.alarm_arns})

    def _alarm(
        self, key: str, target: AlarmTarget, spec: AlarmSpec, args: ResourceAlarmsArgs
    ) -> cloudwatch.MetricAlarm:
        percentile = re.fullmatch(r"p\d+", spec.statistic) is not None
        return cloudwatch.MetricAlarm(
            self.child("alarm", f"{key}-{spec.key}"),
            name=args.placement.local(f"{key}-{spec.key}", 255),
            alarm_description=f"{spec.metric} of {key}",
            namespace=spec.namespace,
            metric_name=spec.metric,
            dimensions=dict(target.dimensions),
            statistic=None if percentile else spec.statistic,
            extended_statistic=spec.statistic if percentile else None,
            period=spec.period,
            evaluation_periods=spec.periods,
            threshold=spec.threshold,
            comparison_operator=spec.comparison,
            treat_missing_data=spec.missing.value,
            actions_enabled=True,
            alarm_actions=[args.topic_arn],
            ok_actions=[args.topic_arn],
            opts=self.inside(depends_on=list(args.topic_ready)),
        )
