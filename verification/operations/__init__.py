"""Checks of what is told and tried: alarms, routes, incidents, mail and drills."""

from verification.check import Check

CHECKS: tuple[Check, ...] = ()
