"""What holds for every rule, whatever the values: unknown is never passed, a secret is never shown, order is nothing.

Systematic where that is cheap (every value of every bad example, one after the other), random where it is not.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrails.graph import Graph
from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import Profile, profile
from guardrails.rule import CompletenessRule, Declared, Rule
from guardrails.rules import book
from guardrails.values import UNKNOWN, Secret, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_BOOK = book()
_OPEN = {Verdict.FAILED, Verdict.UNDETERMINED}
_Place = tuple[str | int, ...]
_Stack = tuple[Declared, ...]

# Why a value that is not known yet may leave these rules content, each by the place in the bad example.
_PROVEN: Final = {
    ("lambda-environment-without-keys", "environment.variables.USER"): "a key written in the program is always known",
    ("s3-trail-bucket-versioned", "bucket"): "object lock keeps a bucket versioned, whatever else is asked of it",
}
_BYSTANDER: Final = Declared(
    type="aws:cloudwatch/dashboard:Dashboard", name="bystander", properties={"dashboardName": "team"}
)


def _bar(rule: Rule) -> Profile:
    """The strictest bar, with the rule's own control required."""
    return replace(profile("prod"), required=frozenset({_BOOK.info(rule).control}))


def _judged(rule: Rule, stack: Graph) -> list[Result]:
    return judge(stack, RuleBook((rule,), _BOOK.infos), _bar(rule))


def _children(value: Value) -> Iterator[tuple[str | int, Value]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from enumerate(value)


def _places(value: Value, place: _Place = ()) -> Iterator[_Place]:
    """Every position of a given value below this one, parents before what they hold."""
    for step, item in _children(value):
        if item is not None:
            yield (*place, step)
            yield from _places(item, (*place, step))


def _changed(value: Value, place: _Place, new: Value) -> Value:
    """A copy of ``value`` with ``new`` at ``place``."""
    if not place:
        return new
    items = [(key, _changed(item, place[1:], new) if key == place[0] else item) for key, item in _children(value)]
    return dict(items) if isinstance(value, dict) else [item for _, item in items]


def _with(stack: _Stack, index: int, place: _Place, new: Value) -> _Stack:
    changed = replace(stack[index], properties=_changed(dict(stack[index].properties), place, new))
    return (*stack[:index], changed, *stack[index + 1 :])


def _where(results: Sequence[Result], *verdicts: Verdict) -> set[str]:
    """The resources that have a verdict, and "" for the stack as a whole."""
    return {"" if each.resource is None else each.resource.urn for each in results if each.verdict in verdicts}


@pytest.mark.parametrize("rule", _BOOK.rules, ids=lambda rule: rule.id)
def test_making_a_value_unknown_never_turns_failed_into_passed(rule: Rule) -> None:
    bad = rule.examples.bad
    failed = _where(_judged(rule, graph(bad)), Verdict.FAILED)
    lost = []
    for index, declared in enumerate(bad):
        for place in _places(dict(declared.properties)):
            path = ".".join(map(str, place))
            if (rule.id, path) in _PROVEN:
                continue
            after = _where(_judged(rule, graph(_with(bad, index, place, UNKNOWN))), *_OPEN)
            # A finding may move to another resource of the stack, but it must not vanish.
            if len(after) < len(failed):
                lost.append(f"{declared.name}.{path}")
    assert lost == []


def test_what_is_said_to_be_proven_is_of_a_rule_and_place_that_exist() -> None:
    places = {
        (rule.id, ".".join(map(str, place)))
        for rule in _BOOK.rules
        for declared in rule.examples.bad
        for place in _places(dict(declared.properties))
    }
    assert set(_PROVEN) - places == set()


def _stated(value: Value) -> Iterator[str]:
    """Every text of a value that a message might quote, also in the JSON that a text holds."""
    if isinstance(value, str):
        yield value
        try:
            yield from _stated(json.loads(value) if value.lstrip().startswith(("{", "[")) else None)
        except ValueError:
            return
    for _, item in _children(value):
        yield from _stated(item)


@pytest.mark.parametrize("rule", _BOOK.rules, ids=lambda rule: rule.id)
def test_no_message_shows_a_part_of_a_secret(rule: Rule) -> None:
    shown = []
    for stack in (rule.examples.bad, rule.examples.unknown or ()):
        for index, declared in enumerate(stack):
            for place in _places(dict(declared.properties)):
                value = _at(dict(declared.properties), place)
                hidden = _messages(rule, _with(stack, index, place, Secret(value)))
                # What the rule says in any case, in its own words or of another property, tells nothing of this one.
                known = _messages(rule, _with(stack, index, place, UNKNOWN))
                known += " ".join(_stated([each.properties for each in _with(stack, index, place, None)]))
                shown += [
                    f"{declared.name}.{'.'.join(map(str, place))} shows {text}"
                    for text in _stated(value)
                    if len(text) > 5 and text in hidden and text not in known
                ]
    assert shown == []


def _messages(rule: Rule, stack: _Stack) -> str:
    return " ".join(each.message for each in _judged(rule, graph(stack)))


def _at(value: Value, place: _Place) -> Value:
    return _at(dict(_children(value))[place[0]], place[1:]) if place else value


def _said(results: Sequence[Result]) -> list[tuple[str, str]]:
    """What is refused or open, and why; a rule on several resources together may tell it of any one of them."""
    return sorted((each.verdict, each.message) for each in results if each.verdict in _OPEN)


@pytest.mark.parametrize("rule", _BOOK.rules, ids=lambda rule: rule.id)
def test_neither_order_nor_bystanders_nor_a_second_look_change_a_verdict(rule: Rule) -> None:
    for stack in (rule.examples.good, rule.examples.bad, rule.examples.unknown or ()):
        judged = graph(stack)
        first = _judged(rule, judged)
        assert _judged(rule, judged) == first
        verdicts = [verdict for verdict, _ in _said(first)]
        assert [verdict for verdict, _ in _said(_judged(rule, graph(stack[::-1])))] == verdicts
        beside = _judged(rule, graph((*stack, _BYSTANDER)))
        assert _said([each for each in beside if each.resource is None or each.resource.name != _BYSTANDER.name]) == (
            _said(first)
        )


_TEXTS: Final = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(categories=("Cc", "Cf", "Co", "Lo", "So", "Zl")), max_size=12),
    st.sampled_from(
        ("\x00", "\u202e", "\ud7ff", "é" * 9, "*" * 64, "${", "arn:aws:iam::", "0.0.0.0/0", "::/0", "²", "1e999")
    ),
)
_HOSTILE: Final[st.SearchStrategy[Value]] = st.recursive(
    st.one_of(
        st.none(),
        st.just(UNKNOWN),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(),
        _TEXTS,
        st.just([{"key": "a"}] * 2000),
        st.just("x" * 100_000),
        _TEXTS.map(Secret),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(_TEXTS, inner, max_size=4),
        st.lists(inner, max_size=3).map(Secret),
        st.dictionaries(_TEXTS, inner, max_size=3).map(lambda value: json.dumps(value, default=repr)),
    ),
    max_leaves=12,
)


