"""Checks of what runs: services, servers, functions, images and patches."""

from verification.check import Check

CHECKS: tuple[Check, ...] = ()
