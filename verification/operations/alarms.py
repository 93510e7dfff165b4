"""Alarms act, somebody hears them, they have something to judge, and event rules are on (mon.alarms)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Graph, Resource
from guardrails.rules.operations import alarms as rules
from guardrails.rules.operations.types import COMPOSITE_ALARM
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.by_rule import resource, the_rule, told
from verification.check import Check, Examples, Facts, Found
from verification.detection.calls import EVENT_RULES
from verification.live import Live
from verification.operations.calls import ALARMS, SUBSCRIPTIONS
from verification.operations.graphs import alarm_of

_COMPOSITES: Final = {"AlarmTypes": ["CompositeAlarm"]}
_ACTS: Final = the_rule(rules.RULES, "cloudwatch-alarm-acts")
# Long enough for a weekend without traffic: control mon.alarms asks that no alarm stays without data.
_LONG: Final = timedelta(days=7)
# Application Auto Scaling makes these, and they have no data while their service is at rest.
_OF_SCALING: Final = "TargetTracking-"
_UNCONFIRMED: Final = frozenset({"PendingConfirmation", "Deleted"})


def _metric_alarms(live: Live) -> Iterator[Found]:
    for each in live.items(ALARMS):
        yield Found(each.get("AlarmArn") or live.arn("cloudwatch", f"alarm:{each['AlarmName']}"), each)


def _composites(live: Live) -> list[Any]:
    return list((live.one(ALARMS, _COMPOSITES) or {}).get("CompositeAlarms") or ())


def _every_alarm(live: Live) -> Iterator[Found]:
    yield from _metric_alarms(live)
    for each in _composites(live):
        yield Found(each.get("AlarmArn") or live.arn("cloudwatch", f"alarm:{each['AlarmName']}"), each)


def _composite(alarm: Facts) -> Resource:
    properties = {
        "name": alarm.get("AlarmName"),
        "alarmRule": alarm.get("AlarmRule"),
        "actionsEnabled": alarm.get("ActionsEnabled", True),
        "alarmActions": list(alarm.get("AlarmActions") or ()),
    }
    return resource(COMPOSITE_ALARM, properties, id_=str(alarm.get("AlarmName")))


def _acts(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    composites = [_composite(each) for each in _composites(live)]
    own = _composite(found.facts) if "AlarmRule" in found.facts else alarm_of(found.facts)
    graph = Graph((own, *(each for each in composites if each.urn != own.urn)))
    yield from told(_ACTS.id, _ACTS.judge(own, graph, bar), "AlarmActions")  # type: ignore[call-arg,arg-type]


def confirmed(live: Live, topic: str) -> bool | None:
    """Whether somebody hears a topic of the account; None where it is another's, whom nobody here can ask."""
    parts = topic.split(":")
    if parts[4] != live.account:
        return None
    subscriptions = replace(live, region=parts[3]).items(SUBSCRIPTIONS, {"TopicArn": topic})
    return any(each.get("SubscriptionArn") not in _UNCONFIRMED for each in subscriptions)


def _heard(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for action in found.facts.get("AlarmActions") or ():
        if action.split(":")[2:3] == ["sns"] and confirmed(live, action) is False:
            yield broken("AlarmActions", f"the topic {action} has no confirmed subscription, so nobody hears the alarm")


def _sounding(live: Live) -> Iterator[Found]:
    return (found for found in _metric_alarms(live) if not found.facts["AlarmName"].startswith(_OF_SCALING))


def _has_data(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    since = found.facts.get("StateTransitionedTimestamp") or found.facts.get("StateUpdatedTimestamp")
    if found.facts.get("StateValue") == "INSUFFICIENT_DATA" and since and live.now - since > _LONG:
        yield broken(
            "StateValue", f"StateValue is INSUFFICIENT_DATA since {since:%Y-%m-%d}, so the alarm judges nothing"
        )


def _event_rules(live: Live) -> Iterator[Found]:
    """The rules of the default event bus that no service of AWS keeps for itself."""
    for each in live.items(EVENT_RULES):
        if not each.get("ManagedBy"):
            yield Found(each.get("Arn") or live.arn("events", f"rule/{each['Name']}"), each)


def _enabled(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("State") == "DISABLED":
        yield broken("State", "State is DISABLED, so the rule routes nothing")


_TOPIC: Final = "arn:aws:sns:eu-west-1:123456789012:alarms"


def _alarm(**facts: Any) -> dict[Any, Any]:
    alarm = {
        "AlarmName": "errors",
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:errors",
        "Namespace": "AWS/ApplicationELB",
        "MetricName": "HTTPCode_ELB_5XX_Count",
        "ActionsEnabled": True,
        "AlarmActions": [_TOPIC],
        "StateValue": "OK",
    }
    return {ALARMS: ((_COMPOSITES, {"CompositeAlarms": []}), ({}, {"MetricAlarms": [alarm | facts]}))}


def subscription(arn: str = f"{_TOPIC}:0a1b2c3d") -> dict[Any, Any]:
    """A topic with one subscription: for examples."""
    return {SUBSCRIPTIONS: {"Subscriptions": [{"SubscriptionArn": arn, "Protocol": "email"}]}}


def _rule(state: str) -> dict[Any, Any]:
    return {
        EVENT_RULES: {"Rules": [{"Name": "findings", "State": state, "EventPattern": '{"source": ["aws.health"]}'}]}
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="cloudwatch-alarm-acts",
        calls=(ALARMS,),
        finds=_every_alarm,
        judge=_acts,
        examples=Examples(holds=_alarm(), broken=_alarm(ActionsEnabled=False)),
    ),
    Check(
        id="cloudwatch-alarm-topic-subscribed",
        calls=(ALARMS, SUBSCRIPTIONS),
        finds=_every_alarm,
        judge=_heard,
        examples=Examples(
            holds=_alarm() | subscription(),
            broken=_alarm() | subscription("PendingConfirmation"),
        ),
    ),
    Check(
        id="cloudwatch-alarm-has-data",
        calls=(ALARMS,),
        finds=_sounding,
        judge=_has_data,
        examples=Examples(
            holds=_alarm(StateValue="INSUFFICIENT_DATA", StateUpdatedTimestamp=datetime(2026, 11, 20, tzinfo=UTC)),
            broken=_alarm(StateValue="INSUFFICIENT_DATA", StateUpdatedTimestamp=datetime(2026, 11, 1, tzinfo=UTC)),
        ),
        info=RuleInfo(
            id="cloudwatch-alarm-has-data",
            control="mon.alarms",
            title="An alarm has data to judge",
            severity=Severity.MEDIUM,
            fix="Mend the alarm's metric and dimensions; where none is good, set TreatMissingData to notBreaching.",
        ),
    ),
    Check(
        id="events-rule-enabled",
        calls=(EVENT_RULES,),
        finds=_event_rules,
        judge=_enabled,
        examples=Examples(holds=_rule("ENABLED"), broken=_rule("DISABLED")),
    ),
)
