"""Checks of stores: databases, files, messages, keys, secrets and backups."""

from verification.check import Check
from verification.data import rds

CHECKS: tuple[Check, ...] = (*rds.CHECKS,)
