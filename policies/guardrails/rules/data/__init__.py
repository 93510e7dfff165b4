"""The rules of data."""

from guardrails.rule import Rule

RULES: tuple[Rule, ...] = ()
