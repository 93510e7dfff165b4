"""Checks of who may do what: users, roles, pools and sign-on."""

from verification.check import Check

CHECKS: tuple[Check, ...] = ()
