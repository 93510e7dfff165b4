"""Where Pulumi keeps the state of every stack, and the key of the secrets in it."""

import re
from dataclasses import dataclass

import pulumi
from pulumi_aws import kms

from components.audit import delivery
from components.base import Component
from components.data.bucket import Bucket, BucketArgs, BucketPurpose
from components.data.key import Key, KeyArgs, administration
from components.documents import Statement, document
from components.placement import Placement

_ROLE = "state"
_LOGS_ROLE = "access-logs"
_SECRETS = "secrets"
_HISTORY_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class StateBackendArgs:
    """Who runs Pulumi; errors are ValueErrors.

    ``users`` are the ARNs of this account's roles that may read and write state, wildcards allowed: the pipeline's, and
    those of the people who bootstrap and repair. Nobody else reads it, whatever IAM says, so the role that makes the
    bucket must be among them.
    """

    placement: Placement
    users: tuple[str, ...]
    protect: bool = True

    def __post_init__(self) -> None:
        if not self.users:
            raise ValueError("users is empty, so nobody could read the state: name the roles that run Pulumi")
        own = f"arn:{self.placement.partition}:iam::{self.placement.account_id}:role/"
        for user in self.users:
            if not re.fullmatch(re.escape(own) + r"[\w+=,.@/*-]*[\w+=,.@-]{3}[\w+=,.@/*-]*", user):
                raise ValueError(f"users names {user!r}: write the ARN of roles of this account, such as {own}deploy-*")

    @property
    def bucket_name(self) -> str:
        """The state bucket's physical name, known before it exists."""
        return self.placement.physical(_ROLE)

    @property
    def url(self) -> str:
        """The backend's URL, known before it exists.

        The CLI's own AWS client takes the region from it, so that no shell variable decides where state is.
        """
        return f"s3://{self.bucket_name}?region={self.placement.region}&awssdk=v2"

    @property
    def key_aliases(self) -> tuple[str, str]:
        """The aliases of the bucket's key and of the secrets' key, known before they exist."""
        return (f"alias/{self.placement.local(_ROLE)}", f"alias/{self.placement.local(_SECRETS)}")


class StateBackend(Component):
    """A bucket for Pulumi's state, with a key of its own and another for the secrets in it.

    Produces the state bucket, the bucket of its access logs, the bucket's key, which is used through S3 only, and the
    key of Pulumi's secrets provider, which ``users`` alone may use, so that reading the bucket is not enough to read a
    secret.

    Pulumi writes and deletes objects, never versions: the policy lets nobody remove one, so that what an update
    replaced or deleted can be fetched back for 90 days. There is no object lock: it asks a checksum of every write,
    and Pulumi sends none with the copies that it makes of a state for its history.

    For claims CF-08, OC-04, BZ-12 (rest.files, rest.keys) and CF-17, CF-19, CF-20 (id.least).
    """

    area = "governance"
    provides = ("rest.files", "rest.keys", "tls.internal")

    bucket: Bucket
    url: str
    secrets_provider: str

    def __init__(self, name: str, args: StateBackendArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        logs = placement.physical(_LOGS_ROLE)
        access_logs = Bucket(
            self.child("access-logs"),
            BucketArgs(
                placement=placement,
                role=_LOGS_ROLE,
                purpose=BucketPurpose.ACCESS_LOGS,
                key_arn=None,
                access_logs=None,
                statements=delivery.s3_access_logs(placement, logs),
                protect=args.protect,
            ),
            opts=self.inside(),
        )
        key = Key(
            self.child("key"),
            KeyArgs(
                placement=placement,
                data_class=_ROLE,
                description="Pulumi's state",
                via_services=("s3",),
                protect=args.protect,
            ),
            opts=self.inside(),
        )
        self.bucket = Bucket(
            self.child("bucket"),
            BucketArgs(
                placement=placement,
                role=_ROLE,
                purpose=BucketPurpose.STATE,
                key_arn=key.arn,
                access_logs=access_logs.id,
                access_logs_ready=tuple(access_logs.ready),
                statements=(_users_only(args),),
                noncurrent_days=_HISTORY_DAYS,
                protect=args.protect,
            ),
            opts=self.inside(),
        )
        secrets_alias = self._secrets_key(args)
        self.url = args.url
        self.secrets_provider = f"awskms://{secrets_alias}?region={placement.region}&awssdk=v2"
        self.register_outputs(
            {"bucket": self.bucket.name, "url": self.url, "secrets_provider": self.secrets_provider},
        )

    def _secrets_key(self, args: StateBackendArgs) -> str:
        _, alias = args.key_aliases
        key = kms.Key(
            self.child("secrets-key"),
            description="Secrets in Pulumi's state and configuration",
            enable_key_rotation=True,
            deletion_window_in_days=30,
            policy=document(
                administration(args.placement),
                Statement(
                    sid="UseKeyForSecrets",
                    principals={"AWS": (args.placement.root_arn,)},
                    actions=("kms:Decrypt", "kms:Encrypt"),
                    condition={
                        "StringEquals": {"kms:CallerAccount": args.placement.account_id},
                        "ArnLike": {"aws:PrincipalArn": args.users},
                    },
                ),
            ),
            opts=self.inside(protect=args.protect),
        )
        kms.Alias(self.child("secrets-alias"), name=alias, target_key_id=key.key_id, opts=self.inside())
        return alias


def _users_only(args: StateBackendArgs) -> Statement:
    bucket = args.placement.bucket_arn(args.bucket_name)
    return Statement(
        sid="DenyOthers",
        effect="Deny",
        principals="*",
        # Content only: whoever administers the account can mend a list of users that locks everybody out.
        actions=(
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:ListBucket",
            "s3:ListBucketVersions",
            "s3:PutObject",
        ),
        resources=(bucket, f"{bucket}/*"),
        condition={"ArnNotLike": {"aws:PrincipalArn": args.users}},
    )
