"""AWS Backup's vaults: under a customer key, locked, for nobody public, and deleting nothing early."""

import json
from collections.abc import Iterable
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.documents import Document, parse
from guardrails.rules.data.backup_vault import denies_deletion
from guardrails.rules.data.s3_documents import nobody_public
from guardrails.thresholds import Thresholds
from guardrails.values import normalise, read
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import KEY, RECOVERY_POINTS, VAULT_POLICY, VAULTS
from verification.data.requirements import (
    CUSTOMER_KEY,
    KEY_ARN,
    MANAGED_KEY,
    must_be_true,
    no_customer_key,
    shown,
    statements_broken,
)
from verification.live import Live

_DELETE: Final = "backup:DeleteRecoveryPoint"
# Vaults that AWS makes by itself; they matter where something is in them.
_MADE_BY_AWS: Final = ("Default", "aws/")
# It only shows another account's vault.
_VIEW: Final = "RESTORE_ACCESS_BACKUP_VAULT"
_AIR_GAPPED: Final = "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"


def vaults(live: Live) -> Iterable[Found]:
    """Every vault of the account itself, but those of AWS's own making in which nothing is."""
    for each in live.items(VAULTS):
        unused = str(each["BackupVaultName"]).startswith(_MADE_BY_AWS) and not each.get("NumberOfRecoveryPoints")
        if not unused and each.get("VaultType") != _VIEW:
            yield Found(each["BackupVaultArn"], each)


def _lockable(live: Live) -> Iterable[Found]:
    """Air-gapped vaults are locked by nature, and nobody can delete from them."""
    return (found for found in vaults(live) if found.facts.get("VaultType") != _AIR_GAPPED)


