"""An alarm that acts on each event of CIS AWS Foundations section 4, by a filter on the audit log.

A filter is tried on the events that its recommendation names: however it is written, it must take them all, and must
not take everything.
"""

from collections.abc import Iterator
from enum import IntEnum

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeStack, Rule
from guardrails.rules.operations.cis_events import HARMLESS, WATCHED, Watched
from guardrails.rules.operations.filter_patterns import NotUnderstoodError, parse
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
    watching = max((_watches(alarm, metric_filter, graph) for alarm in graph.of(METRIC_ALARM)), default=_Held.NO)
    return min(takes, _reads_audit_log(metric_filter, graph), watching)


def _reads_audit_log(metric_filter: Resource, graph: Graph) -> _Held:
    """Whether the filter is on a group that a trail of the stack writes to; any group, where the stack has no trail."""
    trails = graph.of(TRAIL)
    if not trails:
        return _Held.YES
    own = graph.references(metric_filter, "logGroupName", LOG_GROUP)
    if not own.resolved:
        return _Held.UNKNOWN
    written = [graph.references(trail, "cloudWatchLogsGroupArn", LOG_GROUP) for trail in trails]
    if {group.urn for each in written for group in each.resources} & {group.urn for group in own.resources}:
        return _Held.YES
    named = metric_filter.read("logGroupName").text
    arns = [trail.read("cloudWatchLogsGroupArn") for trail in trails]
    if named and any((arn.text or "").removesuffix(":*").endswith(f":{named}") for arn in arns):
        return _Held.YES
    return _Held.NO if all(each.resolved for each in written) else _Held.UNKNOWN


def _watches(alarm: Resource, metric_filter: Resource, graph: Graph) -> _Held:
    """Whether the alarm is on the filter's metric, in its region, and acts."""
    transformation = metric_filter.read("metricTransformation")
    wanted = (transformation.get("namespace"), transformation.get("name"))
    on_metric = max((min(map(_same, wanted, metric)) for metric in _metrics(alarm)), default=_Held.NO)
    if not on_metric:
        return _Held.NO
    same_region = _same(graph.region_of(alarm), graph.region_of(metric_filter))
    return min(on_metric, same_region, _acts(alarm))


def _metrics(alarm: Resource) -> Iterator[tuple[Reading, Reading]]:
    yield alarm.read("namespace"), alarm.read("metricName")
    for query in alarm.read("metricQueries").each():
        metric = query.get("metric")
        yield metric.get("namespace"), metric.get("metricName")


def _same(one: Reading, other: Reading) -> _Held:
    if one.unknown or other.unknown:
        return _Held.UNKNOWN
    return _Held.YES if one.text == other.text else _Held.NO


def _acts(alarm: Resource) -> _Held:
    enabled, actions = alarm.read("actionsEnabled").default(True), alarm.read("alarmActions")
    if enabled.unknown or actions.unknown:
        return _Held.UNKNOWN
    return _Held.YES if enabled.truth and any(True for _ in actions.each()) else _Held.NO


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
