"""An alarm that acts on each event of CIS AWS Foundations section 4, by a filter on the audit log.

A filter is tried on the events that its recommendation names: however it is written, it must take them all, and must
not take everything.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeStack, Rule
from guardrails.rules.operations.cis_events import HARMLESS, WATCHED, Watched
from guardrails.rules.operations.filter_patterns import NotUnderstoodError, parse
from guardrails.rules.operations.thresholds import counts, sounds
from guardrails.rules.operations.types import LOG_GROUP, LOG_METRIC_FILTER, METRIC_ALARM, TRAIL
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

_TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"


class _Held(IntEnum):
    """What is known of a requirement; ordered so that the least of several is what they come to."""

    NO = 0
    UNKNOWN = 1
    YES = 2


_Key = tuple[bool, str | None]
"""A reading, to compare: whether it is unknown, and its text."""
_Alarm = tuple[_Key, _Key, _Key, _Held]
"""The namespace, name and region of a metric, and whether the alarm on it acts."""


def _judge(watched: Watched) -> JudgeStack:
    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        filters = [(each, _takes(each.read("pattern"), watched)) for each in graph.of(LOG_METRIC_FILTER)]
        # The search for alarms is the costlier part, and one filter in fifteen is about this.
        found = max((_alarmed(each, graph, takes) for each, takes in filters if takes), default=_Held.NO)
        if found is _Held.UNKNOWN:
            yield undetermined(None, f"whether an alarm acts on {watched.what} (CIS {watched.number}) is not known yet")
        elif found is _Held.NO:
            missing = "alarm acts on its metric" if any(takes for _, takes in filters) else "filter takes all of them"
            yield failed(None, f"the stack has no alarm on {watched.what} (CIS {watched.number}): no {missing}")

    return judge


def _takes(pattern: Reading, watched: Watched) -> _Held:
    if pattern.unknown:
        return _Held.UNKNOWN
    try:
        takes = parse(pattern.text or "")
    except NotUnderstoodError:
        return _Held.NO
    return _Held.YES if all(map(takes, watched.events)) and not takes(HARMLESS) else _Held.NO


def _alarmed(metric_filter: Resource, graph: Graph, takes: _Held) -> _Held:
    transformation = metric_filter.read("metricTransformation")
    region = _key(graph.region_of(metric_filter))
    metric = (_key(transformation.get("namespace")), _key(transformation.get("name")))
    return min(
        takes,
        _held(counts(metric_filter)),
        _reads_audit_log(metric_filter, graph),
        graph.derived(_watched, *metric, region),
    )


def _reads_audit_log(metric_filter: Resource, graph: Graph) -> _Held:
    """Whether the filter is on a group that a trail of the stack writes to; any group, where the stack has no trail."""
    if not graph.of(TRAIL):
        return _Held.YES
    own = graph.references(metric_filter, "logGroupName", LOG_GROUP)
    if not own.resolved:
        return _Held.UNKNOWN
    written = graph.derived(_written)
    if any(group.urn in written.urns for group in own.resources):
        return _Held.YES
    named = metric_filter.read("logGroupName").text
    if named and named in written.names:
        return _Held.YES
    return _Held.NO if written.resolved else _Held.UNKNOWN


@dataclass(frozen=True, slots=True)
class _Written:
    """The log groups that the stack's trails write to, and whether that is all of them."""

    urns: frozenset[str]
    names: frozenset[str]
    resolved: bool


def _written(graph: Graph) -> _Written:
    trails = graph.of(TRAIL)
    references = [graph.references(trail, "cloudWatchLogsGroupArn", LOG_GROUP) for trail in trails]
    arns = [(trail.read("cloudWatchLogsGroupArn").text or "").removesuffix(":*") for trail in trails]
    return _Written(
        frozenset(group.urn for each in references for group in each.resources),
        frozenset(arn[colon.end() :] for arn in arns for colon in re.finditer(":", arn)),
        all(each.resolved for each in references),
    )


