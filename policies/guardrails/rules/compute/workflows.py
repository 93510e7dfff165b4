"""Rules on what runs jobs and steps: state machines write down what they did, and jobs stay in their containers."""

import json
from collections.abc import Iterator
from typing import Any, Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.operations.types import STATE_MACHINE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, plain
from guardrails.verdicts import failed, not_applicable, undetermined

JOB: Final = "aws:batch/jobDefinition:JobDefinition"
_JOB_PATHS: Final = ("containerProperties", "ecsProperties", "nodeProperties", "eksProperties")
_ENDPOINTS: Final = frozenset({"apiendpoint", "endpoint", "url"})


def _parsed(reading: Reading) -> Any:
    """What a property states, as JSON or as an object; None where it is no JSON."""
    value = plain(reading.value)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, however deep."""
    for key, member in value.items() if isinstance(value, dict) else ():
        yield str(key), member
        yield from _members(member)
    for member in value if isinstance(value, list) else ():
        yield from _members(member)


def _over_tls(machine: Resource, _bar: Thresholds) -> Findings:
    definition = machine.read("definition")
    if definition.unknown:
        yield undetermined(definition, "definition is not known yet; it must call nothing over plain HTTP")
        return
    for key, value in _members(_parsed(definition)):
        if key.lower() in _ENDPOINTS and isinstance(value, str) and value.lower().startswith("http://"):
            yield failed(definition, f"definition calls {value.partition('?')[0]} over plain HTTP")


def _job_not_privileged(job: Resource, _bar: Thresholds) -> Findings:
    stated = [reading for path in _JOB_PATHS if not (reading := job.read(path)).absent]
    if not stated:
        yield not_applicable("the job states no containers")
    for reading in stated:
        if reading.unknown:
            yield undetermined(reading, f"{reading.path} is not known yet; no container may be privileged")
            continue
        given = [value for key, value in _members(_parsed(reading)) if key.lower() == "privileged"]
        if any(value is True or str(value).lower() == "true" for value in given):
            yield failed(reading, f"a container of {reading.path} has privileged true")
        elif UNKNOWN in given:
            yield undetermined(reading, f"privileged of {reading.path} is not known yet; it must be false")


def _machine(**changes: Value) -> dict[str, Value]:
    states = {"Notify": {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": True}}
    return {
        "roleArn": "arn:aws:iam::123456789012:role/steps",
        "definition": json.dumps({"StartAt": "Notify", "States": states}),
        **changes,
    }


def _calling(scheme: str) -> str:
    parameters = {"ApiEndpoint": f"{scheme}://api.example.com/orders", "Method": "POST"}
    call = {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": parameters, "End": True}
    return json.dumps({"StartAt": "Call", "States": {"Call": call}})


def _job(*, privileged: Value) -> dict[str, Value]:
    container = {"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/job:1", "privileged": privileged}
    return {"type": "container", "containerProperties": json.dumps(container)}


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "state-machine-logged",
        (STATE_MACHINE,),
        must_be_one_of("loggingConfiguration.level", "ALL", "ERROR", "FATAL", default="OFF"),
        examples(
            STATE_MACHINE,
            good=_machine(loggingConfiguration={"level": "ALL"}),
            bad=_machine(loggingConfiguration={"level": "OFF"}),
            unknown=_machine(loggingConfiguration={"level": UNKNOWN}),
        ),
    ),
    ResourceRule(
        "state-machine-calls-over-tls",
        (STATE_MACHINE,),
        _over_tls,
        examples(
            STATE_MACHINE,
            good=_machine(definition=_calling("https")),
            bad=_machine(definition=_calling("http")),
            unknown=_machine(definition=UNKNOWN),
        ),
    ),
    ResourceRule(
        "batch-container-not-privileged",
        (JOB,),
        _job_not_privileged,
        examples(
            JOB,
            good=_job(privileged=False),
            bad=_job(privileged=True),
            unknown={"type": "container", "containerProperties": UNKNOWN},
        ),
    ),
)
