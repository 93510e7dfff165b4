"""The backup layer: two locked vaults in two regions, the daily plan, restores that are tried out, and who is told."""

from dataclasses import dataclass

import pulumi

from components.data.backup_framework import BackupFramework, BackupFrameworkArgs
from components.data.backup_plan import CONTINUOUS_DAYS, BackupCopy, BackupPlan, BackupPlanArgs
from components.data.backup_settings import BackupRegion, BackupRegionArgs
from components.data.backup_vault import BackupVault, BackupVaultArgs, VaultLock
from components.data.key import Key, KeyArgs
from components.data.restore_testing import ProtectedType, RestoreNetwork, RestoreTesting, RestoreTestingArgs
from components.data.server_snapshots import ServerSnapshots, ServerSnapshotsArgs
from components.detection.alerts import FindingAlerts, FindingAlertsArgs
from components.network.vpc import Vpc
from stacks.account import Account
from stacks.sections.backup import BackupSettings
from stacks.settings import Settings
from stacks.site import Site, Sites

_VIA: tuple[str, ...] = ("backup", "dynamodb", "ec2", "elasticfilesystem", "rds", "s3")
FAILED_JOBS: dict[str, object] = {
    "source": ["aws.backup"],
    "detail-type": ["Backup Job State Change", "Copy Job State Change", "Restore Job State Change"],
    # Restore jobs report a status, the others a state.
    "detail": {
        "$or": [
            {"state": ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"]},
            {"status": ["ABORTED", "EXPIRED", "FAILED"]},
        ]
    },
}
"""An EventBridge pattern of every job of AWS Backup that did not do its work."""


@dataclass(frozen=True, kw_only=True)
class Backup:
    """What backs the stack up; None where a profile leaves it out."""

    vault: BackupVault
    copies: BackupVault
    plan: BackupPlan
    alerts: FindingAlerts
    restore_testing: RestoreTesting | None
    framework: BackupFramework | None
    servers: ServerSnapshots | None


def backup_layer(
    settings: Settings,
    sites: Sites,
    account: Account,
    network: Vpc,
    *,
    types: tuple[ProtectedType, ...] = ("RDS", "S3"),
    server_keys: tuple[str, ...] = (),
    recorder: tuple[pulumi.Resource, ...] = (),
) -> Backup:
    """Backups of every store of the stack.

    ``types`` are the kinds of stores that the stack has, whose restores are tested. ``server_keys`` are the aliases of
    the keys of servers' volumes. ``recorder`` is the AWS Config recorder that a framework needs, where this stack has
    one.
    """
    given = settings.backup
    vault, _key = _vault(settings, sites.home, role="backups", days=given.days)
    copies, copies_key = _vault(settings, sites.backup, role="backup-copies", days=given.copy_days)
    opted_in = [
        resource
        for key, site in (("home", sites.home), ("copies", sites.backup))
        for resource in BackupRegion(
            f"backup-{key}", BackupRegionArgs(ownership=given.region_settings), site.opts
        ).ready
    ]
    home = sites.home
    plan = BackupPlan(
        "backup",
        BackupPlanArgs(
            placement=home.placement,
            vault_name=vault.name,
            # A plan's first job may start as soon as its selection is there.
            vault_ready=(*vault.ready, *opted_in),
            days=given.days,
            copy=BackupCopy(vault_arn=copies.arn, days=given.copy_days, ready=tuple(copies.ready)),
        ),
        home.opts,
    )
    alerts = FindingAlerts(
        "backup-alerts",
        FindingAlertsArgs(
            placement=home.placement,
            role="backup-jobs",
            pattern=FAILED_JOBS,
            # People hear of failed jobs from the incidents topic; this one is for tools.
            key_arn=account.alerts_key.arn,
        ),
        home.opts,
    )
    return Backup(
        vault=vault,
        copies=copies,
        plan=plan,
        alerts=alerts,
        restore_testing=_restore_testing(given, home, vault, network, types),
        framework=_framework(given, sites, recorder),
        servers=_servers(given, sites, copies_key, server_keys),
    )


def _vault(settings: Settings, site: Site, *, role: str, days: int) -> tuple[BackupVault, Key]:
    key = Key(
        role,
        KeyArgs(
            placement=site.placement,
            data_class=role,
            description="Recovery points of AWS Backup, and copies that arrive from another region",
            via_services=_VIA,
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        site.opts,
    )
    lock = settings.backup.lock
    vault = BackupVault(
        f"{role}-vault",
        BackupVaultArgs(
            placement=site.placement,
            role=role,
            key_arn=key.arn,
            # A lock above 35 days would fail every continuous backup.
            lock=VaultLock(min_days=min(days, CONTINUOUS_DAYS), mode=lock.mode, compliance_consent=lock.consent),
            protect=settings.protect,
            disposable=settings.disposable and lock.mode == "GOVERNANCE",
        ),
        site.opts,
    )
    return vault, key


def _restore_testing(
    given: BackupSettings, home: Site, vault: BackupVault, network: Vpc, types: tuple[ProtectedType, ...]
) -> RestoreTesting | None:
    if given.restore_tests == "none":
        return None
    return RestoreTesting(
        "restore-tests",
        RestoreTestingArgs(
            placement=home.placement,
            vault_arn=vault.arn,
            vault_ready=tuple(vault.ready),
            types=types,
            frequency=given.restore_tests,
            network=RestoreNetwork(vpc_id=network.vpc_id, subnet_ids=network.isolated_subnet_ids),
        ),
        home.opts,
    )


def _framework(given: BackupSettings, sites: Sites, recorder: tuple[pulumi.Resource, ...]) -> BackupFramework | None:
    if given.framework == "none":
        return None
    return BackupFramework(
        "backup-framework",
        BackupFrameworkArgs(
            placement=sites.home.placement,
            days=min(given.days, CONTINUOUS_DAYS),
            copy_region=sites.backup.placement.region,
            restore_minutes=given.restore_minutes,
            depends_on_recorder=recorder,
        ),
        sites.home.opts,
    )


def _servers(
    given: BackupSettings, sites: Sites, copies_key: Key, server_keys: tuple[str, ...]
) -> ServerSnapshots | None:
    if given.servers == "none":
        return None
    return ServerSnapshots(
        "server-snapshots",
        ServerSnapshotsArgs(
            placement=sites.home.placement,
            days=given.days,
            copy_region=sites.backup.placement.region,
            copy_key_arn=copies_key.arn,
            copy_key_alias=copies_key.alias_name,
            key_aliases=server_keys,
        ),
        sites.home.opts,
    )
