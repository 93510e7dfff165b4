"""The rules of audit."""

from guardrails.rule import Rule

RULES: tuple[Rule, ...] = ()
