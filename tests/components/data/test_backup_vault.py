"""A vault: under a customer key, locked, and deleting nothing early."""

from typing import Any

import pytest

from components.data.backup_vault import COMPLIANCE_CONSENT, BackupVault, BackupVaultArgs, VaultLock
from tests.components.data.building import KEY_ARN, PLACEMENT, depends_on, statements
from tests.support.recording import Recorded, record

VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
POLICY = "aws:backup/vaultPolicy:VaultPolicy"


def arguments(**changes: Any) -> BackupVaultArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "role": "backups",
        "key_arn": KEY_ARN,
        "lock": VaultLock(min_days=35),
    }
    return BackupVaultArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    args = arguments(**changes)
    return record(lambda: BackupVault("vault", args))


def test_the_vault_is_under_the_customer_key_and_keeps_what_it_holds() -> None:
    vault = build().one(VAULT, "vault-vault")
    assert vault.properties == {
        "name": "vouch-prod-backups",
        "kmsKeyArn": KEY_ARN,
        "forceDestroy": False,
        "tags": {"data": "customer"},
    }
    assert vault.options.protect is True


def test_name_and_arn_are_known_before_the_vault_exists() -> None:
    assert arguments().name == "vouch-prod-backups"
    assert arguments().arn == "arn:aws:backup:eu-west-1:123456789012:backup-vault:vouch-prod-backups"


def test_the_lock_is_in_governance_mode() -> None:
    assert build().one(LOCK).properties == {
        "backupVaultName": "vouch-prod-backups",
        "minRetentionDays": 35,
        "maxRetentionDays": 400,
    }


def test_a_compliance_lock_has_three_days_of_grace() -> None:
    lock = VaultLock(min_days=35, mode="COMPLIANCE", compliance_consent=COMPLIANCE_CONSENT)
    assert build(lock=lock).one(LOCK).properties["changeableForDays"] == 3


def test_everyone_is_denied_early_deletion_and_changes_of_the_lock_but_not_the_way_back() -> None:
    (statement,) = statements(build().one(POLICY))
    assert statement == {
        "Sid": "DenyEarlyDeletion",
        "Effect": "Deny",
        "Principal": "*",
        "Action": [
            "backup:DeleteBackupVault",
            "backup:DeleteBackupVaultLockConfiguration",
            "backup:DeleteRecoveryPoint",
            "backup:DisassociateRecoveryPoint",
            "backup:DisassociateRecoveryPointFromParent",
            "backup:PutBackupVaultLockConfiguration",
            "backup:UpdateRecoveryPointLifecycle",
        ],
        "Resource": "*",
    }


def test_the_policy_comes_after_the_lock_that_it_would_refuse() -> None:
    assert "vault-lock" in depends_on(build().one(POLICY))


def test_a_disposable_vault_may_be_emptied() -> None:
    vault = build(protect=False, disposable=True).one(VAULT)
    assert vault.properties["forceDestroy"] is True
    assert vault.options.protect is False


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"role": "Backups"}, "role 'Backups' becomes part of the vault's name"),
        ({"disposable": True}, "disposable of the vault 'vouch-prod-backups' is True"),
        ({"role": "b" * 45}, "has 56 characters, AWS allows 50"),
    ],
)
def test_a_wrong_vault_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(**changes)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"min_days": 0}, "min_days 0 and max_days 400"),
        ({"min_days": 35, "max_days": 34}, "min_days 35 and max_days 34"),
        ({"min_days": 35, "mode": "SOFT"}, "mode 'SOFT' of the vault lock is unknown"),
        ({"min_days": 35, "mode": "COMPLIANCE"}, "can never be undone"),
        ({"min_days": 35, "mode": "COMPLIANCE", "compliance_consent": "yes"}, "can never be undone"),
    ],
)
def test_a_wrong_lock_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        VaultLock(**given)
