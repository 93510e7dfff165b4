"""The home of Pulumi's state: who reads it, who uses its keys, and that nothing in it is lost."""

import json
from typing import Any

import pytest

from components.governance.state_backend import StateBackend, StateBackendArgs
from tests.components.governance.building import PLACEMENT
from tests.support.recording import Recorded, record

PEOPLE = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Admin_*"
PIPELINE = "arn:aws:iam::123456789012:role/vouch-prod-github-*"
BUCKET = "arn:aws:s3:::vouch-prod-123456789012-eu-west-1-state"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
KEY = "aws:kms/key:Key"


def arguments(**changes: Any) -> StateBackendArgs:
    given: dict[str, Any] = {"placement": PLACEMENT, "users": (PEOPLE, PIPELINE)}
    return StateBackendArgs(**(given | changes))


def built(**changes: Any) -> Recorded:
    return record(lambda: StateBackend("state", arguments(**changes)))


def by_sid(document: Any) -> dict[str, Any]:
    return {statement["Sid"]: statement for statement in json.loads(document)["Statement"]}


def test_only_the_named_roles_reach_what_is_in_the_bucket() -> None:
    assert by_sid(built().one(POLICY, "state-bucket-policy").properties["policy"])["DenyOthers"] == {
        "Sid": "DenyOthers",
        "Effect": "Deny",
        "Principal": "*",
        "Action": [
            "s3:DeleteObject",
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:ListBucket",
            "s3:ListBucketVersions",
            "s3:PutObject",
        ],
        "Resource": [BUCKET, f"{BUCKET}/*"],
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": [PEOPLE, PIPELINE]}},
    }


def test_nobody_removes_a_version_and_replaced_ones_stay_for_ninety_days() -> None:
    recorded = built()
    policy = by_sid(recorded.one(POLICY, "state-bucket-policy").properties["policy"])
    assert "s3:DeleteObjectVersion" in policy["DenyRecordRemoval"]["Action"]
    lifecycle = recorded.one(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "state-bucket-lifecycle"
    )
    assert {rule["id"]: rule.get("noncurrentVersionExpiration") for rule in lifecycle.properties["rules"]} == {
        "abort-incomplete-uploads": None,
        "expire-noncurrent-versions": {"noncurrentDays": 90},
    }


def test_the_state_bucket_has_no_lock_which_pulumi_could_not_write_to() -> None:
    recorded = built()
    assert recorded.one("aws:s3/bucket:Bucket", "state-bucket-bucket").properties == {
        "bucket": "vouch-prod-123456789012-eu-west-1-state",
        "forceDestroy": False,
        "objectLockEnabled": False,
        "tags": {"data": "internal", "retention": "90"},
    }
    assert recorded.all("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration") == ()


def test_the_buckets_key_is_used_through_s3_only() -> None:
    policy = by_sid(built().one(KEY, "state-key-key").properties["policy"])
    assert set(policy) == {"AdministerKey", "UseKeyThroughServices", "GrantKeyToServiceResources"}
    assert policy["UseKeyThroughServices"]["Condition"] == {
        "StringEquals": {"kms:CallerAccount": "123456789012", "kms:ViaService": "s3.eu-west-1.amazonaws.com"}
    }


def test_the_key_of_the_secrets_is_used_by_the_named_roles_only() -> None:
    key = built().one(KEY, "state-secrets-key")
    assert {name: key.properties[name] for name in ("enableKeyRotation", "deletionWindowInDays")} == {
        "enableKeyRotation": True,
        "deletionWindowInDays": 30,
    }
    policy = by_sid(key.properties["policy"])
    assert set(policy) == {"AdministerKey", "UseKeyForSecrets"}
    assert policy["UseKeyForSecrets"] == {
        "Sid": "UseKeyForSecrets",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": ["kms:Decrypt", "kms:Encrypt"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"kms:CallerAccount": "123456789012"},
            "ArnLike": {"aws:PrincipalArn": [PEOPLE, PIPELINE]},
        },
    }


def test_the_addresses_for_pulumi_are_known_beforehand() -> None:
    made: list[StateBackend] = []
    record(lambda: made.append(StateBackend("state", arguments())))
    assert made[0].url == "s3://vouch-prod-123456789012-eu-west-1-state?region=eu-west-1&awssdk=v2"
    assert made[0].secrets_provider == "awskms://alias/vouch-prod-secrets?region=eu-west-1&awssdk=v2"
    assert arguments().bucket_name == "vouch-prod-123456789012-eu-west-1-state"
    assert arguments().key_aliases == ("alias/vouch-prod-state", "alias/vouch-prod-secrets")
    assert {each.properties["name"] for each in built().all("aws:kms/alias:Alias")} == set(arguments().key_aliases)


def test_access_to_the_state_is_logged() -> None:
    logging = built().one("aws:s3/bucketLogging:BucketLogging", "state-bucket-logging")
    assert logging.properties["targetPrefix"] == "s3/"
    assert logging.property_dependencies["targetBucket"] == (
        built().one("aws:s3/bucket:Bucket", "state-access-logs-bucket").urn,
    )


@pytest.mark.parametrize("protect", [True, False])
def test_buckets_and_keys_are_protected_as_asked(protect: bool) -> None:
    recorded = built(protect=protect)
    kept = [*recorded.all("aws:s3/bucket:Bucket"), *recorded.all(KEY)]
    assert len(kept) == 4
    assert {bool(each.options.protect) for each in kept} == {protect}


@pytest.mark.parametrize(
    "users",
    [
        (),
        ("arn:aws:iam::210987654321:role/deploy",),
        ("arn:aws:iam::123456789012:user/ann",),
        ("arn:aws:iam::123456789012:role/*",),
    ],
)
def test_users_are_roles_of_the_account_and_not_all_of_them(users: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"^users "):
        arguments(users=users)
