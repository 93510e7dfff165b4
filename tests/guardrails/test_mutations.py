"""The stacks keep every promise; broken one promise at a time, exactly the expected rules refuse them."""

from collections.abc import Mapping
from functools import cache

import pytest

from guardrails.graph import Graph
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import ResourceRule
from guardrails.rules import book
from guardrails.verdicts import Verdict
from tests.support.mutations import Mutation, mutate
from tests.support.prod import record_stack
from tests.support.prod_mutations import MUTATIONS

_BOOK = book()
_OF_ONE = RuleBook(tuple(rule for rule in _BOOK.rules if isinstance(rule, ResourceRule)), _BOOK.infos)
_OF_MANY = RuleBook(tuple(rule for rule in _BOOK.rules if not isinstance(rule, ResourceRule)), _BOOK.infos)
_STACKS = ("prod", "prod-full")


def _failed(graph: Graph, stack: str, rules: RuleBook = _BOOK) -> set[str]:
    results = judge(graph, rules, profile(stack))
    errors = [result.message for result in results if result.verdict is Verdict.ERROR]
    assert errors == []
    return {result.info.id for result in results if result.verdict is Verdict.FAILED}


@cache
def _failed_unbroken(stack: str) -> frozenset[str]:
    return frozenset(_failed(record_stack(stack).graph, stack))


def _failed_by(mutation: Mutation) -> set[str]:
    """The rules that fail for a mutation and do not fail without it.

    A rule on one resource says of the untouched ones what it said before: it is asked of the others only.
    """
    stack = record_stack(mutation.stack)
    broken = mutate(stack.resources, mutation.changes)
    untouched = {id(resource) for resource in stack.resources}
    touched = Graph([each for each in broken.resources if id(each) not in untouched], region="eu-west-1")
    failed = _failed(touched, mutation.stack, _OF_ONE) | _failed(broken, mutation.stack, _OF_MANY)
    return failed - _failed_unbroken(mutation.stack)


def _refused_controls(mutation: Mutation) -> set[str]:
    """The controls whose rules refuse a broken stack."""
    infos = (_BOOK.infos[rule] for rule in mutation.fails)
    return {info.control for info in infos if info.severity.refuses}


def _mutations_by_control() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mutation in MUTATIONS:
        for control in _refused_controls(mutation):
            found.setdefault(control, []).append(mutation.name)
    return found


@pytest.mark.parametrize("stack", _STACKS)
def test_the_stack_keeps_every_promise(stack: str) -> None:
    results = judge(record_stack(stack).graph, _BOOK, profile(stack))
    assert [(result.info.id, result.message) for result in results if result.refused] == []


@pytest.mark.parametrize("stack", _STACKS)
def test_nothing_stays_undetermined(stack: str) -> None:
    results = judge(record_stack(stack).graph, _BOOK, profile(stack))
    assert [result.info.id for result in results if result.verdict is Verdict.UNDETERMINED] == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_exactly_the_expected_rules_fail(mutation: Mutation) -> None:
    assert mutation.fails
    assert _failed_by(mutation) == mutation.fails


def test_every_promise_is_broken_under_a_name_of_its_own() -> None:
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)


@pytest.mark.parametrize("control", sorted(profile("prod-full").required))
def test_what_is_there_cannot_be_weakened_unrefused(control: str) -> None:
    weakening = {
        mutation.name for mutation in MUTATIONS if any(not change.op.startswith("drop") for change in mutation.changes)
    }
    assert weakening & set(_mutations_by_control().get(control, [])), f"{control}: only left out, never weakened"


@pytest.mark.parametrize("control", sorted(profile("prod-full").required))
def test_no_required_control_can_be_broken_unrefused(control: str) -> None:
    broken = _mutations_by_control().get(control, [])
    assert len(broken) >= 2, f"{control}: {len(broken)} of 2 mutations that its rules refuse: {broken}"
