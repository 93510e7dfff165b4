"""The rules of operations."""

from guardrails.rule import Rule

RULES: tuple[Rule, ...] = ()
