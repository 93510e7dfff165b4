"""Findings reach the incident topic and the incident queue, and what cannot is kept."""

import json
from typing import Any

import pytest

from components.operations.finding_patterns import Severities, Severity, Source, pattern
from components.operations.finding_routes import (
    FindingForwarder,
    FindingForwarderArgs,
    FindingRoutes,
    FindingRoutesArgs,
)
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

HOME = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
BACKUP = HOME.at("eu-central-1")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/incidents"
TOPIC = "aws:sns/topic:Topic"
QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ALARM_TOPIC = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-alarms"


def routes(**changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": HOME, "key_arn": KEY, "alarm_topics": (ALARM_TOPIC,)}
    args = FindingRoutesArgs(**(given | changes))
    return record(lambda: FindingRoutes("incidents", args))


def test_every_source_has_an_enabled_rule() -> None:
    rules = {each.name: each.properties for each in routes().all(RULE)}
    assert sorted(rules) == sorted(f"incidents-rule-{source}" for source in Source)
    assert {each["state"] for each in rules.values()} == {"ENABLED"}
    assert rules["incidents-rule-health"]["name"] == "vouch-prod-incidents-health"


def test_findings_go_to_people_and_to_the_process_and_alarms_to_people() -> None:
    recorded = routes()
    topic, queue = recorded.one(TOPIC).urn, recorded.one(QUEUE, "incidents-queue").urn
    reached: dict[str, set[str]] = {}
    for each in recorded.all(TARGET):
        rule = each.property_dependencies["rule"][0].rpartition("::")[2]
        reached.setdefault(rule, set()).update(each.property_dependencies["arn"])
    both = {f"incidents-rule-{source}": {topic, queue} for source in Source}
    assert reached == both | {"incidents-rule-alarms": {topic}}


def test_every_target_is_tried_for_a_day_and_then_kept() -> None:
    recorded = routes()
    undelivered = recorded.one(QUEUE, "incidents-undelivered").urn
    for each in recorded.all(TARGET):
        assert each.properties["retryPolicy"] == {"maximumEventAgeInSeconds": 86400, "maximumRetryAttempts": 185}
        assert each.properties["deadLetterConfig"] == {"arn": UNKNOWN}
        assert each.property_dependencies["deadLetterConfig"] == (undelivered,)


def test_both_queues_keep_two_weeks_under_the_customer_key_and_one_is_redriven_to_the_other() -> None:
    recorded = routes()
    queue, undelivered = recorded.one(QUEUE, "incidents-queue"), recorded.one(QUEUE, "incidents-undelivered")
    for each in (queue, undelivered):
        assert each.properties["kmsMasterKeyId"] == KEY
        assert each.properties["messageRetentionSeconds"] == 1209600
    assert json.loads(queue.properties["redrivePolicy"]) == {
        "deadLetterTargetArn": "arn:aws:sqs:eu-west-1:123456789012:vouch-prod-incidents-undelivered",
        "maxReceiveCount": 5,
    }
    assert undelivered.urn in queue.dependencies


def test_only_the_incident_rules_and_the_alarm_topics_send_to_the_queue() -> None:
    policy = json.loads(routes().one(QUEUE_POLICY, "incidents-queue-policy").properties["policy"])
    by_sid = {each["Sid"]: each for each in policy["Statement"]}
    assert by_sid["KeepIncidents"]["Condition"] == {
        "ArnLike": {"aws:SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/vouch-prod-incidents-*"},
        "StringEquals": {"aws:SourceAccount": "123456789012"},
    }
    assert by_sid["KeepAlarms"]["Principal"] == {"Service": "sns.amazonaws.com"}
    assert by_sid["KeepAlarms"]["Condition"]["ArnEquals"] == {"aws:SourceArn": ALARM_TOPIC}
    assert by_sid["DenyInsecureTransport"]["Effect"] == "Deny"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            Source.GUARDDUTY,
            {
                "source": ["aws.guardduty"],
                "detail-type": ["GuardDuty Finding"],
                "detail": {"severity": [{"numeric": [">=", 4]}]},
            },
        ),
        (
            Source.SECURITY_HUB,
            {
                "source": ["aws.securityhub"],
                "detail-type": ["Security Hub Findings - Imported"],
                "detail": {
                    "findings": {
                        "Severity": {"Label": ["HIGH", "CRITICAL"]},
                        "RecordState": ["ACTIVE"],
                        "Workflow": {"Status": ["NEW"]},
                    }
                },
            },
        ),
        (Source.HEALTH, {"source": ["aws.health"], "detail-type": ["AWS Health Event", "AWS Health Abuse Event"]}),
        (
            Source.INSPECTOR,
            {
                "source": ["aws.inspector2"],
                "detail-type": ["Inspector2 Finding"],
                "detail": {"severity": ["HIGH", "CRITICAL"], "status": ["ACTIVE"]},
            },
        ),
        (
            Source.MACIE,
            {
                "source": ["aws.macie"],
                "detail-type": ["Macie Finding"],
                "detail": {"severity": {"description": ["Medium", "High"]}},
            },
        ),
        (
            Source.ALARMS,
            {
                "source": ["aws.cloudwatch"],
                "detail-type": ["CloudWatch Alarm State Change"],
                "detail": {"state": {"value": ["ALARM"]}},
            },
        ),
    ],
)
def test_a_source_is_taken_from_the_severity_that_people_are_to_hear_of(
    source: Source, expected: dict[str, Any]
) -> None:
    assert pattern(source, Severities()) == expected


def test_a_higher_severity_takes_fewer_findings() -> None:
    grave = Severities(guardduty=Severity.CRITICAL, security_hub=Severity.CRITICAL)
    assert pattern(Source.GUARDDUTY, grave)["detail"] == {"severity": [{"numeric": [">=", 9]}]}
    hub: Any = pattern(Source.SECURITY_HUB, grave)["detail"]
    assert hub["findings"]["Severity"] == {"Label": ["CRITICAL"]}


def test_a_topic_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="alarm_topics has 'alarms'"):
        FindingRoutesArgs(placement=HOME, key_arn=KEY, alarm_topics=("alarms",))


def test_another_region_sends_health_and_backup_events_to_the_home_bus_only() -> None:
    recorded = record(lambda: FindingForwarder("far", FindingForwarderArgs(placement=BACKUP, home=HOME)))
    bus = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
    assert {each.name: each.properties["arn"] for each in recorded.all(TARGET)} == {
        "far-target-health": bus,
        "far-target-backup": bus,
    }
    assert json.loads(recorded.one(ROLE_POLICY).properties["policy"])["Statement"] == [
        {"Sid": "SendHome", "Effect": "Allow", "Action": "events:PutEvents", "Resource": bus}
    ]
    trust = json.loads(recorded.one(ROLE).properties["assumeRolePolicy"])["Statement"][0]
    assert trust["Condition"]["ArnLike"] == {
        "aws:SourceArn": "arn:aws:events:eu-central-1:123456789012:rule/vouch-prod-incidents-*"
    }
    assert recorded.one(QUEUE).properties["sqsManagedSseEnabled"] is True


def test_the_home_region_does_not_send_to_itself() -> None:
    with pytest.raises(ValueError, match="both in eu-west-1"):
        FindingForwarderArgs(placement=HOME, home=HOME)
