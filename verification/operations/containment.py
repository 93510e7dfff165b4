"""Findings start what contains a suspect, it says what it did, and it was tried (ir.contain)."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Resource
from guardrails.rules.network.types import SECURITY_GROUP
from guardrails.rules.operations import containment
from guardrails.rules.operations.definitions import PROCESSES, definition
from guardrails.thresholds import Thresholds
from guardrails.values import read
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import declared
from verification.by_rule import resource
from verification.check import Check, Examples, Found
from verification.data.requirements import shown, value_of
from verification.detection.calls import EVENT_RULES, EVENT_TARGETS
from verification.live import Live
from verification.operations.calls import MACHINE, MACHINE_TAGS, MACHINES, NEWEST_EXECUTION, SECURITY_GROUPS
from verification.operations.graphs import FINDINGS, machine_of, machines, routes, taking, targets, whole
from verification.operations.routes import route

# How often a containment is tried: control ir.contain asks for a drill within 180 days.
_DRILLED: Final = timedelta(days=180)
# AWS makes one a VPC; that it is empty is asked of every one, and makes it no place to put a suspect.
_DEFAULT: Final = "default"
_CONTAINING: Final = (
    frozenset({"ec2:modifyinstanceattribute", "ec2:modifynetworkinterfaceattribute"}),
    frozenset({"iam:updateaccesskey", "iam:deleteaccesskey"}),
)


def started(live: Live) -> frozenset[str]:
    """The state machines that findings start."""
    arns = (target["Arn"] for rule in taking(live, *FINDINGS) for target in targets(live, rule))
    return frozenset(arn for arn in arns if arn.split(":")[2:3] == ["states"])


def _answering(live: Live) -> Iterator[Found]:
    """The machines that findings start, and those whose tag ``process`` names a process of an incident."""
    by_finding = started(live)
    for found in machines(live):
        if found.arn in by_finding or _process(found, live) in PROCESSES:
            yield found


def _process(found: Found, live: Live) -> str | None:
    tags = {each["key"]: each.get("value", "") for each in live.items(MACHINE_TAGS, {"resourceArn": found.arn})}
    return tags.get("process")


def _logs(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    level = value_of(found.facts, "loggingConfiguration.level") or "OFF"
    if level != "ALL":
        yield broken("loggingConfiguration.level", f"loggingConfiguration.level is {level}, it must be ALL")


def _traced(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    enabled = value_of(found.facts, "tracingConfiguration.enabled")
    if enabled is not True:
        yield broken("tracingConfiguration.enabled", f"tracingConfiguration.enabled is {shown(enabled)}")


def _parts(live: Live) -> Iterator[Resource]:
    found = [machine_of(each) for each in machines(live)]
    if not found:
        return
    yield from found
    yield from routes(*FINDINGS)(live)
    for group in live.items(SECURITY_GROUPS):
        if group.get("GroupName") != _DEFAULT:
            rules = {"ingress": group.get("IpPermissions"), "egress": group.get("IpPermissionsEgress")}
            properties = {key: declared(listed) or None for key, listed in rules.items()}
            yield resource(SECURITY_GROUP, properties, id_=group["GroupId"])


def _containing(live: Live) -> Iterator[Found]:
    """The machines that findings start and that isolate and disable by themselves; express ones keep no history."""
    by_finding = started(live)
    for found in machines(live):
        stated = definition(read("definition", found.facts.get("definition")))
        calls = stated.calls() if stated else frozenset()
        contains = all(calls & wanted for wanted in _CONTAINING)
        if found.arn in by_finding and contains and found.facts.get("type") != "EXPRESS":
            yield found


def _drilled(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    asked = {"stateMachineArn": found.arn, "statusFilter": "SUCCEEDED", "maxResults": 1}
    newest = (live.one(NEWEST_EXECUTION, asked) or {}).get("executions") or ()
    if not newest:
        yield broken("executions", f"no execution succeeded in the last {_DRILLED.days} days, so nobody tried it")
    elif live.now - newest[0]["startDate"] > _DRILLED:
        since = newest[0]["startDate"]
        yield broken("executions.startDate", f"it last succeeded on {since:%Y-%m-%d}, over {_DRILLED.days} days ago")


_ARN: Final = "arn:aws:states:eu-west-1:123456789012:stateMachine:containment"
_ALL: Final = ("ec2:modifyInstanceAttribute", "iam:updateAccessKey", "iam:putRolePolicy")


def steps(*actions: str, **more: Any) -> str:
    """A definition whose tasks call these actions: for examples."""
    states = {
        action.replace(":", "-"): {"Type": "Task", "Resource": f"arn:aws:states:::aws-sdk:{action}", "End": True}
        for action in actions
    }
    return json.dumps({"StartAt": actions[0].replace(":", "-"), "States": states} | more)


def machine(text: str = steps(*_ALL), **facts: Any) -> dict[Any, Any]:
    """An account with one state machine: for examples."""
    made = {"name": "containment", "type": "STANDARD", "creationDate": datetime(2026, 1, 1, tzinfo=UTC)}
    described = {
        "stateMachineArn": _ARN,
        "status": "ACTIVE",
        "roleArn": "arn:aws:iam::123456789012:role/containment",
        "definition": text,
        "loggingConfiguration": {"level": "ALL"},
        "tracingConfiguration": {"enabled": True},
    }
    return {
        MACHINES: {"stateMachines": [{"stateMachineArn": _ARN, **made}]},
        MACHINE: described | made | facts,
    }


def tagged(process: str) -> dict[Any, Any]:
    """A machine's tag ``process``: for examples."""
    return {MACHINE_TAGS: {"tags": [{"key": "process", "value": process}]}}


