"""Restore tests: every type, on a schedule, in a place that nothing reaches."""

from typing import Any

import pytest

from components.data.restore_testing import RestoreNetwork, RestoreTesting, RestoreTestingArgs
from guardrails.values import UNKNOWN
from tests.components.data.building import PLACEMENT, statements, wired
from tests.support.recording import Recorded, record

PLAN = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
SELECTION = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
VAULT_ARN = "arn:aws:backup:eu-west-1:123456789012:backup-vault:vouch-prod-backups"
NETWORK = RestoreNetwork(vpc_id="vpc-1", subnet_ids={"eu-west-1b": "subnet-b", "eu-west-1a": "subnet-a"})


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "vault_arn": VAULT_ARN,
        "vault_ready": (),
        "types": ("RDS", "S3"),
        "network": NETWORK,
    }
    args = RestoreTestingArgs(**(given | changes))
    return record(lambda: RestoreTesting("restores", args))


def test_the_newest_recovery_point_of_the_week_is_restored_every_sunday() -> None:
    assert build().one(PLAN).properties == {
        "name": "vouch_prod_restore_weekly",
        "scheduleExpression": "cron(0 9 ? * SUN *)",
        "scheduleExpressionTimezone": "Etc/UTC",
        "startWindowHours": 8,
        "recoveryPointSelection": {
            "algorithm": "LATEST_WITHIN_WINDOW",
            "includeVaults": [VAULT_ARN],
            "recoveryPointTypes": ["CONTINUOUS", "SNAPSHOT"],
            "selectionWindowDays": 7,
        },
    }


def test_a_small_profile_restores_monthly() -> None:
    plan = build(frequency="monthly").one(PLAN).properties
    assert plan["name"] == "vouch_prod_restore_monthly"
    assert plan["scheduleExpression"] == "cron(0 9 1 * ? *)"
    assert plan["recoveryPointSelection"]["selectionWindowDays"] == 31


def test_a_database_is_restored_into_isolated_subnets_and_stays_to_be_validated() -> None:
    selection = build().one(SELECTION, "restores-selection-rds")
    assert selection.properties["name"] == "rds"
    assert selection.properties["protectedResourceType"] == "RDS"
    assert selection.properties["protectedResourceArns"] == ["*"]
    assert selection.properties["validationWindowHours"] == 4
    assert selection.properties["restoreMetadataOverrides"] == {
        "dbSubnetGroupName": UNKNOWN,
        "vpcSecurityGroupIds": UNKNOWN,
    }
    assert wired(selection, "restoreMetadataOverrides") == ["restores-security-group", "restores-subnet-group"]
    assert build().one(SUBNETS).properties["subnetIds"] == ["subnet-a", "subnet-b"]


def test_nothing_reaches_what_is_restored() -> None:
    group = build().one(GROUP).properties
    assert group["vpcId"] == "vpc-1"
    assert not {"ingress", "egress"} & set(group)


def test_a_bucket_is_restored_under_the_keys_it_had() -> None:
    selection = build().one(SELECTION, "restores-selection-s3")
    assert selection.properties["restoreMetadataOverrides"] == {"encryptionType": "original"}


def test_a_server_is_restored_into_the_first_isolated_subnet() -> None:
    overrides = build(types=("EC2",)).one(SELECTION).properties["restoreMetadataOverrides"]
    assert overrides == {"subnetId": "subnet-a", "securityGroupIds": UNKNOWN}


def test_stores_without_a_network_need_none() -> None:
    recorded = build(types=("DynamoDB", "S3"), network=None)
    assert recorded.all(GROUP) == ()
    assert "restoreMetadataOverrides" not in recorded.one(SELECTION, "restores-selection-dynamodb").properties


def test_the_role_restores_and_does_nothing_else() -> None:
    recorded = build()
    (statement,) = statements(recorded.one("aws:iam/role:Role"), "assumeRolePolicy")
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    attached = {
        each.properties["policyArn"] for each in recorded.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    }
    assert attached == {
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
        "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore",
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"frequency": "yearly"}, "frequency 'yearly'"),
        ({"types": ()}, "types"),
        ({"types": ("RDS", "RDS")}, "repeats a type"),
        ({"types": ("Oracle",)}, "names an unknown one"),
        ({"validation_hours": 0}, "validation_hours 0"),
        ({"start_hours": 169}, "start_hours 169"),
        ({"network": None}, "the default VPC"),
    ],
)
def test_wrong_restore_tests_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(**changes)


def test_databases_need_two_zones() -> None:
    with pytest.raises(ValueError, match="has 1 zone"):
        RestoreNetwork(vpc_id="vpc-1", subnet_ids={"eu-west-1a": "subnet-a"})
