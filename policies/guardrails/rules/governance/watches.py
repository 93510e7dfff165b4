"""Metric filters on the audit trail, and whether anybody hears of what they count."""

from dataclasses import dataclass

from guardrails.graph import Graph, Resource
from guardrails.rules.governance.types import METRIC_ALARM, METRIC_FILTER


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
