"""No rule reads, and no example names, a property that the installed pulumi_aws does not know."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from guardrails.graph import Graph, Resource
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared, Rule
from guardrails.rules import RULES, book
from tests.support.examples import graph
from tests.support.sdk_schema import unknown_keys, unknown_path

_BOOK = book()


class _Traced(dict[str, Any]):
    """An object that notes which of its keys are read."""

    def __init__(self, value: Mapping[str, Any], path: list[str], seen: set[tuple[str, ...]]) -> None:
        super().__init__({key: _traced(item, [*path, key], seen) for key, item in value.items()})
        self._path = path
        self._seen = seen

    def get(self, key: str, default: Any = None) -> Any:
        self._seen.add((*self._path, key))
        return super().get(key, default)


def _traced(value: Any, path: list[str], seen: set[tuple[str, ...]]) -> Any:
    if isinstance(value, dict):
        return _Traced(value, path, seen)
    if isinstance(value, list):
        return [_traced(item, path, seen) for item in value]
    return value


def _stacks(rule: Rule) -> Iterator[tuple[Declared, ...]]:
    yield rule.examples.good
    yield rule.examples.bad
    if rule.examples.unknown is not None:
        yield rule.examples.unknown


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_name_only_properties_that_exist(rule: Rule) -> None:
    for stack in _stacks(rule):
        for declared in stack:
            assert unknown_keys(declared.type, declared.properties) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_reads_only_properties_that_exist(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    dotted: set[tuple[str, str]] = set()
    original = Resource.read

    def read(self: Resource, path: str) -> Any:
        dotted.add((self.type, re.sub(r"\[\d+\]", "", path)))
        return original(self, path)

    monkeypatch.setattr(Resource, "read", read)
    seen: dict[str, set[tuple[str, ...]]] = {}
    bar = replace(profile("prod"), required=frozenset({_BOOK.info(rule).control}))
    for stack in _stacks(rule):
        traced = Graph(
            (
                replace(each, properties=_Traced(each.properties, [], seen.setdefault(each.type, set())))
                for each in graph(stack).resources
            ),
            region="eu-west-1",
        )
        judge(traced, RuleBook((rule,), _BOOK.infos), bar)
    reads = {(type_, path) for type_, paths in seen.items() for path in paths}
    reads |= {(type_, tuple(path.split("."))) for type_, path in dotted}
    # How resources name each other is asked of every type alike; `id` and `arn` are outputs.
    identities = {("id",), ("arn",), ("name",), ("bucket",), ("identifier",), ("clusterIdentifier",), ("keyId",)}
    identities |= {("url",), ("aliasName",), ("region",)}
    unknown = sorted(
        f"{type_}: {'.'.join(path)}"
        for type_, path in reads
        if path not in identities and unknown_path(type_, list(path)) is not None
    )
    assert unknown == []
