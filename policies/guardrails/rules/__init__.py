"""Every rule, gathered from the areas, with its record."""

from guardrails import controls
from guardrails.judge import RuleBook
from guardrails.rule import Rule
from guardrails.rules import (
    audit,
    compute,
    data,
    detection,
    edge,
    governance,
    identity,
    network,
    operations,
)

_AREAS = (network, edge, data, compute, identity, audit, detection, operations, governance)

RULES: tuple[Rule, ...] = tuple(rule for area in _AREAS for rule in area.RULES)


def book() -> RuleBook:
    """All rules with their records."""
    return RuleBook(RULES, {info.id: info for info in controls.RULES})
