"""Failover is exercised by experiments that an alarm stops, against stated objectives, on a date."""

import json
from typing import Any

import pytest

from components.operations.resilience import Objectives, ResilienceTests, ResilienceTestsArgs
from components.placement import Placement
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
STOP = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:vouch-prod-load-balancer-own-errors"
TEMPLATE = "aws:fis/experimentTemplate:ExperimentTemplate"
GIVEN: dict[str, Any] = {
    "placement": PLACEMENT,
    "subnet_ids": {"public": "subnet-1", "private": "subnet-2"},
    "stop_alarm_arns": {"errors": STOP},
    "log_key_arn": "arn:aws:kms:eu-west-1:123456789012:key/logs",
    "topic_name": "vouch-prod-incidents",
    "topic_arn": "arn:aws:sns:eu-west-1:123456789012:vouch-prod-incidents",
    "undelivered_queue": "vouch-prod-incidents-undelivered",
    "key_alias": "alias/vouch-prod-incidents",
    "database": "vouch-prod",
}


def build(**changes: Any) -> Recorded:
    args = ResilienceTestsArgs(**(GIVEN | changes))
    return record(lambda: ResilienceTests("tests", args))


def test_one_experiment_takes_every_subnet_of_a_zone_away() -> None:
    found = build().one(TEMPLATE, "tests-experiment-lose-zone").properties
    assert found["actions"] == [
        {
            "name": "disrupt",
            "actionId": "aws:network:disrupt-connectivity",
            "parameters": [{"key": "duration", "value": "PT10M"}, {"key": "scope", "value": "all"}],
            "target": {"key": "Subnets", "value": "affected"},
        }
    ]
    assert found["targets"] == [
        {
            "name": "affected",
            "resourceType": "aws:ec2:subnet",
            "selectionMode": "ALL",
            "resourceArns": [
                "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-1",
                "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-2",
            ],
        }
    ]


def test_one_experiment_reboots_the_database_into_its_standby() -> None:
    found = build().one(TEMPLATE, "tests-experiment-fail-over-database").properties
    assert found["actions"][0]["actionId"] == "aws:rds:reboot-db-instances"
    assert found["actions"][0]["parameters"] == [{"key": "forceFailover", "value": "true"}]
    assert found["targets"][0]["resourceArns"] == ["arn:aws:rds:eu-west-1:123456789012:db:vouch-prod"]


def test_a_cluster_is_failed_over_without_parameters() -> None:
    found = build(database=None, cluster="main").one(TEMPLATE, "tests-experiment-fail-over-cluster").properties
    assert found["actions"][0]["actionId"] == "aws:rds:failover-db-cluster"
    assert found["actions"][0]["target"] == {"key": "Clusters", "value": "affected"}
    assert found["actions"][0].get("parameters", []) == []


def test_an_alarm_stops_every_experiment_and_none_may_find_nothing_to_break() -> None:
    for each in build().all(TEMPLATE):
        assert each.properties["stopConditions"] == [{"source": "aws:cloudwatch:alarm", "value": STOP}]
        assert each.properties["experimentOptions"] == {
            "accountTargeting": "single-account",
            "emptyTargetResolutionMode": "fail",
        }
        assert each.properties["logConfiguration"]["logSchemaVersion"] == 2


def test_the_role_changes_only_network_acls_of_its_own_making_and_the_one_database() -> None:
    policy = json.loads(build().one("aws:iam/rolePolicy:RolePolicy", "tests-role-policy").properties["policy"])
    by_sid = {each["Sid"]: each for each in policy["Statement"]}
    assert by_sid["ChangeOwnNetworkAcls"]["Condition"] == {"StringEquals": {"ec2:ResourceTag/managedByFIS": "true"}}
    assert by_sid["FailOverDatabase"] == {
        "Sid": "FailOverDatabase",
        "Effect": "Allow",
        "Action": "rds:RebootDBInstance",
        "Resource": "arn:aws:rds:eu-west-1:123456789012:db:vouch-prod",
    }
    assert sorted(sid for sid, each in by_sid.items() if each["Resource"] == "*") == ["DeliverLog", "LookUp"]
    assert "FailOverCluster" not in by_sid


def test_the_objectives_are_stated_for_every_kind_of_loss() -> None:
    policy = build(zone=Objectives(rto="0h30m0s", rpo="0h1m0s")).one(
        "aws:resiliencehub/resiliencyPolicy:ResiliencyPolicy"
    )
    zone, region = {"rto": "0h30m0s", "rpo": "0h1m0s"}, {"rto": "24h0m0s", "rpo": "24h0m0s"}
    assert policy.properties["policy"] == {"az": zone, "hardware": zone, "software": zone, "region": region}
    assert policy.properties["tier"] == "MissionCritical"
    assert policy.properties["dataLocationConstraint"] == "SameContinent"


def test_people_are_told_of_each_game_day_and_the_word_is_not_lost() -> None:
    schedule = build().one("aws:scheduler/schedule:Schedule", "tests-reminder").properties
    assert schedule["scheduleExpression"] == "cron(0 9 1 1,4,7,10 ? *)"
    assert schedule["flexibleTimeWindow"] == {"mode": "OFF"}
    assert schedule["state"] == "ENABLED"
    assert schedule["target"]["arn"] == GIVEN["topic_arn"]
    assert schedule["target"]["deadLetterConfig"] == {
        "arn": "arn:aws:sqs:eu-west-1:123456789012:vouch-prod-incidents-undelivered"
    }


def test_the_reminder_uses_only_the_key_behind_the_topic_and_the_queue() -> None:
    policy = json.loads(build().one("aws:iam/rolePolicy:RolePolicy", "tests-reminder-policy").properties["policy"])
    assert policy["Statement"][2]["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/vouch-prod-incidents"},
        "StringEquals": {"kms:ViaService": ["sns.eu-west-1.amazonaws.com", "sqs.eu-west-1.amazonaws.com"]},
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stop_alarm_arns": {}}, "nothing would stop"),
        ({"database": None}, "both missing"),
        ({"subnet_ids": {}}, "subnet_ids has 0"),
        ({"duration": "10m"}, "duration is '10m'"),
        ({"schedule": "quarterly"}, "schedule is 'quarterly'"),
        ({"retention_days": 30}, "retention_days is 30"),
    ],
)
def test_an_experiment_that_nothing_bounds_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(**changes)


def test_an_objective_that_aws_would_not_read_is_refused() -> None:
    with pytest.raises(ValueError, match="rto is '1 hour'"):
        Objectives(rto="1 hour", rpo="0h5m0s")
