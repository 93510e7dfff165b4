"""Checks of what is written down: trails, logs and their archive."""

from verification.check import Check

CHECKS: tuple[Check, ...] = ()
