"""An incident engages somebody, and somebody is on call, where Incident Manager is used (mon.oncall).

An impact, which ir.route asks of a response plan, Incident Manager asks itself: none is made without.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.rules.operations import on_call
from guardrails.rules.operations.types import RESPONSE_PLAN
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Found
from verification.data.requirements import value_of
from verification.live import Live
from verification.operations.calls import CONTACT, CONTACTS, RESPONSE_PLANS, ROTATIONS
from verification.operations.calls import RESPONSE_PLAN as PLAN_OF

_SCHEDULE: Final = "ONCALL_SCHEDULE"


def _plans(live: Live) -> Iterator[Found]:
    for each in live.items(RESPONSE_PLANS):
        described = live.one(PLAN_OF, {"arn": each["arn"]})
        if described is not None:
            yield Found(each["arn"], described)


def _schedules(live: Live) -> Iterator[Found]:
    for each in live.items(CONTACTS):
        if each.get("Type") == _SCHEDULE:
            yield Found(each["ContactArn"], each)


def _filled(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    contact = live.one(CONTACT, {"ContactId": found.arn})
    if contact is not None and not value_of(contact, "Plan.RotationIds"):
        yield broken("Plan.RotationIds", "the on-call schedule has no rotation, so nobody is on call")


def _rotations(live: Live) -> Iterator[Found]:
    for each in live.items(ROTATIONS):
        yield Found(each["RotationArn"], each)


_PLAN: Final = "arn:aws:ssm-incidents::123456789012:response-plan/incident"
_CONTACT: Final = "arn:aws:ssm-contacts:eu-west-1:123456789012:contact/platform"
_ROTATION: Final = "arn:aws:ssm-contacts:eu-west-1:123456789012:rotation/0a1b"


def _plan(*engagements: str, impact: int = 2) -> dict[Any, Any]:
    described = {
        "arn": _PLAN,
        "name": "incident",
        "engagements": [*engagements],
        "incidentTemplate": {"title": "Incident", "impact": impact},
    }
    return {RESPONSE_PLANS: {"responsePlanSummaries": [{"arn": _PLAN, "name": "incident"}]}, PLAN_OF: described}


def _schedule(*rotations: str) -> dict[Any, Any]:
    named = {"ContactArn": _CONTACT, "Alias": "platform", "Type": _SCHEDULE}
    return {CONTACTS: {"Contacts": [named]}, CONTACT: {**named, "Plan": {"RotationIds": [*rotations]}}}


def _rotation(**recurrence: Any) -> dict[Any, Any]:
    stated = {"NumberOfOnCalls": 1, "RecurrenceMultiplier": 1} | recurrence
    return {ROTATIONS: {"Rotations": [{"RotationArn": _ROTATION, "Name": "platform", "Recurrence": stated}]}}


_OFFICE_HOURS: Final = {
    "MON": [{"Start": {"HourOfDay": 9, "MinuteOfHour": 0}, "End": {"HourOfDay": 17, "MinuteOfHour": 0}}]
}


def _covers_all(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    """Without shift coverages a rotation covers every hour; with them, the hours that they name and no other."""
    if value_of(found.facts, "Recurrence.ShiftCoverages"):
        message = "ShiftCoverages names the hours that are covered, so that nobody is on call in the others"
        yield broken("Recurrence.ShiftCoverages", message)


CHECKS: tuple[Check, ...] = (
    Check(
        id="incident-response-plan-engages",
        calls=(RESPONSE_PLANS, PLAN_OF),
        finds=_plans,
        judge=by_the_rule(on_call.RULES, "incident-response-plan-engages", RESPONSE_PLAN, "engagements"),
        examples=Examples(holds=_plan(_CONTACT), broken=_plan()),
    ),
    Check(
        id="on-call-schedule-filled",
        calls=(CONTACTS, CONTACT),
        finds=_schedules,
        judge=_filled,
        examples=Examples(holds=_schedule(_ROTATION), broken=_schedule()),
    ),
    Check(
        id="on-call-rotation-round-the-clock",
        calls=(ROTATIONS,),
        finds=_rotations,
        judge=_covers_all,
        examples=Examples(holds=_rotation(), broken=_rotation(ShiftCoverages=_OFFICE_HOURS)),
    ),
)