def execution(day: datetime, **facts: Any) -> dict[Any, Any]:
    """One execution of the machine: for examples."""
    made = {"executionArn": f"{_ARN}:1", "stateMachineArn": _ARN, "name": "1", "status": "SUCCEEDED", "startDate": day}
    return {NEWEST_EXECUTION: {"executions": [made | facts]}}


_ROUTE: Final = route(*FINDINGS[0], _ARN)
_OTHER: Final = "arn:aws:states:eu-west-1:123456789012:stateMachine:other"
_QUARANTINE: Final[dict[Any, Any]] = {
    SECURITY_GROUPS: {"SecurityGroups": [{"GroupId": "sg-0a1b", "GroupName": "quarantine", "IpPermissions": []}]}
}

CHECKS: tuple[Check, ...] = (
    whole(
        containment.RULES,
        "containment-present",
        calls=(MACHINES, MACHINE, EVENT_RULES, EVENT_TARGETS, SECURITY_GROUPS),
        parts=_parts,
        of=("states", "stateMachine:*"),
        at="definition",
        holds=machine() | _ROUTE | _QUARANTINE,
        bad=machine(steps(*_ALL[:2])) | _ROUTE | _QUARANTINE,
    ),
    Check(
        id="containment-drilled",
        calls=(MACHINES, MACHINE, EVENT_RULES, EVENT_TARGETS, NEWEST_EXECUTION),
        finds=_containing,
        judge=_drilled,
        examples=Examples(
            holds=machine() | _ROUTE | execution(datetime(2026, 9, 1, tzinfo=UTC)),
            broken=machine() | _ROUTE | execution(datetime(2026, 2, 1, tzinfo=UTC)),
        ),
        info=RuleInfo(
            id="containment-drilled",
            control="ir.contain",
            title="The containment was tried in the last 180 days",
            severity=Severity.MEDIUM,
            fix="Start the state machine with a finding on a server made for the drill, and keep what it did.",
        ),
    ),
    Check(
        id="incident-machine-logs-everything",
        calls=(MACHINES, MACHINE, EVENT_RULES, EVENT_TARGETS, MACHINE_TAGS),
        finds=_answering,
        judge=_logs,
        examples=Examples(
            holds=machine() | route(*FINDINGS[0], _OTHER) | tagged(PROCESSES[0]),
            broken=machine(loggingConfiguration={"level": "ERROR"}) | _ROUTE,
        ),
    ),
    Check(
        id="state-machine-traced",
        calls=(MACHINES, MACHINE),
        finds=machines,
        judge=_traced,
        examples=Examples(holds=machine(), broken=machine(tracingConfiguration={"enabled": False})),
    ),
)
