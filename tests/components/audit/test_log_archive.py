"""The log archive: three homes, and who may deliver to each."""

import json
from typing import Any

import pytest

from components.audit.log_archive import LogArchive, LogArchiveArgs
from components.audit.names import trail_name
from components.audit.trail import EveryBucketExcept, Trail, TrailArgs
from components.data import grants
from components.data.bucket import ObjectLock
from components.placement import Placement
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/trail"
NAME = "vouch-prod-123456789012-eu-west-1"
TRAIL_ARN = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/vouch-prod-trail"
BUCKET = "aws:s3/bucket:Bucket"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"


def build(**changes: Any) -> Recorded:
    args = LogArchiveArgs(placement=PLACEMENT, key_arn=KEY, **changes)
    return record(lambda: LogArchive("logs", args))


def algorithm(recorded: Recorded, home: str) -> Any:
    (rule,) = recorded.one(ENCRYPTION, f"logs-{home}-encryption").properties["rules"]
    return rule["applyServerSideEncryptionByDefault"]


def allowed(recorded: Recorded, home: str) -> list[dict[str, Any]]:
    """The statements that let someone in; what the bucket refuses is the bucket's own affair."""
    policy = json.loads(str(recorded.one(POLICY, f"logs-{home}-policy").properties["policy"]))
    return [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]


def test_there_are_three_homes_with_names_known_before_they_exist() -> None:
    built: list[LogArchive] = []
    recorded = record(lambda: built.append(LogArchive("logs", LogArchiveArgs(placement=PLACEMENT, key_arn=KEY))))
    assert {each.properties["bucket"] for each in recorded.all(BUCKET)} == {
        f"{NAME}-archive",
        f"{NAME}-config",
        f"{NAME}-access-logs",
    }
    assert built[0].bucket_names == (f"{NAME}-archive", f"{NAME}-config", f"{NAME}-access-logs")


def test_each_home_is_a_bucket_component_inside_the_archive() -> None:
    homes = build().all("vouch:data:Bucket")
    assert [each.name for each in homes] == ["logs-access-logs", "logs-archive", "logs-config"]
    assert {each.parent for each in homes} == {"urn:pulumi:prod::vouch::vouch:audit:LogArchive::logs"}
    assert build().one(BUCKET, "logs-archive-bucket").urn == (
        f"urn:pulumi:prod::vouch::vouch:audit:LogArchive$vouch:data:Bucket${BUCKET}::logs-archive-bucket"
    )


def test_trail_and_config_are_under_the_customer_key_and_access_logs_under_s3s_own() -> None:
    recorded = build()
    customer = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}
    assert algorithm(recorded, "archive") == customer
    assert algorithm(recorded, "config") == customer
    assert algorithm(recorded, "access-logs") == {"sseAlgorithm": "AES256"}


def test_only_the_archive_is_locked_for_a_year_and_not_beyond_recall() -> None:
    lock = build().one(LOCK, "logs-archive-object-lock")
    assert lock.properties["rule"] == {"defaultRetention": {"mode": "GOVERNANCE", "days": 365}}


def test_the_lock_is_a_choice_of_the_profile() -> None:
    rule = build(lock=ObjectLock(days=30)).one(LOCK).properties["rule"]
    assert rule == {"defaultRetention": {"mode": "GOVERNANCE", "days": 30}}


def test_archive_and_config_are_logged_and_the_access_logs_are_not() -> None:
    recorded = build()
    assert [each.name for each in recorded.all(LOGGING)] == ["logs-archive-logging", "logs-config-logging"]
    target = recorded.one(BUCKET, "logs-access-logs-bucket").urn
    assert {each.property_dependencies["targetBucket"] for each in recorded.all(LOGGING)} == {(target,)}


def test_logging_waits_until_s3_may_write_the_logs() -> None:
    recorded = build()
    for home in ("archive", "config"):
        waits_for = {urn.rsplit("::", 1)[-1] for urn in recorded.one(LOGGING, f"logs-{home}-logging").dependencies}
        assert "logs-access-logs-policy" in waits_for


def test_a_disposable_archive_still_empties_no_bucket_of_records() -> None:
    recorded = build(protect=False, disposable=True)
    emptied = {each.name: each.properties["forceDestroy"] for each in recorded.all(BUCKET)}
    assert emptied == {"logs-access-logs-bucket": True, "logs-archive-bucket": False, "logs-config-bucket": True}


def test_access_logs_go_after_the_days_given() -> None:
    rules = build(access_log_days=120).one(LIFECYCLE, "logs-access-logs-lifecycle").properties["rules"]
    assert [rule["expiration"] for rule in rules if rule["id"] == "expire-current-versions"] == [{"days": 120}]


def test_all_three_are_protected_unless_the_profile_says_otherwise() -> None:
    assert [each.options.protect for each in build().all(BUCKET)] == [True] * 3


