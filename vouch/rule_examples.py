"""A rule's examples as its page tells of them: what is declared, what the judge says, which properties were read.

Nothing here is written by hand: each example is judged by the rule itself under the strictest profile, which requires
the rule's control, so that a page cannot promise what the rule does not do.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from guardrails.graph import Graph, Options, Resource
from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import Profile, profile
from guardrails.rule import Declared, Rule
from guardrails.tokens import canonical
from guardrails.values import UNKNOWN, Secret, Value, normalise
from guardrails.verdicts import Verdict

_PROFILE: Final = "prod"
_REGION: Final = "eu-west-1"
_TOLD: Final = (Verdict.FAILED, Verdict.UNDETERMINED, Verdict.ERROR)
# How the graph asks every resource alike who it is; a rule reads these only where an example states them.
_IDENTITIES: Final = frozenset(
    {"id", "arn", "name", "bucket", "identifier", "clusterIdentifier", "keyId", "url", "aliasName", "region"}
)
_NUMBER_MARKS: Final = str.maketrans("", "", ".-+:_")
_AMBIGUOUS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "~", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example: what it shows, its resources as YAML, and what the judge says of it, a sentence each.

    ``yaml`` is empty for a stack without any resource.
    """

    name: str
    yaml: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The properties that a rule reads of one type, as dotted wire paths."""

    type: str
    paths: tuple[str, ...]


def told(rule: Rule, book: RuleBook) -> tuple[tuple[Example, ...], tuple[Read, ...]]:
    """The examples of a rule, and the properties that it reads of them."""
    stacks = [("good", rule.examples.good), ("bad", rule.examples.bad)]
    if rule.examples.unknown is not None:
        stacks.append(("unknown", rule.examples.unknown))
    seen: dict[str, set[str]] = {}
    stated: dict[str, set[str]] = {}
    found = []
    for name, stack in stacks:
        for declared in stack:
            stated.setdefault(canonical(declared.type), set()).update(declared.properties)
        results = judge(_graph(stack, seen), RuleBook((rule,), book.infos), _bar(book.info(rule).control))
        found.append(Example(name=name, yaml=yaml(stack), said=tuple(_sentences(results, _labels(stack)))))
    return tuple(found), tuple(_reads(seen, stated))


def yaml(stack: tuple[Declared, ...]) -> str:
    """An example as the resources of a Pulumi YAML program have it; what is not known yet says so in its place."""
    labels = _labels(stack)
    return "\n".join(line for declared in stack for line in _resource_lines(declared, stack, labels))


def _labels(stack: tuple[Declared, ...]) -> dict[str, str]:
    """What each resource is called, by URN: its name, and its type too where another one has the same name."""
    names = Counter(declared.name for declared in stack)
    return {
        _urn(declared): declared.name
        if names[declared.name] == 1
        else f"{declared.name}-{declared.type.rpartition('/')[2].partition(':')[0]}"
        for declared in stack
    }


def _bar(control: str) -> Profile:
    return replace(profile(_PROFILE), required=frozenset({control}))


def _sentences(results: Iterable[Result], labels: Mapping[str, str]) -> Iterator[str]:
    for result in results:
        if result.verdict in _TOLD:
            label = labels[result.resource.urn] if result.resource else ""
            where = ".".join(part for part in (label, result.path) if part)
            yield f"{result.verdict.value}{f' {where}' if where else ''}: {result.message}"


def _graph(stack: tuple[Declared, ...], seen: dict[str, set[str]]) -> Graph:
    urns: dict[str, list[str]] = {}
    for declared in stack:
        urns.setdefault(declared.name, []).append(_urn(declared))
    return Graph((_resource(declared, urns, seen) for declared in stack), region=_REGION)


def _urn(declared: Declared) -> str:
    return f"urn:pulumi:test::example::{declared.type}::{declared.name}"


def _resource(declared: Declared, urns: Mapping[str, list[str]], seen: dict[str, set[str]]) -> Resource:
    own, type_ = _urn(declared), canonical(declared.type)
    needs = {
        key: tuple(urn for name in names for urn in urns[name] if urn != own) for key, names in declared.depends.items()
    }
    properties: dict[str, Value] = {key: normalise(value) for key, value in declared.properties.items()}
    return Resource(
        urn=own,
        type=type_,
        token=declared.type,
        name=declared.name,
        properties=_Traced(properties, "", seen.setdefault(type_, set())),
        options=Options(protect=declared.protect, ignore_changes=declared.ignore_changes),
        dependencies=tuple(sorted({urn for found in needs.values() for urn in found})),
        property_dependencies=needs,
    )


class _Traced(dict[str, Any]):
    """An object that notes which of its keys are read."""

    def __init__(self, value: Mapping[str, Value], path: str, seen: set[str]) -> None:
        super().__init__({key: _traced(item, f"{path}{key}", seen) for key, item in value.items()})
        self._path = path
        self._seen = seen

    def get(self, key: str, default: Any = None) -> Any:
        self._seen.add(f"{self._path}{key}")
        return super().get(key, default)


def _traced(value: Value, path: str, seen: set[str]) -> Value:
    if isinstance(value, dict):
        return _Traced(value, f"{path}.", seen)
    if isinstance(value, list):
        return [_traced(item, path, seen) for item in value]
    return value


def _reads(seen: Mapping[str, set[str]], stated: Mapping[str, set[str]]) -> Iterator[Read]:
    for type_, paths in seen.items():
        own = {path for path in paths if path not in _IDENTITIES or path in stated[type_]}
        leaves = sorted(path for path in own if not any(other.startswith(f"{path}.") for other in own))
        if leaves:
            yield Read(type=type_, paths=tuple(leaves))


def _resource_lines(declared: Declared, stack: tuple[Declared, ...], labels: Mapping[str, str]) -> Iterator[str]:
    yield f"{labels[_urn(declared)]}:"
    yield f"  type: {declared.type}"
    if declared.properties:
        yield "  properties:"
        for key, value in declared.properties.items():
            names = declared.depends.get(key, ())
            of = [labels[_urn(each)] for each in stack if each.name in names and each is not declared]
            yield from (f"    {line}" for line in _property_lines(key, value, of))
    if declared.protect or declared.ignore_changes:
        yield "  options:"
    if declared.protect:
        yield "    protect: true"
    if declared.ignore_changes:
        yield f"    ignoreChanges: [{', '.join(declared.ignore_changes)}]"


def _property_lines(key: str, value: Value, of: list[str]) -> Iterator[str]:
    if value is UNKNOWN and of:
        yield f"{_scalar(key)}: (of {', '.join(of)}, known after the deploy)"
    else:
        yield from _lines({key: shown(value)})


def shown(value: Value) -> Value:
    """A JSON document as Pulumi's function over what it says, which is easier to read than the text."""
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        document = json.loads(value)
    except ValueError:
        return value
    return {"fn::toJSON": document} if document else value


