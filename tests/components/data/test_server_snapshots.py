"""Snapshots of critical servers, their copies and their bin; and AWS Backup's own framework."""

from typing import Any

import pytest

from components.data.backup_framework import BackupFramework, BackupFrameworkArgs
from components.data.server_snapshots import ServerSnapshots, ServerSnapshotsArgs
from tests.components.data.building import PLACEMENT, by_sid, depends_on
from tests.support.recording import Recorded, record

COPY_KEY = "arn:aws:kms:eu-central-1:123456789012:key/33333333-3333-3333-3333-333333333333"
POLICY = "aws:dlm/lifecyclePolicy:LifecyclePolicy"
FRAMEWORK = "aws:backup/framework:Framework"


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "days": 35,
        "copy_region": "eu-central-1",
        "copy_key_arn": COPY_KEY,
        "copy_key_alias": "alias/vouch-prod-backup-copies",
        "key_aliases": ("alias/vouch-prod-servers",),
    }
    args = ServerSnapshotsArgs(**(given | changes))
    return record(lambda: ServerSnapshots("servers", args))


def test_critical_servers_are_snapshotted_every_day_and_copied_under_the_other_regions_key() -> None:
    policy = build().one(POLICY)
    assert policy.properties["state"] == "ENABLED"
    assert policy.properties["policyDetails"] == {
        "policyType": "EBS_SNAPSHOT_MANAGEMENT",
        "resourceTypes": ["INSTANCE"],
        "targetTags": {"critical": "true"},
        "schedules": [
            {
                "name": "daily",
                "copyTags": True,
                "tagsToAdd": {"snapshots": "vouch-prod-servers", "retention": "35"},
                "createRule": {"interval": 24, "intervalUnit": "HOURS", "times": "03:30"},
                "retainRule": {"interval": 35, "intervalUnit": "DAYS"},
                "crossRegionCopyRules": [
                    {
                        "targetRegion": "eu-central-1",
                        "encrypted": True,
                        "cmkArn": COPY_KEY,
                        "copyTags": True,
                        "retainRule": {"interval": 35, "intervalUnit": "DAYS"},
                    }
                ],
            }
        ],
    }
    assert {"servers-policy-snapshots", "servers-policy-keys"} <= depends_on(policy)


def test_the_role_uses_the_named_keys_of_both_regions_and_no_others() -> None:
    document = by_sid(build().one("aws:iam/rolePolicy:RolePolicy"))
    named = {"kms:ResourceAliases": ["alias/vouch-prod-backup-copies", "alias/vouch-prod-servers"]}
    keys = ["arn:aws:kms:eu-west-1:123456789012:key/*", "arn:aws:kms:eu-central-1:123456789012:key/*"]
    assert document["UseKeys"]["Resource"] == keys
    assert document["UseKeys"]["Condition"] == {"ForAnyValue:StringEquals": named}
    assert document["GrantKeysToVolumes"]["Action"] == "kms:CreateGrant"
    assert document["GrantKeysToVolumes"]["Condition"] == {
        "ForAnyValue:StringEquals": named,
        "Bool": {"kms:GrantIsForAWSResource": "true"},
    }


def test_the_role_is_for_lifecycle_policies_of_this_account() -> None:
    trust = by_sid(build().one("aws:iam/role:Role"), "assumeRolePolicy")["Assume"]
    assert trust["Principal"] == {"Service": "dlm.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnLike": {"aws:SourceArn": "arn:aws:dlm:eu-west-1:123456789012:policy/*"},
    }


def test_deleted_snapshots_of_the_policy_stay_in_the_bin_for_a_week() -> None:
    assert build().one("aws:rbin/rule:Rule").properties == {
        "description": "Deleted snapshots of critical servers",
        "resourceType": "EBS_SNAPSHOT",
        "resourceTags": [{"resourceTagKey": "snapshots", "resourceTagValue": "vouch-prod-servers"}],
        "retentionPeriod": {"retentionPeriodUnit": "DAYS", "retentionPeriodValue": 7},
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"days": 6}, "days 6 of the server snapshots"),
        ({"copy_region": "eu-west-1"}, "is their own region"),
        ({"time": "3:30"}, "is no time of the day"),
        ({"bin_days": 0}, "bin_days 0"),
        ({"key_aliases": ("alias/aws/ebs",)}, "is not the alias of a customer key"),
    ],
)
def test_wrong_snapshots_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(**changes)


def framework(**changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": PLACEMENT, "days": 35, "copy_region": "eu-central-1"}
    args = BackupFrameworkArgs(**(given | changes))
    return record(lambda: BackupFramework("proof", args))


def test_the_framework_evaluates_every_promise_on_backups() -> None:
    made = framework(restore_minutes=240).one(FRAMEWORK).properties
    assert made["name"] == "vouch_prod_backups"
    parameters = {
        control["name"]: {each["name"]: each["value"] for each in control.get("inputParameters", [])}
        for control in made["controls"]
    }
    assert parameters == {
        "BACKUP_RESOURCES_PROTECTED_BY_BACKUP_PLAN": {},
        "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK": {
            "requiredFrequencyUnit": "days",
            "requiredFrequencyValue": "1",
            "requiredRetentionDays": "35",
        },
        "BACKUP_RECOVERY_POINT_MINIMUM_RETENTION_CHECK": {"requiredRetentionDays": "35"},
        "BACKUP_RECOVERY_POINT_ENCRYPTED": {},
        "BACKUP_RECOVERY_POINT_MANUAL_DELETION_DISABLED": {},
        "BACKUP_RESOURCES_PROTECTED_BY_BACKUP_VAULT_LOCK": {"minRetentionDays": "35"},
        "BACKUP_RESOURCES_PROTECTED_BY_CROSS_REGION": {"crossRegionList": "eu-central-1"},
        "BACKUP_LAST_RECOVERY_POINT_CREATED": {"recoveryPointAgeUnit": "days", "recoveryPointAgeValue": "1"},
        "RESTORE_TIME_FOR_RESOURCES_MEET_TARGET": {"maxRestoreTime": "240"},
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"days": 0}, "days 0"),
        ({"copy_region": "eu-west-1"}, "not another region"),
        ({"restore_minutes": 1}, "minutes 1"),
    ],
)
def test_a_wrong_framework_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        framework(**changes)
