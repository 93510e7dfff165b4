"""No rule raises, whatever a program or a state holds: a rule that raises stops the whole run.

The stacks are the rules' own examples with parts replaced, nested, hidden or left out; every rule on any of their
types judges each of them.
"""

import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import book
from guardrails.values import UNKNOWN, Secret, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_BOOK = book()
_BAR = replace(profile("prod"), required=frozenset(info.control for info in _BOOK.infos.values()))
_STACKS = tuple(
    stack
    for rule in _BOOK.rules
    for stack in (rule.examples.good, rule.examples.bad, rule.examples.unknown or ())
    if stack
)
_ODD: tuple[Value, ...] = (
    *(None, UNKNOWN, "", [], {}, 0, 1, -1, 2.5, float("nan"), float("inf"), True, False),
    *("true", "0", "*", "nan", "²", "{", "{}", "[]", "null", "rate(0 days)", "cron(0 0 31 2 ? *)", "arn", "arn:aws:*"),
    *([None], [UNKNOWN], [[]], [{}], {"a": UNKNOWN}, Secret(UNKNOWN), Secret([]), Secret({}), Secret(None)),
    {"Statement": None},
    {"Statement": [None]},
    {"Statement": [{"Effect": ["Allow"], "Action": UNKNOWN, "Resource": {}, "Principal": [1], "Condition": [1]}]},
    json.dumps({"Statement": {"Effect": "Allow", "Principal": {"AWS": {}}, "Condition": {"Bool": {"a": {"b": 1}}}}}),
)


@st.composite
def _stacks(draw: st.DrawFn) -> tuple[Declared, ...]:
    rate = draw(st.sampled_from((0.05, 0.15, 0.4)))
    random = draw(st.randoms(use_true_random=False))

    def spoil(value: Value) -> Value:
        if isinstance(value, str) and value.startswith('{"'):
            return json.dumps(spoil(json.loads(value)), default=lambda _: None)
        if random.random() < rate:
            return random.choice((*_ODD, [value], {"x": value}, [value, UNKNOWN], Secret(value), str(value)))
        if isinstance(value, dict):
            return {key: spoil(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [spoil(item) for item in value]
        return value

    def spoiled(declared: Declared) -> Declared:
        properties: dict[str, Any] = {key: spoil(value) for key, value in declared.properties.items()}
        return replace(declared, properties=properties)

    return tuple(spoiled(each) for each in draw(st.sampled_from(_STACKS)))


@settings(max_examples=1500, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(_stacks())
def test_no_rule_raises(stack: tuple[Declared, ...]) -> None:
    judged = graph(stack)
    types = {resource.type for resource in judged.resources}
    rules = tuple(rule for rule in _BOOK.rules if types & set(rule.types))
    errors = [
        each.message for each in judge(judged, RuleBook(rules, _BOOK.infos), _BAR) if each.verdict is Verdict.ERROR
    ]
    assert errors == []
