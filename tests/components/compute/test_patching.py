"""Patches: approved in days, looked for every day, installed in a window."""

from typing import Any

import pytest

from components.compute.patching import OperatingSystem, Patching, PatchingArgs
from components.ownership import Ownership
from guardrails.values import UNKNOWN
from tests.components.data.building import LOG_KEY_ARN, PLACEMENT, depends_on, wired
from tests.support.recording import Recorded, record

BASELINE = "aws:ssm/patchBaseline:PatchBaseline"
ASSOCIATION = "aws:ssm/association:Association"
DEFAULT = "aws:ssm/defaultPatchBaseline:DefaultPatchBaseline"


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": PLACEMENT, "log_key_arn": LOG_KEY_ARN}
    args = PatchingArgs(**(given | changes))
    return record(lambda: Patching("patching", args))


def test_critical_and_important_security_patches_are_approved_in_days_and_the_rest_in_a_week() -> None:
    baseline = build(approval_days=3).one(BASELINE)
    assert baseline.properties == {
        "name": "vouch-prod-amazon-linux-2023",
        "description": "Critical and important patches 3 days after they came out",
        "operatingSystem": "AMAZON_LINUX_2023",
        "approvedPatchesComplianceLevel": "HIGH",
        "rejectedPatchesAction": "BLOCK",
        "approvalRules": [
            {
                "approveAfterDays": 3,
                "complianceLevel": "CRITICAL",
                "enableNonSecurity": False,
                "patchFilters": [
                    {"key": "PRODUCT", "values": ["*"]},
                    {"key": "CLASSIFICATION", "values": ["Security"]},
                    {"key": "SEVERITY", "values": ["Critical", "Important"]},
                ],
            },
            {
                "approveAfterDays": 7,
                "complianceLevel": "MEDIUM",
                "enableNonSecurity": False,
                "patchFilters": [
                    {"key": "PRODUCT", "values": ["*"]},
                    {"key": "CLASSIFICATION", "values": ["Security", "Bugfix"]},
                ],
            },
        ],
    }


def test_windows_names_classes_and_severities_of_its_own() -> None:
    rules = build(operating_systems=(OperatingSystem.WINDOWS,)).one(BASELINE).properties["approvalRules"]
    assert rules[0]["patchFilters"][1:] == [
        {"key": "CLASSIFICATION", "values": ["CriticalUpdates", "SecurityUpdates"]},
        {"key": "MSRC_SEVERITY", "values": ["Critical", "Important"]},
    ]


def test_each_operating_system_has_a_baseline_that_is_the_default_and_the_groups() -> None:
    recorded = build(operating_systems=(OperatingSystem.AMAZON_LINUX_2023, OperatingSystem.RED_HAT))
    assert [each.properties["operatingSystem"] for each in recorded.all(DEFAULT)] == [
        "AMAZON_LINUX_2023",
        "REDHAT_ENTERPRISE_LINUX",
    ]
    red_hat = recorded.one(DEFAULT, "patching-default-redhat-enterprise-linux")
    assert wired(red_hat, "baselineId") == ["patching-baseline-redhat-enterprise-linux"]
    groups = recorded.all("aws:ssm/patchGroup:PatchGroup")
    assert {each.properties["patchGroup"] for each in groups} == {"vouch-prod-servers"}
    assert "patching-group-redhat-enterprise-linux" in depends_on(red_hat)


def test_the_window_opens_every_sunday_and_closes_to_new_work_an_hour_early() -> None:
    assert build().one("aws:ssm/maintenanceWindow:MaintenanceWindow").properties == {
        "name": "vouch-prod-patching",
        "description": "Installs approved patches on the servers of the stack",
        "schedule": "cron(0 3 ? * SUN *)",
        "scheduleTimezone": "UTC",
        "duration": 3,
        "cutoff": 1,
        "enabled": True,
        "allowUnassociatedTargets": False,
    }


def test_the_window_is_for_the_stacks_own_servers() -> None:
    target = build().one("aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget")
    assert target.properties["resourceType"] == "INSTANCE"
    assert target.properties["targets"] == [
        {"key": "tag:project", "values": ["vouch"]},
        {"key": "tag:stack", "values": ["prod"]},
    ]


def test_the_window_installs_and_restarts_a_third_of_the_servers_at_a_time() -> None:
    task = build().one("aws:ssm/maintenanceWindowTask:MaintenanceWindowTask").properties
    assert {key: task[key] for key in ("taskType", "taskArn", "maxConcurrency", "maxErrors", "cutoffBehavior")} == {
        "taskType": "RUN_COMMAND",
        "taskArn": "AWS-RunPatchBaseline",
        "maxConcurrency": "33%",
        "maxErrors": "10%",
        "cutoffBehavior": "CONTINUE_TASK",
    }
    assert task["targets"] == [{"key": "WindowTargetIds", "values": [UNKNOWN]}]
    assert "serviceRoleArn" not in task
    command = task["taskInvocationParameters"]["runCommandParameters"]
    assert command["parameters"] == [
        {"name": "Operation", "values": ["Install"]},
        {"name": "RebootOption", "values": ["RebootIfNeeded"]},
    ]
    assert command["cloudwatchConfig"] == {
        "cloudwatchLogGroupName": "/vouch/prod/patching",
        "cloudwatchOutputEnabled": True,
    }


def test_what_patching_says_is_encrypted_and_kept() -> None:
    group = build().one("aws:cloudwatch/logGroup:LogGroup")
    assert group.options.protect
    assert group.properties == {
        "name": "/vouch/prod/patching",
        "kmsKeyId": LOG_KEY_ARN,
        "retentionInDays": 365,
        "deletionProtectionEnabled": True,
        "tags": {"data": "logs", "retention": "365"},
    }


def test_every_server_of_the_region_is_searched_counted_and_has_a_fresh_agent() -> None:
    found = {each.properties["name"]: each.properties for each in build().all(ASSOCIATION)}
    assert {name: each["scheduleExpression"] for name, each in found.items()} == {
        "AWS-RunPatchBaseline": "rate(1 day)",
        "AWS-GatherSoftwareInventory": "rate(12 hours)",
        "AWS-UpdateSSMAgent": "rate(7 days)",
    }
    assert all(each["targets"] == [{"key": "InstanceIds", "values": ["*"]}] for each in found.values())
    assert found["AWS-RunPatchBaseline"]["parameters"] == {"Operation": "Scan", "RebootOption": "NoReboot"}


def test_a_second_stack_of_the_account_patches_its_servers_and_nothing_else() -> None:
    recorded = build(account=Ownership.EXISTING)
    assert recorded.all(ASSOCIATION) == ()
    assert recorded.all(DEFAULT) == ()
    assert len(recorded.all(BASELINE)) == 1
    assert len(recorded.all("aws:ssm/maintenanceWindowTask:MaintenanceWindowTask")) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"approval_days": 8}, "approval_days is 8"),
        ({"operating_systems": ()}, r"operating_systems is \[\]"),
        ({"schedule": "sundays"}, "schedule 'sundays'"),
        ({"hours": 1}, "hours is 1"),
        ({"log_days": 30}, "log_days is 30"),
    ],
)
def test_what_would_not_patch_in_time_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(**changes)
