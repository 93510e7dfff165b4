"""Topics for alarms, alarms on resources, and bands around what is usual."""

import json
from typing import Any

import pytest

from components.operations.alarm_map import ALARMS, DIMENSIONS, Watched
from components.operations.alert_topic import AlertTopic, AlertTopicArgs
from components.operations.anomalies import (
    Anomalies,
    AnomaliesArgs,
    load_balancer_requests,
    user_pool_sign_ins,
    web_acl_requests,
)
from components.operations.resource_alarms import AlarmTarget, ResourceAlarms, ResourceAlarmsArgs
from components.placement import Placement
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/incidents"
TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-alarms"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:vouch-prod-incidents"
GROUP_ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/cloudtrail/vouch-prod-trail"
TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
DETECTOR = "aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector"


def topic(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "role": "alarms",
        "key_arn": KEY,
        "queues": {"incidents": QUEUE_ARN},
    }
    args = AlertTopicArgs(**(given | changes))
    return record(lambda: AlertTopic("alarms", args))


def test_the_topic_is_under_the_customer_key_and_signs_with_sha256() -> None:
    assert topic().one(TOPIC, "alarms-topic").properties == {
        "name": "vouch-prod-alarms",
        "kmsMasterKeyId": KEY,
        "signatureVersion": 2,
    }


def test_only_alarms_of_this_account_and_region_publish_and_nobody_without_tls() -> None:
    statements = json.loads(topic().one(TOPIC_POLICY).properties["policy"])["Statement"]
    assert statements == [
        {
            "Sid": "PublishAlarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": TOPIC_ARN,
            "Condition": {
                "ArnLike": {"aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:*"},
                "StringEquals": {"aws:SourceAccount": "123456789012"},
            },
        },
        {
            "Sid": "DenyInsecureTransport",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": TOPIC_ARN,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]


def test_people_and_queues_hear_alarms() -> None:
    recorded = topic(subscribers={"on-call": "on-call@example.com"})
    found = {each.name: each.properties for each in recorded.all(SUBSCRIPTION)}
    assert {name: (each["protocol"], each["endpoint"]) for name, each in found.items()} == {
        "alarms-subscription-on-call": ("email", "on-call@example.com"),
        "alarms-queue-incidents": ("sqs", QUEUE_ARN),
    }
    assert found["alarms-queue-incidents"]["rawMessageDelivery"] is True


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"queues": {}}, "nobody would hear"),
        ({"role": "Alarms"}, "role is 'Alarms'"),
        ({"subscribers": {"on-call": "nobody"}}, "no e-mail address"),
        ({"subscribers": {"On Call": "a@example.com"}}, "has the role 'On Call'"),
    ],
)
def test_a_topic_that_nobody_could_hear_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        topic(**changes)


def resources(**targets: AlarmTarget) -> Recorded:
    args = ResourceAlarmsArgs(placement=PLACEMENT, targets=targets, topic_arn=TOPIC_ARN)
    return record(lambda: ResourceAlarms("resources", args))


def test_every_watched_type_has_alarms_and_dimensions_in_alphabetical_order() -> None:
    assert set(ALARMS) == set(DIMENSIONS) == set(Watched)
    assert all(ALARMS.values())
    assert all(tuple(sorted(names)) == names for names in DIMENSIONS.values())
    for specs in ALARMS.values():
        assert len({spec.key for spec in specs}) == len(specs)


def test_a_database_has_alarms_on_processor_storage_and_memory() -> None:
    target = AlarmTarget(watched=Watched.DATABASE, dimensions={"DBInstanceIdentifier": "vouch-prod"})
    recorded = resources(database=target)
    assert {each.properties["metricName"] for each in recorded.all(ALARM)} == {
        "CPUUtilization",
        "FreeStorageSpace",
        "FreeableMemory",
    }
    assert recorded.one(ALARM, "resources-alarm-database-storage").properties == {
        "name": "vouch-prod-database-storage",
        "alarmDescription": "FreeStorageSpace of database",
        "namespace": "AWS/RDS",
        "metricName": "FreeStorageSpace",
        "dimensions": {"DBInstanceIdentifier": "vouch-prod"},
        "statistic": "Minimum",
        "period": 300,
        "evaluationPeriods": 3,
        "threshold": 10737418240,
        "comparisonOperator": "LessThanThreshold",
        "treatMissingData": "notBreaching",
        "actionsEnabled": True,
        "alarmActions": [TOPIC_ARN],
        "okActions": [TOPIC_ARN],
    }


