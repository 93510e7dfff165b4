"""A private bucket: encrypted, versioned, logged, reached over TLS only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.data import bucket_policy, bucket_rules
from components.documents import Statement, document
from components.placement import Placement

COMPLIANCE_CONSENT: Final = "I understand that nobody can delete these objects before they expire"

_ACCESS_LOG_DAYS: Final = 90


class BucketPurpose(StrEnum):
    """What a bucket is for, which decides its encryption, lock, logging and expiry."""

    DATA = "data"
    ARCHIVE = "archive"
    CONFIG = "config"
    ACCESS_LOGS = "access-logs"
    STATE = "state"


# Customer data never expires by itself. Records of audit are kept seven years, as AWS Config keeps its own.
_EXPIRE_DAYS: Final[Mapping[BucketPurpose, int | None]] = MappingProxyType(
    {
        BucketPurpose.DATA: None,
        BucketPurpose.ARCHIVE: 2557,
        BucketPurpose.CONFIG: 2557,
        BucketPurpose.ACCESS_LOGS: 365,
        BucketPurpose.STATE: None,
    }
)
_UNLOCKED: Final[Mapping[BucketPurpose, str]] = MappingProxyType(
    {
        BucketPurpose.CONFIG: "AWS Config refuses a bucket with default retention",
        BucketPurpose.ACCESS_LOGS: "S3 refuses to deliver access logs to a locked bucket",
        BucketPurpose.STATE: "Pulumi copies states without the checksum that a locked bucket asks for",
    }
)
# Nobody may remove a version by hand.
_KEPT: Final = (BucketPurpose.ARCHIVE, BucketPurpose.STATE)


@dataclass(frozen=True, kw_only=True)
class ObjectLock:
    """How long each object is held against deletion and change, in ``days`` from its writing.

    COMPLIANCE can be undone by nobody, AWS included, so it is asked for only with ``COMPLIANCE_CONSENT`` typed out.
    An archive's policy refuses any later change of its lock, an extension too: delete the bucket policy by hand, run
    ``pulumi refresh``, and the next ``up`` changes the lock and puts the policy back.
    Raises ValueError for fewer than one or more than 36500 days (S3's limit) and for a missing consent.
    """

    days: int
    mode: Literal["GOVERNANCE", "COMPLIANCE"] = "GOVERNANCE"
    compliance_consent: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 36500:
            raise ValueError(f"days {self.days} of the object lock is outside what S3 allows: choose 1 to 36500 days")
        if self.mode not in ("GOVERNANCE", "COMPLIANCE"):
            raise ValueError(f"mode {self.mode!r} of the object lock is unknown: choose GOVERNANCE or COMPLIANCE")
        if self.mode == "COMPLIANCE" and self.compliance_consent != COMPLIANCE_CONSENT:
            raise ValueError(
                "mode COMPLIANCE of the object lock can never be undone: "
                f"choose GOVERNANCE, or set compliance_consent to {COMPLIANCE_CONSENT!r}"
            )


@dataclass(frozen=True, kw_only=True)
class BucketArgs:
    """What a bucket holds, under which key, and who else may write to it.

    ``role`` ends the physical name. ``key_arn`` and ``access_logs`` are None for access logs only, which can be
    delivered to nothing but an SSE-S3 bucket and are not themselves logged. ``statements`` are added to the policy,
    for the services that deliver here. ``expire_days`` and ``noncurrent_days`` are the days after which current and
    replaced versions go; without ``expire_days`` the purpose decides (data and state: never; archive and config: seven
    years; access logs: one year). ``access_logs_ready`` are the resources without which the access-log bucket refuses
    deliveries (its policy). ``uploads``: users put files here. ``protect`` forbids Pulumi to delete the bucket,
    ``disposable`` lets it empty it first, which only an unprotected bucket that is neither archive nor state may be.
    """

    placement: Placement
    role: str
    purpose: BucketPurpose
    key_arn: pulumi.Input[str] | None
    access_logs: pulumi.Input[str] | None
    statements: tuple[Statement, ...] = ()
    lock: ObjectLock | None = None
    expire_days: int | None = None
    noncurrent_days: int = 90
    uploads: bool = False
    access_logs_ready: tuple[pulumi.Resource, ...] = ()
    protect: bool = True
    disposable: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]", self.role):
            raise ValueError(
                f"role {self.role!r} becomes part of the bucket's name: use small letters, digits, hyphens"
            )
        if self.purpose is BucketPurpose.ACCESS_LOGS:
            self._check_access_logs()
        else:
            self._check_stored_data()
        if self.lock is not None and self.purpose in _UNLOCKED:
            raise ValueError(f"lock of the bucket {self.name!r} is set, but {_UNLOCKED[self.purpose]}: leave it None")
        self._check_expiry()
        if self.disposable and (self.protect or self.purpose in _KEPT):
            raise ValueError(
                f"disposable of the bucket {self.name!r} is True, but it is protected or an archive: "
                "set disposable to False"
            )
        bucket_policy.refuse_loose(
            self.statements, bucket=self.name, bucket_arn=self.arn, account_id=self.placement.account_id
        )

    def _check_access_logs(self) -> None:
        if self.key_arn is not None:
            raise ValueError(
                f"key_arn of the bucket {self.name!r} is set, but S3 and load balancer logs can be delivered to "
                "SSE-S3 buckets only: leave it None"
            )
        if self.access_logs is not None:
            raise ValueError(
                f"access_logs of the bucket {self.name!r} is set, but a bucket that receives access logs is not itself "
                "logged: leave it None"
            )

    def _check_stored_data(self) -> None:
        if self.key_arn is None:
            raise ValueError(
                f"key_arn of the bucket {self.name!r} is None, which only purpose access-logs may be: "
                "give the ARN of a customer key"
            )
        if self.access_logs is None:
            raise ValueError(
                f"access_logs of the bucket {self.name!r} is None, which only purpose access-logs may be: "
                "give the name of the access-log bucket"
            )
        if self.purpose is BucketPurpose.ARCHIVE and self.lock is None:
            raise ValueError(
                f"lock of the bucket {self.name!r} is None, but an archive holds its records: give an ObjectLock"
            )

    def _check_expiry(self) -> None:
        if self.noncurrent_days < 1:
            raise ValueError(
                f"noncurrent_days {self.noncurrent_days} of the bucket {self.name!r} is too short: keep replaced "
                "versions for 1 day or more"
            )
        least = {BucketPurpose.ACCESS_LOGS: _ACCESS_LOG_DAYS}.get(self.purpose, 1)
        if self.lock is not None:
            least = max(least, self.lock.days)
        if self.expiry is not None and self.expiry < least:
            raise ValueError(
                f"expire_days {self.expiry} of the bucket {self.name!r} ends before its records may go: "
                f"set {least} days or more"
            )

    @property
    def name(self) -> str:
        """The physical name, known before the bucket exists."""
        return self.placement.physical(self.role)

    @property
    def arn(self) -> str:
        """The ARN, known before the bucket exists."""
        return self.placement.bucket_arn(self.name)

    @property
    def expiry(self) -> int | None:
        """Days after which current versions expire; None is never."""
        default = _EXPIRE_DAYS[self.purpose]
        if self.expire_days is not None or default is None:
            return self.expire_days
        return default if self.lock is None else max(default, self.lock.days)


class Bucket(Component):
    """A private, versioned, encrypted bucket that answers over TLS 1.2 or newer only.

    Produces the bucket and, each as a resource of its own: ownership controls (no ACLs), the public access block,
    encryption (customer key with a bucket key; SSE-S3 for access logs; SSE-C refused), versioning, the object lock's
    default retention, lifecycle, access logging and the policy.

    For the buckets' part of rest.files (CF-08, OC-04, BZ-12) and of tls.internal (CF-05, OC-15, BZ-13); an archive's
    lock and policy are what log.integrity rests on (CF-25, OC-16, OC-27). ``ready`` is what a service that writes
    here depends on.
    """

    area = "data"
    provides = ("rest.files", "tls.internal")

    name: str
    id: pulumi.Output[str]
    arn: pulumi.Output[str]
    ready: list[pulumi.Resource]

    def __init__(self, name: str, args: BucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        bucket = aws.s3.Bucket(
            self.child("bucket"),
            bucket=args.name,
            force_destroy=args.disposable,
            object_lock_enabled=args.lock is not None,
            tags=bucket_rules.tags(
                args.noncurrent_days, args.expiry, customers=args.purpose is BucketPurpose.DATA, uploads=args.uploads
            ),
            opts=self.inside(protect=args.protect),
        )
        ownership = aws.s3.BucketOwnershipControls(
            self.child("ownership"),
            bucket=bucket.id,
            rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            opts=self.inside(),
        )
        block = aws.s3.BucketPublicAccessBlock(
            self.child("public-access-block"),
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.inside(),
        )
        encryption = aws.s3.BucketServerSideEncryptionConfiguration(
            self.child("encryption"),
            bucket=bucket.id,
            rules=[bucket_rules.encryption(args.key_arn)],
            opts=self.inside(),
        )
        versioning = aws.s3.BucketVersioning(
            self.child("versioning"),
            bucket=bucket.id,
            versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
            opts=self.inside(),
        )
        aws.s3.BucketLifecycleConfiguration(
            self.child("lifecycle"),
            bucket=bucket.id,
            rules=bucket_rules.lifecycle(args.noncurrent_days, args.expiry),
            # S3 refuses rules on noncurrent versions before there are versions.
            opts=self.inside(depends_on=[versioning]),
        )
        if args.access_logs is not None:
            aws.s3.BucketLogging(
                self.child("logging"),
                bucket=bucket.id,
                target_bucket=args.access_logs,
                target_prefix="s3/",
                target_object_key_format=aws.s3.BucketLoggingTargetObjectKeyFormatArgs(
                    partitioned_prefix=aws.s3.BucketLoggingTargetObjectKeyFormatPartitionedPrefixArgs(
                        partition_date_source="EventTime",
                    ),
                ),
                opts=self.inside(depends_on=list(args.access_logs_ready)),
            )
        # S3 refuses two changes of a bucket's access at once; and the policy denies changes of the lock, so it is last.
        before_policy: list[pulumi.Resource] = [ownership, block]
        if args.lock is not None:
            before_policy.append(self._lock(bucket, args.lock, versioning))
        policy = aws.s3.BucketPolicy(
            self.child("policy"),
            bucket=bucket.id,
            policy=document(
                *bucket_policy.statements(
                    args.arn,
                    deny_other_encryption=args.purpose in (BucketPurpose.DATA, BucketPurpose.STATE),
                    deny_removal=args.purpose in _KEPT,
                    extra=args.statements,
                )
            ),
            opts=self.inside(depends_on=before_policy),
        )
        self.name = args.name
        self.id = bucket.id
        self.arn = bucket.arn
        self.ready = [block, encryption, policy]
        self.register_outputs({"name": self.name, "id": self.id, "arn": self.arn})

    def _lock(self, bucket: aws.s3.Bucket, lock: ObjectLock, versioning: pulumi.Resource) -> pulumi.Resource:
        return aws.s3.BucketObjectLockConfiguration(
            self.child("object-lock"),
            bucket=bucket.id,
            rule=aws.s3.BucketObjectLockConfigurationRuleArgs(
                default_retention=aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                    mode=lock.mode, days=lock.days
                ),
            ),
            opts=self.inside(depends_on=[versioning]),
        )
