"""vm.patch: patches are approved in time, looked for, installed by a schedule, and none that is critical is missing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.compute import ssm
from guardrails.rules.compute.types import MAINTENANCE_WINDOW
from guardrails.rules.compute.types import PATCH_BASELINE as BASELINE_TYPE
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Finds, Found, Responses, Scope, holds_if_found
from verification.compute.calls import (
    ASSOCIATION,
    ASSOCIATIONS,
    INSTANCES,
    OWN_BASELINES,
    PATCH_BASELINE,
    PATCH_BASELINES,
    PATCH_STATES,
    WINDOW_TASK,
    WINDOW_TASKS,
    WINDOWS,
)
from verification.compute.servers import servers
from verification.live import Live

_RUN_PATCHES: Final = "RunPatchBaseline"
# What one call takes (Systems Manager API reference, DescribeInstancePatchStates).
_TOGETHER: Final = 50


def _baselines(live: Live) -> Iterator[Found]:
    for each in live.items(PATCH_BASELINES, OWN_BASELINES):
        yield Found(live.arn("ssm", f"patchbaseline/{each['BaselineId'].rpartition('/')[2]}"), each)


def _default_baselines(live: Live) -> Iterator[Found]:
    return (found for found in _baselines(live) if found.facts.get("DefaultBaseline"))


def _baseline(found: Found, live: Live) -> Mapping[str, Any] | None:
    answer = live.one(PATCH_BASELINE, {"BaselineId": found.facts["BaselineId"]})
    if answer is None:
        return None
    rules = (answer.get("ApprovalRules") or {}).get("PatchRules") or ()
    return {"approvalRules": [_approval(rule) for rule in rules]}


def _approval(rule: Mapping[str, Any]) -> dict[str, Any]:
    filters = (rule.get("PatchFilterGroup") or {}).get("PatchFilters") or ()
    return {
        "approveAfterDays": rule.get("ApproveAfterDays"),
        "patchFilters": [{"key": each["Key"], "values": each.get("Values")} for each in filters],
    }


def _running(live: Live) -> Iterator[Found]:
    """The servers that run, each with those that are asked about in one call with it."""
    running = [found for found in servers(live) if (found.facts.get("State") or {}).get("Name") == "running"]
    for first in range(0, len(running), _TOGETHER):
        batch = running[first : first + _TOGETHER]
        together = [found.facts["InstanceId"] for found in batch]
        for found in batch:
            yield Found(found.arn, {**found.facts, "together": together})


def _patched(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    states = live.items(PATCH_STATES, {"InstanceIds": found.facts["together"]})
    state = next((each for each in states if each["InstanceId"] == found.facts["InstanceId"]), None)
    if state is None:
        yield broken("InstancePatchStates", "no patch state: Systems Manager never looked for missing patches")
        return
    if critical := state.get("CriticalNonCompliantCount", 0):
        yield broken(
            "CriticalNonCompliantCount", f"CriticalNonCompliantCount is {critical}: critical patches are missing"
        )
    if failed := state.get("FailedCount", 0):
        yield broken("FailedCount", f"FailedCount is {failed}: patches could not be installed")
    if live.now - state["OperationEndTime"] > timedelta(days=bar.patch_days):
        when = f"{state['OperationEndTime']:%Y-%m-%d}"
        yield broken("OperationEndTime", f"patches were last looked for on {when}, more than {bar.patch_days} days ago")


def _windows(live: Live) -> Iterator[Found]:
    for each in live.items(WINDOWS):
        yield Found(live.arn("ssm", f"maintenancewindow/{each['WindowId']}"), each)


def _by_association(live: Live, operations: tuple[str, ...]) -> Iterator[Found]:
    for each in live.items(ASSOCIATIONS):
        # Without a schedule it runs once.
        if _RUN_PATCHES in each.get("Name", "") and each.get("ScheduleExpression"):
            answer = live.one(ASSOCIATION, {"AssociationId": each["AssociationId"]}) or {}
            given = (answer.get("AssociationDescription") or {}).get("Parameters") or {}
            if set(given.get("Operation") or ()) & set(operations):
                yield Found(live.arn("ssm", f"association/{each['AssociationId']}"), each)


def _by_window(live: Live, operations: tuple[str, ...]) -> Iterator[Found]:
    for window in _windows(live):
        if not window.facts.get("Enabled"):
            continue
        named = {"WindowId": window.facts["WindowId"]}
        for each in live.items(WINDOW_TASKS, named):
            if _RUN_PATCHES in each.get("TaskArn", ""):
                task = live.one(WINDOW_TASK, {**named, "WindowTaskId": each["WindowTaskId"]}) or {}
                run = (task.get("TaskInvocationParameters") or {}).get("RunCommand") or {}
                if set((run.get("Parameters") or {}).get("Operation") or ()) & set(operations):
                    yield window


def _looked_for(live: Live) -> Iterator[Found]:
    yield from _by_association(live, ("Scan", "Install"))


def _installed(live: Live) -> Iterator[Found]:
    yield from _by_association(live, ("Install",))
    yield from _by_window(live, ("Install",))


def _own(days: int, *, default: bool = True) -> Responses:
    filters = [{"Key": "CLASSIFICATION", "Values": ["Security"]}, {"Key": "SEVERITY", "Values": ["Critical"]}]
    rule = {"PatchFilterGroup": {"PatchFilters": filters}, "ApproveAfterDays": days}
    baseline = "pb-0123456789abcdef0"
    return {
        PATCH_BASELINES: {"BaselineIdentities": [{"BaselineId": baseline, "DefaultBaseline": default}]},
        PATCH_BASELINE: {"BaselineId": baseline, "ApprovalRules": {"PatchRules": [rule]}},
    }


def _state(critical: int) -> Responses:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    instance = "i-0a1b2c3d4e5f60718"
    state = {
        "InstanceId": instance,
        "PatchGroup": "servers",
        "BaselineId": "pb-0123456789abcdef0",
        "OperationStartTime": at,
        "OperationEndTime": at,
        "Operation": "Scan",
        "MissingCount": critical,
        "CriticalNonCompliantCount": critical,
    }
    server = {"InstanceId": instance, "State": {"Name": "running"}}
    return {
        INSTANCES: {"Reservations": [{"Instances": [server]}]},
        PATCH_STATES: {"InstancePatchStates": [state]},
    }


def _window(*, enabled: bool = True) -> Responses:
    return {WINDOWS: {"WindowIdentities": [{"WindowId": "mw-0a1b2c3d4e5f60718", "Enabled": enabled}]}}


def _association(operation: str) -> Responses:
    named = {"AssociationId": "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "Name": "AWS-RunPatchBaseline"}
    whole = {**named, "ScheduleExpression": "rate(1 day)"}
    return {
        ASSOCIATIONS: {"Associations": [whole]},
        ASSOCIATION: {"AssociationDescription": {**whole, "Parameters": {"Operation": [operation]}}},
    }


def _task(operation: str) -> Responses:
    task = {"WindowTaskId": "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "TaskArn": "AWS-RunPatchBaseline"}
    run = {"RunCommand": {"Parameters": {"Operation": [operation]}}}
    return {**_window(), WINDOW_TASKS: {"Tasks": [task]}, WINDOW_TASK: {**task, "TaskInvocationParameters": run}}


def _present(id_: str, finds: Finds, calls: tuple[Any, ...], good: Responses, none: Responses) -> Check:
    return Check(
        id=id_,
        calls=calls,
        finds=finds,
        judge=holds_if_found,
        # Servers are at home.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=good, broken=None, absent=none),
    )


CHECKS: tuple[Check, ...] = (
    _present(
        "ssm-default-patch-baseline-present", _default_baselines, (PATCH_BASELINES,), _own(7), _own(7, default=False)
    ),
    _present(
        "ssm-patch-scan-scheduled",
        _looked_for,
        (ASSOCIATIONS, ASSOCIATION),
        _association("Scan"),
        _association("None"),
    ),
    _present(
        "ssm-patch-install-scheduled",
        _installed,
        (ASSOCIATIONS, ASSOCIATION, WINDOWS, WINDOW_TASKS, WINDOW_TASK),
        {**_association("Scan"), **_task("Install")},
        {**_association("Scan"), **_task("Scan")},
    ),
    Check(
        id="ssm-patch-approval-in-time",
        calls=(PATCH_BASELINES, PATCH_BASELINE),
        finds=_baselines,
        judge=by_the_rule(ssm.RULES, "ssm-patch-approval-in-time", BASELINE_TYPE, "ApprovalRules", _baseline),
        examples=Examples(holds=_own(7), broken=_own(14)),
    ),
    Check(
        id="ssm-maintenance-window-enabled",
        calls=(WINDOWS,),
        finds=_windows,
        judge=by_the_rule(ssm.RULES, "ssm-maintenance-window-enabled", MAINTENANCE_WINDOW, "Enabled"),
        examples=Examples(holds=_window(), broken=_window(enabled=False)),
    ),
    Check(
        id="ssm-instance-patched",
        calls=(INSTANCES, PATCH_STATES),
        finds=_running,
        judge=_patched,
        examples=Examples(holds=_state(0), broken=_state(2)),
        info=RuleInfo(
            id="ssm-instance-patched",
            control="vm.patch",
            title="No critical patch is missing on a server",
            severity=Severity.HIGH,
            fix="Run AWS-RunPatchBaseline with Operation Install on the server, or replace it by one of a new image.",
        ),
    ),
)
