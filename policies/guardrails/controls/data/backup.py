"""The records of every rule on backups, gathered from the modules of each requirement."""

from guardrails.controls.data import backup_coverage, backup_plan, backup_restore, backup_vault, dlm
from guardrails.controls.model import RuleInfo

RULES: tuple[RuleInfo, ...] = (
    *backup_vault.RULES,
    *backup_plan.RULES,
    *backup_coverage.RULES,
    *backup_restore.RULES,
    *dlm.RULES,
)
