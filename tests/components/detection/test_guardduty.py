"""GuardDuty and its alerts: every feature on, findings kept, people told, arguments refused."""

import json
from typing import Any

import pulumi
import pytest
from pulumi_aws import wafv2

from components.detection.alerts import FindingAlerts, FindingAlertsArgs
from components.detection.guardduty import (
    ExistingDetector,
    FindingsExport,
    GuardDuty,
    GuardDutyArgs,
    ManagedDetector,
)
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/events"
TRAIL_KEY = "arn:aws:kms:eu-west-1:123456789012:key/trail"
BUCKET_ARN = "arn:aws:s3:::vouch-prod-123456789012-eu-west-1-archive"
DETECTOR_ID = "0123456789abcdef0123456789abcdef"
TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-guardduty-findings"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:vouch-prod-guardduty-findings-undelivered"
FROM_RULE = {
    "ArnEquals": {"aws:SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/vouch-prod-guardduty-findings"},
    "StringEquals": {"aws:SourceAccount": "123456789012"},
}
DETECTOR = "aws:guardduty/detector:Detector"
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
EXPORT = "aws:guardduty/publishingDestination:PublishingDestination"
TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"


def managed(*ready: pulumi.Resource) -> ManagedDetector:
    return ManagedDetector(export=FindingsExport(bucket_arn=BUCKET_ARN, key_arn=TRAIL_KEY, ready=ready))


