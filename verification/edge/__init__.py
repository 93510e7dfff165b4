"""Checks of public entries: load balancers, distributions, APIs, web ACLs and certificates."""

from verification.check import Check

CHECKS: tuple[Check, ...] = ()
