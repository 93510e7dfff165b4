"""The rules of detection."""

from guardrails.rule import Rule
from guardrails.rules.detection import guardduty, guardduty_features

RULES: tuple[Rule, ...] = (*guardduty.RULES, *guardduty_features.RULES)