def build(**changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": PLACEMENT, "detector": managed(), "alert_key_arn": KEY}
    args = GuardDutyArgs(**(given | changes))
    return record(lambda: GuardDuty("guard", args))


def test_the_detector_is_on_reports_every_fifteen_minutes_and_is_protected() -> None:
    detector = build().one(DETECTOR, "guard-detector")
    assert detector.properties == {"enable": True, "findingPublishingFrequency": "FIFTEEN_MINUTES"}
    assert detector.options.protect is True
    assert detector.urn == f"urn:pulumi:prod::vouch::vouch:detection:GuardDuty${DETECTOR}::guard-detector"


def test_it_may_be_left_unprotected_where_the_profile_says_so() -> None:
    assert build(protect=False).one(DETECTOR).options.protect is False


def test_every_feature_is_enabled_on_that_detector_by_a_resource_of_its_own() -> None:
    recorded = build()
    assert {each.name: each.properties["name"] for each in recorded.all(FEATURE)} == {
        "guard-feature-s3-data-events": "S3_DATA_EVENTS",
        "guard-feature-eks-audit-logs": "EKS_AUDIT_LOGS",
        "guard-feature-ebs-malware-protection": "EBS_MALWARE_PROTECTION",
        "guard-feature-rds-login-events": "RDS_LOGIN_EVENTS",
        "guard-feature-lambda-network-logs": "LAMBDA_NETWORK_LOGS",
        "guard-feature-runtime-monitoring": "RUNTIME_MONITORING",
    }
    assert {each.properties["status"] for each in recorded.all(FEATURE)} == {"ENABLED"}
    assert {each.property_dependencies["detectorId"] for each in recorded.all(FEATURE)} == {
        (recorded.one(DETECTOR).urn,)
    }


def test_only_runtime_monitoring_has_agents_and_guardduty_manages_them_all() -> None:
    agents = {
        each.properties["name"]: each.properties["additionalConfigurations"]
        for each in build().all(FEATURE)
        if "additionalConfigurations" in each.properties
    }
    assert agents == {
        "RUNTIME_MONITORING": [
            {"name": "EKS_ADDON_MANAGEMENT", "status": "ENABLED"},
            {"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "ENABLED"},
            {"name": "EC2_AGENT_MANAGEMENT", "status": "ENABLED"},
        ]
    }


def test_findings_are_exported_to_the_archive_under_its_key() -> None:
    export = build().one(EXPORT, "guard-export")
    assert export.properties == {
        "detectorId": UNKNOWN,
        "destinationType": "S3",
        "destinationArn": BUCKET_ARN,
        "kmsKeyArn": TRAIL_KEY,
    }


def test_the_export_waits_for_what_the_bucket_needs() -> None:
    def program() -> None:
        ready = wafv2.IpSet("policy", scope="REGIONAL", ip_address_version="IPV4", addresses=[])
        GuardDuty("guard", GuardDutyArgs(placement=PLACEMENT, detector=managed(ready), alert_key_arn=KEY))

    recorded = record(program)
    assert recorded.one("aws:wafv2/ipSet:IpSet").urn in recorded.one(EXPORT).dependencies


def test_an_existing_detector_is_left_alone_but_its_findings_are_still_told() -> None:
    seen: list[str] = []

    def program() -> None:
        detector = ExistingDetector(detector_id=DETECTOR_ID)
        component = GuardDuty("guard", GuardDutyArgs(placement=PLACEMENT, detector=detector, alert_key_arn=KEY))
        component.detector_id.apply(seen.append)

    recorded = record(program)
    assert seen == [DETECTOR_ID]
    assert [recorded.all(type_) for type_ in (DETECTOR, FEATURE, EXPORT)] == [(), (), ()]
    assert recorded.one(TARGET).name == "guard-alerts-target"


def test_the_rule_takes_findings_of_guardduty_from_the_given_severity() -> None:
    rule = build(alert_severity=7).one(RULE, "guard-alerts-rule").properties
    assert rule["name"] == "vouch-prod-guardduty-findings"
    assert rule["state"] == "ENABLED"
    assert json.loads(str(rule["eventPattern"])) == {
        "source": ["aws.guardduty"],
        "detail-type": ["GuardDuty Finding"],
        "detail": {"severity": [{"numeric": [">=", 7]}]},
    }


def test_medium_findings_are_told_unless_said_otherwise() -> None:
    pattern = json.loads(str(build().one(RULE).properties["eventPattern"]))
    assert pattern["detail"] == {"severity": [{"numeric": [">=", 4]}]}


def test_everything_sits_under_guardduty_or_its_alerts() -> None:
    recorded = build(subscribers={"on-call": "on-call@example.com"})
    guard = "urn:pulumi:prod::vouch::vouch:detection:GuardDuty::guard"
    alerts = "urn:pulumi:prod::vouch::vouch:detection:GuardDuty$vouch:detection:FindingAlerts::guard-alerts"
    assert recorded.one("vouch:detection:FindingAlerts").urn == alerts
    made = [each for each in recorded.resources if each.custom and each.parent]
    assert sorted(each.name for each in made if each.parent == alerts) == [
        "guard-alerts-rule",
        "guard-alerts-subscription-on-call",
        "guard-alerts-target",
        "guard-alerts-topic",
        "guard-alerts-topic-policy",
        "guard-alerts-undelivered",
        "guard-alerts-undelivered-policy",
    ]
    assert {each.parent for each in made} == {guard, alerts}
    assert {each.type for each in made if each.parent == guard} == {DETECTOR, FEATURE, EXPORT}
    assert [each.name for each in made if each.parent == guard and each.type != FEATURE] == [
        "guard-detector",
        "guard-export",
    ]


def test_the_rule_publishes_to_the_topic_and_keeps_what_it_could_not_deliver() -> None:
    recorded = build()
    target = recorded.one(TARGET, "guard-alerts-target")
    assert target.properties == {
        "rule": "vouch-prod-guardduty-findings",
        "targetId": "guardduty-findings",
        "arn": UNKNOWN,
        "deadLetterConfig": {"arn": UNKNOWN},
        "retryPolicy": {"maximumEventAgeInSeconds": 86400, "maximumRetryAttempts": 185},
    }
    assert target.property_dependencies["arn"] == (recorded.one(TOPIC).urn,)
    assert target.property_dependencies["deadLetterConfig"] == (recorded.one(QUEUE).urn,)
    assert target.property_dependencies["rule"] == (recorded.one(RULE).urn,)
    policies = {recorded.one(TOPIC_POLICY).urn, recorded.one(QUEUE_POLICY).urn}
    assert policies <= set(target.dependencies)


def test_the_topic_is_under_the_customer_key() -> None:
    assert build().one(TOPIC).properties == {
        "name": "vouch-prod-guardduty-findings",
        "kmsMasterKeyId": KEY,
        "signatureVersion": 2,
    }


def test_only_eventbridge_publishes_and_only_over_tls() -> None:
    recorded = build()
    policy = recorded.one(TOPIC_POLICY)
    assert policy.property_dependencies["arn"] == (recorded.one(TOPIC).urn,)
    assert json.loads(str(policy.properties["policy"])) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "PublishFindings",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": TOPIC_ARN,
            },
            {
                "Sid": "DenyInsecureTransport",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": TOPIC_ARN,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ],
    }


def test_the_queue_keeps_undelivered_findings_for_two_weeks_under_the_customer_key() -> None:
    assert build().one(QUEUE).properties == {
        "name": "vouch-prod-guardduty-findings-undelivered",
        "kmsMasterKeyId": KEY,
        "messageRetentionSeconds": 1209600,
    }


def test_only_the_rule_fills_the_queue_and_only_over_tls() -> None:
    assert json.loads(str(build().one(QUEUE_POLICY).properties["policy"])) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "KeepUndelivered",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": QUEUE_ARN,
                "Condition": FROM_RULE,
            },
            {
                "Sid": "DenyInsecureTransport",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sqs:*",
                "Resource": QUEUE_ARN,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ],
    }


