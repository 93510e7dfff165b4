"""Judging small stacks by one rule of governance."""

from dataclasses import replace

from guardrails.controls import governance as records
from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import governance
from guardrails.verdicts import Verdict
from tests.support.examples import graph

INFOS = {info.id: info for info in records.RULES}
RULES = {rule.id: rule for rule in governance.RULES}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]


def results(rule: str, *stack: Declared, bar: str = "prod") -> list[Result]:
    """What the rule says of the stack, with its control required."""
    required = replace(profile(bar), required=frozenset({INFOS[rule].control}))
    return judge(graph(stack), RuleBook((RULES[rule],), INFOS), required)


def verdicts(rule: str, *stack: Declared, of: str | None = "main", bar: str = "prod") -> list[Verdict]:
    """The verdicts on the resources of a name (for None, on the stack)."""
    return [
        result.verdict
        for result in results(rule, *stack, bar=bar)
        if (result.resource.name if result.resource else None) == of
    ]
