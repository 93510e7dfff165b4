"""The rules of operations."""

from guardrails.rule import Rule
from guardrails.rules.operations import alarms

RULES: tuple[Rule, ...] = (*alarms.RULES,)
