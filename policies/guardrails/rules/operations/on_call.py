"""An incident engages somebody, and somebody is on call at every hour, where Incident Manager is used (mon.oncall)."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_set
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.operations.types import ON_CALL_CONTACT, ON_CALL_ROTATION, RESPONSE_PLAN
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_SHIFTS: Final = "recurrence.shiftCoverages"


def _round_the_clock(rotation: Resource, _bar: Thresholds) -> Findings:
    """Without shift coverages a rotation covers every hour; with them, the hours that they name and no other."""
    shifts = rotation.read(_SHIFTS)
    if shifts.unknown:
        yield undetermined(shifts, f"{_SHIFTS} is not known yet; with it, only the hours that it names are covered")
    elif list(shifts.each()):
        yield failed(shifts, f"{_SHIFTS} names the hours that are covered, so that nobody is on call in the others")


def _rotates(contact: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    kind = contact.read("type")
    if kind.known and kind.text != "ONCALL_SCHEDULE":
        yield not_applicable("the contact is no on-call schedule")
    elif graph.of(ON_CALL_ROTATION):
        return
    elif kind.unknown:
        yield undetermined(kind, "type is not known yet; an ONCALL_SCHEDULE needs a ContactsRotation")
    else:
        yield failed(kind, f"type is {kind.shown}, and the stack has no ContactsRotation that fills it")


def _rotation(**recurrence: Value) -> dict[str, Value]:
    return {
        "contactIds": ["arn:aws:ssm-contacts:eu-west-1:123456789012:contact/ana"],
        "name": "platform",
        "timeZoneId": "Europe/Dublin",
        "recurrence": {
            "numberOfOnCalls": 1,
            "recurrenceMultiplier": 1,
            "dailySettings": [{"hourOfDay": 9, "minuteOfHour": 0}],
            **recurrence,
        },
    }


def _schedule(kind: Value) -> Declared:
    return Declared(type=ON_CALL_CONTACT, name="schedule", properties={"alias": "platform", "type": kind})


_OFFICE_HOURS: Value = [
    {
        "mapBlockKey": "MON",
        "coverageTimes": [{"start": {"hourOfDay": 9, "minuteOfHour": 0}, "end": {"hourOfDay": 17, "minuteOfHour": 0}}],
    }
]
_PLAN: dict[str, Value] = {"name": "incident", "incidentTemplate": {"title": "Incident", "impact": 2}}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="incident-response-plan-engages",
        types=(RESPONSE_PLAN,),
        judge=must_be_set("engagements", proven_by=(ON_CALL_CONTACT,)),
        examples=examples(
            RESPONSE_PLAN,
            good={**_PLAN, "engagements": ["arn:aws:ssm-contacts:eu-west-1:123456789012:contact/platform"]},
            bad=_PLAN,
            unknown={**_PLAN, "engagements": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="on-call-rotation-round-the-clock",
        types=(ON_CALL_ROTATION,),
        judge=_round_the_clock,
        examples=examples(
            ON_CALL_ROTATION,
            good=_rotation(),
            bad=_rotation(shiftCoverages=_OFFICE_HOURS),
            unknown=_rotation(shiftCoverages=UNKNOWN),
        ),
    ),
    RelationRule(
        id="on-call-schedule-filled",
        types=(ON_CALL_CONTACT,),
        judge=_rotates,
        examples=Examples(
            good=(
                _schedule("ONCALL_SCHEDULE"),
                Declared(type=ON_CALL_ROTATION, name="rotation", properties=_rotation()),
            ),
            bad=(_schedule("ONCALL_SCHEDULE"),),
            unknown=(_schedule(UNKNOWN),),
        ),
    ),
)
