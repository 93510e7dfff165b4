"""The records of the rules on backup vaults."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="backup-vault-present",
        control="rest.backup",
        title="The stack keeps its recovery points in a vault of its own",
        severity=Severity.HIGH,
        fix="Declare a backup.Vault with kmsKeyArn.",
        equivalents=("backup_vaults_exist",),
    ),
    RuleInfo(
        id="backup-vault-customer-key",
        control="rest.backup",
        title="Vaults are encrypted under a customer key",
        severity=Severity.HIGH,
        fix="Set kmsKeyArn (encryptionKeyArn of an air-gapped vault) to the ARN of a customer key.",
        frameworks=("SOC2:PI1.5",),
        equivalents=("CKV_AWS_166", "backup_vaults_encrypted"),
    ),
    RuleInfo(
        id="backup-vault-not-force-destroyed",
        control="rest.backup",
        title="Deleting a vault never deletes the recovery points in it",
        severity=Severity.HIGH,
        fix="Set forceDestroy to false.",
    ),
    RuleInfo(
        id="backup-vault-lock-present",
        control="bk.lock",
        title="The stack has a locked vault",
        severity=Severity.HIGH,
        fix="Declare a backup.VaultLockConfiguration for the vault.",
    ),
    RuleInfo(
        id="backup-vault-locked",
        control="bk.lock",
        title="Every vault is locked",
        severity=Severity.HIGH,
        fix="Declare a backup.VaultLockConfiguration whose backupVaultName is the vault.",
    ),
    RuleInfo(
        id="backup-vault-lock-retention",
        control="bk.lock",
        title="A lock holds every recovery point for the days that the profile asks for",
        severity=Severity.HIGH,
        fix="Set minRetentionDays to 35 or more (in prod).",
    ),
    RuleInfo(
        id="backup-vault-has-policy",
        control="bk.lock",
        title="Every vault has an access policy",
        severity=Severity.HIGH,
        fix="Declare a backup.VaultPolicy whose backupVaultName is the vault.",
    ),
    RuleInfo(
        id="backup-vault-deletion-denied",
        control="bk.lock",
        title="Nobody may delete a recovery point by hand",
        severity=Severity.HIGH,
        fix="Deny backup:DeleteRecoveryPoint to Principal * on Resource *, without a Condition, in policy.",
        equivalents=("BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED",),
    ),
    RuleInfo(
        id="backup-vault-policy-not-public",
        control="rest.backup",
        title="Vaults are open to nobody public",
        severity=Severity.CRITICAL,
        fix="Name the accounts in Principal, or limit them by aws:PrincipalOrgID in Condition, in policy.",
    ),
)
