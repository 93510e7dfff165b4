"""A vault of recovery points: under a customer key, locked, and emptied by nobody before their time."""

import re
from dataclasses import dataclass
from typing import Final, Literal

import pulumi
from pulumi_aws import backup

from components.base import Component
from components.documents import Statement, document
from components.placement import Placement

COMPLIANCE_CONSENT: Final = "I understand that nobody can delete these recovery points before they expire"

_NAME_LIMIT: Final = 50
_LONGEST_DAYS: Final = 36500
# AWS holds a compliance lock open for 72 hours at least, in which it can still be taken back.
_GRACE_DAYS: Final = 3
_REMOVALS: Final = (
    "backup:DeleteBackupVault",
    "backup:DeleteBackupVaultLockConfiguration",
    "backup:DeleteRecoveryPoint",
    "backup:DisassociateRecoveryPoint",
    "backup:DisassociateRecoveryPointFromParent",
    "backup:PutBackupVaultLockConfiguration",
    "backup:UpdateRecoveryPointLifecycle",
)


@dataclass(frozen=True, kw_only=True)
class VaultLock:
    """How long recovery points are kept at least and at most, in days.

    AWS Backup fails a job, and a copy, whose lifecycle is outside the two. COMPLIANCE can be undone by nobody once its
    three days of grace are over, so it is asked for only with ``COMPLIANCE_CONSENT`` typed out. Raises ValueError.
    """

    min_days: int
    max_days: int = 400
    mode: Literal["GOVERNANCE", "COMPLIANCE"] = "GOVERNANCE"
    compliance_consent: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.min_days <= self.max_days <= _LONGEST_DAYS:
            raise ValueError(
                f"min_days {self.min_days} and max_days {self.max_days} of the vault lock do not go together: "
                f"choose 1 to {_LONGEST_DAYS} days, and min_days not above max_days"
            )
        if self.mode not in ("GOVERNANCE", "COMPLIANCE"):
            raise ValueError(f"mode {self.mode!r} of the vault lock is unknown: choose GOVERNANCE or COMPLIANCE")
        if self.mode == "COMPLIANCE" and self.compliance_consent != COMPLIANCE_CONSENT:
            raise ValueError(
                "mode COMPLIANCE of the vault lock can never be undone: "
                f"choose GOVERNANCE, or set compliance_consent to {COMPLIANCE_CONSENT!r}"
            )


@dataclass(frozen=True, kw_only=True)
class BackupVaultArgs:
    """Where recovery points are kept, under which key, and for how long at least.

    ``role`` ends the vault's name. ``key_arn`` is a customer key of the vault's own region. ``protect`` forbids Pulumi
    to delete the vault; ``disposable`` lets it delete the recovery points in order to delete the vault, which only an
    unprotected vault without a compliance lock may be. Raises ValueError.
    """

    placement: Placement
    role: str
    key_arn: pulumi.Input[str]
    lock: VaultLock
    protect: bool = True
    disposable: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]", self.role):
            raise ValueError(
                f"role {self.role!r} becomes part of the vault's name: use small letters, digits and hyphens"
            )
        self.placement.local(self.role, _NAME_LIMIT)  # refuses a name that AWS would refuse
        if self.disposable and (self.protect or self.lock.mode == "COMPLIANCE"):
            raise ValueError(
                f"disposable of the vault {self.name!r} is True, but it is protected or locked in COMPLIANCE mode: "
                "set disposable to False"
            )

    @property
    def name(self) -> str:
        """The vault's name, known before it exists."""
        return self.placement.local(self.role, _NAME_LIMIT)

    @property
    def arn(self) -> str:
        """The vault's ARN, known before it exists."""
        return self.placement.arn("backup", f"backup-vault:{self.name}")


class BackupVault(Component):
    """A vault of AWS Backup under a customer key, with a lock and a policy that refuses early deletion to everyone.

    Produces the vault, its lock and, last, its access policy: the policy also refuses changes of the lock, so that one
    administrator's mistake undoes neither. It does not refuse its own removal, for AWS gives not even the account's
    root a way around it, as it does for a bucket's policy. To change the lock, delete the vault's access policy by
    hand, run ``pulumi refresh``, and the next ``up`` changes the lock and puts the policy back. Recovery points that
    were in the vault before the lock are not held by it. Expiry by lifecycle goes on: the service does that itself.

    What has its own snapshots (RDS, EBS) is encrypted here by its source's key; the vault's key encrypts S3, EFS and
    DynamoDB, and every copy that arrives from another region.

    For rest.backup (CF-07, CF-27, BZ-32, BZ-33) and bk.lock (CF-28, OC-16).
    """

    area = "data"
    provides = ("rest.backup", "bk.lock")

    name: str
    arn: str
    ready: list[pulumi.Resource]

    def __init__(self, name: str, args: BackupVaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        vault = backup.Vault(
            self.child("vault"),
            name=args.name,
            kms_key_arn=args.key_arn,
            force_destroy=args.disposable,
            tags={"data": "customer"},
            opts=self.inside(protect=args.protect),
        )
        lock = backup.VaultLockConfiguration(
            self.child("lock"),
            backup_vault_name=vault.name,
            min_retention_days=args.lock.min_days,
            max_retention_days=args.lock.max_days,
            changeable_for_days=_GRACE_DAYS if args.lock.mode == "COMPLIANCE" else None,
            opts=self.inside(protect=args.protect),
        )
        policy = backup.VaultPolicy(
            self.child("policy"),
            backup_vault_name=vault.name,
            policy=document(
                Statement(
                    sid="DenyEarlyDeletion",
                    effect="Deny",
                    principals="*",
                    actions=_REMOVALS,
                    resources=("*",),
                )
            ),
            # The policy refuses changes of the lock.
            opts=self.inside(depends_on=[lock]),
        )
        self.name = args.name
        self.arn = args.arn
        self.ready = [vault, lock, policy]
        self.register_outputs({"name": self.name, "arn": self.arn})
