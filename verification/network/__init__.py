"""Checks of networks: VPCs, firewalls, DNS and links."""

from verification.check import Check

CHECKS: tuple[Check, ...] = ()
