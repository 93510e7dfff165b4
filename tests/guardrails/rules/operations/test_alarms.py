"""Alarms act, by themselves or through a composite alarm."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.operations import types as t
from guardrails.values import Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, verdicts

TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"


def alarm(**properties: Value) -> Declared:
    return Declared(type=t.METRIC_ALARM, properties={"name": "cpu", **properties})


def composite(rule: str) -> Declared:
    return Declared(
        type=t.COMPOSITE_ALARM,
        name="whole",
        properties={"alarmName": "whole", "alarmRule": rule, "alarmActions": [TOPIC]},
    )


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((alarm(alarmActions=[TOPIC]),), PASSED),
        ((alarm(),), FAILED),
        ((alarm(alarmActions=[]),), FAILED),
        ((alarm(alarmActions=[TOPIC], actionsEnabled=False),), FAILED),
        ((alarm(), composite('ALARM("cpu") OR ALARM(memory)')), NOT_APPLICABLE),
        ((alarm(), composite("ALARM(cpu-idle)")), FAILED),
    ],
)
def test_an_alarm_without_a_hearer_is_refused(stack: tuple[Declared, ...], expected: list[Verdict]) -> None:
    assert verdicts("cloudwatch-alarm-acts", *stack) == expected


def test_a_composite_alarm_must_act_too() -> None:
    silent = Declared(type=t.COMPOSITE_ALARM, properties={"alarmName": "whole", "alarmRule": "ALARM(cpu)"})
    assert verdicts("cloudwatch-alarm-acts", silent) == FAILED
