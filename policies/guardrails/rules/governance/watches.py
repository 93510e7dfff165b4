"""Metric filters on the audit trail, and whether anybody hears of what they count."""

from dataclasses import dataclass

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared
from guardrails.rules.governance.types import METRIC_ALARM, METRIC_FILTER
from guardrails.values import Value


@dataclass(frozen=True, slots=True)
class Watched:
    """The metric filters whose pattern names something, and whether there are patterns that nobody knows yet."""

    found: tuple[Resource, ...]
    unknown: bool


def watched(graph: Graph, *fields: str) -> Watched:
    """The filters whose pattern names every one of ``fields`` (in lower case)."""
    filters = graph.of(METRIC_FILTER)
    return Watched(
        tuple(each for each in filters if all(field in (each.read("pattern").text or "").lower() for field in fields)),
        any(each.read("pattern").unknown for each in filters),
    )


def alarmed(graph: Graph, filter_: Resource) -> bool:
    """Whether an alarm that acts is on the metric of a filter."""
    metric = filter_.read("metricTransformation")
    named = (metric.get("name").text, metric.get("namespace").text)
    return any(
        (alarm.read("metricName").text, alarm.read("namespace").text) == named
        and alarm.read("actionsEnabled").default(True).truth is not False
        and alarm.read("alarmActions").value not in (None, [])
        for alarm in graph.of(METRIC_ALARM)
    )


def alarmed_filter(name: str, pattern: Value) -> tuple[Declared, ...]:
    """A metric filter on the trail with its alarm, as examples of rules have it."""
    metric = {"name": name, "namespace": "audit"}
    return (
        Declared(
            type=METRIC_FILTER,
            name="filter",
            properties={
                "logGroupName": "/aws/cloudtrail/audit",
                "pattern": pattern,
                "metricTransformation": {**metric, "value": "1"},
            },
        ),
        Declared(
            type=METRIC_ALARM,
            name="alarm",
            properties={
                "metricName": metric["name"],
                "namespace": metric["namespace"],
                "comparisonOperator": "GreaterThanOrEqualToThreshold",
                "evaluationPeriods": 1,
                "alarmActions": ["arn:aws:sns:eu-west-1:123456789012:alarms"],
            },
        ),
    )
