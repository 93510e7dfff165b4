"""Alarms, filters and routes of an account as the pack's rules on whole stacks see them.

A rule on a stack asks whether alarms and routes are there that work together; what the account has is written as the
program would have declared it, and the same rule judges it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Rule
from guardrails.rules.detection.events import Match, takes
from guardrails.rules.operations.types import (
    EVENT_RULE,
    EVENT_TARGET,
    LOG_METRIC_FILTER,
    METRIC_ALARM,
    STATE_MACHINE,
    TRAIL,
)
from guardrails.thresholds import Thresholds
from guardrails.values import read
from verification.answers import Broken
from verification.as_declared import declared
from verification.audit.calls import TRAILS
from verification.by_rule import resource, told
from verification.calls import Call
from verification.check import Check, Examples, Facts, Found, Responses, Scope
from verification.data.requirements import value_of
from verification.detection.calls import EVENT_RULES, EVENT_TARGETS
from verification.live import Live
from verification.operations.calls import ALARMS, GLOBAL, MACHINE, MACHINE_TAGS, MACHINES, METRIC_FILTERS

_GRAPH: Final = "graph"
FINDINGS: Final = (
    ("aws.guardduty", "GuardDuty Finding"),
    ("aws.securityhub", "Security Hub Findings - Imported"),
)
"""What tells of a suspicion: source and type of the events."""

Parts = Callable[[Live], Iterable[Resource]]
"""What of an account a rule on a stack looks at."""


def alarms(live: Live) -> Iterator[Resource]:
    """The metric alarms of the region."""
    for each in live.items(ALARMS):
        yield alarm_of(each)


def alarms_everywhere(live: Live) -> Iterator[Resource]:
    """The metric alarms of the region, and those where AWS's global services report."""
    yield from alarms(live)
    if live.region != GLOBAL:
        for each in replace(live, region=GLOBAL).items(ALARMS):
            yield alarm_of(each, region=GLOBAL)


def alarm_of(alarm: Facts, *, region: str = "") -> Resource:
    """An alarm as a program declares it."""
    queries = [
        {"id": each.get("Id"), "expression": each.get("Expression"), "metric": _metric(each)}
        for each in alarm.get("Metrics") or ()
    ]
    properties = {
        "name": alarm.get("AlarmName"),
        "namespace": alarm.get("Namespace"),
        "metricName": alarm.get("MetricName"),
        "threshold": alarm.get("Threshold"),
        "comparisonOperator": alarm.get("ComparisonOperator"),
        "actionsEnabled": alarm.get("ActionsEnabled", True),
        "alarmActions": list(alarm.get("AlarmActions") or ()),
        "thresholdMetricId": alarm.get("ThresholdMetricId"),
        "metricQueries": queries or None,
    }
    return resource(METRIC_ALARM, properties, id_=f"{region}{alarm.get('AlarmArn') or alarm.get('AlarmName')}")


def _metric(query: Facts) -> dict[str, Any] | None:
    metric = value_of(query, "MetricStat.Metric")
    return metric and {"namespace": metric.get("Namespace"), "metricName": metric.get("MetricName")}


def filters(live: Live) -> Iterator[Resource]:
    """The metric filters of the region; a filter has one transformation."""
    for each in live.items(METRIC_FILTERS):
        for made in each.get("metricTransformations") or ():
            properties = {
                "name": each.get("filterName"),
                "logGroupName": each.get("logGroupName"),
                "pattern": each.get("filterPattern", ""),
                "metricTransformation": {
                    "name": made.get("metricName"),
                    "namespace": made.get("metricNamespace"),
                    "value": made.get("metricValue"),
                },
            }
            yield resource(LOG_METRIC_FILTER, properties, id_=f"{each.get('logGroupName')}:{each.get('filterName')}")


def own_trails(live: Live) -> Iterator[Resource]:
    """The account's own trails; one of the organization writes where its owner can filter."""
    for each in live.items(TRAILS):
        if each["TrailARN"].split(":")[4] == live.account:
            group = each.get("CloudWatchLogsLogGroupArn")
            yield resource(TRAIL, {"name": each.get("Name"), "cloudWatchLogsGroupArn": group}, id_=each["TrailARN"])


def taking(live: Live, *events: tuple[str, str]) -> Iterator[Facts]:
    """The enabled event rules of the region that take any of these events, each a source and a type."""
    for rule in live.items(EVENT_RULES):
        pattern = read("EventPattern", rule.get("EventPattern"))
        if rule.get("State") != "DISABLED" and any(takes(pattern, *event) is Match.YES for event in events):
            yield rule


def targets(live: Live, rule: Facts) -> list[Any]:
    """Where an event rule sends its events."""
    return live.items(EVENT_TARGETS, {"Rule": rule["Name"]})


def routes(*events: tuple[str, str]) -> Parts:
    """The enabled rules that take these events, and their targets."""

    def parts(live: Live) -> Iterator[Resource]:
        for rule in taking(live, *events):
            name = rule["Name"]
            properties = {"name": name, "state": rule.get("State"), "eventPattern": rule.get("EventPattern")}
            yield resource(EVENT_RULE, properties, id_=name)
            for target in targets(live, rule):
                kept = value_of(target, "DeadLetterConfig.Arn")
                properties = {"rule": name, "arn": target["Arn"], "deadLetterConfig": {"arn": kept} if kept else None}
                yield resource(EVENT_TARGET, properties, id_=f"{name}/{target['Id']}")

    return parts


def machines(live: Live) -> Iterator[Found]:
    """Every state machine that is not being deleted, as the account describes it."""
    for each in live.items(MACHINES):
        arn = each["stateMachineArn"]
        described = live.one(MACHINE, {"stateMachineArn": arn})
        if described is not None and described.get("status") != "DELETING":
            yield Found(arn, described)


def machine_of(found: Found, live: Live | None = None) -> Resource:
    """A state machine as a program declares it; with its tags where they are asked for."""
    properties = dict(declared({key: value for key, value in found.facts.items() if key != "variableReferences"}))
    if live is not None:
        listed = live.items(MACHINE_TAGS, {"resourceArn": found.arn})
        properties["tags"] = {each["key"]: each.get("value", "") for each in listed}
    return resource(STATE_MACHINE, properties, id_=found.arn)


def whole(
    rules: Iterable[Rule],
    id_: str,
    *,
    calls: tuple[Call, ...],
    parts: Parts,
    of: tuple[str, str],
    at: str,
    holds: Responses,
    bad: Responses,
    absent: Responses | None = None,
    scope: Scope = Scope.ACCOUNT,
) -> Check:
    """A check that asks a rule on a stack of what the account has; ``of`` is what it is told of: service, resource.

    It is asked in the home region only: the others of a stack hold copies and what is global.
    """
    (rule,) = [each for each in rules if each.id == id_]
    if not isinstance(rule, CompletenessRule):
        raise TypeError(f"the rule {id_} judges no stack")
    judge_stack = rule.judge

    def finds(live: Live) -> Iterator[Found]:
        if resources := tuple(parts(live)):
            yield Found(live.arn(*of), {_GRAPH: Graph(resources)})

    def judge(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
        yield from told(id_, judge_stack(found.facts[_GRAPH], bar), at)

    return Check(
        id=id_,
        calls=calls,
        finds=finds,
        judge=judge,
        scope=scope,
        presence=True,
        examples=Examples(holds=holds, broken=bad, absent={} if absent is None else absent),
    )
