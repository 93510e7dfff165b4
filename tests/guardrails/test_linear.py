"""Every rule's work grows with the stack and not with its square: what it does is counted, no clock is asked.

A rule's own examples, side by side, are copied: what a rule does for three sets of copies more is the same each time
where it is linear. What is said of pairs (each Macie session of each bucket) may grow as its answers do.
"""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from guardrails.graph import Graph, Resource
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules import RULES, book
from guardrails.thresholds import Thresholds
from guardrails.verdicts import failed
from tests.bench.copies import copies, of_examples
from tests.bench.counting import lines

_BOOK = book()
_BAR = replace(profile("prod"), required=frozenset(info.control for info in _BOOK.infos.values()))
_COPIES = (3, 6, 9)
# Of the lines that three copies more take: room for what sorting and lengths of names add.
_ROOM = 0.03
_LINES_PER_ANSWER = 40


def _growth(rule: Rule) -> tuple[float, float]:
    """By how much the last copies took more lines than those before, and how much more they may."""
    stack, alone = of_examples(rule.examples), RuleBook((rule,), _BOOK.infos)
    # The first run compiles patterns and fills caches of the process.
    judge(copies(stack, 1), alone, _BAR)
    ran: list[int] = []
    said: list[int] = []
    for count in _COPIES:
        graph = copies(stack, count)
        graph.called("")
        results = judge(graph, alone, _BAR)
        again = Graph(graph.resources, region="eu-west-1")
        again.called("")
        ran.append(lines(lambda again=again: judge(again, alone, _BAR)))  # type: ignore[misc]
        said.append(len(results))
    return _bend(ran), _ROOM * (ran[1] - ran[0]) + _LINES_PER_ANSWER * _bend(said)


def _bend(counts: Iterable[int]) -> int:
    first, second, third = counts
    return (third - second) - (second - first)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rules_work_grows_with_the_stack(rule: Rule) -> None:
    grown, allowed = _growth(rule)
    assert grown <= allowed, f"{rule.id} looks at all resources from each of many: use graph.derived (see other rules)"


def test_a_rule_that_compares_each_with_each_is_found() -> None:
    def compare(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        alike = [other for other in graph.of(resource.type) if other.properties == resource.properties]
        if not alike:
            yield failed(None, "a resource is not like itself")

    bucket = Declared(type="aws:s3/bucket:Bucket")
    examples = Examples(good=(bucket,), bad=(bucket,), unknown=None)
    grown, allowed = _growth(RelationRule(RULES[0].id, (bucket.type,), compare, examples))
    assert grown > allowed
