"""The data layer: the customer key, the database, the tenants' table, customers' files, and who reaches a tenant's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from components.data.backup_role import backup_role_name
from components.data.bucket import Bucket, BucketArgs, BucketPurpose
from components.data.database import Database, DatabaseArgs
from components.data.database_engines import AuroraPostgres, Capacity, Engine, Postgres
from components.data.key import Key, KeyArgs
from components.data.restore_testing import ProtectedType
from components.data.table import Table, TableArgs
from components.data.tenant_access import TenantAccess, TenantAccessArgs
from components.data.tenants import tenant_grant
from components.detection import macie
from components.detection.alerts import FindingAlerts, FindingAlertsArgs
from components.detection.malware import MalwareProtection, MalwareProtectionArgs, unread_until_clean
from components.network.vpc import Vpc
from stacks.account import Account
from stacks.sections.data import CustomerDataSettings, DatabaseSettings
from stacks.settings import Settings
from stacks.site import Site, Sites

# The role of the web service's tasks, whose name Pulumi ends.
_CALLERS: Final = ("web-role-task-*",)
_MEMBERS: Final = 2


@dataclass(frozen=True, kw_only=True)
class Data:
    """The stores of customer data. ``tenant_access.assume`` is what a service needs in order to act for a tenant.

    ``tenant_keys`` are the keys of tenants that have one of their own; ``kinds`` the stores as AWS Backup calls them.
    """

    key: Key
    database: Database
    files: Bucket
    records: Table
    tenant_access: TenantAccess
    tenant_keys: Mapping[str, Key]
    kinds: tuple[ProtectedType, ...]


def data_layer(settings: Settings, sites: Sites, account: Account, network: Vpc) -> Data:
    """Every store of customer data, under one key of its own."""
    customer_data = settings.customer_data
    site = sites.home
    placement, opts = site.placement, site.opts
    key = Key(
        "customer",
        KeyArgs(
            placement=placement,
            data_class="customer",
            description="Customer data: the database, its secret and its snapshots, tables and files",
            via_services=("dynamodb", "rds", "secretsmanager", "s3"),
            grants=(macie.read_grant(placement),),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        opts,
    )
    database = _database(settings, site, account, network, key, customer_data)
    files = Bucket(
        "files",
        BucketArgs(
            placement=placement,
            role="files",
            purpose=BucketPurpose.DATA,
            key_arn=key.arn,
            access_logs=account.archive.access_logs.id,
            access_logs_ready=tuple(account.archive.access_logs.ready),
            noncurrent_days=customer_data.retention_days,
            uploads=True,
            statements=unread_until_clean(
                placement, placement.physical("files"), readers=(backup_role_name(placement), macie.ROLE)
            ),
            protect=settings.protect,
            disposable=settings.disposable,
        ),
        opts,
    )
    MalwareProtection(
        "files-malware",
        MalwareProtectionArgs(
            placement=placement, bucket=files.name, key_alias=key.alias_name, bucket_ready=tuple(files.ready)
        ),
        opts,
    )
    records = Table(
        "records",
        TableArgs(
            placement=placement,
            role="records",
            key_arn=key.arn,
            retention_days=customer_data.retention_days,
            deletion_protection=settings.database.deletion_protection,
            protect=settings.protect,
        ),
        opts,
    )
    tenant_access = TenantAccess(
        "tenant",
        TenantAccessArgs(
            placement=placement,
            callers=_CALLERS,
            key_alias=key.alias_name,
            tables=(records.name,),
            buckets=(files.name,),
            own_keys=bool(customer_data.tenants),
        ),
        opts,
    )
    return Data(
        key=key,
        database=database,
        files=files,
        records=records,
        tenant_access=tenant_access,
        tenant_keys=_tenant_keys(settings, site, tenant_access, customer_data),
        kinds=("RDS" if settings.database.engine == "postgres" else "Aurora", "DynamoDB", "S3"),
    )


def _database(
    settings: Settings, site: Site, account: Account, network: Vpc, key: Key, customer_data: CustomerDataSettings
) -> Database:
    given = settings.database
    database = Database(
        "database",
        DatabaseArgs(
            placement=site.placement,
            vpc_id=network.vpc_id,
            subnet_ids=network.isolated_subnet_ids,
            client_cidrs=network.private_cidrs,
            key_arn=key.arn,
            log_key_arn=account.logs_key.arn,
            engine=_engine(given, sorted(network.isolated_subnet_ids)),
            engine_version=given.engine_version,
            port=given.port,
            backup_days=given.backup_days,
            retention_days=customer_data.retention_days,
            deletion_protection=given.deletion_protection,
            protect=settings.protect,
            insights=given.insights,
            log_days=settings.logs.audit_days,
        ),
        site.opts,
    )
    FindingAlerts(
        "database-alerts",
        FindingAlertsArgs(
            placement=site.placement,
            role="database-events",
            pattern=database.event_pattern,
            key_arn=account.alerts_key.arn,
            subscribers=settings.alert_emails,
        ),
        site.opts,
    )
    return database


def _engine(given: DatabaseSettings, zones: list[str]) -> Engine:
    if given.engine == "postgres":
        return Postgres(
            instance_class=given.instance_class,
            allocated_storage_gib=given.storage_gib,
            max_allocated_storage_gib=given.max_storage_gib,
            multi_az=given.multi_az,
        )
    members = tuple(zones[: _MEMBERS if given.multi_az else 1])
    if given.capacity is None:
        return AuroraPostgres(zones=members, instance_class=given.instance_class)
    return AuroraPostgres(zones=members, capacity=Capacity(least=given.capacity.least, most=given.capacity.most))


def _tenant_keys(
    settings: Settings, site: Site, access: TenantAccess, customer_data: CustomerDataSettings
) -> Mapping[str, Key]:
    return {
        tenant: Key(
            f"tenant-{tenant}",
            KeyArgs(
                placement=site.placement,
                data_class=f"tenant-{tenant}",
                description=f"Data of one tenant: {given.description}",
                grants=(tenant_grant(site.placement, access.role_name, tenant),),
                deletion_window_days=settings.keys.deletion_days,
                protect=settings.protect,
            ),
            site.opts,
        )
        for tenant, given in sorted(customer_data.tenants.items())
    }
