"""The rules of edge."""

from guardrails.rule import Rule

RULES: tuple[Rule, ...] = ()
