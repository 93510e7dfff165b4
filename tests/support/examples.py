"""A rule's examples as what reaches the rules: through our graph, and through the policy SDK's real servicer."""

from collections.abc import Iterable, Mapping
from typing import Any

from guardrails.graph import Graph, Options, Resource
from guardrails.rule import Declared
from guardrails.tokens import canonical
from guardrails.values import UNKNOWN, UNKNOWN_STRING, Secret, Value, normalise

PROJECT = "example"
STACK = "test"


def urn(declared: Declared) -> str:
    """The URN that the engine would give the example."""
    return f"urn:pulumi:{STACK}::{PROJECT}::{declared.type}::{declared.name}"


def to_wire(value: Value) -> Any:
    """A value as the engine sends it: numbers as floats, unknowns as placeholders."""
    if value is UNKNOWN:
        return UNKNOWN_STRING
    if isinstance(value, Secret):
        return {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": to_wire(value.value)}
    if isinstance(value, Mapping):
        return {key: to_wire(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_wire(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def depends(declared: Declared, stack: Iterable[Declared]) -> dict[str, tuple[str, ...]]:
    """The property dependencies of an example, as URNs."""
    by_name: dict[str, list[str]] = {}
    for each in stack:
        by_name.setdefault(each.name, []).append(urn(each))
    own = urn(declared)
    return {
        key: tuple(found for name in names for found in by_name[name] if found != own)
        for key, names in declared.depends.items()
    }


def resource(declared: Declared, stack: Iterable[Declared]) -> Resource:
    """One example resource as rules see it, through the wire form."""
    property_dependencies = depends(declared, stack)
    return Resource(
        urn=urn(declared),
        type=canonical(declared.type),
        token=declared.type,
        name=declared.name,
        properties={key: normalise(to_wire(value)) for key, value in declared.properties.items()},
        options=Options(protect=declared.protect, ignore_changes=declared.ignore_changes),
        dependencies=tuple(sorted({found for urns in property_dependencies.values() for found in urns})),
        property_dependencies=property_dependencies,
    )


def graph(stack: tuple[Declared, ...]) -> Graph:
    """An example stack as a graph."""
    assert len({urn(each) for each in stack}) == len(stack), "two resources of an example have the same type and name"
    return Graph((resource(each, stack) for each in stack), region="eu-west-1")
