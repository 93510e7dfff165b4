"""A rule book that is not the committed one is noticed, rule by rule."""

from dataclasses import replace
from pathlib import Path

import pytest

from guardrails.judge import RuleBook
from guardrails.manifest import MANIFEST, differences, render
from guardrails.rule import RelationRule, ResourceRule
from guardrails.rules import book
from guardrails.verdicts import Severity

RULE = "rds-instance-storage-encrypted"


@pytest.fixture(scope="module")
def rules() -> RuleBook:
    """The whole rule book."""
    return book()


@pytest.fixture(scope="module")
def committed(rules: RuleBook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manifest of the rule book as it is."""
    path = tmp_path_factory.mktemp("manifest") / "manifest.json"
    path.write_text(render(rules), encoding="utf-8")
    return path


def _with(rules: RuleBook, rule: ResourceRule) -> RuleBook:
    return RuleBook(tuple(rule if each.id == rule.id else each for each in rules.rules), rules.infos)


def _rule(rules: RuleBook) -> ResourceRule:
    (found,) = (each for each in rules.rules if each.id == RULE)
    assert isinstance(found, ResourceRule)
    return found


def test_the_manifest_is_up_to_date(rules: RuleBook) -> None:
    assert differences(rules) == [], "run `vouch generate`"
    assert MANIFEST.read_text(encoding="utf-8") == render(rules), "run `vouch generate`"


def test_a_rule_that_is_gone_is_named(rules: RuleBook, committed: Path) -> None:
    left = RuleBook(tuple(each for each in rules.rules if each.id != RULE), rules.infos)
    assert differences(left, committed) == [f"{RULE} is missing"]


def test_a_rule_that_nobody_committed_is_named(rules: RuleBook, committed: Path) -> None:
    new = replace(_rule(rules), id="a-new-rule")
    more = RuleBook((*rules.rules, new), {**rules.infos, new.id: rules.infos[RULE]})
    assert differences(more, committed) == ["a-new-rule is not in it"]


def test_a_milder_severity_is_named(rules: RuleBook, committed: Path) -> None:
    infos = {**rules.infos, RULE: replace(rules.infos[RULE], severity=Severity.LOW)}
    assert differences(RuleBook(rules.rules, infos), committed) == [f"{RULE} differs in severity"]


def test_another_control_is_named(rules: RuleBook, committed: Path) -> None:
    infos = {**rules.infos, RULE: replace(rules.infos[RULE], control="base.data")}
    assert differences(RuleBook(rules.rules, infos), committed) == [f"{RULE} differs in control"]


def test_a_rule_that_looks_at_less_is_named(rules: RuleBook, committed: Path) -> None:
    rule = _rule(rules)
    assert differences(_with(rules, replace(rule, types=())), committed) == [f"{RULE} differs in types"]


def test_a_type_of_a_rule_on_hundreds_is_missed(rules: RuleBook, committed: Path) -> None:
    (ignored,) = (each for each in rules.rules if each.id == "security-properties-not-ignored")
    assert isinstance(ignored, ResourceRule)
    assert len(ignored.types) > 200
    assert differences(_with(rules, replace(ignored, types=ignored.types[1:])), committed) == [
        f"{ignored.id} differs in types"
    ]


def test_a_rule_of_another_kind_is_named(rules: RuleBook, committed: Path) -> None:
    rule = _rule(rules)
    relation = RelationRule(rule.id, rule.types, lambda _resource, _graph, _bar: (), rule.examples)
    changed = RuleBook(tuple(relation if each.id == RULE else each for each in rules.rules), rules.infos)
    assert differences(changed, committed) == [f"{RULE} differs in kind"]


def test_two_rules_of_one_id_are_refused(rules: RuleBook, committed: Path) -> None:
    assert differences(RuleBook((*rules.rules, _rule(rules)), rules.infos), committed) == ["two rules have one id"]


@pytest.mark.parametrize("text", ["", "{", "{}", "[1]", '[{"id": "a"}]'])
def test_a_manifest_that_is_none_is_a_difference(rules: RuleBook, tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text, encoding="utf-8")
    assert differences(rules, path) != []


def test_a_manifest_that_is_gone_is_a_difference(rules: RuleBook, tmp_path: Path) -> None:
    assert differences(rules, tmp_path / "manifest.json") == ["manifest.json cannot be read"]
