"""The rules of detection."""

from guardrails.rule import Rule

RULES: tuple[Rule, ...] = ()
