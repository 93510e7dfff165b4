"""The internet monitor and the directory."""

import json
import re
from typing import Any

import pulumi
import pytest

from components.operations.directory import Directory, DirectoryArgs, DirectoryPlace
from components.operations.internet_monitor import InternetMonitor, InternetMonitorArgs
from guardrails.values import UNKNOWN, Secret
from tests.components.network.building import ARGS, PLACEMENT, wired
from tests.support.recording import Recorded, record
from vouch.preview.record import ProgramError

KEY = ARGS.logs_key_arn
TOPIC = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-alarms"
VPC = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0123456789abcdef0"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
MONITOR = "aws:cloudwatch/internetMonitor:InternetMonitor"
DIRECTORY = "aws:directoryservice/directory:Directory"
REPLICA = "aws:directoryservice/serviceRegion:ServiceRegion"


def monitor(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "role": "internet",
        "vpc_arn": VPC,
        "log_key_arn": KEY,
        "topic_arn": TOPIC,
    }
    args = InternetMonitorArgs(**{**given, **changes})
    return record(lambda: InternetMonitor("internet", args))


def test_the_monitor_is_on_and_bounded_in_cost() -> None:
    assert monitor().one(MONITOR).properties == {
        "monitorName": "vouch-prod-internet",
        "resources": [VPC],
        "status": "ACTIVE",
        "trafficPercentageToMonitor": 100,
        "maxCityNetworksToMonitor": 100,
        "healthEventsConfig": {"availabilityScoreThreshold": 95, "performanceScoreThreshold": 95},
    }


def test_the_monitors_log_groups_are_there_before_it_and_encrypted() -> None:
    recorded = monitor()
    groups = {each.properties["name"]: each for each in recorded.all(GROUP)}
    assert sorted(groups) == [
        "/aws/internet-monitor/vouch-prod-internet/byCity",
        "/aws/internet-monitor/vouch-prod-internet/byCountry",
        "/aws/internet-monitor/vouch-prod-internet/byMetro",
        "/aws/internet-monitor/vouch-prod-internet/bySubdivision",
    ]
    assert {(each.properties["kmsKeyId"], each.properties["retentionInDays"]) for each in groups.values()} == {
        (KEY, 90)
    }
    assert {each.urn for each in groups.values()} <= set(recorded.one(MONITOR).dependencies)


def test_a_drop_in_availability_raises_an_alarm() -> None:
    alarm = monitor(availability=97.5).one("aws:cloudwatch/metricAlarm:MetricAlarm").properties
    assert (alarm["namespace"], alarm["metricName"], alarm["statistic"]) == (
        "AWS/InternetMonitor",
        "AvailabilityScore",
        "Average",
    )
    assert alarm["dimensions"] == {"MeasurementSource": "AWS", "MonitorName": "vouch-prod-internet"}
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("LessThanThreshold", 97.5)
    assert alarm["treatMissingData"] == "notBreaching"
    assert alarm["alarmActions"] == [TOPIC]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"networks": 0}, "networks is 0: give 1 to 500000"),
        ({"availability": 0}, "availability is 0: give a per cent"),
        ({"role": "The Internet"}, "role is 'The Internet'"),
        ({"retention_days": 7}, "retention_days is 7"),
    ],
)
def test_a_monitor_that_aws_would_refuse_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        monitor(**changes)


HOME = DirectoryPlace(vpc_id="vpc-1", subnet_ids={"eu-west-1a": "subnet-0a", "eu-west-1b": "subnet-0b"})
AWAY = DirectoryPlace(vpc_id="vpc-2", subnet_ids={"eu-central-1a": "subnet-0c", "eu-central-1b": "subnet-0d"})


def directory(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "domain": "corp.example.com",
        "short_name": "CORP",
        "home": HOME,
        "replica_region": "eu-central-1",
        "replica": AWAY,
        "log_key_arn": KEY,
    }

    def build() -> None:
        password = pulumi.Output.secret("given by a test, once")
        Directory("staff", DirectoryArgs(**{"password": password, **given, **changes}))

    return record(build)


def test_the_directory_is_one_that_can_be_in_two_regions_and_keeps_its_password_secret() -> None:
    made = directory().one(DIRECTORY)
    assert isinstance(made.properties["password"], Secret)
    assert {key: value for key, value in made.properties.items() if key != "password"} == {
        "name": "corp.example.com",
        "shortName": "CORP",
        "description": "Directory of corp.example.com",
        "type": "MicrosoftAD",
        "edition": "Enterprise",
        "desiredNumberOfDomainControllers": 2,
        "vpcSettings": {"vpcId": "vpc-1", "subnetIds": ["subnet-0a", "subnet-0b"]},
        "tags": {"data": "internal"},
    }
    assert made.options.protect
    assert made.options.ignore_changes == ("password",)


def test_the_replica_is_in_the_other_region_and_comes_after_all_else() -> None:
    recorded = directory()
    replica = recorded.one(REPLICA)
    assert replica.properties == {
        "directoryId": UNKNOWN,
        "regionName": "eu-central-1",
        "desiredNumberOfDomainControllers": 2,
        "vpcSettings": {"vpcId": "vpc-2", "subnetIds": ["subnet-0c", "subnet-0d"]},
        "tags": {"data": "internal"},
    }
    assert wired(replica, "directoryId") == (f"{DIRECTORY}::staff-directory",)
    assert recorded.one("aws:directoryservice/logSubscription:LogSubscription").urn in replica.dependencies


def test_the_security_log_is_kept_and_only_the_directory_service_writes_it() -> None:
    recorded = directory()
    group = recorded.one(GROUP).properties
    assert (group["name"], group["kmsKeyId"], group["retentionInDays"]) == ("vouch-prod-staff-security", KEY, 365)
    policy = recorded.one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy")
    assert json.loads(policy.properties["policyDocument"])["Statement"] == [
        {
            "Sid": "Forward",
            "Effect": "Allow",
            "Principal": {"Service": "ds.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": "arn:aws:logs:eu-west-1:123456789012:log-group:vouch-prod-staff-security:log-stream:*",
        }
    ]
    assert policy.urn in recorded.one("aws:directoryservice/logSubscription:LogSubscription").dependencies


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"domain": "corp"}, "domain is 'corp'"),
        ({"short_name": "corp"}, "short_name is 'corp'"),
        ({"replica_region": "eu-west-1"}, "replica_region is eu-west-1, the directory's own"),
        ({"controllers": 1}, "controllers is 1"),
    ],
)
def test_a_directory_that_would_not_survive_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ProgramError, match=re.escape(f"ValueError: {message}")):
        directory(**changes)


def test_a_password_in_plain_text_is_refused() -> None:
    with pytest.raises(ProgramError, match="TypeError: password is plain text"):
        directory(password="in plain text")


def test_a_place_has_two_zones() -> None:
    with pytest.raises(ValueError, match="subnet_ids has length 1, AWS takes two"):
        DirectoryPlace(vpc_id="vpc-1", subnet_ids={"eu-west-1a": "subnet-0a"})
