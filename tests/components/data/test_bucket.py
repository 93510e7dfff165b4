"""A bucket: private, encrypted, versioned, logged, and locked where it holds records."""

import re
from typing import Any

import pytest

from components.data.bucket import COMPLIANCE_CONSENT, Bucket, BucketArgs, BucketPurpose, ObjectLock
from components.documents import Statement
from tests.components.data.building import ACCOUNT, KEY_ARN, PLACEMENT, by_sid, depends_on, statements, wired
from tests.support.recording import Recorded, record

NAME = "vouch-prod-123456789012-eu-west-1-files"
ARN = f"arn:aws:s3:::{NAME}"
BUCKET = "aws:s3/bucket:Bucket"
OWNERSHIP = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"

DATA: dict[str, Any] = {"purpose": BucketPurpose.DATA, "key_arn": KEY_ARN, "access_logs": "logs-of-access"}
ARCHIVE: dict[str, Any] = DATA | {"purpose": BucketPurpose.ARCHIVE, "lock": ObjectLock(days=365)}
CONFIG: dict[str, Any] = DATA | {"purpose": BucketPurpose.CONFIG}
STATE: dict[str, Any] = DATA | {"purpose": BucketPurpose.STATE}
ACCESS_LOGS: dict[str, Any] = {"purpose": BucketPurpose.ACCESS_LOGS, "key_arn": None, "access_logs": None}
EVERY_PURPOSE = pytest.mark.parametrize(
    "given", [DATA, ARCHIVE, CONFIG, STATE, ACCESS_LOGS], ids=lambda each: each["purpose"]
)

DELIVERY = Statement(
    sid="Delivery",
    principals={"Service": ("delivery.logs.amazonaws.com",)},
    actions=("s3:PutObject",),
    resources=(f"{ARN}/*",),
    condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}},
)


def arguments(given: dict[str, Any], **changes: Any) -> BucketArgs:
    named: dict[str, Any] = {"placement": PLACEMENT, "role": "files"}
    return BucketArgs(**(named | given | changes))


def build(given: dict[str, Any], **changes: Any) -> Recorded:
    return record(lambda: Bucket("files", arguments(given, **changes)))


def delivery(**changes: Any) -> Statement:
    return Statement(**({field: getattr(DELIVERY, field) for field in DELIVERY.__dataclass_fields__} | changes))


@EVERY_PURPOSE
def test_every_bucket_has_its_known_name_and_is_protected(given: dict[str, Any]) -> None:
    bucket = build(given).one(BUCKET, "files-bucket")
    assert bucket.properties["bucket"] == NAME
    assert bucket.properties["forceDestroy"] is False
    assert bucket.options.protect is True


@pytest.mark.parametrize("given", [DATA, CONFIG, ACCESS_LOGS], ids=lambda each: each["purpose"])
def test_a_disposable_bucket_is_emptied_to_be_deleted(given: dict[str, Any]) -> None:
    bucket = build(given, disposable=True, protect=False).one(BUCKET, "files-bucket")
    assert bucket.properties["forceDestroy"] is True


@EVERY_PURPOSE
def test_no_setting_is_inline(given: dict[str, Any]) -> None:
    inputs = set(build(given).one(BUCKET).properties)
    assert inputs <= {"bucket", "forceDestroy", "objectLockEnabled", "tags"}


@EVERY_PURPOSE
def test_every_bucket_is_closed_to_the_public_and_to_acls(given: dict[str, Any]) -> None:
    recorded = build(given)
    block = recorded.one(BLOCK, "files-public-access-block")
    assert {name: value for name, value in block.properties.items() if name != "bucket"} == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    ownership = recorded.one(OWNERSHIP, "files-ownership")
    assert ownership.properties["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


@EVERY_PURPOSE
def test_every_bucket_keeps_versions(given: dict[str, Any]) -> None:
    versioning = build(given).one(VERSIONING, "files-versioning")
    assert versioning.properties["versioningConfiguration"] == {"status": "Enabled"}


@EVERY_PURPOSE
def test_every_setting_is_of_this_bucket_and_inside_the_component(given: dict[str, Any]) -> None:
    recorded = build(given)
    settings = [each for each in recorded.resources if each.type.startswith("aws:s3/") and each.type != BUCKET]
    assert {tuple(wired(each, "bucket")) for each in settings} == {("files-bucket",)}
    assert {each.parent.rsplit("::", 1)[-1] for each in settings} == {"files"}


@pytest.mark.parametrize("given", [DATA, ARCHIVE, CONFIG, STATE], ids=lambda each: each["purpose"])
def test_what_is_stored_is_encrypted_under_the_customer_key(given: dict[str, Any]) -> None:
    assert build(given).one(ENCRYPTION, "files-encryption").properties["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY_ARN},
            "blockedEncryptionTypes": ["SSE-C"],
            "bucketKeyEnabled": True,
        }
    ]


