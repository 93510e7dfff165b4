"""Judging small stacks by one rule of the network, the edge or compute."""

from dataclasses import replace

from guardrails.controls import compute as compute_records
from guardrails.controls import edge as edge_records
from guardrails.controls import network as network_records
from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import compute, edge, network
from guardrails.verdicts import Verdict
from tests.support.examples import graph

INFOS = {info.id: info for area in (network_records, edge_records, compute_records) for info in area.RULES}
RULES = {rule.id: rule for area in (network, edge, compute) for rule in area.RULES}
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
