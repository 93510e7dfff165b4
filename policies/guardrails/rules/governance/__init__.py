"""The rules of governance."""

from guardrails.rule import Rule
from guardrails.rules.governance import attestations, contacts, drift, purpose, regions, sharing, tags

RULES: tuple[Rule, ...] = (
    *regions.RULES,
    *sharing.RULES,
    *purpose.RULES,
    *tags.RULES,
    *drift.RULES,
    *contacts.RULES,
    *attestations.RULES,
)
