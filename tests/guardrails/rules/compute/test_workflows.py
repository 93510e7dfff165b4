"""State machines and jobs: what they write down, what they call, and what their containers may do."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.compute.workflows import JOB
from guardrails.rules.operations.types import STATE_MACHINE
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts


def calling(url: str, key: str = "ApiEndpoint") -> dict[str, Any]:
    states = {
        "Each": {
            "Type": "Map",
            "ItemProcessor": {"States": {"Call": {"Type": "Task", "Parameters": {key: url}}}},
        }
    }
    return {"StartAt": "Each", "States": states}


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        (json.dumps(calling("http://api.example.com")), FAILED),
        (json.dumps(calling("HTTP://api.example.com", "Url")), FAILED),
        (calling("http://api.example.com"), FAILED),
        (json.dumps(calling("https://api.example.com")), PASSED),
        (json.dumps(calling("http://is-no-endpoint", "Comment")), PASSED),
        ("{", PASSED),
        (UNKNOWN, UNDETERMINED),
    ],
)
def test_a_state_machine_calls_over_tls_however_deep(definition: Value, expected: Any) -> None:
    machine = Declared(type=STATE_MACHINE, properties={"definition": definition})
    assert verdicts("state-machine-calls-over-tls", machine) == expected


@pytest.mark.parametrize(
    ("logging", "expected"),
    [(None, FAILED), ({"level": "ERROR"}, PASSED), ({}, FAILED), ({"level": "OFF"}, FAILED)],
)
def test_a_state_machine_is_silent_unless_told(logging: Value, expected: Any) -> None:
    machine = Declared(type=STATE_MACHINE, properties={"loggingConfiguration": logging})
    assert verdicts("state-machine-logged", machine) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"containerProperties": json.dumps({"privileged": True})}, FAILED),
        ({"containerProperties": {"Privileged": "true"}}, FAILED),
        ({"ecsProperties": {"taskProperties": [{"containers": [{"privileged": True}]}]}}, FAILED),
        ({"nodeProperties": json.dumps({"nodeRangeProperties": [{"container": {"privileged": True}}]})}, FAILED),
        ({"eksProperties": {"podProperties": {"containers": {"securityContext": {"privileged": True}}}}}, FAILED),
        ({"containerProperties": {"privileged": UNKNOWN}}, UNDETERMINED),
        ({"containerProperties": json.dumps({"image": "job"})}, PASSED),
        ({"type": "container"}, NOT_APPLICABLE),
    ],
)
def test_a_job_is_privileged_in_no_form(properties: dict[str, Value], expected: Any) -> None:
    assert verdicts("batch-container-not-privileged", Declared(type=JOB, properties=properties)) == expected
