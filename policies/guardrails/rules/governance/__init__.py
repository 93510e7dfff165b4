"""The rules of governance."""

from guardrails.rule import Rule

RULES: tuple[Rule, ...] = ()
