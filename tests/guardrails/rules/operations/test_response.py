"""What answers an incident: containment, deadlines, registers, and who is on call."""

import json
from dataclasses import replace
from typing import Any

import pytest

from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import book
from guardrails.rules.edge.types import DISTRIBUTION
from guardrails.rules.network.types import INGRESS_RULE, SECURITY_GROUP
from guardrails.rules.operations.types import (
    EVENT_RULE,
    EVENT_TARGET,
    ON_CALL_CONTACT,
    ON_CALL_ROTATION,
    STATE_MACHINE,
)
from guardrails.tokens import DYNAMODB_TABLE
from guardrails.values import UNKNOWN
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_BOOK = book()
_PATTERN = json.dumps({"source": ["aws.guardduty"], "detail-type": ["GuardDuty Finding"]})
_CALLS = ("ec2:modifyInstanceAttribute", "iam:updateAccessKey", "iam:putRolePolicy")


def _said(rule_id: str, *stack: Declared) -> list[tuple[Verdict, str]]:
    rule = next(rule for rule in _BOOK.rules if rule.id == rule_id)
    bar = replace(profile("prod"), required=frozenset({_BOOK.info(rule).control}))
    results: list[Result] = judge(graph(stack), RuleBook((rule,), _BOOK.infos), bar)
    return [(result.verdict, result.message) for result in results]


def _verdicts(rule_id: str, *stack: Declared) -> set[Verdict]:
    return {verdict for verdict, _ in _said(rule_id, *stack)}


def _definition(*resources: str, **top: Any) -> str:
    states = {f"S{n}": {"Type": "Task", "Resource": each, "End": True} for n, each in enumerate(resources)}
    return json.dumps({"StartAt": "S0", "States": states, **top})


def _sdk(*actions: str) -> list[str]:
    return [f"arn:aws:states:::aws-sdk:{action}" for action in actions]


def _machine(definition: Any, **properties: Any) -> Declared:
    return Declared(type=STATE_MACHINE, name="machine", properties={"definition": definition, **properties})


def _started(machine: Declared, *, pattern: Any = _PATTERN) -> tuple[Declared, ...]:
    return (
        machine,
        Declared(type=SECURITY_GROUP, name="quarantine", properties={"description": "Quarantine"}),
        Declared(type=EVENT_RULE, name="rule", properties={"name": "findings", "eventPattern": pattern}),
        Declared(
            type=EVENT_TARGET,
            name="target",
            properties={"rule": "findings", "arn": UNKNOWN},
            depends={"arn": ("machine",)},
        ),
    )


def test_containment_may_be_in_branches_and_iterations() -> None:
    inner = json.loads(_definition(*_sdk(*_CALLS)))
    nested = {"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": [inner], "End": True}}}
    mapped = {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemProcessor": nested, "End": True}}}
    assert _verdicts("containment-present", *_started(_machine(json.dumps(mapped)))) == {Verdict.PASSED}


def test_containment_says_every_step_that_is_missing() -> None:
    said = _said("containment-present", *_started(_machine(_definition(*_sdk("ec2:modifyInstanceAttribute")))))
    assert said == [
        (Verdict.FAILED, "the StateMachine that findings start disables no access key and revokes no session"),
    ]


def test_what_a_function_of_the_machine_contains_is_not_determined() -> None:
    stack = _started(_machine(_definition("arn:aws:states:::lambda:invoke")))
    assert _verdicts("containment-present", *stack) == {Verdict.UNDETERMINED}


def test_a_machine_that_other_events_start_contains_nothing() -> None:
    pattern = json.dumps({"source": ["aws.health"]})
    stack = _started(_machine(_definition(*_sdk(*_CALLS))), pattern=pattern)
    assert _said("containment-present", *stack) == [
        (Verdict.FAILED, "no EventRule on GuardDuty's or Security Hub's findings starts a StateMachine"),
    ]


def test_a_group_with_a_rule_of_its_own_is_no_quarantine() -> None:
    opened = Declared(
        type=INGRESS_RULE,
        name="opened",
        properties={"securityGroupId": UNKNOWN, "ipProtocol": "-1"},
        depends={"securityGroupId": ("quarantine",)},
    )
    said = _said("containment-present", *_started(_machine(_definition(*_sdk(*_CALLS)))), opened)
    assert said == [(Verdict.FAILED, "the stack has no SecurityGroup without any rule, to put a suspect instance in")]


@pytest.mark.parametrize(
    ("level", "verdict"),
    [("ALL", Verdict.PASSED), ("ERROR", Verdict.FAILED), ("OFF", Verdict.FAILED), (None, Verdict.FAILED)],
)
def test_a_machine_that_findings_start_logs_every_step(level: str | None, verdict: Verdict) -> None:
    machine = _machine(_definition("x"), loggingConfiguration={"level": level})
    assert _verdicts("incident-machine-logs-everything", *_started(machine)) == {verdict}
    assert _verdicts("incident-machine-logs-everything", machine) == {Verdict.NOT_APPLICABLE}


def test_a_machine_of_a_process_logs_every_step() -> None:
    rule = "incident-machine-logs-everything"
    assert _verdicts(rule, _process("report-intake", "{}")) == {Verdict.FAILED}
    assert _verdicts(rule, _process(UNKNOWN, "{}")) == {Verdict.UNDETERMINED}


def _process(process: Any, definition: Any) -> Declared:
    return _machine(definition, tags={"process": process})


def _breach(wait: Any = 60, timeout: Any = 259200, catch: object = "yes") -> str:
    told = {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "Catch": [{"Next": "Wait"}] if catch else []}
    states = {"Tell": told, "Wait": {"Type": "Wait", "Seconds": wait, "End": True}}
    return json.dumps({"StartAt": "Tell", "States": states, "TimeoutSeconds": timeout})


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        (_breach(timeout=259201), "definition states TimeoutSeconds 259201, which is more than 72 hours (259200)"),
        (_breach(timeout=None), "definition states no TimeoutSeconds, so that nothing ends it within 72 hours"),
        (_breach(wait=172801), "definition waits 172801 seconds, which is more than 48 hours"),
        (_breach(catch=None), "definition has no Catch, so that a notice that fails reaches no person"),
        ("[]", "definition is not a JSON object"),
        ("{", "definition is not a JSON object"),
    ],
)
def test_a_breach_notice_that_may_come_late_is_refused(definition: str, message: str) -> None:
    assert _said("breach-notified-in-time", _process("breach-notification", definition)) == [(Verdict.FAILED, message)]


