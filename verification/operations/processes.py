"""Processes with a deadline: they are there, end in time, are not late, and somebody hears when one is.

Breach notices (ir.notify), reports of vulnerabilities (ir.sla) and people's requests for their data (pv.dsar). The tag
``process`` of a state machine says which one it runs.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Resource
from guardrails.rules.operations import deadlines
from guardrails.rules.operations.definitions import BREACH, ERASURE, EXPORT, INTAKE
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.by_rule import asked, the_rule
from verification.check import Check, Examples, Finds, Found, Judges
from verification.live import Live
from verification.operations.calls import ALARMS, MACHINE, MACHINE_TAGS, MACHINES, NEWEST_EXECUTION
from verification.operations.containment import execution, machine, steps, tagged
from verification.operations.graphs import machine_of, machines, whole

# GDPR articles 33 and 12(3); three working days may have a weekend between them. As the rules state them.
_BREACH: Final = timedelta(hours=72)
_INTAKE: Final = timedelta(days=5)
_REQUEST: Final = timedelta(days=30)
# Step Functions counts these (Step Functions guide, "Execution metrics"): what timed out is late.
_LATE: Final = frozenset({"ExecutionsTimedOut", "ExecutionsFailed"})
_MACHINE: Final = (MACHINES, MACHINE, MACHINE_TAGS)
_RESOURCE: Final = "resource"


def _serving(*processes: str) -> Finds:
    def finds(live: Live) -> Iterator[Found]:
        for found in machines(live):
            declared = machine_of(found, live)
            if declared.read("tags.process").text in processes:
                yield Found(found.arn, {**found.facts, _RESOURCE: declared})

    return finds


def _in_time(id_: str) -> Judges:
    rule = the_rule(deadlines.RULES, id_)

    def judge(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
        yield from asked(rule, found.facts[_RESOURCE], bar, at="definition")

    return judge


def _all(live: Live) -> Iterator[Resource]:
    return (machine_of(found, live) for found in machines(live))


def _none_late(term: timedelta, what: str) -> Judges:
    def judge(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
        asked = {"stateMachineArn": found.arn, "statusFilter": "RUNNING"}
        running = (live.one(NEWEST_EXECUTION, asked) or {}).get("executions") or ()
        for each in running:
            if live.now - each["startDate"] > term:
                yield broken(
                    "executions.status", f"execution {each['name']} is {what} since {each['startDate']:%Y-%m-%d}"
                )

    return judge


def _alarmed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    alarms = [each for each in live.items(ALARMS) if _is_on(each, found)]
    acting = [each for each in alarms if each.get("ActionsEnabled", True) and each.get("AlarmActions")]
    if not alarms:
        yield broken("MetricAlarms", "no alarm is on the executions of the process that fail or time out")
    elif not acting:
        yield broken("MetricAlarms.AlarmActions", f"alarm {alarms[0].get('AlarmName')} is on it, and tells nobody")
    for each in acting:
        if each.get("StateValue") == "ALARM":
            yield broken(
                "MetricAlarms.StateValue", f"alarm {each.get('AlarmName')} sounds: the process is late or failed"
            )


def _is_on(alarm: dict[str, Any], found: Found) -> bool:
    """Whether an alarm is on this machine's late executions, or on a metric of the process's own."""
    process = found.facts[_RESOURCE].read("tags.process").text
    dimensions = {each.get("Name"): each.get("Value") for each in alarm.get("Dimensions") or ()}
    if alarm.get("Namespace") == "AWS/States":
        return bool(dimensions.get("StateMachineArn") == found.arn and alarm.get("MetricName") in _LATE)
    return bool(dimensions.get("process") == process)


_HOUR: Final = 3600


def _process(process: str, hours: int) -> dict[Any, Any]:
    return machine(
        steps("sesv2:sendEmail", TimeoutSeconds=hours * _HOUR).replace('"End": true', '"End": true, "Catch": [{}]')
    ) | tagged(process)


def _late_alarm(state: str = "OK", metric: str = "ExecutionsTimedOut") -> dict[Any, Any]:
    arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:containment"
    alarm = {
        "AlarmName": "late",
        "Namespace": "AWS/States",
        "MetricName": metric,
        "Dimensions": [{"Name": "StateMachineArn", "Value": arn}],
        "ActionsEnabled": True,
        "AlarmActions": ["arn:aws:sns:eu-west-1:123456789012:on-call"],
        "StateValue": state,
    }
    return {ALARMS: {"MetricAlarms": [alarm]}}


def _timed(id_: str, processes: tuple[str, ...], hours: int) -> Check:
    return Check(
        id=id_,
        calls=_MACHINE,
        finds=_serving(*processes),
        judge=_in_time(id_),
        examples=Examples(holds=_process(processes[0], hours), broken=_process(processes[0], hours + 1)),
    )


def _present(id_: str, holds: dict[Any, Any]) -> Check:
    return whole(
        deadlines.RULES,
        id_,
        calls=_MACHINE,
        parts=_all,
        of=("states", "stateMachine:*"),
        at="tags.process",
        holds=holds,
        bad=_process("billing", 1),
    )


def _heard(id_: str, control: str, title: str, *processes: str) -> Check:
    return Check(
        id=id_,
        calls=(*_MACHINE, ALARMS),
        finds=_serving(*processes),
        judge=_alarmed,
        examples=Examples(
            holds=_process(processes[0], 1) | _late_alarm(), broken=_process(processes[0], 1) | _late_alarm("ALARM")
        ),
        info=RuleInfo(
            id=id_,
            control=control,
            title=title,
            severity=Severity.HIGH,
            fix="Alarm on AWS/States ExecutionsTimedOut of the StateMachineArn; where it sounds, finish by hand.",
        ),
    )


def _punctual(id_: str, control: str, title: str, term: timedelta, *processes: str) -> Check:
    day = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    return Check(
        id=id_,
        calls=(*_MACHINE, NEWEST_EXECUTION),
        finds=_serving(*processes),
        judge=_none_late(term, "running"),
        examples=Examples(
            holds=_process(processes[0], 1) | execution(day, status="RUNNING"),
            broken=_process(processes[0], 1) | execution(day - term, status="RUNNING"),
        ),
        info=RuleInfo(
            id=id_,
            control=control,
            title=title,
            severity=Severity.HIGH,
            fix="Finish what the execution waits for by hand, and say by whom; then shorten the step that waited.",
        ),
    )


_TWO: Final = (
    "arn:aws:states:eu-west-1:123456789012:stateMachine:containment",
    "arn:aws:states:eu-west-1:123456789012:stateMachine:erasure",
)


def _both() -> dict[Any, Any]:
    made = {"type": "STANDARD", "creationDate": datetime(2026, 1, 1, tzinfo=UTC)}
    listed = [{"stateMachineArn": arn, "name": arn.rpartition(":")[2], **made} for arn in _TWO]
    tags = [
        ({"resourceArn": arn}, {"tags": [{"key": "process", "value": process}]})
        for arn, process in zip(_TWO, (EXPORT, ERASURE), strict=True)
    ]
    return _process(EXPORT, 1) | {MACHINES: {"stateMachines": listed}, MACHINE_TAGS: tags}


CHECKS: tuple[Check, ...] = (
    _timed("breach-notified-in-time", (BREACH,), 72),
    _present("breach-notification-present", _process(BREACH, 72)),
    _punctual("breach-notice-not-late", "ir.notify", "No notice of a breach is late", _BREACH, BREACH),
    _heard("breach-deadline-alarm", "ir.notify", "An alarm tells of a notice that is late", BREACH),
    _timed("report-acknowledged-in-time", (INTAKE,), 120),
    _present("report-intake-present", _process(INTAKE, 72)),
    _punctual("report-not-late", "ir.sla", "No report of a vulnerability waits past its term", _INTAKE, INTAKE),
    _heard("report-deadline-alarm", "ir.sla", "An alarm tells of a report that waits past its term", INTAKE),
    _timed("data-request-answered-in-time", (EXPORT, ERASURE), 720),
    _present("data-requests-present", _both()),
    _punctual(
        "data-request-not-late", "pv.dsar", "No request for data is open past 30 days", _REQUEST, EXPORT, ERASURE
    ),
    _heard("data-request-deadline-alarm", "pv.dsar", "An alarm tells of a request that is late", EXPORT, ERASURE),
)
