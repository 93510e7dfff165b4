"""Every rule keeps its word on its own examples: good passes, bad fails, unknown is undetermined."""

from dataclasses import replace

import pytest

from guardrails import controls
from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import Profile, profile
from guardrails.rule import CompletenessRule, Declared, Rule
from guardrails.rules import RULES, book
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_BOOK = book()


def _bar(rule: Rule) -> Profile:
    """The strictest bar, with the rule's own control required."""
    return replace(profile("prod"), required=frozenset({_BOOK.info(rule).control}))


def _verdicts(rule: Rule, stack: tuple[Declared, ...]) -> list[Result]:
    return judge(graph(stack), RuleBook((rule,), _BOOK.infos), _bar(rule))


@pytest.fixture(params=RULES, ids=lambda rule: rule.id)
def rule(request: pytest.FixtureRequest) -> Rule:
    chosen: Rule = request.param
    return chosen


def test_a_good_example_passes(rule: Rule) -> None:
    results = _verdicts(rule, rule.examples.good)
    assert {result.verdict for result in results} <= {Verdict.PASSED, Verdict.NOT_APPLICABLE}, results
    assert any(result.verdict is Verdict.PASSED for result in results), results


def test_a_bad_example_fails_and_says_where(rule: Rule) -> None:
    failed = [result for result in _verdicts(rule, rule.examples.bad) if result.verdict is Verdict.FAILED]
    assert failed
    assert all(result.message and not result.message.endswith(".") for result in failed)
    if isinstance(rule, CompletenessRule):
        assert all(result.resource is None for result in failed)
    else:
        assert all(result.resource is not None and result.resource.type in rule.types for result in failed)


def test_an_unknown_example_is_neither_passed_nor_failed(rule: Rule) -> None:
    if rule.examples.unknown is None:
        pytest.skip("nothing that the rule reads can be unknown")
    results = _verdicts(rule, rule.examples.unknown)
    assert Verdict.UNDETERMINED in {result.verdict for result in results}, results
    assert not {Verdict.FAILED, Verdict.ERROR} & {result.verdict for result in results}, results


def test_every_rule_has_one_record_and_every_record_one_rule() -> None:
    assert sorted(rule.id for rule in RULES) == sorted(info.id for info in controls.RULES)
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_every_record_names_a_control_that_exists() -> None:
    known = {control.id for control in controls.CONTROLS}
    assert {info.control for info in controls.RULES} - known == set()


def test_controls_are_stated_once() -> None:
    ids = [control.id for control in controls.CONTROLS]
    assert len(ids) == len(set(ids))
