"""The rules of compute and of availability."""

from guardrails.rule import Rule
from guardrails.rules.compute import zones

RULES: tuple[Rule, ...] = (*zones.RULES,)
