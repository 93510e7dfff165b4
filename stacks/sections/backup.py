"""The settings of the backup layer."""

from typing import Literal, Self

from pydantic import Field, model_validator

from components.data.backup_vault import COMPLIANCE_CONSENT
from stacks.sections.base import Ownership, Section


class VaultLockSettings(Section):
    """The lock of the vaults, in both regions."""

    mode: Literal["GOVERNANCE", "COMPLIANCE"] = Field("GOVERNANCE", description="COMPLIANCE can never be undone")
    consent: str | None = Field(None, description="for COMPLIANCE only: the sentence that says so, typed out")

    @model_validator(mode="after")
    def _compliance_is_meant(self) -> Self:
        if self.mode == "COMPLIANCE" and self.consent != COMPLIANCE_CONSENT:
            raise ValueError(
                f"backup.lock.mode is COMPLIANCE, which can never be undone: say GOVERNANCE, or set "
                f"backup.lock.consent to {COMPLIANCE_CONSENT!r}"
            )
        return self


class BackupSettings(Section):
    """Backups of what is tagged ``backup=daily``. That they are copied to the backup region is no setting."""

    days: int = Field(
        ge=7, le=400, description="days that a daily recovery point is kept; the lock holds it for them, up to 35"
    )
    copy_days: int = Field(
        ge=7, le=400, description="days that its copy in the backup region is kept, and held likewise"
    )
    lock: VaultLockSettings = VaultLockSettings()
    region_settings: Ownership = Field(
        Ownership.MANAGED, description="opt-in of all types in both regions, which an account has once a region"
    )
    restore_tests: Literal["none", "monthly", "weekly"] = Field(
        description="how often the newest recovery points are restored, validated and deleted again"
    )
    framework: Literal["none", "audit-manager"] = Field(
        description="AWS Backup Audit Manager, whose evaluations are paid for as AWS Config's; needs a recorder"
    )
    restore_minutes: int = Field(720, ge=5, description="what a restore may take at most (recovery time objective)")
    servers: Literal["none", "snapshots"] = Field(
        description="daily snapshots of servers tagged critical=true, beside their backups; none without servers"
    )
