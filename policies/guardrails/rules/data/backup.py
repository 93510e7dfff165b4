"""Every rule on backups, gathered from the modules of each requirement."""

from guardrails.rule import Rule
from guardrails.rules.data import backup_continuous, backup_coverage, backup_plan, backup_restore, backup_vault, dlm

RULES: tuple[Rule, ...] = (
    *backup_vault.RULES,
    *backup_plan.RULES,
    *backup_continuous.RULES,
    *backup_coverage.RULES,
    *backup_restore.RULES,
    *dlm.RULES,
)
