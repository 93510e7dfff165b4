"""The records of the rules on backup plans."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="backup-plan-present",
        control="bk.plan",
        title="The stack has a backup plan",
        severity=Severity.HIGH,
        fix="Declare a backup.Plan, with a backup.Selection.",
        equivalents=("backup_plans_exist",),
    ),
    RuleInfo(
        id="backup-report-plan-present",
        control="bk.plan",
        title="Backup jobs are reported",
        severity=Severity.LOW,
        fix="Declare a backup.ReportPlan with reportDeliveryChannel and reportSetting.",
        equivalents=("backup_reportplans_exist",),
    ),
    RuleInfo(
        id="backup-plan-daily",
        control="bk.plan",
        title="A plan backs up at least daily",
        severity=Severity.HIGH,
        fix="Set rules[].schedule to an expression that fires every day, such as cron(0 5 ? * * *).",
        frameworks=("SOC2:PI1.5",),
        equivalents=(
            "backup_plan_min_frequency_and_min_retention_check",
            "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK",
            "Backup.5",
        ),
    ),
    RuleInfo(
        id="backup-plan-retention",
        control="bk.plan",
        title="A plan and its copies keep recovery points for the days that the profile asks for",
        severity=Severity.HIGH,
        fix="Set rules[].lifecycle.deleteAfter, and that of copyActions, to 35 or more (in prod).",
        equivalents=(
            "backup_plan_min_frequency_and_min_retention_check",
            "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK",
        ),
    ),
    RuleInfo(
        id="backup-plan-retention-stated",
        control="pv.retention",
        title="No recovery point and no copy is kept for ever",
        severity=Severity.HIGH,
        fix="Set rules[].lifecycle.deleteAfter and rules[].copyActions[].lifecycle.deleteAfter.",
    ),
    RuleInfo(
        id="backup-plan-start-window",
        control="bk.plan",
        title="A backup starts within eight hours or is told to have failed",
        severity=Severity.MEDIUM,
        fix="Set rules[].startWindow to 480 or less.",
    ),
    RuleInfo(
        id="backup-continuous-thirty-five-days",
        control="bk.pitr",
        title="A continuous backup is kept exactly 35 days",
        severity=Severity.HIGH,
        fix="Give the rule with enableContinuousBackup lifecycle.deleteAfter 35 and no coldStorageAfter.",
    ),
    RuleInfo(
        id="backup-continuous-leaves-databases",
        control="bk.pitr",
        title="A continuous rule takes no database whose retention the program sets",
        severity=Severity.MEDIUM,
        fix="Select buckets only in the plan whose rules have enableContinuousBackup, or remove backupRetentionPeriod.",
    ),
    RuleInfo(
        id="backup-plan-selected",
        control="bk.plan",
        title="Every plan has something to back up",
        severity=Severity.HIGH,
        fix="Declare a backup.Selection whose planId is the plan.",
    ),
    RuleInfo(
        id="backup-plan-own-vault",
        control="rest.backup",
        title="Plans write into a vault of the stack",
        severity=Severity.HIGH,
        fix="Set rules[].targetVaultName to the name of a backup.Vault of the stack.",
    ),
)
