"""The rules of identity."""

from guardrails.rule import Rule

RULES: tuple[Rule, ...] = ()
