"""The bucket that a trail delivers to: locked, versioned, logged, not public, and its policy denies tampering.

Buckets of this account only: those of an archive account are asked about there.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.documents import Document, parse
from guardrails.rules.data.s3_documents import nobody_public
from guardrails.rules.data.s3_log import TAMPERING, denies_to_all
from guardrails.rules.data.s3_policy import covers_bucket
from guardrails.thresholds import Thresholds
from guardrails.values import read
from verification.answers import Broken, broken
from verification.audit.access import ACCOUNTS, EVERYONE, group_grants
from verification.audit.calls import BUCKET_ACL, BUCKET_BLOCK, BUCKET_LOCK, BUCKET_LOGGING, TRAILS
from verification.audit.trails import seen_trails
from verification.check import Check, Examples, Found, Refusal, Scope
from verification.data.calls import BUCKET_POLICY, BUCKET_VERSIONING, BUCKETS
from verification.data.requirements import statements_broken
from verification.live import Live

_MODES: Final = ("GOVERNANCE", "COMPLIANCE")
_DAYS_A_YEAR: Final = 365
_BLOCKS: Final = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


def trail_buckets(live: Live) -> Iterator[Found]:
    """The account's buckets that a trail delivers to."""
    named = {trail.get("S3BucketName") for trail in seen_trails(live)}
    for bucket in live.items(BUCKETS):
        if bucket["Name"] in named:
            yield Found(live.arn("s3", bucket["Name"], region="", account=""), bucket)


def document_of(live: Live, bucket: str) -> Document:
    """The policy of a bucket, parsed."""
    return parse(read("Policy", (live.one(BUCKET_POLICY, {"Bucket": bucket}) or {}).get("Policy")))


def lock_broken(live: Live, bucket: str, least: int) -> Iterator[Broken]:
    """What is wrong with the object lock of a bucket that keeps a record: off, without default retention, or short."""
    lock = (live.one(BUCKET_LOCK, {"Bucket": bucket}) or {}).get("ObjectLockConfiguration") or {}
    if lock.get("ObjectLockEnabled") != "Enabled":
        yield broken("ObjectLockEnabled", f"object lock of bucket {bucket} is not enabled")
        return
    retention = lock.get("Rule", {}).get("DefaultRetention") or {}
    if retention.get("Mode") not in _MODES:
        yield broken("Rule.DefaultRetention", f"no default retention locks what is written to bucket {bucket}")
        return
    days = retention.get("Days") or _DAYS_A_YEAR * retention.get("Years", 0)
    if days < least:
        message = f"Rule.DefaultRetention locks {days} days in bucket {bucket}, it must be at least {least}"
        yield broken("Rule.DefaultRetention", message)


