"""Checks of what is agreed: regions, retention, sharing, tags, contacts and drift."""

from verification.check import Check
from verification.governance import (
    account,
    attestations,
    drift,
    given,
    own_accounts,
    purpose,
    regions,
    retention,
    sharing,
)

CHECKS: tuple[Check, ...] = (
    *regions.CHECKS,
    *retention.CHECKS,
    *sharing.CHECKS,
    *own_accounts.CHECKS,
    *given.CHECKS,
    *purpose.CHECKS,
    *attestations.CHECKS,
    *account.CHECKS,
    *drift.CHECKS,
)
