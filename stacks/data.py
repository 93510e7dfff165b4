"""The data layer: the customer key, the database and the bucket of customers' files."""

from dataclasses import dataclass

from components.data.bucket import Bucket, BucketArgs, BucketPurpose
from components.data.database import Database, DatabaseArgs
from components.data.key import Key, KeyArgs
from components.detection.alerts import FindingAlerts, FindingAlertsArgs
from components.network.vpc import Vpc
from stacks.account import Account
from stacks.settings import Settings
from stacks.site import Sites


@dataclass(frozen=True, kw_only=True)
class Data:
    """The stores of customer data."""

    database: Database
    files: Bucket


def data_layer(settings: Settings, sites: Sites, account: Account, network: Vpc) -> Data:
    """Every store of customer data, under one key of its own."""
    placement, opts = sites.home.placement, sites.home.opts
    key = Key(
        "customer",
        KeyArgs(
            placement=placement,
            data_class="customer",
            description="Customer data: the database, its secret and its snapshots, and files",
            via_services=("rds", "secretsmanager", "s3"),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        opts,
    )
    database = Database(
        "database",
        DatabaseArgs(
            placement=placement,
            vpc_id=network.vpc_id,
            subnet_ids=network.isolated_subnet_ids,
            client_cidrs=network.private_cidrs,
            key_arn=key.arn,
            log_key_arn=account.logs_key.arn,
            engine_version=settings.database.engine_version,
            instance_class=settings.database.instance_class,
            port=settings.database.port,
            allocated_storage_gib=settings.database.storage_gib,
            max_allocated_storage_gib=settings.database.max_storage_gib,
            multi_az=settings.database.multi_az,
            backup_days=settings.database.backup_days,
            deletion_protection=settings.database.deletion_protection,
            protect=settings.protect,
            insights=settings.database.insights,
            log_days=settings.logs.audit_days,
        ),
        opts,
    )
    FindingAlerts(
        "database-alerts",
        FindingAlertsArgs(
            placement=placement,
            role="database-events",
            pattern=database.event_pattern,
            key_arn=account.alerts_key.arn,
            subscribers=settings.alert_emails,
        ),
        opts,
    )
    files = Bucket(
        "files",
        BucketArgs(
            placement=placement,
            role="files",
            purpose=BucketPurpose.DATA,
            key_arn=key.arn,
            access_logs=account.archive.access_logs.id,
            access_logs_ready=tuple(account.archive.access_logs.ready),
            protect=settings.protect,
            disposable=settings.disposable,
        ),
        opts,
    )
    return Data(database=database, files=files)