def test_people_are_told_by_mail_each_under_a_role() -> None:
    recorded = build(subscribers={"on-call": "on-call@example.com", "security": "security@example.com"})
    assert {each.name: each.properties for each in recorded.all(SUBSCRIPTION)} == {
        "guard-alerts-subscription-on-call": {"topic": UNKNOWN, "protocol": "email", "endpoint": "on-call@example.com"},
        "guard-alerts-subscription-security": {
            "topic": UNKNOWN,
            "protocol": "email",
            "endpoint": "security@example.com",
        },
    }


def test_nobody_is_told_unless_named() -> None:
    assert build().all(SUBSCRIPTION) == ()


def test_alerts_can_be_made_for_other_services_under_names_of_their_own() -> None:
    args = FindingAlertsArgs(
        placement=PLACEMENT, role="hub-findings", pattern={"source": ["aws.securityhub"]}, key_arn=KEY
    )
    recorded = record(lambda: FindingAlerts("hub", args))
    assert recorded.one(RULE).properties["name"] == "vouch-prod-hub-findings"
    assert recorded.one(QUEUE).properties["name"] == "vouch-prod-hub-findings-undelivered"


@pytest.mark.parametrize("severity", [0, 8])
def test_a_severity_that_hides_high_findings_or_means_nothing_is_refused(severity: int) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        GuardDutyArgs(placement=PLACEMENT, detector=managed(), alert_key_arn=KEY, alert_severity=severity)
    assert str(refusal.value) == (
        f"alert_severity is {severity}, high findings begin at 7: give 1 to 7, lest they go unseen"
    )


def test_what_is_not_a_detector_id_is_refused() -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        ExistingDetector(detector_id="detector")
    assert str(refusal.value) == (
        "detector_id is 'detector', not 32 hexadecimal digits: copy it from GuardDuty's settings"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"pattern": {"detail-type": ["x"]}},
            "pattern has no source, so every event would be an alert: name the service in 'source'",
        ),
        (
            {"subscribers": {"On Call": "on-call@example.com"}},
            "subscribers has the role 'On Call': write it in lower-case letters, digits and hyphens",
        ),
        (
            {"subscribers": {"on-call": "example.com"}},
            "subscribers gives 'on-call' no e-mail address: write it like 'on-call@example.com'",
        ),
    ],
)
def test_alerts_that_would_reach_nobody_or_say_everything_are_refused(changes: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "role": "findings",
        "pattern": {"source": ["aws.guardduty"]},
        "key_arn": KEY,
    }
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        FindingAlertsArgs(**(given | changes))
    assert str(refusal.value) == message