@pytest.mark.parametrize("protect", [True, False])
def test_all_three_are_protected_or_none(protect: bool) -> None:
    assert [each.options.protect for each in build(protect=protect).all(BUCKET)] == [protect] * 3


def test_the_archive_takes_this_stacks_trail_and_this_accounts_findings_and_nothing_else() -> None:
    archive = f"arn:aws:s3:::{NAME}-archive"
    from_detectors = {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:guardduty:*:123456789012:detector/*"},
    }
    assert allowed(build(), "archive") == [
        {
            "Sid": "CloudTrailAcl",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:GetBucketAcl",
            "Resource": archive,
            "Condition": {"StringEquals": {"aws:SourceArn": TRAIL_ARN}},
        },
        {
            "Sid": "CloudTrailWrite",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{archive}/AWSLogs/123456789012/*",
            "Condition": {"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": TRAIL_ARN}},
        },
        {
            "Sid": "GuardDutyLocation",
            "Effect": "Allow",
            "Principal": {"Service": "guardduty.amazonaws.com"},
            "Action": "s3:GetBucketLocation",
            "Resource": archive,
            "Condition": from_detectors,
        },
        {
            "Sid": "GuardDutyWrite",
            "Effect": "Allow",
            "Principal": {"Service": "guardduty.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{archive}/*",
            "Condition": from_detectors,
        },
    ]


def test_the_config_home_takes_this_accounts_config_and_nothing_else() -> None:
    config = f"arn:aws:s3:::{NAME}-config"
    assert allowed(build(), "config") == [
        {
            "Sid": "ConfigAcl",
            "Effect": "Allow",
            "Principal": {"Service": "config.amazonaws.com"},
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": config,
            "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
        },
        {
            "Sid": "ConfigWrite",
            "Effect": "Allow",
            "Principal": {"Service": "config.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{config}/AWSLogs/123456789012/Config/*",
            "Condition": {
                "StringEquals": {
                    "s3:x-amz-acl": "bucket-owner-full-control",
                    "aws:SourceAccount": "123456789012",
                }
            },
        },
    ]


def test_access_logs_come_from_this_stacks_buckets_and_this_accounts_load_balancers() -> None:
    home = f"arn:aws:s3:::{NAME}-access-logs"
    assert allowed(build(), "access-logs") == [
        {
            "Sid": "S3AccessLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{home}/s3/*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{NAME}-*"},
            },
        },
        {
            "Sid": "LoadBalancerLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{home}/AWSLogs/123456789012/*",
        },
    ]


def test_buckets_write_their_logs_where_the_access_log_policy_lets_them() -> None:
    recorded = build()
    prefixes = {each.properties["targetPrefix"] for each in recorded.all(LOGGING)}
    resource = allowed(recorded, "access-logs")[0]["Resource"]
    assert {f"arn:aws:s3:::{NAME}-access-logs/{prefix}*" for prefix in prefixes} == {resource}


def test_the_locked_archive_lets_nobody_cut_its_records_short() -> None:
    policy = json.loads(str(build().one(POLICY, "logs-archive-policy").properties["policy"]))
    denied = {
        action
        for statement in policy["Statement"]
        if statement["Effect"] == "Deny" and statement["Principal"] == "*" and "Condition" not in statement
        for action in statement["Action"]
    }
    assert {"s3:DeleteObjectVersion", "s3:PutBucketObjectLockConfiguration"} <= denied


def test_the_trail_writes_under_the_name_the_archive_lets_in_and_waits_for_its_policy() -> None:
    def program() -> None:
        logs = LogArchive("logs", LogArchiveArgs(placement=PLACEMENT, key_arn=KEY))
        trail = TrailArgs(
            placement=PLACEMENT,
            bucket=logs.archive.name,
            bucket_ready=tuple(logs.archive.ready),
            key_arn=KEY,
            log_key_arn=KEY,
            object_events=EveryBucketExcept(log_buckets=logs.bucket_names),
        )
        Trail("audit", trail)

    recorded = record(program)
    trail = recorded.one("aws:cloudtrail/trail:Trail")
    assert TRAIL_ARN.endswith(f":trail/{trail.properties['name']}")
    assert trail.properties["s3BucketName"] == recorded.one(BUCKET, "logs-archive-bucket").properties["bucket"]
    assert recorded.one(POLICY, "logs-archive-policy").urn in trail.dependencies


def test_key_and_bucket_let_in_the_same_trail() -> None:
    condition = grants.cloudtrail(PLACEMENT, trail_name(PLACEMENT)).condition
    pinned = {statement["Condition"]["StringEquals"]["aws:SourceArn"] for statement in allowed(build(), "archive")[:2]}
    assert pinned == {condition["StringEquals"]["aws:SourceArn"]}


def test_access_logs_kept_too_short_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^access_log_days is 60, access logs are kept 90 days or more: raise it$"):
        LogArchiveArgs(placement=PLACEMENT, key_arn=KEY, access_log_days=60)
