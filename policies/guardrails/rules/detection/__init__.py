"""The rules of detection."""

from guardrails.rule import Rule
from guardrails.rules.detection import (
    analyzer,
    config,
    config_coverage,
    detective,
    guardduty,
    guardduty_features,
    guardduty_regions,
    inspector,
    macie,
    malware,
    security_hub,
)

RULES: tuple[Rule, ...] = (
    *guardduty.RULES,
    *guardduty_regions.RULES,
    *guardduty_features.RULES,
    *malware.RULES,
    *security_hub.RULES,
    *config.RULES,
    *config_coverage.RULES,
    *inspector.RULES,
    *macie.RULES,
    *detective.RULES,
    *analyzer.RULES,
)
