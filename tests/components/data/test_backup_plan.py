"""The plans: daily with a copy for everything tagged, continuous for buckets alone."""

from typing import Any

import pytest

from components.data.backup_plan import BackupCopy, BackupPlan, BackupPlanArgs
from components.data.backup_settings import OPTED_IN, BackupRegion, BackupRegionArgs
from components.ownership import Ownership
from tests.components.data.building import PLACEMENT, depends_on, statements, wired
from tests.support.recording import Recorded, record

PLAN = "aws:backup/plan:Plan"
SELECTION = "aws:backup/selection:Selection"
ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
SETTINGS = "aws:backup/regionSettings:RegionSettings"
AWAY = "arn:aws:backup:eu-central-1:123456789012:backup-vault:vouch-prod-backup-copies"
TAGGED = [
    {
        "stringEquals": [
            {"key": "aws:ResourceTag/backup", "value": "daily"},
            {"key": "aws:ResourceTag/project", "value": "vouch"},
            {"key": "aws:ResourceTag/stack", "value": "prod"},
        ]
    }
]


def arguments(**changes: Any) -> BackupPlanArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "vault_name": "vouch-prod-backups",
        "vault_ready": (),
        "days": 35,
        "copy": BackupCopy(vault_arn=AWAY, days=60),
    }
    return BackupPlanArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    return record(lambda: BackupPlan("backup", arguments(**changes)))


def test_the_daily_plan_keeps_and_copies_every_recovery_point() -> None:
    plan = build().one(PLAN, "backup-plan-daily")
    assert plan.properties == {
        "name": "vouch-prod-daily",
        "rules": [
            {
                "ruleName": "daily",
                "targetVaultName": "vouch-prod-backups",
                "schedule": "cron(0 5 ? * * *)",
                "scheduleExpressionTimezone": "Etc/UTC",
                "startWindow": 120,
                "completionWindow": 720,
                "lifecycle": {"deleteAfter": 35},
                "copyActions": [{"destinationVaultArn": AWAY, "lifecycle": {"deleteAfter": 60}}],
                "enableContinuousBackup": False,
                "recoveryPointTags": {"retention": "35"},
            }
        ],
        "tags": {"retention": "35"},
    }


def test_the_continuous_plan_keeps_exactly_thirty_five_days_and_runs_at_another_hour() -> None:
    (rule,) = build(days=90).one(PLAN, "backup-plan-continuous").properties["rules"]
    assert rule["enableContinuousBackup"] is True
    assert rule["lifecycle"] == {"deleteAfter": 35}
    assert rule["schedule"] == "cron(0 17 ? * * *)"
    assert "copyActions" not in rule


def test_the_daily_plan_takes_everything_of_this_stack_that_is_tagged() -> None:
    selection = build().one(SELECTION, "backup-selection-daily")
    assert selection.properties["resources"] == ["*"]
    assert selection.properties["conditions"] == TAGGED
    assert wired(selection, "planId") == ["backup-plan-daily"]
    assert wired(selection, "iamRoleArn") == ["backup-role"]


def test_the_continuous_plan_takes_buckets_only() -> None:
    selection = build().one(SELECTION, "backup-selection-continuous")
    assert selection.properties["resources"] == ["arn:aws:s3:::*"]
    assert selection.properties["conditions"] == TAGGED
    assert wired(selection, "planId") == ["backup-plan-continuous"]


def test_the_role_is_aws_backups_alone_on_behalf_of_this_account() -> None:
    recorded = build()
    (statement,) = statements(recorded.one(ROLE), "assumeRolePolicy")
    assert statement["Principal"] == {"Service": "backup.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    assert {each.properties["policyArn"] for each in recorded.all(ATTACHMENT)} == {
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
        "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
    }


def test_nothing_is_selected_before_the_role_may_back_it_up() -> None:
    assert {"backup-policy-backup", "backup-policy-s3-backup"} <= depends_on(
        build().one(SELECTION, "backup-selection-daily")
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"days": 6}, "days 6 of the backup plan is outside"),
        ({"copy": BackupCopy(vault_arn=AWAY, days=0)}, "copy.days 0 of the backup plan is outside"),
        ({"copy": BackupCopy(vault_arn=AWAY.replace("eu-central-1", "eu-west-1"), days=35)}, "the plan's own region"),
        ({"hour": 24}, "hour 24 of the backup plan"),
        ({"start_minutes": 481}, "start_minutes 481 of the backup plan"),
        ({"start_minutes": 59}, "start_minutes 59 of the backup plan"),
        ({"completion_minutes": 179}, "choose 180 or more"),
    ],
)
def test_a_wrong_plan_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        arguments(**changes)


def test_a_copy_needs_a_vaults_arn() -> None:
    with pytest.raises(ValueError, match="is not a vault's ARN"):
        BackupCopy(vault_arn="backup-copies", days=35)


def test_a_managed_region_opts_every_type_in_and_dynamodb_into_full_management() -> None:
    recorded = record(lambda: BackupRegion("home", BackupRegionArgs(ownership=Ownership.MANAGED)))
    settings = recorded.one(SETTINGS, "home-settings").properties
    assert settings["resourceTypeOptInPreference"] == dict.fromkeys(OPTED_IN, True)
    assert {"Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3"} <= set(OPTED_IN)
    assert settings["resourceTypeManagementPreference"] == {
        "CloudFormation": True,
        "DSQL": True,
        "DynamoDB": True,
        "EFS": True,
    }


def test_an_existing_region_is_left_alone() -> None:
    recorded = record(lambda: BackupRegion("home", BackupRegionArgs(ownership=Ownership.EXISTING)))
    assert recorded.all(SETTINGS) == ()
