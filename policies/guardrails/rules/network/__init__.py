"""The rules of the network."""

from guardrails.rule import Rule

RULES: tuple[Rule, ...] = ()
