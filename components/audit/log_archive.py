"""Where logs are kept: three buckets, because AWS demands three different ones (design decision 12)."""

from dataclasses import dataclass, field

import pulumi

from components.audit import delivery
from components.base import Component
from components.data.bucket import Bucket, BucketArgs, BucketPurpose, ObjectLock
from components.placement import Placement

_LOCK_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class LogArchiveArgs:
    """What a log archive may vary in.

    ``key_arn`` is the customer key of the archive and of the Config bucket; its policy must let CloudTrail, GuardDuty
    and Config use it. ``access_log_days`` is 90 or more, else ValueError. ``disposable`` lets Pulumi empty the Config
    and access-log buckets in order to delete them, the archive never.
    """

    placement: Placement
    key_arn: pulumi.Input[str]
    lock: ObjectLock = field(default_factory=lambda: ObjectLock(days=_LOCK_DAYS))
    access_log_days: int = 365
    protect: bool = True
    disposable: bool = False

    def __post_init__(self) -> None:
        if self.access_log_days < 90:
            raise ValueError(
                f"access_log_days is {self.access_log_days}, access logs are kept 90 days or more: raise it"
            )


class LogArchive(Component):
    """Three homes for logs, each with the policy its delivery services need.

    ``archive`` takes the trail and GuardDuty's findings under the customer key and a lock; ``config`` takes AWS
    Config's snapshots under the customer key, without the default retention that Config refuses; ``access_logs``
    takes what can only be delivered to SSE-S3 buckets (S3 and load balancer logs), unlocked and itself not logged.

    Claims CF-25, OC-15, OC-16, OC-27 (log.integrity), together with ``Trail``, which signs its digests.
    """

    area = "audit"
    provides = ("log.integrity",)

    archive: Bucket
    config: Bucket
    access_logs: Bucket

    def __init__(self, name: str, args: LogArchiveArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        access_logs = placement.physical("access-logs")
        self.access_logs = Bucket(
            self.child("access-logs"),
            BucketArgs(
                placement=placement,
                role="access-logs",
                purpose=BucketPurpose.ACCESS_LOGS,
                key_arn=None,
                access_logs=None,
                statements=(
                    *delivery.s3_access_logs(placement, access_logs),
                    *delivery.load_balancer_logs(placement, access_logs),
                ),
                expire_days=args.access_log_days,
                protect=args.protect,
                disposable=args.disposable,
            ),
            opts=self.inside(),
        )
        archive = placement.physical("archive")
        self.archive = Bucket(
            self.child("archive"),
            BucketArgs(
                placement=placement,
                role="archive",
                purpose=BucketPurpose.ARCHIVE,
                key_arn=args.key_arn,
                access_logs=self.access_logs.id,
                access_logs_ready=tuple(self.access_logs.ready),
                statements=(
                    *delivery.cloudtrail(placement, archive),
                    *delivery.guardduty(placement, archive),
                ),
                lock=args.lock,
                protect=args.protect,
            ),
            opts=self.inside(),
        )
        self.config = Bucket(
            self.child("config"),
            BucketArgs(
                placement=placement,
                role="config",
                purpose=BucketPurpose.CONFIG,
                key_arn=args.key_arn,
                access_logs=self.access_logs.id,
                access_logs_ready=tuple(self.access_logs.ready),
                statements=delivery.config(placement, placement.physical("config")),
                protect=args.protect,
                disposable=args.disposable,
            ),
            opts=self.inside(),
        )
        self.register_outputs(
            {
                "archive": self.archive.name,
                "config": self.config.name,
                "access_logs": self.access_logs.name,
            }
        )

    @property
    def bucket_names(self) -> tuple[str, ...]:
        """The three physical names, which the trail leaves out of its data events lest logging log itself."""
        return (self.archive.name, self.config.name, self.access_logs.name)
