"""Which properties of which types the rules read, found by running every rule on its own examples.

`python -m tests.support.read_properties` (with PYTHONPATH=.:policies) writes the list that the drift rule holds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import guardrails.rules.governance
from guardrails.graph import Resource
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared, Rule
from guardrails.rules import RULES, book
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import Reading
from tests.support.examples import graph

LISTED = Path(guardrails.rules.governance.__file__).with_name("read_properties.txt")
# Names, and what every resource has, are read to follow relations; changing them by hand weakens nothing.
_IDENTITY = {"bucket", "identifier", "name", "region", "tags"}
# A rule on every type reads the same of all of them, and says nothing of one.
_MANY_TYPES = 100


def read_properties(rules: Iterable[Rule] = RULES) -> dict[str, set[str]]:
    """The top-level properties that the rules read, by type."""
    read: dict[str, set[str]] = {}
    original = Resource.read

    def noting(self: Resource, path: str) -> Reading:
        read.setdefault(self.type, set()).add(path.partition(".")[0].partition("[")[0])
        return original(self, path)

    infos = book().infos
    with patch.object(Resource, "read", noting):
        for rule in rules:
            if len(rule.types) < _MANY_TYPES:
                bar = replace(profile("prod"), required=frozenset({infos[rule.id].control}))
                for stack in _stacks(rule):
                    judge(graph(stack), RuleBook((rule,), infos), bar)
    read.pop(AWS_PROVIDER, None)
    return {type_: kept for type_, paths in read.items() if (kept := paths - _IDENTITY)}


def _stacks(rule: Rule) -> Iterator[tuple[Declared, ...]]:
    """The rule's examples, and the same with each of its types in turn: an example shows one of them only."""
    for stack in (rule.examples.good, rule.examples.bad, rule.examples.unknown or ()):
        yield stack
        for judged in stack:
            for type_ in rule.types if judged.type in rule.types else ():
                turned = tuple(replace(each, type=type_) if each is judged else each for each in stack)
                if len({(each.type, each.name) for each in turned}) == len(turned):
                    yield turned


def rendered(read: dict[str, set[str]]) -> str:
    """The list as its file has it: a type a line, then its properties."""
    return "".join(f"{type_} {' '.join(sorted(read[type_]))}\n" for type_ in sorted(read))


if __name__ == "__main__":
    LISTED.write_text(rendered(read_properties()), encoding="utf-8")
