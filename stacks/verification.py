"""The verification layer: every promise asked of AWS by AWS itself, daily, and the role that lets it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from components.data import grants
from components.data.bucket import Bucket, BucketArgs, BucketPurpose, ObjectLock
from components.data.key import Key, KeyArgs
from components.documents import Statement
from components.governance.continuous_verification import (
    ContinuousVerification,
    ContinuousVerificationArgs,
    PackageFile,
    PackageObject,
    verifier_role_name,
)
from components.governance.verification_role import VerificationRole, VerificationRoleArgs
from components.operations.alarm_map import Watched
from components.operations.alert_topic import AlertTopic
from components.operations.resource_alarms import AlarmTarget, ResourceAlarms, ResourceAlarmsArgs
from stacks.account import Account
from stacks.sections.base import Ownership
from stacks.sections.verification import PackageObjectSettings, VerificationSettings
from stacks.settings import Settings, SettingsError
from stacks.site import Sites

_ROOT: Final = Path(__file__).parent.parent
_WORK_DAYS: Final = 30


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What verification made: the role that lets this account be verified, and what verifies."""

    role: VerificationRole | None
    continuous: ContinuousVerification | None


def verification_layer(settings: Settings, sites: Sites, account: Account, alarms: AlertTopic) -> Verification:
    """Last, for it needs nothing but the account, and nothing needs it."""
    given = settings.operations.verification
    return Verification(
        role=_role(settings, sites),
        continuous=None if given is None else _continuous(given, settings, sites, account, alarms),
    )


def _role(settings: Settings, sites: Sites) -> VerificationRole | None:
    home, given, other = sites.home, settings.operations.verification, settings.operations.verified_by
    if other is not None:
        args = VerificationRoleArgs(
            placement=home.placement,
            role_name=other.role_name,
            verifier_account=other.account_id,
            verifier_role=other.role,
            external_id=other.external_id,
            reads_content=other.reads_content,
        )
    elif given is not None and given.role is Ownership.MANAGED:
        args = VerificationRoleArgs(
            placement=home.placement,
            role_name=given.role_name,
            verifier_account=home.placement.account_id,
            verifier_role=verifier_role_name(home.placement),
            external_id=given.external_id,
            reads_content=given.reads_content,
        )
    else:
        return None
    return VerificationRole("verified", args, home.opts)


def _continuous(
    given: VerificationSettings, settings: Settings, sites: Sites, account: Account, alarms: AlertTopic
) -> ContinuousVerification:
    home = sites.home
    placement = home.placement
    key = Key(
        "verification",
        KeyArgs(
            placement=placement,
            data_class="verification",
            description="Continuous verification: its evidence, its plans and its functions",
            via_services=("lambda", "s3", "scheduler", "sqs", "states"),
            grants=(grants.log_delivery(placement),),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        home.opts,
    )
    work = _bucket("verification", BucketPurpose.CONFIG, settings, sites, account, key)
    evidence = _bucket("evidence", BucketPurpose.ARCHIVE, settings, sites, account, key)
    verifier = ContinuousVerification(
        "verification",
        ContinuousVerificationArgs(
            placement=placement,
            package=_package(given.package),
            accounts=() if given.organization else given.accounts or (placement.account_id,),
            regions=given.regions or settings.watched_regions,
            role_name=given.role_name,
            work=work,
            evidence=evidence,
            key_arn=key.arn,
            key_alias=key.alias_name,
            log_key_arn=account.logs_key.arn,
            topic_arn=alarms.arn,
            topic_ready=tuple(alarms.ready),
            external_id=given.external_id,
            security_hub=settings.detection.security_hub != "off",
            schedule=given.schedule,
            concurrency=given.concurrency,
            retention_days=settings.logs.audit_days,
        ),
        home.opts,
    )
    ResourceAlarms(
        "verification-alarms",
        ResourceAlarmsArgs(
            placement=placement,
            targets={
                **{
                    f"verification-{part}": AlarmTarget(watched=Watched.FUNCTION, dimensions={"FunctionName": function})
                    for part, function in verifier.function_names.items()
                },
                "verification-undelivered": AlarmTarget(
                    watched=Watched.DEAD_LETTERS, dimensions={"QueueName": verifier.undelivered_queue_name}
                ),
            },
            topic_arn=alarms.arn,
            topic_ready=tuple(alarms.ready),
        ),
        home.opts,
    )
    return verifier


def _bucket(role: str, purpose: BucketPurpose, settings: Settings, sites: Sites, account: Account, key: Key) -> Bucket:
    home, locked = sites.home, purpose is BucketPurpose.ARCHIVE
    arn = home.placement.bucket_arn(home.placement.physical(role))
    return Bucket(
        role if locked else "verification-work",
        BucketArgs(
            placement=home.placement,
            role=role,
            purpose=purpose,
            key_arn=key.arn,
            access_logs=account.archive.access_logs.id,
            access_logs_ready=tuple(account.archive.access_logs.ready),
            statements=(_written_once(arn),) if locked else (),
            lock=ObjectLock(days=settings.logs.lock_days) if locked else None,
            expire_days=None if locked else _WORK_DAYS,
            noncurrent_days=90 if locked else _WORK_DAYS,
            protect=settings.protect,
            disposable=settings.disposable and not locked,
        ),
        home.opts,
    )


def _written_once(bucket_arn: str) -> Statement:
    """Refuses every record that could take the place of another (S3 user guide, "Enforce conditional writes")."""
    return Statement(
        sid="DenyOverwriting",
        effect="Deny",
        principals="*",
        actions=("s3:PutObject",),
        resources=(f"{bucket_arn}/*",),
        condition={"Null": {"s3:if-none-match": "true"}},
    )


def _package(given: str | PackageObjectSettings) -> PackageFile | PackageObject:
    if isinstance(given, PackageObjectSettings):
        return PackageObject(bucket=given.bucket, key=given.key, version=given.version)
    path = _ROOT / given
    if not path.is_file():
        raise SettingsError(
            f"operations.verification.package is {given}, which is not there: run `make verifier`, or leave it out"
        )
    # The path as it is given: an absolute one would differ from machine to machine in the preview.
    return PackageFile(path=str(path))