def test_access_logs_are_under_s3s_own_key_which_alone_their_delivery_can_use() -> None:
    assert build(ACCESS_LOGS).one(ENCRYPTION).properties["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"},
            "blockedEncryptionTypes": ["SSE-C"],
        }
    ]


def test_a_bucket_logs_its_access_by_the_time_of_the_event() -> None:
    logging = build(DATA).one(LOGGING, "files-logging")
    assert {name: value for name, value in logging.properties.items() if name != "bucket"} == {
        "targetBucket": "logs-of-access",
        "targetPrefix": "s3/",
        "targetObjectKeyFormat": {"partitionedPrefix": {"partitionDateSource": "EventTime"}},
    }


def test_the_bucket_of_access_logs_is_not_itself_logged() -> None:
    assert build(ACCESS_LOGS).all(LOGGING) == ()


@pytest.mark.parametrize(
    ("given", "days"),
    [(DATA, None), (ARCHIVE, 2557), (CONFIG, 2557), (STATE, None), (ACCESS_LOGS, 365)],
    ids=["data", "archive", "config", "state", "access-logs"],
)
def test_objects_expire_by_purpose(given: dict[str, Any], days: int | None) -> None:
    expiry = [{"id": "expire-current-versions", "status": "Enabled", "filter": {}, "expiration": {"days": days}}]
    assert build(given).one(LIFECYCLE, "files-lifecycle").properties["rules"] == [
        {
            "id": "abort-incomplete-uploads",
            "status": "Enabled",
            "filter": {},
            "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
        },
        {
            "id": "expire-noncurrent-versions",
            "status": "Enabled",
            "filter": {},
            "noncurrentVersionExpiration": {"noncurrentDays": 90},
            "expiration": {"expiredObjectDeleteMarker": True},
        },
        *(expiry if days else []),
    ]


def test_both_expiries_can_be_chosen() -> None:
    rules = build(DATA, expire_days=400, noncurrent_days=35).one(LIFECYCLE).properties["rules"]
    assert isinstance(rules, list)
    assert rules[1]["noncurrentVersionExpiration"] == {"noncurrentDays": 35}
    assert rules[2]["expiration"] == {"days": 400}


def test_a_lock_longer_than_the_purposes_expiry_moves_the_expiry() -> None:
    assert arguments(ARCHIVE, lock=ObjectLock(days=3650)).expiry == 3650


def test_an_archive_is_locked_from_its_creation() -> None:
    recorded = build(ARCHIVE)
    assert recorded.one(BUCKET).properties["objectLockEnabled"] is True
    assert recorded.one(LOCK, "files-object-lock").properties["rule"] == {
        "defaultRetention": {"mode": "GOVERNANCE", "days": 365}
    }


@pytest.mark.parametrize("given", [DATA, CONFIG, STATE, ACCESS_LOGS], ids=lambda each: each["purpose"])
def test_other_buckets_are_not_locked_unless_asked(given: dict[str, Any]) -> None:
    recorded = build(given)
    assert recorded.one(BUCKET).properties["objectLockEnabled"] is False
    assert recorded.all(LOCK) == ()


def test_compliance_is_given_to_who_types_the_consent() -> None:
    lock = ObjectLock(days=365, mode="COMPLIANCE", compliance_consent=COMPLIANCE_CONSENT)
    assert build(ARCHIVE, lock=lock).one(LOCK).properties["rule"] == {
        "defaultRetention": {"mode": "COMPLIANCE", "days": 365}
    }


