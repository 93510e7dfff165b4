"""Processes with a deadline: breach notices, reports of vulnerabilities, and people's requests for their data.

The tag ``process`` of a state machine says which one it runs; its definition must end in time, so that what is late
is an execution that timed out, and no promise that somebody forgot.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, JudgeStack, ResourceRule, Rule, examples
from guardrails.rules.operations.definitions import (
    BREACH,
    ERASURE,
    EXPORT,
    INTAKE,
    definition,
    ends_within,
    machine_named,
    serves,
)
from guardrails.rules.operations.types import STATE_MACHINE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined, unsure

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
# GDPR articles 33 and 12(3); three working days may have a weekend between them.
_BREACH_SECONDS: Final = 72 * _HOUR
_ESCALATION_SECONDS: Final = 48 * _HOUR
_INTAKE_SECONDS: Final = 5 * _DAY
_REQUEST_SECONDS: Final = 30 * _DAY


def _notified(machine: Resource, _bar: Thresholds) -> Findings:
    yield from ends_within(machine, _BREACH_SECONDS, "72 hours", BREACH)
    read, serving = definition(machine.read("definition")), serves(machine, BREACH)
    if read is None or serving is False:
        return
    found = _escalated(list(read.states()))
    yield from unsure(found, f"if its tag process is {BREACH}") if serving is None else found


def _escalated(states: list[Mapping[str, Any]]) -> Findings:
    waits = [state["Seconds"] for state in states if isinstance(state.get("Seconds"), int | float)]
    if any(wait > _ESCALATION_SECONDS for wait in waits):
        yield failed("definition", f"definition waits {max(waits):g} seconds, which is more than 48 hours")
    if not any(state.get("Catch") for state in states):
        yield failed("definition", "definition has no Catch, so that a notice that fails reaches no person")


def _acknowledged(machine: Resource, _bar: Thresholds) -> Findings:
    yield from ends_within(machine, _INTAKE_SECONDS, "three working days", INTAKE)


def _answered(machine: Resource, _bar: Thresholds) -> Findings:
    yield from ends_within(machine, _REQUEST_SECONDS, "30 days", EXPORT, ERASURE)


def _present(*processes: str) -> JudgeStack:
    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        for process in processes:
            answers = {serves(machine, process) for machine in graph.of(STATE_MACHINE)}
            if True in answers:
                continue
            if None in answers:
                yield undetermined(None, f"whether there is a {machine_named(process)} is not known yet")
            else:
                yield failed(None, f"the stack has no {machine_named(process)}")

    return judge


def _machine(process: Value, timeout: Value = None, *, catch: bool = True) -> dict[str, Value]:
    state: dict[str, Value] = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": True}
    if catch:
        state["Catch"] = [{"ErrorEquals": ["States.ALL"], "Next": "AskAPerson"}]
    document: dict[str, Value] = {"StartAt": "Tell", "States": {"Tell": state}}
    if timeout is not None:
        document["TimeoutSeconds"] = timeout
    return {
        "roleArn": "arn:aws:iam::123456789012:role/process",
        "tags": {"process": process},
        "definition": json.dumps(document),
    }


def _stack(*processes: Value) -> tuple[Declared, ...]:
    return tuple(
        Declared(type=STATE_MACHINE, name=f"machine-{number}", properties=_machine(process, _DAY))
        for number, process in enumerate(processes)
    )


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="breach-notified-in-time",
        types=(STATE_MACHINE,),
        judge=_notified,
        examples=examples(
            STATE_MACHINE,
            good=_machine(BREACH, _BREACH_SECONDS),
            bad=_machine(BREACH, 7 * _DAY, catch=False),
            unknown={**_machine(BREACH), "definition": UNKNOWN},
        ),
    ),
    CompletenessRule(
        id="breach-notification-present",
        types=(STATE_MACHINE,),
        judge=_present(BREACH),
        examples=Examples(good=_stack(BREACH), bad=_stack("billing"), unknown=_stack(UNKNOWN)),
    ),
    ResourceRule(
        id="report-acknowledged-in-time",
        types=(STATE_MACHINE,),
        judge=_acknowledged,
        examples=examples(
            STATE_MACHINE,
            good=_machine(INTAKE, 3 * _DAY),
            bad=_machine(INTAKE, 14 * _DAY),
            unknown={**_machine(INTAKE), "definition": UNKNOWN},
        ),
    ),
    CompletenessRule(
        id="report-intake-present",
        types=(STATE_MACHINE,),
        judge=_present(INTAKE),
        examples=Examples(good=_stack(INTAKE), bad=_stack("billing"), unknown=_stack(UNKNOWN)),
    ),
    ResourceRule(
        id="data-request-answered-in-time",
        types=(STATE_MACHINE,),
        judge=_answered,
        examples=examples(
            STATE_MACHINE,
            good=_machine(ERASURE, 25 * _DAY),
            bad=_machine(ERASURE),
            unknown={**_machine(ERASURE), "definition": UNKNOWN},
        ),
    ),
    CompletenessRule(
        id="data-requests-present",
        types=(STATE_MACHINE,),
        judge=_present(EXPORT, ERASURE),
        examples=Examples(good=_stack(EXPORT, ERASURE), bad=_stack(EXPORT), unknown=_stack(EXPORT, UNKNOWN)),
    ),
)
