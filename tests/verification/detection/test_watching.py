"""What watches: which event rules hear GuardDuty, which buckets Macie reads, what Inspector may leave out."""

import json
from typing import Any

import pytest

from tests.support.asking import asked, messages
from verification.answers import Answer
from verification.audit.tags import answer
from verification.data.calls import TAGGED
from verification.detection.calls import (
    CHANNELS,
    CONFIG_RULES,
    EVENT_RULES,
    EVENT_TARGETS,
    INSPECTOR,
    INSPECTOR_COVERAGE,
    MACIE,
    MACIE_JOBS,
    RECORDER_STATUS,
    RECORDERS,
    REPOSITORIES,
)
from verification.detection.guardduty import account

UNHEARD = ["no enabled event rule takes findings of aws.guardduty to a target"]
TARGET = {"Id": "incidents", "Arn": "arn:aws:sns:eu-west-1:123456789012:incidents"}


@pytest.mark.parametrize(
    ("pattern", "state", "said"),
    [
        ({"source": ["aws.guardduty"]}, "ENABLED", []),
        ({"source": [{"prefix": "aws."}], "detail-type": ["GuardDuty Finding"]}, "ENABLED", []),
        ({"source": ["aws.guardduty"]}, "DISABLED", UNHEARD),
        ({"source": ["aws.securityhub"]}, "ENABLED", UNHEARD),
        ({"source": ["aws.guardduty"], "detail-type": ["GuardDuty Malware Scan"]}, "ENABLED", UNHEARD),
    ],
)
def test_findings_are_heard_where_an_enabled_rule_takes_them(
    pattern: dict[str, Any], state: str, said: list[str]
) -> None:
    rule = {"Name": "findings", "State": state, "EventPattern": json.dumps(pattern)}
    responses = account() | {EVENT_RULES: {"Rules": [rule]}, EVENT_TARGETS: {"Targets": [TARGET]}}
    assert messages("guardduty-findings-routed", responses) == said


def _reads(job: dict[str, Any], **tags: str) -> list[str]:
    responses: dict[Any, Any] = {
        MACIE: {"status": "ENABLED"},
        MACIE_JOBS: {"items": [{"jobId": "1", "jobType": "SCHEDULED", "jobStatus": "IDLE", **job}]},
        TAGGED: answer({"arn:aws:s3:::orders": {"data": "customer", **tags}}),
    }
    return messages("macie-customer-buckets-read", responses)


def _simple(key: str, comparator: str, *values: str) -> dict[str, Any]:
    return {"simpleCriterion": {"key": key, "comparator": comparator, "values": list(values)}}


def _tag(key: str, value: str, comparator: str = "EQ") -> dict[str, Any]:
    return {"tagCriterion": {"comparator": comparator, "tagValues": [{"key": key, "value": value}]}}


@pytest.mark.parametrize(
    ("includes", "excludes", "read"),
    [
        ([_tag("data", "customer")], [], True),
        ([_tag("data", "logs")], [], False),
        ([_tag("data", "logs", "NE")], [], True),
        ([_simple("S3_BUCKET_NAME", "STARTS_WITH", "ord")], [], True),
        ([_simple("S3_BUCKET_NAME", "EQ", "carts")], [], False),
        ([_simple("ACCOUNT_ID", "EQ", "123456789012"), _tag("data", "customer")], [], True),
        ([_tag("data", "customer")], [_simple("S3_BUCKET_NAME", "CONTAINS", "rder")], False),
        ([_tag("data", "customer")], [_simple("S3_BUCKET_NAME", "CONTAINS", "carts")], True),
        ([], [_simple("S3_BUCKET_NAME", "EQ", "carts")], True),
        ([_simple("SHARED_ACCESS", "EQ", "EXTERNAL")], [], False),
    ],
)
def test_a_job_reads_the_buckets_that_meet_its_criteria(
    includes: list[dict[str, Any]], excludes: list[dict[str, Any]], read: bool
) -> None:
    said = _reads({"bucketCriteria": {"includes": {"and": includes}, "excludes": {"and": excludes}}})
    assert (said == []) is read


