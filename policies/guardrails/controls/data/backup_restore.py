"""The records of the rules on restore tests."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="backup-restore-tests-present",
        control="bk.restore",
        title="Restores are tested",
        severity=Severity.HIGH,
        fix="Declare a backup.RestoreTestingPlan, with a RestoreTestingSelection for each type.",
    ),
    RuleInfo(
        id="backup-restore-tests-every-type",
        control="bk.restore",
        title="Restores of every type that is backed up are tested",
        severity=Severity.HIGH,
        fix="Declare a backup.RestoreTestingSelection with the protectedResourceType that the message names.",
    ),
    RuleInfo(
        id="backup-restore-tests-quarterly",
        control="bk.restore",
        title="Restore tests run at least quarterly",
        severity=Severity.HIGH,
        fix="Set scheduleExpression to fire at least every three months.",
    ),
    RuleInfo(
        id="backup-restore-tests-databases-monthly",
        control="bk.restore",
        title="Restores of databases are tested at least monthly",
        severity=Severity.HIGH,
        fix="Name a plan in restoreTestingPlanName whose scheduleExpression fires at least monthly.",
    ),
    RuleInfo(
        id="backup-restore-tests-validated",
        control="bk.restore",
        title="What was restored is there long enough to be validated",
        severity=Severity.MEDIUM,
        fix="Set validationWindowHours to 1 or more.",
    ),
)
