"""Exported states as graphs to judge: what ``pulumi stack export`` writes, in any language and of any size.

Deployments (``{"version": 3, "deployment": {...}}``), bare deployments and checkpoint files are read. Inputs become
properties and outputs stay outputs; a resource that is only read, that waits for its deletion, or that was deleted
to be replaced, is left out. Files that a self-managed backend compressed are read as they are.
"""

import gzip
import json
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from guardrails.graph import Graph, Options, Position, Resource
from guardrails.tokens import STACK, canonical
from guardrails.values import SIGNATURE, normalise, speaks_of_unknowns
from vouch.errors import CannotJudgeError
from vouch.positions import of_state

STDIN: Final = "-"
_VERSIONS: Final = (1, 2, 3, 4)
_GZIP: Final = b"\x1f\x8b"
_GONE: Final = ("delete", "pendingReplacement", "external")
_DEFAULTS: Final = "__defaults"

Finish = Callable[[Any], dict[str, Any]]
"""What makes properties as they were read into properties as rules see them."""


@dataclass(frozen=True)
class State:
    """One exported state: where it came from, the stack and project its URNs name, and its resources."""

    path: str
    project: str
    stack: str
    graph: Graph


def read_state(path: str) -> State:
    """Reads a file, or stdin for ``-``. Raises CannotJudgeError where it is no export of a Pulumi stack."""
    where = "the state on stdin" if path == STDIN else f"the state {path}"
    text = _text(path, where)
    if not text.strip():
        raise CannotJudgeError(f"{where} is empty: write it with `pulumi stack export`")
    try:
        loaded = json.loads(text, object_hook=_member, parse_float=_number)
    except (json.JSONDecodeError, RecursionError) as cause:
        at = f" (line {cause.lineno}, column {cause.colno})" if isinstance(cause, json.JSONDecodeError) else ""
        raise CannotJudgeError(f"{where} is not valid JSON{at}: write it with `pulumi stack export`") from cause
    items = _resources(loaded, where)
    project, stack = _named(items)
    resources = tuple(_kept(items, where, _looked_through if speaks_of_unknowns(text) else _as_read))
    return State(path, project, stack, Graph(resources))


def _text(path: str, where: str) -> str:
    try:
        content = sys.stdin.buffer.read() if path == STDIN else Path(path).read_bytes()
        if content.startswith(_GZIP):
            content = gzip.decompress(content)
        # Shells of other systems redirect as UTF-16; the byte order mark says so.
        return content.decode(json.detect_encoding(content))
    except FileNotFoundError as cause:
        raise CannotJudgeError(f"{where} does not exist") from cause
    except UnicodeDecodeError as cause:
        raise CannotJudgeError(f"{where} is not text: write it with `pulumi stack export`") from cause
    except (gzip.BadGzipFile, EOFError, zlib.error) as cause:
        raise CannotJudgeError(f"{where} is a broken gzip file: write it again with `pulumi stack export`") from cause
    except OSError as cause:
        raise CannotJudgeError(f"{where} cannot be read: {cause.strerror}") from cause


def _member(member: dict[str, Any]) -> Any:
    """The engine notes in every object which inputs are defaults; a secret exported in the clear is JSON in text.

    What is read is finished here, from the inside out: to walk a state once more takes longer than to read it.
    """
    member.pop(_DEFAULTS, None)
    if SIGNATURE not in member:
        return member
    if isinstance(member.get("plaintext"), str):
        try:
            return normalise({SIGNATURE: member[SIGNATURE], "value": json.loads(member["plaintext"])})
        except json.JSONDecodeError:
            return normalise({SIGNATURE: member[SIGNATURE]})
    return normalise(member)


def _number(text: str) -> int | float:
    value = float(text)
    return int(value) if value.is_integer() else value


def _as_read(properties: Any) -> dict[str, Any]:
    if not isinstance(properties, dict):
        raise TypeError("properties that are no object")
    return properties


def _looked_through(properties: Any) -> dict[str, Any]:
    return {key: normalise(value) for key, value in _as_read(properties).items()}


def _resources(loaded: Any, where: str) -> list[Any]:
    deployment = loaded
    if isinstance(loaded, dict) and isinstance(loaded.get("checkpoint"), dict):
        deployment = loaded["checkpoint"].get("latest") or {"resources": []}
    elif isinstance(loaded, dict) and "deployment" in loaded:
        deployment = loaded["deployment"]
    if isinstance(loaded, dict) and loaded.get("version", 3) not in _VERSIONS:
        raise CannotJudgeError(f"{where} has version {loaded['version']!r}, which is not known: export it again")
    if not isinstance(deployment, dict) or not ({"resources", "manifest"} & set(deployment)):
        raise CannotJudgeError(f"{where} is not an export of a Pulumi stack: write it with `pulumi stack export`")
    items = deployment.get("resources") or []
    if not isinstance(items, list):
        raise CannotJudgeError(f"resources in {where} is not a list: write it with `pulumi stack export`")
    return items


def _kept(items: list[Any], where: str, finish: Finish) -> Iterator[Resource]:
    # A parent comes before its children; what stands nowhere in the project stands where its parent stands.
    positions: dict[str, Position | None] = {}
    shared = _Shared()
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict) or not _is_urn(item.get("urn")) or not isinstance(item.get("type"), str):
            raise CannotJudgeError(f"resource {number} of {where} has no urn and type: export the stack again")
        if item["type"] == STACK or any(map(item.get, _GONE)):
            continue
        try:
            position = positions[item["urn"]] = of_state(item) or positions.get(item.get("parent") or "")
            yield _resource(item, position, finish, shared)
        except (TypeError, ValueError, AttributeError, RecursionError) as cause:
            raise CannotJudgeError(
                f"resource {item['urn']} of {where} cannot be read: export the stack again"
            ) from cause


@cache
def _options(protect: bool, ignore_changes: tuple[str, ...]) -> Options:
    return Options(protect=protect, ignore_changes=ignore_changes)


class _Shared(dict[str, str]):
    """Every text once: a large state repeats the URNs of its providers, parents and dependencies."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text


def _is_urn(urn: object) -> bool:
    return isinstance(urn, str) and urn.startswith("urn:pulumi:") and urn.count("::") >= 3


def _resource(item: Mapping[str, Any], position: Position | None, finish: Finish, shared: _Shared) -> Resource:
    outputs = finish(item.get("outputs") or {})
    if item.get("id"):
        outputs["id"] = item["id"]

    return Resource(
        urn=shared[item["urn"]],
        type=canonical(item["type"]),
        token=shared[item["type"]],
        name=item["urn"].split("::", 3)[3],
        properties=finish(item.get("inputs") or {}),
        outputs=outputs,
        options=_options(bool(item.get("protect")), tuple(item.get("ignoreChanges") or ())),
        parent=shared[item.get("parent") or ""],
        provider=shared[item.get("provider") or ""],
        custom=bool(item.get("custom", True)),
        dependencies=tuple(map(shared.__getitem__, item.get("dependencies") or ())),
        property_dependencies={
            key: tuple(map(shared.__getitem__, urns))
            for key, urns in (item.get("propertyDependencies") or {}).items()
            if urns
        },
        position=position,
    )


def _named(items: list[Any]) -> tuple[str, str]:
    """Project and stack, from the first URN: ``urn:pulumi:<stack>::<project>::...``."""
    for item in items:
        if isinstance(item, dict) and _is_urn(item.get("urn")):
            stack, project, *_ = item["urn"].removeprefix("urn:pulumi:").split("::")
            return project, stack
    return "", ""