@pytest.mark.parametrize("changed", [{"jobStatus": "PAUSED"}, {"jobType": "ONE_TIME"}])
def test_a_job_that_does_not_run_by_schedule_reads_nothing(changed: dict[str, str]) -> None:
    definition = {"bucketDefinitions": [{"accountId": "123456789012", "buckets": ["orders"]}]}
    assert _reads(definition) == []
    assert _reads({**definition, **changed}) == ["no scheduled classification job reads the bucket orders"]


@pytest.mark.parametrize(
    ("reason", "whole"),
    [("RESOURCE_TERMINATED", True), ("SCAN_ELIGIBILITY_EXPIRED", True), ("UNSUPPORTED_OS", False)],
)
def test_inspector_may_leave_out_only_what_does_not_run(reason: str, whole: bool) -> None:
    on = {"status": "ENABLED", "errorCode": "ALREADY_ENABLED", "errorMessage": "-"}
    covered = {
        "resourceType": "AWS_EC2_INSTANCE",
        "resourceId": "i-0a1b2c3d4e5f60718",
        "accountId": "123456789012",
        "scanType": "PACKAGE",
        "scanStatus": {"statusCode": "INACTIVE", "reason": reason},
    }
    responses: dict[Any, Any] = {
        INSPECTOR: {"accounts": [{"accountId": "123456789012", "state": on, "resourceState": {"ec2": on, "ecr": on}}]},
        INSPECTOR_COVERAGE: {"coveredResources": [covered]},
    }
    assert (messages("inspector-reaches-all", responses) == []) is whole


def test_inspector_that_is_off_for_everything_is_absent() -> None:
    off = {"status": "DISABLED", "errorCode": "ALREADY_ENABLED", "errorMessage": "-"}
    responses: dict[Any, Any] = {
        INSPECTOR: {
            "accounts": [{"accountId": "123456789012", "state": off, "resourceState": {"ec2": off, "ecr": off}}]
        }
    }
    assert [each for each, _, _ in asked("inspector-enabler-present", responses)] == [Answer.ABSENT]


def test_a_region_without_images_needs_no_registry_scanning() -> None:
    results = asked("ecr-registry-scanning-enhanced", {REPOSITORIES: {"repositories": []}})
    assert [each for each, _, _ in results] == [Answer.ABSENT]


def test_the_recorder_of_a_service_is_not_the_accounts() -> None:
    recorder = {
        "name": "AWSConfigurationRecorderForX",
        "servicePrincipal": "x.amazonaws.com",
        "recordingScope": "INTERNAL",
    }
    responses = {RECORDERS: {"ConfigurationRecorders": [recorder]}}
    assert [each for each, _, _ in asked("config-recorder-present", responses)] == [Answer.ABSENT]


@pytest.mark.parametrize(("status", "whole"), [("PENDING", True), ("SUCCESS", True), ("FAILURE", False)])
def test_a_recorder_that_began_just_now_has_not_failed(status: str, whole: bool) -> None:
    responses: dict[Any, Any] = {
        RECORDERS: {"ConfigurationRecorders": [{"name": "default"}]},
        RECORDER_STATUS: {
            "ConfigurationRecordersStatus": [{"name": "default", "recording": True, "lastStatus": status}]
        },
        CHANNELS: {"DeliveryChannels": [{"name": "default", "s3BucketName": "config"}]},
    }
    assert (messages("config-recorder-started", responses) == []) is whole


def test_a_rule_of_ones_own_covers_no_topic() -> None:
    rule = {
        "ConfigRuleArn": "arn:aws:config:eu-west-1:123456789012:config-rule/own",
        "ConfigRuleState": "ACTIVE",
        "Source": {"Owner": "CUSTOM_LAMBDA", "SourceIdentifier": "VPC_FLOW_LOGS_ENABLED"},
    }
    said = messages("config-rules-cover-claims", {CONFIG_RULES: {"ConfigRules": [rule]}})
    assert "no rule of AWS Config judges that networks are logged: one must be VPC_FLOW_LOGS_ENABLED" in said
