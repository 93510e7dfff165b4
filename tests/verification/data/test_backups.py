"""What AWS Backup did of late: what is new is excused, what a later job made up is no failure, the rest is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.asking import NOW, asked, messages, the_check
from verification.answers import Answer
from verification.data.backup_plans import LISTED, plan
from verification.data.calls import (
    BACKUP_JOBS,
    BACKUP_PLAN,
    BACKUP_PLANS,
    COPY_JOBS,
    DB_INSTANCES,
    IMAGES,
    INSTANCES,
    PROTECTED,
    RESTORE_JOBS,
    RESTORE_PLANS,
    SNAPSHOTS,
    TAGGED,
    VAULTS,
    VOLUMES,
)
from verification.data.databases import ORDERS

ARN = ORDERS["DBInstanceArn"]


def _hours_ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def _jobs(*jobs: tuple[float, str], of: str = "0a1b2c3d", **changes: Any) -> dict[Any, Any]:
    listed = [
        {
            "ResourceArn": ARN,
            "CreationDate": _hours_ago(hours),
            "State": state,
            "StatusMessage": "the role may not. ",
            "CreatedBy": {"BackupPlanId": of},
        }
        for hours, state in jobs
    ]
    return {
        BACKUP_PLANS: LISTED,
        BACKUP_PLAN: plan(**changes),
        BACKUP_JOBS: {"BackupJobs": listed},
        COPY_JOBS: {"CopyJobs": listed},
    }


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        ([(7, "COMPLETED")], []),
        ([(9, "FAILED"), (7, "COMPLETED")], []),
        ([(9, "COMPLETED"), (7, "RUNNING")], []),
        ([(9, "COMPLETED"), (7, "FAILED")], [f"the newest backup of {ARN} is FAILED: the role may not"]),
        ([(7, "EXPIRED")], [f"the newest backup of {ARN} is EXPIRED: the role may not"]),
        ([(26.5, "COMPLETED")], [f"the newest backup of {ARN} is older than 26 hours"]),
        ([], ["the plan has made no backup in the last 26 hours"]),
    ],
    ids=["completed", "made up", "running", "failed again", "never started", "too old", "none"],
)
def test_the_newest_backup_of_each_resource_counts(jobs: list[tuple[float, str]], said: list[str]) -> None:
    assert messages("backup-jobs-completed", _jobs(*jobs)) == said


def test_a_job_of_another_plan_proves_nothing_of_this_one() -> None:
    assert messages("backup-jobs-completed", _jobs((7, "COMPLETED"), of="another")) == [
        "the plan has made no backup in the last 26 hours"
    ]


def test_a_new_plan_has_a_day_for_its_first_backup() -> None:
    new = {"BackupPlansList": [LISTED["BackupPlansList"][0] | {"CreationDate": _hours_ago(3)}]}
    assert messages("backup-jobs-completed", {**_jobs(), BACKUP_PLANS: new}) == []


@pytest.mark.parametrize(
    "changes",
    [{"ScheduleExpression": "cron(0 5 ? * SUN *)"}, {"EnableContinuousBackup": True}],
    ids=["weekly", "continuous"],
)
def test_a_plan_that_is_not_daily_owes_no_daily_jobs(changes: dict[str, Any]) -> None:
    assert messages("backup-jobs-completed", _jobs(**changes)) == []
    assert messages("backup-copy-jobs-completed", _jobs(**changes)) == []


def test_a_plan_that_copies_nowhere_owes_no_copy_jobs() -> None:
    assert messages("backup-copy-jobs-completed", _jobs(CopyActions=[])) == []


@pytest.mark.parametrize(
    ("vault", "said"),
    [
        ("arn:aws:backup:eu-central-1:123456789012:backup-vault:copies", []),
        ("arn:aws:backup:eu-west-1:210987654321:backup-vault:copies", []),
        (
            "arn:aws:backup:eu-west-1:123456789012:backup-vault:copies",
            ["no rule copies recovery points to another region or account"],
        ),
    ],
    ids=["another region", "another account", "here"],
)
def test_a_copy_counts_elsewhere_only(vault: str, said: list[str]) -> None:
    responses = {BACKUP_PLANS: LISTED, BACKUP_PLAN: plan(CopyActions=[{"DestinationBackupVaultArn": vault}])}
    assert messages("backup-copied-elsewhere", responses) == said


def _database(made: datetime, *, tagged: bool, last: datetime | None = None) -> dict[Any, Any]:
    held = [{"ResourceArn": ARN, "LastBackupTime": last}] if last else []
    return {
        DB_INSTANCES: {"DBInstances": [ORDERS | {"InstanceCreateTime": made}]},
        PROTECTED: {"Results": held},
        TAGGED: {"ResourceTagMappingList": [{"ResourceARN": ARN}] if tagged else []},
    }


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (_database(_hours_ago(999), tagged=False, last=_hours_ago(7)), []),
        (
            _database(_hours_ago(999), tagged=True, last=_hours_ago(50)),
            ["its newest backup is 50 hours old, it must be 26 at most"],
        ),
        (_database(_hours_ago(3), tagged=True), []),
        (
            _database(_hours_ago(3), tagged=False),
            ["AWS Backup has no recovery point of it, and it is not tagged backup=daily"],
        ),
        (_database(_hours_ago(999), tagged=True), ["AWS Backup has no recovery point of it"]),
    ],
    ids=["backed up", "long ago", "new and tagged", "new and not tagged", "tagged and not backed up"],
)
def test_a_store_is_covered_by_a_backup_and_a_new_one_by_its_tag(account: dict[Any, Any], said: list[str]) -> None:
    assert messages("rds-in-backup-plan", account) == said


def test_a_volume_is_covered_by_the_backup_of_its_server() -> None:
    volume = {"VolumeId": "vol-1", "Attachments": [{"InstanceId": "i-1", "DeleteOnTermination": False}]}
    held = {"ResourceArn": "arn:aws:ec2:eu-west-1:123456789012:instance/i-1", "LastBackupTime": _hours_ago(7)}
    responses: dict[Any, Any] = {VOLUMES: {"Volumes": [volume]}, PROTECTED: {"Results": [held]}}
    assert messages("ebs-volume-in-backup-plan", responses) == []


def test_a_vault_that_aws_made_counts_once_something_is_in_it() -> None:
    vault: dict[str, Any] = {
        "BackupVaultName": "Default",
        "BackupVaultArn": "arn:aws:backup:eu-west-1:123456789012:backup-vault:Default",
        "NumberOfRecoveryPoints": 1,
    }
    assert messages("backup-vault-locked", {VAULTS: {"BackupVaultList": [vault]}}) == ["Locked is not set"]
    empty = {VAULTS: {"BackupVaultList": [vault | {"NumberOfRecoveryPoints": 0}]}}
    assert [answer for answer, _, _ in asked("backup-vault-locked", empty)] == [Answer.ABSENT]


def test_an_air_gapped_vault_needs_no_lock_but_a_customer_key() -> None:
    vault = {
        "BackupVaultName": "gap",
        "BackupVaultArn": "arn:aws:backup:eu-west-1:123456789012:backup-vault:gap",
        "VaultType": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT",
        "EncryptionKeyType": "AWS_OWNED_KMS_KEY",
    }
    responses = {VAULTS: {"BackupVaultList": [vault]}}
    assert [answer for answer, _, _ in asked("backup-vault-locked", responses)] == [Answer.ABSENT]
    assert messages("backup-vault-customer-key", responses) == [
        "EncryptionKeyType is AWS_OWNED_KMS_KEY, so no customer key is used"
    ]


def _restores(*jobs: dict[str, Any]) -> dict[Any, Any]:
    holds: Any = the_check("backup-restore-succeeded").examples.holds
    made = {"ResourceType": "RDS", "Status": "COMPLETED", "ValidationStatus": "SUCCESSFUL"}
    return {RESTORE_PLANS: holds[RESTORE_PLANS], RESTORE_JOBS: {"RestoreJobs": [made | job for job in jobs]}}


@pytest.mark.parametrize(
    ("jobs", "said"),
    [
        ([{"CreationDate": _hours_ago(9)}], []),
        ([{"CreationDate": _hours_ago(99), "Status": "FAILED"}, {"CreationDate": _hours_ago(9)}], []),
        ([{"CreationDate": _hours_ago(99)}, {"CreationDate": _hours_ago(9), "ValidationStatus": "VALIDATING"}], []),
        (
            [{"CreationDate": _hours_ago(9), "Status": "FAILED", "StatusMessage": "no subnet group."}],
            ["the newest restore of RDS is FAILED: no subnet group"],
        ),
        (
            [{"CreationDate": _hours_ago(9), "ValidationStatus": "FAILED"}],
            ["ValidationStatus of the newest restore of RDS is FAILED"],
        ),
        ([], ["the plan has restored nothing in the last 93 days"]),
    ],
    ids=["good", "made up", "being validated", "failed", "found bad", "none"],
)
def test_the_newest_restore_of_each_type_counts(jobs: list[dict[str, Any]], said: list[str]) -> None:
    assert messages("backup-restore-succeeded", _restores(*jobs)) == said


def test_a_restore_takes_no_longer_than_promised() -> None:
    quick = {"CreationDate": _hours_ago(12), "CompletionDate": _hours_ago(0)}
    slow = {"CreationDate": _hours_ago(13), "CompletionDate": _hours_ago(0)}
    assert messages("backup-restore-in-time", _restores(quick)) == []
    assert messages("backup-restore-in-time", _restores(slow)) == [
        "the newest restore of RDS took 780 minutes, it may take 720"
    ]


def _server(attached: datetime) -> dict[str, Any]:
    disk = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeId": "vol-1", "AttachTime": attached}}
    server = {
        "InstanceId": "i-1",
        "State": {"Name": "running"},
        "Tags": [{"Key": "critical", "Value": "true"}],
        "BlockDeviceMappings": [disk],
    }
    return {"Reservations": [{"Instances": [server]}]}


LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def test_a_server_is_backed_up_by_snapshots_of_all_its_volumes_too() -> None:
    snapshot = {"VolumeId": "vol-1", "StartTime": _hours_ago(7), "State": "completed"}
    assert (
        messages("ec2-critical-server-backed-up", {INSTANCES: _server(LONG_AGO), SNAPSHOTS: {"Snapshots": [snapshot]}})
        == []
    )
    pending = {SNAPSHOTS: {"Snapshots": [snapshot | {"State": "pending"}]}, INSTANCES: _server(LONG_AGO)}
    assert messages("server-volume-snapshot-recent", pending) == ["the volume has no completed snapshot"]


def test_a_new_server_has_a_week_for_its_first_image() -> None:
    assert messages("server-image-recent", {INSTANCES: _server(_hours_ago(48))}) == []
    assert messages("server-image-recent", {INSTANCES: _server(LONG_AGO)}) == ["no image is of the server"]


@pytest.mark.parametrize(
    "image",
    [{"SourceInstanceId": "i-1", "Name": "ours"}, {"Name": "AwsBackup_i-1_0a1b"}],
    ids=["made of it", "made by AWS Backup"],
)
def test_an_image_is_told_by_its_source_or_its_name(image: dict[str, str]) -> None:
    made = image | {"CreationDate": "2026-11-20T03:30:00.000Z", "State": "available"}
    assert messages("server-image-recent", {INSTANCES: _server(LONG_AGO), IMAGES: {"Images": [made]}}) == []
    other = made | {"SourceInstanceId": "i-11", "Name": "AwsBackup_i-11_0a1b"}
    assert messages("server-image-recent", {INSTANCES: _server(LONG_AGO), IMAGES: {"Images": [other]}}) == [
        "no image is of the server"
    ]