def _locked(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    yield from lock_broken(live, found.facts["Name"], bar.archive_lock_days)


def _versioned(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = (live.one(BUCKET_VERSIONING, {"Bucket": found.facts["Name"]}) or {}).get("Status")
    if status != "Enabled":
        yield broken("Status", f"versioning is {status or 'not set'}, it must be Enabled")


def _denies_tampering(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = found.facts["Name"]
    denials = [each for each in document_of(live, name).statements if denies_to_all(each)]
    for action, of_bucket in TAMPERING:
        if not any(
            each.covers(action) and covers_bucket(each, (name,), bucket=of_bucket, objects=not of_bucket)
            for each in denials
        ):
            yield broken("Policy", f"the bucket's policy does not deny {action} to everyone")


def _logged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(BUCKET_LOGGING, {"Bucket": found.facts["Name"]}) or {}
    if not answer.get("LoggingEnabled", {}).get("TargetBucket"):
        yield broken("LoggingEnabled", "LoggingEnabled is not set, so nobody learns who read the trail")


def _not_public(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    asked = {"Bucket": found.facts["Name"]}
    block = (live.one(BUCKET_BLOCK, asked) or {}).get("PublicAccessBlockConfiguration") or {}
    if all(block.get(flag) for flag in _BLOCKS):
        return
    grants = (live.one(BUCKET_ACL, asked) or {}).get("Grants") or ()
    for group, whom in ((EVERYONE, "everyone"), (ACCOUNTS, "every AWS account")):
        for permission in group_grants(grants, group):
            message = f"the ACL of the trail's bucket gives {permission} to {whom}, and no block takes its force"
            yield broken("Grants", message)
    yield from statements_broken("Policy", (live.one(BUCKET_POLICY, asked) or {}).get("Policy"), nobody_public)


_ARCHIVE: Final[dict[Any, Any]] = {
    BUCKETS: {"Buckets": [{"Name": "archive"}]},
    TRAILS: {
        "trailList": [{"TrailARN": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main", "S3BucketName": "archive"}]
    },
}
_LOCK: Final = {
    "ObjectLockConfiguration": {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 2557}},
    }
}
_SHORT: Final = {
    "ObjectLockConfiguration": {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 30}},
    }
}
_OWNER: Final = {"Grantee": {"Type": "CanonicalUser", "ID": "owner"}, "Permission": "FULL_CONTROL"}
_EVERYONE: Final = {
    "Grantee": {"Type": "Group", "URI": EVERYONE},
    "Permission": "READ",
}


def _policy(*actions: str) -> dict[str, str]:
    denial = {
        "Sid": "NoTampering",
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        "Resource": ["arn:aws:s3:::archive", "arn:aws:s3:::archive/*"],
    }
    return {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [denial]})}


CHECKS: tuple[Check, ...] = (
    Check(
        id="s3-trail-bucket-locked",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, TRAILS, BUCKET_LOCK),
        finds=trail_buckets,
        judge=_locked,
        examples=Examples(holds=_ARCHIVE | {BUCKET_LOCK: _LOCK}, broken=_ARCHIVE | {BUCKET_LOCK: _SHORT}),
    ),
    Check(
        id="s3-trail-bucket-versioned",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, TRAILS, BUCKET_VERSIONING),
        finds=trail_buckets,
        judge=_versioned,
        examples=Examples(
            holds=_ARCHIVE | {BUCKET_VERSIONING: {"Status": "Enabled"}},
            broken=_ARCHIVE | {BUCKET_VERSIONING: {"Status": "Suspended"}},
        ),
    ),
    Check(
        id="s3-trail-bucket-denies-tampering",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, TRAILS, BUCKET_POLICY),
        finds=trail_buckets,
        judge=_denies_tampering,
        examples=Examples(
            holds=_ARCHIVE | {BUCKET_POLICY: _policy("s3:DeleteObjectVersion", "s3:PutBucketObjectLockConfiguration")},
            broken=_ARCHIVE | {BUCKET_POLICY: _policy("s3:DeleteObjectVersion")},
        ),
    ),
    Check(
        id="cloudtrail-bucket-logged",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, TRAILS, BUCKET_LOGGING),
        finds=trail_buckets,
        judge=_logged,
        examples=Examples(
            holds=_ARCHIVE
            | {BUCKET_LOGGING: {"LoggingEnabled": {"TargetBucket": "access-logs", "TargetPrefix": "archive/"}}},
            broken=_ARCHIVE | {BUCKET_LOGGING: {}},
        ),
    ),
    Check(
        id="cloudtrail-bucket-not-public",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, TRAILS, BUCKET_BLOCK, BUCKET_ACL, BUCKET_POLICY),
        finds=trail_buckets,
        judge=_not_public,
        examples=Examples(
            holds=_ARCHIVE
            | {
                BUCKET_BLOCK: Refusal("NoSuchPublicAccessBlockConfiguration"),
                BUCKET_ACL: {"Grants": [_OWNER]},
                BUCKET_POLICY: _policy("s3:DeleteObjectVersion"),
            },
            broken=_ARCHIVE
            | {
                BUCKET_BLOCK: {"PublicAccessBlockConfiguration": dict.fromkeys(_BLOCKS, False)},
                BUCKET_ACL: {"Grants": [_OWNER, _EVERYONE]},
                BUCKET_POLICY: Refusal("NoSuchBucketPolicy"),
            },
        ),
    ),
)
