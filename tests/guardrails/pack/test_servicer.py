"""The pack says, through the SDK's real servicer and real wire values, what the judge says."""

import json
from dataclasses import replace
from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2

from guardrails.graph import Resource
from guardrails.judge import RuleBook
from guardrails.pack.run import Operation
from guardrails.profiles import profile
from guardrails.rule import Declared, Findings, ResourceRule, Rule
from guardrails.rules import RULES, book
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Secret
from tests.support.examples import resource
from tests.support.servicer import PREVIEW, Servicer

_BOOK = book()


@pytest.fixture(params=RULES, ids=lambda rule: rule.id)
def rule(request: pytest.FixtureRequest) -> Rule:
    chosen: Rule = request.param
    return chosen


def _diagnostics(rule: Rule, stack: tuple[Declared, ...]) -> list[Any]:
    required = replace(profile("prod"), required=frozenset({_BOOK.info(rule).control}))
    # Examples show what a rule reads, and leave out the rest that their types require: no preview would.
    servicer = Servicer(RuleBook((rule,), _BOOK.infos), required, replace(PREVIEW, operation=Operation.ANALYSIS))
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
        assert diagnostic.policyName == info.id
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


def _key(policy: object) -> Resource:
    return Resource(
        urn="urn:pulumi:test::example::aws:kms/key:Key::main",
        type="aws:kms/key:Key",
        token="aws:kms/key:Key",
        name="main",
        properties={"policy": policy},
    )


_OPEN = {"Sid": "TheSecretPartner", "Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}


def test_a_secret_reaches_the_rules_and_never_a_message() -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": [_OPEN]})
    said = Servicer(_BOOK, profile("prod")).run([_key(Secret(document))])
    assert "kms-key-policy-not-public" in {each.policyName for each in said}
    assert [each.message for each in said if "TheSecretPartner" in each.message] == []


def test_what_is_no_secret_is_named_in_the_message() -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": [_OPEN]})
    said = [each.message for each in Servicer(_BOOK, profile("prod")).run([_key(document)])]
    assert any("TheSecretPartner" in message for message in said)


def test_a_rule_that_raises_is_named_and_refuses_while_the_others_judge() -> None:
    def raises(_resource: Resource, _bar: Thresholds) -> Findings:
        raise RuntimeError("broken")

    whole = next(rule for rule in RULES if rule.id == "kms-key-rotated")
    broken = ResourceRule(whole.id, whole.types, raises, whole.examples)
    rules = tuple(broken if rule.id == broken.id else rule for rule in RULES)
    diagnostics = Servicer(RuleBook(rules, _BOOK.infos), profile("prod")).run([_key(UNKNOWN)])
    error = next(each for each in diagnostics if each.policyName == "kms-key-rotated")
    assert "raised RuntimeError" in error.message
    assert error.enforcementLevel == analyzer_pb2.MANDATORY
    assert "kms-key-protected" in {each.policyName for each in diagnostics}
