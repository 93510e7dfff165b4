"""The records of the rules on databases."""

from guardrails.controls.data import rds_access, rds_encryption, rds_keeping, rds_operations, rds_transport
from guardrails.controls.model import RuleInfo

RULES: tuple[RuleInfo, ...] = (
    *rds_encryption.RULES,
    *rds_access.RULES,
    *rds_transport.RULES,
    *rds_keeping.RULES,
    *rds_operations.RULES,
)
