"""Alarms on what the trail records: changes elsewhere, and changes by hand."""

from typing import Any

import pytest
from pulumi_aws import cloudwatch

from components.governance.drift_watch import DriftWatch, DriftWatchArgs
from components.governance.residency import Residency, ResidencyArgs
from components.governance.watch import Watch
from tests.components.governance.building import ALLOWED, LOGS, PLACEMENT, TOPIC
from tests.support.recording import Recorded, record

FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
QUERY = "aws:cloudwatch/queryDefinition:QueryDefinition"
CHANGED = (
    '($.eventType = "AwsApiCall") && ($.readOnly IS FALSE) && ($.managementEvent IS TRUE) && '
    "($.errorCode NOT EXISTS) && ($.userIdentity.invokedBy NOT EXISTS)"
)


def residency() -> Recorded:
    args = ResidencyArgs(
        placement=PLACEMENT, log_group_name=LOGS, log_group_ready=(), allowed_regions=ALLOWED, topic_arn=TOPIC
    )
    return record(lambda: Residency("residency", args))


def drift(**changes: tuple[str, ...]) -> Recorded:
    args = DriftWatchArgs(placement=PLACEMENT, log_group_name=LOGS, log_group_ready=(), topic_arn=TOPIC, **changes)
    return record(lambda: DriftWatch("drift", args))


def test_a_successful_change_in_any_region_but_the_allowed_ones_is_counted() -> None:
    assert residency().one(FILTER, "residency-filter-outside-regions").properties == {
        "name": "vouch-prod-outside-regions",
        "logGroupName": LOGS,
        "pattern": (
            '{ ($.eventType = "AwsApiCall") && ($.readOnly IS FALSE) && ($.errorCode NOT EXISTS) && '
            '($.awsRegion != "eu-central-1") && ($.awsRegion != "eu-west-1") && ($.awsRegion != "us-east-1") }'
        ),
        "metricTransformation": {
            "name": "vouch-prod-outside-regions",
            "namespace": "vouch/prod/governance",
            "value": "1",
            "defaultValue": "0",
        },
    }


def test_filters_and_query_wait_for_the_log_group_of_the_trail() -> None:
    def build() -> None:
        group = cloudwatch.LogGroup("logs", name=LOGS)
        given: dict[str, Any] = {
            "placement": PLACEMENT,
            "log_group_name": LOGS,
            "log_group_ready": (group,),
            "topic_arn": TOPIC,
        }
        Residency("residency", ResidencyArgs(**given, allowed_regions=ALLOWED))
        DriftWatch("drift", DriftWatchArgs(**given))

    recorded = record(build)
    waiting = [*recorded.all(FILTER), *recorded.all(QUERY)]
    assert len(waiting) == 4
    group = recorded.one("aws:cloudwatch/logGroup:LogGroup").urn
    assert all(group in each.dependencies for each in waiting)


def test_one_such_change_rings_the_alarm_and_silence_does_not() -> None:
    recorded = residency()
    alarm = recorded.one(ALARM, "residency-alarm-outside-regions")
    assert alarm.properties == {
        "name": "vouch-prod-outside-regions",
        "alarmDescription": "Something was changed outside eu-west-1, eu-central-1, us-east-1 (control pv.region)",
        "metricName": "vouch-prod-outside-regions",
        "namespace": "vouch/prod/governance",
        "statistic": "Sum",
        "period": 300,
        "evaluationPeriods": 1,
        "comparisonOperator": "GreaterThanOrEqualToThreshold",
        "threshold": 1,
        "treatMissingData": "notBreaching",
        "actionsEnabled": True,
        "alarmActions": [TOPIC],
    }
    assert recorded.one(FILTER).urn in alarm.dependencies


def test_changes_in_the_console_and_by_people_are_counted_apart() -> None:
    assert {each.name: each.properties["pattern"] for each in drift().all(FILTER)} == {
        "drift-filter-console-changes": f'{{ {CHANGED} && ($.sessionCredentialFromConsole = "true") }}',
        "drift-filter-changes-by-people": (
            f'{{ {CHANGED} && (($.userIdentity.type = "Root") || ($.userIdentity.type = "IAMUser") || '
            '($.userIdentity.sessionContext.sessionIssuer.userName = "AWSReservedSSO_*")) }'
        ),
    }
    assert [each.properties["alarmActions"] for each in drift().all(ALARM)] == [[TOPIC], [TOPIC]]


def test_a_saved_query_shows_what_was_done() -> None:
    query = drift().one(QUERY, "drift-query").properties
    assert query["name"] == "vouch-prod-changes-by-hand"
    assert query["logGroupNames"] == [LOGS]
    assert "sessionCredentialFromConsole" in str(query["queryString"])


def test_other_roles_of_people_are_watched_too() -> None:
    pattern = drift(people=("AWSReservedSSO_*", "engineer")).one(FILTER, "drift-filter-changes-by-people")
    assert '|| ($.userIdentity.sessionContext.sessionIssuer.userName = "engineer")' in str(
        pattern.properties["pattern"]
    )


def test_the_home_region_must_be_allowed() -> None:
    with pytest.raises(ValueError, match="lacks the home region eu-west-1"):
        ResidencyArgs(
            placement=PLACEMENT,
            log_group_name=LOGS,
            log_group_ready=(),
            allowed_regions=("eu-north-1",),
            topic_arn=TOPIC,
        )


@pytest.mark.parametrize("people", [(), ("*",), ("a role",)])
def test_people_must_be_named(people: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="people"):
        DriftWatchArgs(placement=PLACEMENT, log_group_name=LOGS, log_group_ready=(), topic_arn=TOPIC, people=people)


def test_a_pattern_longer_than_cloudwatch_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="1025 characters"):
        Watch(role="much", description="Much", pattern="x" * 1025)
