"""Findings and alarms reach the incident process, somebody hears it, and nothing waits undelivered (ir.route)."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.operations import routes as rules
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import QUEUE, QUEUES
from verification.data.messaging import ALL
from verification.data.requirements import value_of
from verification.detection.calls import EVENT_RULES, EVENT_TARGETS
from verification.live import Live
from verification.operations.alarms import confirmed, subscription
from verification.operations.calls import SUBSCRIPTIONS
from verification.operations.graphs import routes, taking, targets, whole

_SOURCES: Final = {
    "events-route-guardduty": ("aws.guardduty", "GuardDuty Finding"),
    "events-route-security-hub": ("aws.securityhub", "Security Hub Findings - Imported"),
    "events-route-health": ("aws.health", "AWS Health Event"),
    "events-route-alarms": ("aws.cloudwatch", "CloudWatch Alarm State Change"),
}


def _targets(live: Live) -> Iterator[dict[str, Any]]:
    """The targets of every rule that takes what becomes an incident."""
    for rule in taking(live, *_SOURCES.values()):
        yield from targets(live, rule)


def _topics(live: Live) -> Iterator[Found]:
    arns = {target["Arn"]: None for target in _targets(live) if target["Arn"].split(":")[2:3] == ["sns"]}
    return (Found(arn, {"TopicArn": arn}) for arn in arns)


def _heard(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if confirmed(live, found.arn) is False:
        yield broken("SubscriptionArn", "the topic has no confirmed subscription, so nobody hears of incidents")


def _dead_letters(live: Live) -> Iterator[Found]:
    """The queues of this region that keep what could not be delivered."""
    arns = {value_of(target, "DeadLetterConfig.Arn"): None for target in _targets(live)}
    urls = {live.arn("sqs", str(url).rpartition("/")[2]): url for url in live.items(QUEUES)}
    return (Found(arn, {"QueueUrl": urls[arn]}) for arn in arns if arn in urls)


def _empty(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(QUEUE, {"QueueUrl": found.facts["QueueUrl"], "AttributeNames": ALL}) or {}
    waiting = int(value_of(answer, "Attributes.ApproximateNumberOfMessages") or 0)
    if waiting:
        yield broken("ApproximateNumberOfMessages", f"{waiting} events of incidents were not delivered and wait here")


_TOPIC: Final = "arn:aws:sns:eu-west-1:123456789012:incidents"
_QUEUE: Final = "arn:aws:sqs:eu-west-1:123456789012:undelivered"


def route(source: str, detail_type: str, target: str = _TOPIC, *, kept: bool = True) -> dict[Any, Any]:
    """An account where an event rule takes these events to a target: for examples."""
    pattern = f'{{"source": ["{source}"], "detail-type": ["{detail_type}"]}}'
    letters = {"DeadLetterConfig": {"Arn": _QUEUE}} if kept else {}
    return {
        EVENT_RULES: {"Rules": [{"Name": "incidents", "State": "ENABLED", "EventPattern": pattern}]},
        EVENT_TARGETS: {"Targets": [{"Id": "incidents", "Arn": target, **letters}]},
    }


_GUARDDUTY: Final = route(*_SOURCES["events-route-guardduty"])


def _waiting(number: int) -> dict[Any, Any]:
    return {
        **_GUARDDUTY,
        QUEUES: {"QueueUrls": ["https://sqs.eu-west-1.amazonaws.com/123456789012/undelivered"]},
        QUEUE: {"Attributes": {"QueueArn": _QUEUE, "ApproximateNumberOfMessages": str(number)}},
    }


CHECKS: tuple[Check, ...] = (
    *(
        whole(
            rules.RULES,
            id_,
            calls=(EVENT_RULES, EVENT_TARGETS),
            parts=routes(event),
            of=("events", "rule/*"),
            at="Targets",
            holds=route(*event),
            bad=route(*event, kept=False),
        )
        for id_, event in _SOURCES.items()
    ),
    Check(
        id="events-route-heard",
        calls=(EVENT_RULES, EVENT_TARGETS, SUBSCRIPTIONS),
        finds=_topics,
        judge=_heard,
        examples=Examples(holds=_GUARDDUTY | subscription(), broken=_GUARDDUTY | subscription("PendingConfirmation")),
        info=RuleInfo(
            id="events-route-heard",
            control="ir.route",
            title="Somebody hears of incidents",
            severity=Severity.HIGH,
            fix="Confirm the subscription by the link in its mail, or subscribe the pager to the topic again.",
        ),
    ),
    Check(
        id="events-route-delivers",
        calls=(EVENT_RULES, EVENT_TARGETS, QUEUES, QUEUE),
        finds=_dead_letters,
        judge=_empty,
        examples=Examples(holds=_waiting(0), broken=_waiting(3)),
        info=RuleInfo(
            id="events-route-delivers",
            control="ir.route",
            title="No event of an incident waits undelivered",
            severity=Severity.HIGH,
            fix="Read the messages of the dead-letter queue: ERROR_CODE says why the target refused; mend it, redrive.",
        ),
    ),
)
