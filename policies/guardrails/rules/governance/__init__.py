"""The rules of governance."""

from guardrails.rule import Rule
from guardrails.rules.governance import (
    attestations,
    contacts,
    deputies,
    drift,
    evidence,
    judged,
    providers,
    purpose,
    regions,
    sharing,
    tags,
)

RULES: tuple[Rule, ...] = (
    *regions.RULES,
    *providers.RULES,
    *sharing.RULES,
    *deputies.RULES,
    *purpose.RULES,
    *tags.RULES,
    *drift.RULES,
    *judged.RULES,
    *contacts.RULES,
    *attestations.RULES,
    *evidence.RULES,
)
