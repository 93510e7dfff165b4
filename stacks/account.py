"""The account layer: keys of the logs and alerts, the archive and the trail."""

from dataclasses import dataclass

from components.audit.log_archive import LogArchive, LogArchiveArgs
from components.audit.names import trail_name
from components.audit.trail import EveryBucketExcept, ExistingTrail, Trail, TrailArgs
from components.data import grants
from components.data.bucket import ObjectLock
from components.data.key import Key, KeyArgs
from stacks.settings import Settings
from stacks.site import Sites


@dataclass(frozen=True, kw_only=True)
class Account:
    """What the other layers need of the account: where logs and alerts go, and under which keys."""

    logs_key: Key
    archive_key: Key
    alerts_key: Key
    archive: LogArchive
    trail: Trail


def account_layer(settings: Settings, sites: Sites) -> Account:
    """What every other layer reports to."""
    placement, opts = sites.home.placement, sites.home.opts
    logs_key = Key(
        "logs",
        KeyArgs(
            placement=placement,
            data_class="logs",
            description="Log groups: flow logs, trail, web ACL, database",
            grants=(grants.cloudwatch_logs(placement),),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        opts,
    )
    archive_key = Key(
        "archive",
        KeyArgs(
            placement=placement,
            data_class="archive",
            description="The archive of the trail, of findings and of configuration history",
            via_services=("s3",),
            grants=(
                grants.cloudtrail(placement, trail_name(placement)),
                grants.guardduty_findings(placement),
                grants.config_delivery(placement),
            ),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        opts,
    )
    alerts_key = Key(
        "alerts",
        KeyArgs(
            placement=placement,
            data_class="alerts",
            description="Topics and queues that carry findings and events",
            via_services=("sns", "sqs"),
            grants=grants.sns_publishers(placement),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        opts,
    )
    archive = LogArchive(
        "logs",
        LogArchiveArgs(
            placement=placement,
            key_arn=archive_key.arn,
            lock=ObjectLock(days=settings.logs.lock_days),
            protect=settings.protect,
            disposable=settings.disposable,
        ),
        opts,
    )
    given = settings.audit.trail
    trail = Trail(
        "trail",
        TrailArgs(
            placement=placement,
            bucket=archive.archive.name,
            bucket_ready=tuple(archive.archive.ready),
            key_arn=archive_key.arn,
            log_key_arn=logs_key.arn,
            object_events=EveryBucketExcept(log_buckets=archive.bucket_names),
            retention_days=settings.logs.audit_days,
            protect=settings.protect,
            existing=None if given == "managed" else ExistingTrail(**dict(given)),
        ),
        opts,
    )
    return Account(logs_key=logs_key, archive_key=archive_key, alerts_key=alerts_key, archive=archive, trail=trail)
