"""The rules of governance."""

from guardrails.rule import Rule
from guardrails.rules.governance import contacts

RULES: tuple[Rule, ...] = (*contacts.RULES,)
