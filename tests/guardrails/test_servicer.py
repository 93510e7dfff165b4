"""The pack says, through the SDK's real servicer and real wire values, what the judge says."""

from dataclasses import replace
from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2

from guardrails.judge import RuleBook
from guardrails.profiles import profile
from guardrails.rule import Declared, Rule
from guardrails.rules import RULES, book
from tests.support.examples import resource
from tests.support.servicer import Servicer

_BOOK = book()


@pytest.fixture(params=RULES, ids=lambda rule: rule.id)
def rule(request: pytest.FixtureRequest) -> Rule:
    chosen: Rule = request.param
    return chosen


def _diagnostics(rule: Rule, stack: tuple[Declared, ...]) -> list[Any]:
    required = replace(profile("prod"), required=frozenset({_BOOK.info(rule).control}))
    servicer = Servicer(RuleBook((rule,), _BOOK.infos), required)
    return servicer.run(resource(each, stack) for each in stack)


def test_the_pack_is_silent_on_a_good_example(rule: Rule) -> None:
    assert _diagnostics(rule, rule.examples.good) == []


def test_the_pack_refuses_a_bad_example_and_names_rule_control_and_fix(rule: Rule) -> None:
    info = _BOOK.info(rule)
    diagnostics = _diagnostics(rule, rule.examples.bad)
    assert diagnostics
    level = analyzer_pb2.MANDATORY if info.severity.refuses else analyzer_pb2.ADVISORY
    for diagnostic in diagnostics:
        assert diagnostic.enforcementLevel == level
        assert f"[{info.id}] " in diagnostic.message
        assert f"control {info.control}, " in diagnostic.message
        assert f"fix: {info.fix}" in diagnostic.message


def test_the_pack_says_what_it_cannot_determine(rule: Rule) -> None:
    if rule.examples.unknown is None:
        pytest.skip("nothing that the rule reads can be unknown")
    diagnostics = _diagnostics(rule, rule.examples.unknown)
    level = analyzer_pb2.MANDATORY if _BOOK.info(rule).severity.refuses_undetermined else analyzer_pb2.ADVISORY
    assert diagnostics
    assert all("cannot be determined" in diagnostic.message for diagnostic in diagnostics)
    assert {diagnostic.enforcementLevel for diagnostic in diagnostics} == {level}
