"""A stack many times over, each copy with names of its own: what a growing estate looks like to the rules."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from guardrails.graph import Graph, Resource
from guardrails.rule import Examples
from guardrails.values import UNKNOWN_STRING, Secret, Value, plain
from tests.support.examples import resource

_NAMES = ("name", "bucket", "identifier", "clusterIdentifier", "keyId", "aliasName", "restApi", "stageName")
_PART = re.compile(r"[^:/]+")
# The domain of the examples; what is before it stays before it.
_DOMAIN = "example.com"


def of_examples(examples: Examples) -> tuple[Resource, ...]:
    """The good, bad and unknown example of a rule side by side, as one stack."""
    stacks = {"good": examples.good, "bad": examples.bad, "unknown": examples.unknown or ()}
    return tuple(
        each
        for kind, stack in stacks.items()
        for each in copy_of([resource(declared, stack) for declared in stack], kind)
    )


def copies(stack: Sequence[Resource], count: int) -> Graph:
    """``count`` copies of a stack in one graph; nothing of a copy names anything of another."""
    return Graph((each for number in range(count) for each in copy_of(stack, f"c{number:04}")), region="eu-west-1")


def copy_of(stack: Sequence[Resource], suffix: str) -> Iterator[Resource]:
    """The stack with ``suffix`` behind every URN, physical name and mention of either."""
    names = frozenset(_physical(stack))
    for each in stack:
        yield replace(
            each,
            urn=f"{each.urn}-{suffix}",
            name=f"{each.name}-{suffix}",
            properties=_renamed(each.properties, names, suffix),
            outputs=_renamed(each.outputs, names, suffix),
            parent=each.parent and f"{each.parent}-{suffix}",
            dependencies=tuple(f"{urn}-{suffix}" for urn in each.dependencies),
            property_dependencies={
                key: tuple(f"{urn}-{suffix}" for urn in urns) for key, urns in each.property_dependencies.items()
            },
        )


def _physical(stack: Iterable[Resource]) -> Iterator[str]:
    for each in stack:
        for source in (each.properties, each.outputs):
            for key in source:
                value = plain(source[key]) if key in _NAMES or key.endswith("Id") else None
                # "*" and "default" are words of AWS, not names of a resource.
                if isinstance(value, str) and value not in ("*", "default", UNKNOWN_STRING):
                    yield value


def _renamed(value: Value, names: frozenset[str], suffix: str) -> Value:
    if isinstance(value, Secret):
        return Secret(_renamed(value.value, names, suffix))
    if isinstance(value, dict):
        return {key: _renamed(item, names, suffix) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names, suffix) for item in value]
    if not isinstance(value, str):
        return value
    if value in names and _DOMAIN not in value:
        return f"{value}-{suffix}"
    value = value.replace(_DOMAIN, f"{suffix}.{_DOMAIN}")
    if not value.startswith(("arn:", "https://sqs.")):
        return value
    before, colon, path = value.rpartition(":") if value.startswith("https:") else _split(value)
    return before + colon + _PART.sub(lambda part: f"{part[0]}-{suffix}" if part[0] in names else part[0], path)


def _split(arn: str) -> tuple[str, str, str]:
    """Service, region and account of an ARN, and what it is of."""
    parts = arn.split(":", 5)
    return ":".join(parts[:5]), ":", parts[5] if len(parts) > 5 else ""