def _customer_key(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("EncryptionKeyType") == "AWS_OWNED_KMS_KEY":
        yield broken("EncryptionKeyType", "EncryptionKeyType is AWS_OWNED_KMS_KEY, so no customer key is used")
    else:
        yield from no_customer_key(live, "EncryptionKeyArn", found.facts.get("EncryptionKeyArn"))


def locked(live: Live) -> Iterable[Found]:
    """Every locked vault."""
    return (found for found in vaults(live) if found.facts.get("Locked"))


def _lock_long_enough(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    days = found.facts.get("MinRetentionDays")
    if not isinstance(days, int) or days < bar.backup_days:
        yield broken("MinRetentionDays", f"MinRetentionDays is {shown(days)}, it must be at least {bar.backup_days}")


def _policy_text(found: Found, live: Live) -> str | None:
    answer = live.one(VAULT_POLICY, {"BackupVaultName": found.facts["BackupVaultName"]}) or {}
    text: str | None = answer.get("Policy")
    return text


def _policy_of(found: Found, live: Live) -> Document:
    return parse(read("Policy", normalise(_policy_text(found, live))))


def _has_policy(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not _policy_of(found, live).parsed:
        yield broken("Policy", f"the vault has no policy that denies {_DELETE}")


def _deletion_denied(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    document = _policy_of(found, live)
    # A vault without a policy is another check's.
    if document.parsed and not denies_deletion(document):
        yield broken("Policy", f"Policy does not deny {_DELETE} to everyone, without a condition")


def _not_public(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from statements_broken("Policy", _policy_text(found, live), nobody_public)


def _points_encrypted(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for point in live.items(RECOVERY_POINTS, {"BackupVaultName": found.facts["BackupVaultName"]}):
        if point.get("Status") != "DELETING" and point.get("IsEncrypted") is not True:
            arn = point.get("RecoveryPointArn")
            yield broken("IsEncrypted", f"IsEncrypted of {arn} is {shown(point.get('IsEncrypted'))}")


def vault(**facts: Any) -> dict[str, Any]:
    """The vaults of examples: one with these facts, and the unused one of AWS."""
    vault = {
        "BackupVaultName": "backups",
        "BackupVaultArn": "arn:aws:backup:eu-west-1:123456789012:backup-vault:backups",
        "VaultType": "BACKUP_VAULT",
        "EncryptionKeyArn": KEY_ARN,
        "NumberOfRecoveryPoints": 3,
    }
    unused = {**vault, "BackupVaultName": "Default", "NumberOfRecoveryPoints": 0}
    return {"BackupVaultList": [{**vault, **facts}, unused]}


def _policy(effect: str, action: str) -> dict[str, str]:
    statement = {"Effect": effect, "Principal": "*", "Action": action, "Resource": "*"}
    return {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


def _point(*, encrypted: bool) -> dict[str, Any]:
    arn = "arn:aws:backup:eu-west-1:123456789012:recovery-point:1"
    return {"RecoveryPoints": [{"RecoveryPointArn": arn, "Status": "COMPLETED", "IsEncrypted": encrypted}]}


_DENIED: Final = _policy("Deny", _DELETE)
_EMPTY_DEFAULT: Final = {"BackupVaultList": vault()["BackupVaultList"][1:]}

CHECKS: tuple[Check, ...] = (
    Check(
        id="backup-vault-customer-key",
        calls=(VAULTS, KEY),
        finds=vaults,
        judge=_customer_key,
        examples=Examples(
            holds={VAULTS: vault(), KEY: CUSTOMER_KEY},
            broken={VAULTS: vault(), KEY: MANAGED_KEY},
            absent={VAULTS: _EMPTY_DEFAULT},
        ),
    ),
    Check(
        id="backup-recovery-point-encrypted",
        calls=(VAULTS, RECOVERY_POINTS),
        finds=vaults,
        judge=_points_encrypted,
        examples=Examples(
            holds={VAULTS: vault(), RECOVERY_POINTS: _point(encrypted=True)},
            broken={VAULTS: vault(), RECOVERY_POINTS: _point(encrypted=False)},
        ),
        info=RuleInfo(
            id="backup-recovery-point-encrypted",
            control="rest.backup",
            title="Every recovery point is encrypted",
            severity=Severity.CRITICAL,
            fix="Copy the recovery point into a vault under a customer key, or encrypt the store that it is of.",
        ),
    ),
    Check(
        id="backup-vault-policy-not-public",
        calls=(VAULTS, VAULT_POLICY),
        finds=vaults,
        judge=_not_public,
        examples=Examples(
            holds={VAULTS: vault(), VAULT_POLICY: _DENIED},
            broken={VAULTS: vault(), VAULT_POLICY: _policy("Allow", "backup:CopyIntoBackupVault")},
        ),
    ),
    Check(
        id="backup-vault-locked",
        calls=(VAULTS,),
        finds=_lockable,
        judge=must_be_true("Locked"),
        examples=Examples(
            holds={VAULTS: vault(Locked=True)}, broken={VAULTS: vault(Locked=False)}, absent={VAULTS: _EMPTY_DEFAULT}
        ),
    ),
    Check(
        id="backup-vault-lock-retention",
        calls=(VAULTS,),
        finds=locked,
        judge=_lock_long_enough,
        examples=Examples(
            holds={VAULTS: vault(Locked=True, MinRetentionDays=35)},
            broken={VAULTS: vault(Locked=True, MinRetentionDays=7)},
            absent={VAULTS: vault(Locked=False)},
        ),
    ),
    Check(
        id="backup-vault-has-policy",
        calls=(VAULTS, VAULT_POLICY),
        finds=_lockable,
        judge=_has_policy,
        examples=Examples(holds={VAULTS: vault(), VAULT_POLICY: _DENIED}, broken={VAULTS: vault()}),
    ),
    Check(
        id="backup-vault-deletion-denied",
        calls=(VAULTS, VAULT_POLICY),
        finds=_lockable,
        judge=_deletion_denied,
        examples=Examples(
            holds={VAULTS: vault(), VAULT_POLICY: _DENIED},
            broken={VAULTS: vault(), VAULT_POLICY: _policy("Deny", "backup:StartRestoreJob")},
        ),
    ),
)
