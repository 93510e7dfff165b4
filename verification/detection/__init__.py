"""Checks of what watches: detectors, hubs, recorders and analyzers."""

from verification.check import Check

CHECKS: tuple[Check, ...] = ()