def test_a_breach_notice_in_time_passes_and_other_processes_are_not_asked() -> None:
    assert _verdicts("breach-notified-in-time", _process("breach-notification", _breach())) == {Verdict.PASSED}
    assert _verdicts("breach-notified-in-time", _process("billing", _breach(timeout=None))) == {Verdict.NOT_APPLICABLE}
    assert _verdicts("breach-notified-in-time", _machine(_breach(timeout=None))) == {Verdict.NOT_APPLICABLE}


def test_a_deadline_of_a_process_that_is_not_known_is_undetermined() -> None:
    assert _verdicts("breach-notified-in-time", _process(UNKNOWN, _breach(timeout=None))) == {Verdict.UNDETERMINED}


@pytest.mark.parametrize("process", ["data-export", "data-erasure"])
def test_requests_for_data_end_within_30_days(process: str) -> None:
    rule = "data-request-answered-in-time"
    assert _verdicts(rule, _process(process, _definition("x", TimeoutSeconds=2592000))) == {Verdict.PASSED}
    assert _verdicts(rule, _process(process, _definition("x", TimeoutSeconds=2592001))) == {Verdict.FAILED}


def test_a_number_spelled_as_true_is_no_timeout() -> None:
    machine = _process("data-export", _definition("x", TimeoutSeconds=True))
    assert _verdicts("data-request-answered-in-time", machine) == {Verdict.FAILED}


def test_both_processes_of_requests_are_required() -> None:
    said = _said("data-requests-present", _process("data-export", "{}"))
    assert said == [(Verdict.FAILED, "the stack has no StateMachine with the tag process=data-erasure")]


def _table(**properties: Any) -> Declared:
    return Declared(type=DYNAMODB_TABLE, name="register", properties={"name": "register", **properties})


def test_a_register_is_a_table_that_lasts() -> None:
    stack = _started(_machine(_definition("arn:aws:states:::dynamodb:putItem")))
    lasting = _table(deletionProtectionEnabled=True, pointInTimeRecovery={"enabled": True})
    assert _verdicts("incident-register-present", *stack, lasting) == {Verdict.PASSED}
    assert _verdicts("incident-register-present", *stack, _table(deletionProtectionEnabled=True)) == {Verdict.FAILED}
    maybe = _table(deletionProtectionEnabled=True, pointInTimeRecovery={"enabled": UNKNOWN})
    assert _verdicts("incident-register-present", *stack, maybe) == {Verdict.UNDETERMINED}


def test_an_ops_item_that_a_machine_creates_is_a_register() -> None:
    stack = _started(_machine(_definition(*_sdk("ssm:createOpsItem"))))
    assert _verdicts("incident-register-present", *stack) == {Verdict.PASSED}


@pytest.mark.parametrize(
    ("aliases", "verdict"),
    [
        (["www.example.com", "status.example.com"], Verdict.PASSED),
        (["www.status.example.com"], Verdict.FAILED),
        ([UNKNOWN], Verdict.UNDETERMINED),
        (UNKNOWN, Verdict.UNDETERMINED),
    ],
)
def test_a_status_page_has_a_name_of_its_own(aliases: Any, verdict: Verdict) -> None:
    page = Declared(type=DISTRIBUTION, properties={"aliases": aliases})
    assert _verdicts("status-page-present", page) == {verdict}


def test_a_personal_contact_needs_no_rotation() -> None:
    person = Declared(type=ON_CALL_CONTACT, properties={"alias": "ana", "type": "PERSONAL"})
    assert _verdicts("on-call-schedule-filled", person) == {Verdict.NOT_APPLICABLE}


def test_a_rotation_without_shifts_covers_every_hour() -> None:
    rotation = Declared(type=ON_CALL_ROTATION, properties={"recurrence": {"shiftCoverages": []}})
    assert _verdicts("on-call-rotation-round-the-clock", rotation) == {Verdict.PASSED}
