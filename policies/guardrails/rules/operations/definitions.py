"""State machines as their definitions read in Amazon States Language: what they call, and how long they may take."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.graph import Resource
from guardrails.rule import Findings
from guardrails.rules.operations.types import STATE_MACHINE
from guardrails.values import Reading, plain
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

BREACH: Final = "breach-notification"
INTAKE: Final = "report-intake"
EXPORT: Final = "data-export"
ERASURE: Final = "data-erasure"
PROCESSES: Final = (BREACH, INTAKE, EXPORT, ERASURE)
"""The values of the tag ``process`` that rules know."""

_SDK_CALL: Final = re.compile(r":states:[^:]*:[^:]*:(?:aws-sdk:)?(?P<service>[a-z0-9]+):(?P<action>[a-z0-9]+)")
# What a task of these does is in code that no definition shows.
_OPAQUE: Final = ("lambda", "ecs", "batch", "codebuild", "ssm", "states", "http", "activity")


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition that could be read."""

    raw: Mapping[str, Any]

    def states(self) -> Iterator[Mapping[str, Any]]:
        """Every state, also those of branches and iterations."""
        yield from _states(self.raw)

    def calls(self) -> frozenset[str]:
        """The API actions that tasks call by themselves, as ``iam:updateaccesskey``."""
        return frozenset(f"{match['service']}:{match['action']}" for match in self._matches())

    def hands_on(self) -> bool:
        """Whether a task leaves its work to code elsewhere, such as a function."""
        return any(match["service"] in _OPAQUE for match in self._matches()) or any(
            ":lambda:" in resource or ":activity:" in resource for resource in self._resources()
        )

    def _matches(self) -> Iterator[re.Match[str]]:
        for resource in self._resources():
            if match := _SDK_CALL.search(resource):
                yield match

    def _resources(self) -> Iterator[str]:
        for state in self.states():
            resource = state.get("Resource")
            if isinstance(resource, str):
                yield resource.lower()


def _states(raw: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(raw, dict) or not isinstance(raw.get("States"), dict):
        return
    for state in raw["States"].values():
        if not isinstance(state, dict):
            continue
        yield state
        branches = state.get("Branches")
        inside = branches if isinstance(branches, list) else []
        for inner in (*inside, state.get("ItemProcessor"), state.get("Iterator")):
            yield from _states(inner)


def definition(reading: Reading) -> Definition | None:
    """The definition at a reading; None where it is unknown or no JSON object (``reading.unknown`` tells which)."""
    value = plain(reading.value) if reading.known else None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return Definition(value) if isinstance(value, dict) else None


def serves(machine: Resource, *processes: str) -> bool | None:
    """Whether the tag ``process`` of a resource is one of these; None where that is not known yet."""
    tag = machine.read("tags.process")
    return None if tag.unknown else tag.text in processes


def ends_within(machine: Resource, seconds: int, limit: str, *processes: str) -> Findings:
    """A machine of these processes must give up, and so be heard of, within ``seconds``."""
    serving = serves(machine, *processes)
    if serving is False:
        yield not_applicable(f"the tag process is not {' or '.join(processes)}")
        return
    found = _ends_within(machine, seconds, limit)
    yield from unsure(found, f"if its tag process is {' or '.join(processes)}") if serving is None else found


def _ends_within(machine: Resource, seconds: int, limit: str) -> Findings:
    stated = machine.read("definition")
    if stated.unknown:
        yield undetermined(stated, "definition is not known yet; it must state TimeoutSeconds")
        return
    read = definition(stated)
    timeout = read.raw.get("TimeoutSeconds") if read else None
    if read is None:
        yield failed(stated, "definition is not a JSON object")
    elif isinstance(timeout, bool) or not isinstance(timeout, int | float):
        yield failed(stated, f"definition states no TimeoutSeconds, so that nothing ends it within {limit}")
    elif timeout > seconds:
        yield failed(stated, f"definition states TimeoutSeconds {timeout:g}, which is more than {limit} ({seconds})")


def machine_named(*processes: str) -> str:
    """How a message speaks of the machine that a stack lacks."""
    return f"{STATE_MACHINE.rpartition(':')[2]} with the tag process={' or '.join(processes)}"