def _deep(levels: int, *, lists: bool) -> Value:
    value: Value = "bottom"
    for _ in range(levels):
        value = [value] if lists else {"value": value}
    return value


def _errors(stack: _Stack) -> list[str]:
    judged = graph(stack)
    types = {resource.type for resource in judged.resources}
    rules = tuple(
        rule for rule in _BOOK.rules if isinstance(rule, CompletenessRule) or not types.isdisjoint(rule.types)
    )
    bar = replace(profile("prod"), required=frozenset(_BOOK.info(rule).control for rule in rules))
    return [each.message for each in judge(judged, RuleBook(rules, _BOOK.infos), bar) if each.verdict is Verdict.ERROR]


@settings(max_examples=500, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_rule_raises_on_hostile_values(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(_BOOK.rules))
    stack = rule.examples.bad or rule.examples.good
    for index, declared in enumerate(stack):
        places = list(_places(dict(declared.properties)))
        for place in data.draw(st.lists(st.sampled_from(places), max_size=2, unique=True)) if places else ():
            try:
                stack = _with(stack, index, place, data.draw(_HOSTILE))
            except (KeyError, TypeError, IndexError):
                continue
    assert _errors(stack) == []


@pytest.mark.parametrize("rule", _BOOK.rules, ids=lambda rule: rule.id)
def test_no_rule_raises_where_a_property_has_the_wrong_type_or_no_parent(rule: Rule) -> None:
    picked = random.Random(rule.id)  # noqa: S311  a reproducible choice, no secret
    stack = rule.examples.bad or rule.examples.good
    for index, declared in enumerate(stack):
        for place in _places(dict(declared.properties)):
            wrong: Value = picked.choice(
                (None, 7, float("nan"), "", [], {}, [[]], _deep(60, lists=True), _deep(60, lists=False))
            )
            judged = _judged(rule, graph(_with(stack, index, place, wrong)))
            assert [each.message for each in judged if each.verdict is Verdict.ERROR] == []