def _watched(graph: Graph, namespace: _Key, name: _Key, region: _Key) -> _Held:
    """Whether an alarm is on this metric in this region, and acts."""
    alarms = graph.derived(_watching)
    known = not namespace[0] and not name[0]
    candidates = (*alarms.on.get((namespace[1], name[1]), ()), *alarms.open) if known else alarms.all
    wanted = (namespace, name, region)
    return max((min(*map(_same, wanted, alarm[:3]), alarm[3]) for alarm in candidates), default=_Held.NO)


@dataclass(frozen=True, slots=True)
class _Watching:
    """What the alarms of a stack watch, each once however many do; ``open`` those whose metric is not known."""

    all: tuple[_Alarm, ...]
    on: Mapping[tuple[str | None, str | None], tuple[_Alarm, ...]]
    open: tuple[_Alarm, ...]


def _watching(graph: Graph) -> _Watching:
    alarms = dict.fromkeys(
        (_key(namespace), _key(name), _key(graph.region_of(alarm)), _acts(alarm))
        for alarm in graph.of(METRIC_ALARM)
        for namespace, name in _metrics(alarm)
    )
    on: dict[tuple[str | None, str | None], list[_Alarm]] = {}
    for alarm in alarms:
        if not alarm[0][0] and not alarm[1][0]:
            on.setdefault((alarm[0][1], alarm[1][1]), []).append(alarm)
    return _Watching(
        tuple(alarms),
        {metric: tuple(each) for metric, each in on.items()},
        tuple(alarm for alarm in alarms if alarm[0][0] or alarm[1][0]),
    )


def _key(reading: Reading) -> _Key:
    return reading.unknown, reading.text


def _metrics(alarm: Resource) -> Iterator[tuple[Reading, Reading]]:
    yield alarm.read("namespace"), alarm.read("metricName")
    for query in alarm.read("metricQueries").each():
        metric = query.get("metric")
        yield metric.get("namespace"), metric.get("metricName")


def _same(one: _Key, other: _Key) -> _Held:
    if one[0] or other[0]:
        return _Held.UNKNOWN
    return _Held.YES if one[1] == other[1] else _Held.NO


def _acts(alarm: Resource) -> _Held:
    enabled, actions = alarm.read("actionsEnabled").default(True), alarm.read("alarmActions")
    if enabled.unknown or actions.unknown:
        acts = _Held.UNKNOWN
    else:
        acts = _Held.YES if enabled.truth and any(True for _ in actions.each()) else _Held.NO
    return min(acts, _held(sounds(alarm)))


def _held(answer: bool | None) -> _Held:
    return _Held.UNKNOWN if answer is None else _Held.YES if answer else _Held.NO


def _examples(watched: Watched) -> Examples:
    return Examples(
        good=(_filter(watched.pattern), _ALARM),
        bad=(_filter("{ $.eventName = DescribeInstances }"), _ALARM),
        unknown=(_filter(UNKNOWN), _ALARM),
    )


def _filter(pattern: Value) -> Declared:
    return Declared(
        type=LOG_METRIC_FILTER,
        name="filter",
        properties={
            "logGroupName": "/aws/cloudtrail/main",
            "pattern": pattern,
            "metricTransformation": {"name": "Watched", "namespace": "cis", "value": "1"},
        },
    )


_ALARM = Declared(
    type=METRIC_ALARM,
    name="alarm",
    properties={
        "namespace": "cis",
        "metricName": "Watched",
        "statistic": "Sum",
        "period": 300,
        "threshold": 1,
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "evaluationPeriods": 1,
        "alarmActions": [_TOPIC],
    },
)

RULES: tuple[Rule, ...] = tuple(
    CompletenessRule(
        id=rule_id, types=(LOG_METRIC_FILTER, METRIC_ALARM), judge=_judge(watched), examples=_examples(watched)
    )
    for rule_id, watched in WATCHED.items()
)
