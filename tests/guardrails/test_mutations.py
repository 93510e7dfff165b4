"""The prod stack keeps every promise; broken one promise at a time, exactly the expected rules refuse it."""

import pytest

from guardrails.graph import Graph
from guardrails.judge import judge
from guardrails.profiles import profile
from guardrails.rules import book
from guardrails.verdicts import Verdict
from tests.support.mutations import Mutation, mutate
from tests.support.prod import record_stack
from tests.support.prod_mutations import MUTATIONS

_BOOK = book()


def _failed(graph: Graph) -> set[str]:
    results = judge(graph, _BOOK, profile("prod"))
    errors = [result.message for result in results if result.verdict is Verdict.ERROR]
    assert errors == []
    return {result.info.id for result in results if result.verdict is Verdict.FAILED}


def test_the_prod_stack_keeps_every_promise() -> None:
    results = judge(record_stack("prod").graph, _BOOK, profile("prod"))
    assert [(result.info.id, result.message) for result in results if result.refused] == []


def test_nothing_grave_stays_undetermined_in_prod() -> None:
    results = judge(record_stack("prod").graph, _BOOK, profile("prod"))
    assert [result.info.id for result in results if result.verdict is Verdict.UNDETERMINED] == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_exactly_the_expected_rules_fail(mutation: Mutation) -> None:
    stack = record_stack("prod")
    assert mutation.fails
    assert _failed(mutate(stack.resources, mutation.changes)) - _failed(stack.graph) == mutation.fails


def test_at_least_thirty_promises_are_broken() -> None:
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 30
