"""Checks of what is agreed: regions, retention, sharing, tags, contacts and drift."""

from verification.check import Check

CHECKS: tuple[Check, ...] = ()