def test_a_percentile_is_an_extended_statistic() -> None:
    target = AlarmTarget(watched=Watched.LOAD_BALANCER, dimensions={"LoadBalancer": "app/edge/0123"})
    latency = resources(edge=target).one(ALARM, "resources-alarm-edge-latency").properties
    assert latency["extendedStatistic"] == "p95"
    assert "statistic" not in latency


def test_a_tunnel_that_reports_nothing_is_down() -> None:
    target = AlarmTarget(watched=Watched.VPN_CONNECTION, dimensions={"VpnId": "vpn-0123"})
    down = resources(office=target).one(ALARM).properties
    assert (down["metricName"], down["treatMissingData"]) == ("TunnelState", "breaching")


def test_dimensions_that_would_watch_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="CloudWatch knows it by DBInstanceIdentifier"):
        AlarmTarget(watched=Watched.DATABASE, dimensions={"DBInstance": "vouch-prod"})


def test_a_key_that_is_no_part_of_a_name_is_refused() -> None:
    target = AlarmTarget(watched=Watched.DEAD_LETTERS, dimensions={"QueueName": "vouch-prod"})
    with pytest.raises(ValueError, match="targets has the key 'Dead Letters'"):
        ResourceAlarmsArgs(placement=PLACEMENT, targets={"Dead Letters": target}, topic_arn=TOPIC_ARN)


def anomalies(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "log_groups": {"audit": GROUP_ARN},
        "audit_log_group_name": "/aws/cloudtrail/vouch-prod-trail",
        "requests": {"web-acl": web_acl_requests("vouch-prod-edge", "eu-west-1")},
        "topic_arn": TOPIC_ARN,
    }
    args = AnomaliesArgs(**(given | changes))
    return record(lambda: Anomalies("unusual", args))


def test_a_detector_reads_its_log_group_every_fifteen_minutes() -> None:
    assert anomalies().one(DETECTOR, "unusual-detector-audit").properties == {
        "detectorName": "vouch-prod-audit",
        "logGroupArnLists": [GROUP_ARN],
        "evaluationFrequency": "FIFTEEN_MIN",
        "anomalyVisibilityTime": 21,
        "enabled": True,
    }


def test_a_band_alarm_compares_requests_with_their_own_band() -> None:
    alarm = anomalies().one(ALARM, "unusual-alarm-requests-web-acl").properties
    assert alarm["thresholdMetricId"] == "band"
    assert alarm["comparisonOperator"] == "LessThanLowerOrGreaterThanUpperThreshold"
    assert alarm["metricQueries"] == [
        {
            "id": "seen",
            "returnData": True,
            "metric": {
                "namespace": "AWS/WAFV2",
                "metricName": "AllowedRequests",
                "dimensions": {"WebACL": "vouch-prod-edge", "Region": "eu-west-1", "Rule": "ALL"},
                "period": 300,
                "stat": "Sum",
            },
        },
        {"id": "band", "expression": "ANOMALY_DETECTION_BAND(seen, 3)", "label": "usual", "returnData": True},
    ]
    assert alarm["alarmActions"] == [TOPIC_ARN]
    assert "threshold" not in alarm


def test_console_sign_ins_are_counted_in_the_audit_log_and_have_a_band_without_a_user_pool() -> None:
    recorded = anomalies()
    counted = recorded.one(FILTER).properties
    assert counted["pattern"] == "{ ($.eventName=ConsoleLogin) && ($.eventSource=signin.amazonaws.com) }"
    metric = recorded.one(ALARM, "unusual-alarm-sign-ins-console").properties["metricQueries"][0]["metric"]
    assert (metric["namespace"], metric["metricName"]) == (
        counted["metricTransformation"]["namespace"],
        counted["metricTransformation"]["name"],
    )


def test_each_client_of_a_user_pool_and_each_entry_has_a_band() -> None:
    recorded = anomalies(
        sign_ins={"app": user_pool_sign_ins("eu-west-1_abc", "client")},
        requests={"entry": load_balancer_requests("app/edge/0123")},
    )
    seen = {each.name: each.properties["metricQueries"][0]["metric"].get("dimensions") for each in recorded.all(ALARM)}
    assert seen == {
        "unusual-alarm-sign-ins-console": None,
        "unusual-alarm-sign-ins-app": {"UserPool": "eu-west-1_abc", "UserPoolClient": "client"},
        "unusual-alarm-requests-entry": {"LoadBalancer": "app/edge/0123"},
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"log_groups": {}}, "log_groups is empty"),
        ({"requests": {}}, "requests is empty"),
        ({"width": 0}, "width is 0"),
        ({"sign_ins": {"console": load_balancer_requests("app")}}, "choose another"),
        ({"log_groups": {"Audit": GROUP_ARN}}, "the key 'Audit'"),
    ],
)
def test_what_would_see_nothing_unusual_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        anomalies(**changes)
