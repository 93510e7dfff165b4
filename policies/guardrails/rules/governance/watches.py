"""Metric filters on the audit trail, and whether anybody hears of what they count."""

from dataclasses import dataclass

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared
from guardrails.rules.governance.types import METRIC_ALARM, METRIC_FILTER
from guardrails.rules.operations.thresholds import counts, sounds
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


def alarmed(graph: Graph, filter_: Resource) -> bool | None:
    """Whether an alarm that acts on few events is on the metric of a filter; None where that is not known yet."""
    metric = filter_.read("metricTransformation")
    named = (metric.get("name").text, metric.get("namespace").text)
    counted = counts(filter_)
    answers = [_all((heard, counted)) for heard in graph.derived(_heard).get(named, ())]
    return True if True in answers else None if None in answers else False


def _heard(graph: Graph) -> dict[tuple[str | None, str | None], frozenset[bool | None]]:
    """By the name and namespace of a metric, whether the alarms on it act on few events."""
    found: dict[tuple[str | None, str | None], set[bool | None]] = {}
    for alarm in graph.of(METRIC_ALARM):
        metric = (alarm.read("metricName").text, alarm.read("namespace").text)
        found.setdefault(metric, set()).add(_all((_acts(alarm), sounds(alarm))))
    return {metric: frozenset(answers) for metric, answers in found.items()}


def _acts(alarm: Resource) -> bool | None:
    enabled, actions = alarm.read("actionsEnabled").default(True), alarm.read("alarmActions")
    if enabled.unknown:
        return None
    return enabled.truth is not False and (actions.unknown or any(True for _ in actions.each()))


def _all(answers: tuple[bool | None, ...]) -> bool | None:
    return False if False in answers else None if None in answers else True


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
                "threshold": 1,
                "evaluationPeriods": 1,
                "alarmActions": ["arn:aws:sns:eu-west-1:123456789012:alarms"],
            },
        ),
    )
