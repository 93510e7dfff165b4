"""The CIS alarms: every recommendation has a filter, an alarm on its metric, and is heard."""

from typing import Any

import pulumi
import pytest
from pulumi_aws import cloudwatch

from components.operations.cis import PATTERN_LIMIT, WATCHES
from components.operations.cis_alarms import CisAlarms, CisAlarmsArgs
from components.placement import Placement
from guardrails.rules.operations.cis_events import HARMLESS, WATCHED
from guardrails.rules.operations.filter_patterns import parse
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
TOPIC = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-alarms"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
GROUP = "aws:cloudwatch/logGroup:LogGroup"


def build(**changes: Any) -> Recorded:
    def program() -> None:
        group = cloudwatch.LogGroup("trail", name="/aws/cloudtrail/vouch-prod-trail")
        given: dict[str, Any] = {
            "placement": PLACEMENT,
            "log_group_name": "/aws/cloudtrail/vouch-prod-trail",
            "log_group_ready": (group,),
            "topic_arn": TOPIC,
        }
        CisAlarms("cis", CisAlarmsArgs(**(given | changes)))

    return record(program)


def test_each_of_the_fifteen_recommendations_is_watched_once() -> None:
    assert [watch.number for watch in WATCHES] == [f"4.{number}" for number in range(1, 16)]
    assert len({watch.key for watch in WATCHES}) == len({watch.metric for watch in WATCHES}) == 15


@pytest.mark.parametrize("watch", WATCHES, ids=lambda watch: watch.number)
def test_a_pattern_takes_what_its_recommendation_names_and_fits_into_cloudwatch(watch: Any) -> None:
    wanted = {watched.number: watched for watched in WATCHED.values()}[watch.number]
    takes = parse(watch.pattern)
    assert [event for event in wanted.events if not takes(event)] == []
    assert not takes(HARMLESS)
    assert len(watch.pattern) <= PATTERN_LIMIT


def test_a_filter_counts_matches_in_the_audit_log() -> None:
    found = build().one(FILTER, "cis-filter-root-use").properties
    assert found == {
        "name": "vouch-prod-cis-root-use",
        "logGroupName": "/aws/cloudtrail/vouch-prod-trail",
        "pattern": (
            '{ $.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType!="AwsServiceEvent" }'
        ),
        "metricTransformation": {
            "name": "RootUse",
            "namespace": "vouch-prod-cis",
            "value": "1",
            "defaultValue": "0",
        },
    }


def test_one_match_in_five_minutes_raises_an_alarm_that_acts() -> None:
    found = build().one(ALARM, "cis-alarm-root-use").properties
    assert found == {
        "name": "vouch-prod-cis-root-use",
        "alarmDescription": "CIS 4.3: any use of the root user",
        "namespace": "vouch-prod-cis",
        "metricName": "RootUse",
        "statistic": "Sum",
        "period": 300,
        "evaluationPeriods": 1,
        "threshold": 1,
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "treatMissingData": "notBreaching",
        "actionsEnabled": True,
        "alarmActions": [TOPIC],
    }


def test_every_alarm_is_on_the_metric_of_its_own_filter() -> None:
    recorded = build()
    metrics = {
        each.properties["name"]: each.properties["metricTransformation"]["name"] for each in recorded.all(FILTER)
    }
    assert len(metrics) == 15
    assert {each.properties["name"]: each.properties["metricName"] for each in recorded.all(ALARM)} == metrics


def test_filters_wait_for_the_log_group() -> None:
    recorded = build()
    group = recorded.one(GROUP).urn
    assert all(group in each.dependencies for each in recorded.all(FILTER))


def test_a_threshold_that_nothing_reaches_is_refused() -> None:
    with pytest.raises(ValueError, match="threshold is 0"):
        CisAlarmsArgs(placement=PLACEMENT, log_group_name="/trail", log_group_ready=(), topic_arn=TOPIC, threshold=0)


def test_the_outputs_name_every_alarm() -> None:
    seen: list[list[str]] = []

    def program() -> None:
        args = CisAlarmsArgs(placement=PLACEMENT, log_group_name="/trail", log_group_ready=(), topic_arn=TOPIC)
        seen.append(sorted(CisAlarms("cis", args, pulumi.ResourceOptions()).alarm_arns))

    record(program)
    assert seen == [sorted(watch.key for watch in WATCHES)]
