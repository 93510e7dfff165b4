"""Changes that break a promise, as data: applied to a recorded stack offline, and to the program under the engine."""

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Literal

from guardrails.graph import Graph, Resource

Op = Literal["set", "unset", "drop", "drop all", "unprotect", "document", "add"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change of one resource of a stack.

    ``path`` is a wire path with list positions as numbers (``rules.0.statement``). ``value`` is what is set; for
    ``document`` it is a statement to append to the JSON document at ``path``, or, with ``sid``, to put in the place
    of that statement (None removes it). ``add`` declares a resource beside the stack's own, and ``drop all`` leaves
    every resource of the type out.
    """

    op: Op
    type: str
    name: str
    path: str = ""
    value: Any = None
    sid: str = ""
    depends: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """A broken promise of a stack, and exactly the rules that must fail for it."""

    name: str
    changes: tuple[Change, ...]
    fails: frozenset[str]
    stack: str = "prod"


def mutate(resources: Iterable[Resource], changes: Iterable[Change]) -> Graph:
    """The stack with the changes made. Fails the test where a change finds nothing to change."""
    mutated = list(resources)
    for change in changes:
        mutated = _apply(mutated, change)
    return Graph(mutated, region="eu-west-1")


def _apply(resources: list[Resource], change: Change) -> list[Resource]:
    if change.op == "add":
        return [*resources, _added(resources, change)]
    if change.op == "drop all":
        kept = [each for each in resources if each.type != change.type]
        assert len(kept) < len(resources), f"{change}: no resource of the type"
        return kept
    found = [each for each in resources if (each.type, each.name) == (change.type, change.name)]
    assert len(found) == 1, f"{change}: {len(found)} resources; of the type: {_names(resources, change.type)}"
    target = found[0]
    if change.op == "drop":
        return [each for each in resources if each is not target]
    depends = {key: (_urn(resources, type_, name),) for key, type_, name in change.depends}
    return [_changed(each, change, depends) if each is target else each for each in resources]


def _names(resources: list[Resource], type_: str) -> list[str]:
    return [each.name for each in resources if each.type == type_]


def _urn(resources: list[Resource], type_: str, name: str) -> str:
    return next(each.urn for each in resources if (each.type, each.name) == (type_, name))


def _changed(resource: Resource, change: Change, depends: Mapping[str, tuple[str, ...]]) -> Resource:
    if change.op == "unprotect":
        return replace(resource, options=replace(resource.options, protect=False))
    properties = deepcopy(dict(resource.properties))
    dependencies = dict(resource.property_dependencies)
    if change.op == "document":
        properties[change.path] = edited(properties[change.path], change.sid, change.value)
    else:
        put(properties, change.path, change.value if change.op == "set" else None)
        if "." not in change.path:
            dependencies.pop(change.path, None)
    return replace(resource, properties=properties, property_dependencies={**dependencies, **depends})


def put(properties: dict[str, Any], path: str, value: Any) -> None:
    """Sets, or for None removes, the value at a path."""
    *parents, last = path.split(".")
    target: Any = properties
    for key in parents:
        target = target[int(key)] if isinstance(target, list) else target[key]
    if isinstance(target, list):
        if value is None:
            del target[int(last)]
        else:
            target[int(last)] = value
    elif value is None:
        assert last in target, f"nothing to remove at {path}"
        del target[last]
    else:
        target[last] = value


def edited(document: str, sid: str, statement: Any) -> str:
    """A policy document with a statement appended, replaced or removed."""
    loaded = json.loads(document)
    if not sid:
        loaded["Statement"].append(statement)
        return json.dumps(loaded)
    assert any(each.get("Sid") == sid for each in loaded["Statement"]), f"no statement {sid}"
    kept = [statement if each.get("Sid") == sid else each for each in loaded["Statement"]]
    loaded["Statement"] = [each for each in kept if each is not None]
    return json.dumps(loaded)


def _added(resources: list[Resource], change: Change) -> Resource:
    depends = {key: (_urn(resources, type_, name),) for key, type_, name in change.depends}
    return Resource(
        urn=f"urn:pulumi:prod::vouch::{change.type}::{change.name}",
        type=change.type,
        token=change.type,
        name=change.name,
        properties=change.value,
        property_dependencies=depends,
        dependencies=tuple(urn for urns in depends.values() for urn in urns),
        provider=next(each.provider for each in resources if each.provider),
    )
