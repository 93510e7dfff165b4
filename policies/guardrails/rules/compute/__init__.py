"""The rules of compute."""

from guardrails.rule import Rule

RULES: tuple[Rule, ...] = ()
