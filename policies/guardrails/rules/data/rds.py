"""The rules of databases."""

from guardrails.rule import Rule
from guardrails.rules.data import (
    rds_access,
    rds_availability,
    rds_backup,
    rds_encryption,
    rds_operations,
    rds_transport,
)

RULES: tuple[Rule, ...] = (
    *rds_encryption.RULES,
    *rds_access.RULES,
    *rds_transport.RULES,
    *rds_backup.RULES,
    *rds_availability.RULES,
    *rds_operations.RULES,
)