@EVERY_PURPOSE
def test_every_bucket_refuses_plain_requests_and_old_tls(given: dict[str, Any]) -> None:
    policy = by_sid(build(given).one(POLICY, "files-policy"))
    everything: dict[str, Any] = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [ARN, f"{ARN}/*"]}
    assert policy["DenyInsecureTransport"] == everything | {
        "Sid": "DenyInsecureTransport",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    assert policy["DenyOldTls"] == everything | {
        "Sid": "DenyOldTls",
        "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
    }


@EVERY_PURPOSE
def test_no_bucket_lets_anyone_in_by_itself(given: dict[str, Any]) -> None:
    assert {statement["Effect"] for statement in statements(build(given).one(POLICY))} == {"Deny"}


def test_an_archive_denies_everybody_the_removal_of_a_record() -> None:
    assert by_sid(build(ARCHIVE).one(POLICY))["DenyRecordRemoval"] == {
        "Sid": "DenyRecordRemoval",
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:BypassGovernanceRetention", "s3:DeleteObjectVersion", "s3:PutBucketObjectLockConfiguration"],
        "Resource": [ARN, f"{ARN}/*"],
    }


def test_customer_data_is_never_uploaded_under_another_encryption() -> None:
    assert by_sid(build(DATA).one(POLICY))["DenyOtherEncryption"] == {
        "Sid": "DenyOtherEncryption",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"{ARN}/*",
        "Condition": {
            "Null": {"s3:x-amz-server-side-encryption": "false"},
            "StringNotEquals": {"s3:x-amz-server-side-encryption": "aws:kms"},
        },
    }


@pytest.mark.parametrize(
    ("given", "sids"),
    [
        (DATA, ["DenyInsecureTransport", "DenyOldTls", "DenyOtherEncryption"]),
        (ARCHIVE, ["DenyInsecureTransport", "DenyOldTls", "DenyRecordRemoval"]),
        (STATE, ["DenyInsecureTransport", "DenyOldTls", "DenyOtherEncryption", "DenyRecordRemoval"]),
        (CONFIG, ["DenyInsecureTransport", "DenyOldTls"]),
        (ACCESS_LOGS, ["DenyInsecureTransport", "DenyOldTls"]),
    ],
    ids=["data", "archive", "config", "state", "access-logs"],
)
def test_the_policy_holds_the_refusals_of_its_purpose_and_then_what_is_added(
    given: dict[str, Any], sids: list[str]
) -> None:
    policy = build(given, statements=(DELIVERY,)).one(POLICY)
    assert [statement["Sid"] for statement in statements(policy)] == [*sids, "Delivery"]


def test_the_policy_comes_after_the_public_access_block_and_the_lock_that_it_guards() -> None:
    recorded = build(ARCHIVE)
    assert depends_on(recorded.one(POLICY)) >= {"files-public-access-block", "files-ownership", "files-object-lock"}
    assert depends_on(recorded.one(LIFECYCLE)) >= {"files-versioning"}


@pytest.mark.parametrize(
    ("given", "changes", "tags"),
    [
        (DATA, {}, {"backup": "daily", "data": "customer", "retention": "90"}),
        (DATA, {"noncurrent_days": 60}, {"backup": "daily", "data": "customer", "retention": "60"}),
        (DATA, {"expire_days": 365}, {"backup": "daily", "data": "customer", "retention": "365"}),
        (ARCHIVE, {}, {"data": "logs", "retention": "2557"}),
        (CONFIG, {"expire_days": 400}, {"data": "logs", "retention": "400"}),
        (ACCESS_LOGS, {}, {"data": "logs", "retention": "365"}),
    ],
)
def test_a_bucket_says_what_it_holds_and_for_how_many_days(
    given: dict[str, Any], changes: dict[str, Any], tags: dict[str, str]
) -> None:
    assert build(given, **changes).one(BUCKET).properties["tags"] == tags


def test_a_bucket_is_ready_when_it_is_closed_encrypted_and_has_its_policy() -> None:
    made: list[Bucket] = []
    record(lambda: made.append(Bucket("files", arguments(DATA))))
    assert made[0].name == NAME
    assert [type(each).__name__ for each in made[0].ready] == [
        "BucketPublicAccessBlock",
        "BucketServerSideEncryptionConfiguration",
        "BucketPolicy",
    ]


def test_a_small_profile_may_delete_its_bucket() -> None:
    assert build(DATA, protect=False).one(BUCKET).options.protect is False


def test_a_load_balancers_delivery_is_pinned_by_its_path() -> None:
    balancers = delivery(condition={}, resources=(f"{ARN}/AWSLogs/{ACCOUNT}/*",))
    assert arguments(ACCESS_LOGS, statements=(balancers,)).statements == (balancers,)


@pytest.mark.parametrize(
    ("given", "changes", "message"),
    [
        (DATA, {"role": "Files"}, "role 'Files' becomes part of the bucket's name: use small letters, digits, hyphens"),
        (
            ACCESS_LOGS,
            {"key_arn": KEY_ARN},
            (
                f"key_arn of the bucket '{NAME}' is set, but S3 and load balancer logs can be delivered to "
                "SSE-S3 buckets "
                "only: leave it None"
            ),
        ),
        (
            ACCESS_LOGS,
            {"access_logs": "other"},
            (
                f"access_logs of the bucket '{NAME}' is set, but a bucket that receives access logs is not "
                "itself logged: "
                "leave it None"
            ),
        ),
        (
            ACCESS_LOGS,
            {"lock": ObjectLock(days=1)},
            (
                f"lock of the bucket '{NAME}' is set, but S3 refuses to deliver access logs to a locked bucket: "
                "leave it None"
            ),
        ),
        (
            DATA,
            {"key_arn": None},
            (
                f"key_arn of the bucket '{NAME}' is None, which only purpose access-logs may be: "
                "give the ARN of a customer key"
            ),
        ),
        (
            DATA,
            {"access_logs": None},
            (
                f"access_logs of the bucket '{NAME}' is None, which only purpose access-logs may be: "
                "give the name of the access-log bucket"
            ),
        ),
        (
            ARCHIVE,
            {"lock": None},
            f"lock of the bucket '{NAME}' is None, but an archive holds its records: give an ObjectLock",
        ),
        (
            STATE,
            {"lock": ObjectLock(days=1)},
            (
                f"lock of the bucket '{NAME}' is set, but Pulumi copies states without the checksum that a locked "
                "bucket asks for: leave it None"
            ),
        ),
        (
            CONFIG,
            {"lock": ObjectLock(days=1)},
            (
                f"lock of the bucket '{NAME}' is set, but AWS Config refuses a bucket with default retention: "
                "leave it None"
            ),
        ),
        (
            DATA,
            {"disposable": True},
            f"disposable of the bucket '{NAME}' is True, but it is protected or an archive: set disposable to False",
        ),
        (
            ARCHIVE,
            {"disposable": True, "protect": False},
            f"disposable of the bucket '{NAME}' is True, but it is protected or an archive: set disposable to False",
        ),
        (
            DATA,
            {"noncurrent_days": 0},
            f"noncurrent_days 0 of the bucket '{NAME}' is too short: keep replaced versions for 1 day or more",
        ),
        (
            DATA,
            {"expire_days": 0},
            f"expire_days 0 of the bucket '{NAME}' ends before its records may go: set 1 days or more",
        ),
        (
            ACCESS_LOGS,
            {"expire_days": 89},
            f"expire_days 89 of the bucket '{NAME}' ends before its records may go: set 90 days or more",
        ),
        (
            ARCHIVE,
            {"expire_days": 364},
            f"expire_days 364 of the bucket '{NAME}' ends before its records may go: set 365 days or more",
        ),
    ],
)
def test_arguments_that_aws_would_refuse_or_that_would_weaken_a_bucket_are_refused(
    given: dict[str, Any], changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        arguments(given, **changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"sid": "DenyOldTls"},
            (
                f"statements of the bucket '{NAME}' use the sid 'DenyOldTls' more than once or take a sid of the "
                "bucket's "
                "own: give each statement a name of its own"
            ),
        ),
        (
            {"resources": ("arn:aws:s3:::other/*",)},
            (
                f"statement 'Delivery' of the bucket '{NAME}' is on 'arn:aws:s3:::other/*', which is not in this "
                "bucket: "
                f"use {ARN} or a path under it"
            ),
        ),
        (
            {"resources": (f"{ARN}-other/*",)},
            (
                f"statement 'Delivery' of the bucket '{NAME}' is on '{ARN}-other/*', which is not in this bucket: "
                f"use {ARN} or a path under it"
            ),
        ),
        (
            {"actions": ("s3:Put*",)},
            f"statement 'Delivery' of the bucket '{NAME}' allows 's3:Put*': name each action without wildcards",
        ),
        (
            {"principals": "*"},
            (
                f"statement 'Delivery' of the bucket '{NAME}' allows everybody: "
                "name the service, or the account's root with a condition"
            ),
        ),
        (
            {"principals": {"AWS": ("*",)}},
            (
                f"statement 'Delivery' of the bucket '{NAME}' allows everybody: "
                "name the service, or the account's root with a condition"
            ),
        ),
        (
            {"condition": {}},
            (
                f"statement 'Delivery' of the bucket '{NAME}' does not pin the source of its service: "
                "compare aws:SourceArn or aws:SourceAccount with a positive operator"
            ),
        ),
    ],
)
def test_a_statement_that_would_open_the_bucket_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        arguments(DATA, statements=(delivery(**changes),))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"days": 0}, "days 0 of the object lock is outside what S3 allows: choose 1 to 36500 days"),
        ({"days": 36501}, "days 36501 of the object lock is outside what S3 allows: choose 1 to 36500 days"),
        (
            {"days": 1, "mode": "OFF"},
            "mode 'OFF' of the object lock is unknown: choose GOVERNANCE or COMPLIANCE",
        ),
        (
            {"days": 1, "mode": "COMPLIANCE", "compliance_consent": "yes"},
            (
                "mode COMPLIANCE of the object lock can never be undone: choose GOVERNANCE, or set "
                "compliance_consent to "
                "'I understand that nobody can delete these objects before they expire'"
            ),
        ),
    ],
)
def test_a_lock_that_cannot_be_or_cannot_be_undone_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        ObjectLock(**given)