def _lines(value: Value) -> Iterator[str]:
    """A mapping or a list in YAML's own form, so that an example can be pasted."""
    if isinstance(value, Secret):
        yield "[secret]"
    elif isinstance(value, list | tuple) and value:
        for item in value:
            first, *rest = tuple(_lines(item))
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    elif isinstance(value, dict) and value:
        for key, item in value.items():
            nested = tuple(_lines(item))
            if isinstance(item, dict | list | tuple) and item:
                yield f"{_scalar(key)}:"
                yield from (f"  {line}" for line in nested)
            else:
                yield f"{_scalar(key)}: {nested[0]}"
    else:
        yield _scalar(value)


def _scalar(value: Value) -> str:
    if value is UNKNOWN:
        return "(known after the deploy)"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value) if _needs_quotes(value) else value
    return str(value) if value not in ({}, [], ()) else ("{}" if value == {} else "[]")


def _needs_quotes(text: str) -> bool:
    """Whether YAML would read the bare text as something else than this text."""
    return (
        text.lower() in _AMBIGUOUS
        or text != text.strip()
        or text[0] in "*&!|>%@`'\"{[]},#?:-="
        or ": " in text
        or " #" in text
        or "\n" in text
        or text.endswith(":")
        or text.translate(_NUMBER_MARKS).isdigit()
    )


def _quoted(text: str) -> str:
    """Single quotes keep JSON documents readable; only a text of several lines needs the escapes of double ones."""
    if "\n" in text:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return "'" + text.replace("'", "''") + "'" if '"' in text else f'"{text}"'
