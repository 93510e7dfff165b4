"""Checks of detection."""

from verification.check import Check
from verification.detection import (
    analyzer,
    buckets,
    config,
    detective,
    evidence,
    guardduty,
    inspector,
    macie,
    malware,
    security_hub,
    sharing,
)

CHECKS: tuple[Check, ...] = (
    *guardduty.CHECKS,
    *malware.CHECKS,
    *security_hub.CHECKS,
    *config.CHECKS,
    *evidence.CHECKS,
    *inspector.CHECKS,
    *macie.CHECKS,
    *detective.CHECKS,
    *analyzer.CHECKS,
    *buckets.CHECKS,
    *sharing.CHECKS,
)
