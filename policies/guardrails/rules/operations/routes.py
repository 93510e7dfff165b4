"""Findings and alarms reach the incident process, alarms reach somebody, and what cannot be delivered is kept."""

import json

from guardrails.graph import Graph, Resource
from guardrails.requirements import given, must_be_at_least
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    JudgeStack,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.detection.events import Match, takes
from guardrails.rules.operations.types import (
    COMPOSITE_ALARM,
    EVENT_RULE,
    EVENT_TARGET,
    METRIC_ALARM,
    RESPONSE_PLAN,
    STATE_MACHINE,
    TOPIC,
    TOPIC_SUBSCRIPTION,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_ON = frozenset({"ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})
_TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:incidents"
_QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:undelivered"
_SOURCES = {
    "events-route-guardduty": ("aws.guardduty", "GuardDuty Finding"),
    "events-route-security-hub": ("aws.securityhub", "Security Hub Findings - Imported"),
    "events-route-health": ("aws.health", "AWS Health Event"),
    "events-route-alarms": ("aws.cloudwatch", "CloudWatch Alarm State Change"),
}


def _routed(source: str, detail_type: str) -> JudgeStack:
    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        matches = [
            (rule, min(_on(rule), takes(rule.read("eventPattern"), source, detail_type)))
            for rule in graph.of(EVENT_RULE)
        ]
        rules = [(rule, match) for rule, match in matches if match is not Match.NO]
        reached = max((min(match, _reaches(rule, graph)) for rule, match in rules), default=Match.NO)
        if reached is Match.UNKNOWN:
            yield undetermined(None, f"whether events of {source} reach a topic or a state machine is not known yet")
        elif reached is Match.NO:
            missing = (
                "no target of its EventRule is a topic or state machine with a deadLetterConfig"
                if rules
                else "no enabled EventRule takes them"
            )
            yield failed(None, f"the stack has no incident route for {source} ({detail_type}): {missing}")

    return judge


def _on(rule: Resource) -> Match:
    state, older = rule.read("state"), rule.read("isEnabled")
    if state.unknown or older.unknown:
        return Match.UNKNOWN
    return _spell(state.default("ENABLED").text in _ON and older.truth is not False)


def _reaches(rule: Resource, graph: Graph) -> Match:
    targets = graph.referrers(rule, EVENT_TARGET, "rule")
    best = max((min(_is_incident(each, graph), _keeps(each)) for each in targets.resources), default=Match.NO)
    return best if best is Match.YES or targets.resolved else max(best, Match.UNKNOWN)


def _is_incident(target: Resource, graph: Graph) -> Match:
    arn = target.read("arn")
    if graph.references(target, "arn", TOPIC, STATE_MACHINE).resources:
        return Match.YES
    if arn.unknown:
        # A dependency on what is neither says that it is not; without one, nothing is known.
        return Match.NO if target.property_dependencies.get("arn") else Match.UNKNOWN
    return _spell((arn.text or "").partition("arn:")[2].split(":")[1:2] in (["sns"], ["states"]))


def _keeps(target: Resource) -> Match:
    # An ARN that is not known yet is given all the same.
    return _spell(given(target.read("deadLetterConfig.arn")))


def _spell(holds: bool) -> Match:
    return Match.YES if holds else Match.NO


def _enabled(rule: Resource, _bar: Thresholds) -> Findings:
    state, older = rule.read("state"), rule.read("isEnabled")
    if state.text == "DISABLED":
        yield failed(state, "state is DISABLED, so the rule routes nothing")
    if older.truth is False and state.absent:
        yield failed(older, "isEnabled is false, so the rule routes nothing")
    for reading in (state, older):
        if reading.unknown:
            yield undetermined(reading, f"{reading.path} is not known yet; the rule must be enabled")


def _heard(alarm: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    for topic in graph.references(alarm, "alarmActions", TOPIC).resources:
        subscriptions = graph.referrers(topic, TOPIC_SUBSCRIPTION, "topic")
        if subscriptions.resources:
            continue
        if subscriptions.resolved:
            yield failed("alarmActions", f"the topic {topic.name} has no TopicSubscription, so nobody hears the alarm")
        else:
            yield undetermined(
                "alarmActions", f"whether a TopicSubscription is of the topic {topic.name} is not known yet"
            )


def _route(source: str, detail_type: str, **target: Value) -> tuple[Declared, ...]:
    pattern: Value = json.dumps({"source": [source], "detail-type": [detail_type]})
    return (
        Declared(type=EVENT_RULE, name="rule", properties={"name": "incidents", "eventPattern": pattern}),
        Declared(type=EVENT_TARGET, name="target", properties={"rule": "incidents", **target}),
    )


def _route_examples(source: str, detail_type: str) -> Examples:
    kept: Value = {"arn": _QUEUE_ARN}
    return Examples(
        good=_route(source, detail_type, arn=_TOPIC_ARN, deadLetterConfig=kept),
        bad=_route(source, detail_type, arn=_TOPIC_ARN),
        unknown=_route(source, detail_type, arn=UNKNOWN, deadLetterConfig=kept),
    )


def _told(*subscriptions: Declared) -> tuple[Declared, ...]:
    alarm: dict[str, Value] = {
        "comparisonOperator": "GreaterThanThreshold",
        "evaluationPeriods": 1,
        "alarmActions": [UNKNOWN],
    }
    return (
        Declared(type=TOPIC, name="topic", properties={"name": "alarms"}),
        Declared(type=METRIC_ALARM, properties=alarm, depends={"alarmActions": ("topic",)}),
        *subscriptions,
    )


def _subscription(*topics: str) -> Declared:
    return Declared(
        type=TOPIC_SUBSCRIPTION,
        name="subscription",
        properties={"topic": UNKNOWN, "protocol": "email", "endpoint": "on-call@example.com"},
        depends={"topic": topics} if topics else {},
    )


_PLAN: dict[str, Value] = {"name": "incident"}

RULES: tuple[Rule, ...] = (
    *(
        CompletenessRule(
            id=rule_id,
            types=(EVENT_RULE, EVENT_TARGET),
            judge=_routed(source, detail_type),
            examples=_route_examples(source, detail_type),
        )
        for rule_id, (source, detail_type) in _SOURCES.items()
    ),
    ResourceRule(
        id="events-rule-enabled",
        types=(EVENT_RULE,),
        judge=_enabled,
        examples=examples(EVENT_RULE, good={"state": "ENABLED"}, bad={"state": "DISABLED"}, unknown={"state": UNKNOWN}),
    ),
    RelationRule(
        id="cloudwatch-alarm-topic-subscribed",
        types=(METRIC_ALARM, COMPOSITE_ALARM),
        judge=_heard,
        examples=Examples(good=_told(_subscription("topic")), bad=_told(), unknown=_told(_subscription())),
    ),
    ResourceRule(
        id="incident-response-plan-impact",
        types=(RESPONSE_PLAN,),
        judge=must_be_at_least("incidentTemplate.impact", 1),
        examples=examples(
            RESPONSE_PLAN,
            good={**_PLAN, "incidentTemplate": {"title": "Incident", "impact": 2}},
            bad={**_PLAN, "incidentTemplate": {"title": "Incident"}},
            unknown={**_PLAN, "incidentTemplate": {"title": "Incident", "impact": UNKNOWN}},
        ),
    ),
)
