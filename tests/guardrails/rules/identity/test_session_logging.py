"""Sessions on servers and rare roles: what is recorded, what ends, and what is announced."""

import json

import pytest

from guardrails.rule import Declared
from guardrails.rules.audit import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

RECORDED: dict[str, Value] = {
    "cloudWatchLogGroupName": "/vouch/prod/server-sessions",
    "cloudWatchEncryptionEnabled": True,
    "kmsKeyId": "alias/vouch-prod-sessions",
    "idleSessionTimeout": "20",
    "maxSessionDuration": "60",
}
PATTERN = '{ ($.eventName = "AssumeRole*") && ($.requestParameters.roleArn = "*support-access*") }'


def document(name: str = "SSM-SessionManagerRunShell", kind: str = "Standard_Stream", **changes: Value) -> Declared:
    inputs = {key: value for key, value in (RECORDED | changes).items() if value is not None}
    content = json.dumps({"schemaVersion": "1.0", "sessionType": kind, "inputs": inputs})
    return Declared(type=t.SSM_DOCUMENT, properties={"name": name, "documentType": "Session", "content": content})


def test_a_bucket_records_as_well_as_a_log_group() -> None:
    to_bucket = document(cloudWatchLogGroupName="", s3BucketName="sessions", s3EncryptionEnabled=True)
    assert verdicts("ssm-session-recorded", to_bucket) == PASSED


@pytest.mark.parametrize(
    "changes",
    [
        {"cloudWatchLogGroupName": ""},
        {"cloudWatchEncryptionEnabled": False},
        {"s3BucketName": "sessions"},
        {"kmsKeyId": ""},
        {"kmsKeyId": None},
        {"idleSessionTimeout": "60"},
        {"idleSessionTimeout": "never"},
        {"maxSessionDuration": None},
    ],
)
def test_sessions_are_recorded_encrypted_and_ended(changes: dict[str, Value]) -> None:
    assert verdicts("ssm-session-recorded", document(**changes)) == FAILED


def test_port_forwarding_and_commands_have_no_preferences() -> None:
    assert verdicts("ssm-session-recorded", document("tunnel", "Port")) == NOT_APPLICABLE
    patching = Declared(type=t.SSM_DOCUMENT, properties={"name": "patch", "documentType": "Command", "content": "{}"})
    assert verdicts("ssm-session-recorded", patching) == NOT_APPLICABLE


def test_a_document_of_another_name_sets_no_preferences() -> None:
    assert verdicts("ssm-session-preferences-present", document("other"), of=None) == FAILED
    assert verdicts("ssm-session-preferences-present", of=None) == FAILED


def watched(pattern: Value = PATTERN) -> Declared:
    made = {"name": "RareRole", "namespace": "access", "value": "1"}
    return Declared(
        type=t.LOG_METRIC_FILTER, name="filter", properties={"pattern": pattern, "metricTransformation": made}
    )


def alarm(**properties: Value) -> Declared:
    given = {"namespace": "access", "metricName": "RareRole", "alarmActions": ["arn:aws:sns:eu-west-1:1:alarms"]}
    return Declared(type=t.METRIC_ALARM, name="alarm", properties=given | properties)


def test_a_role_is_announced_by_an_alarm_that_acts() -> None:
    assert verdicts("support-access-alarm", watched(), alarm(), of=None) == PASSED


@pytest.mark.parametrize("changes", [{"alarmActions": []}, {"actionsEnabled": False}, {"metricName": "Other"}])
def test_an_alarm_that_tells_nobody_announces_nothing(changes: dict[str, Value]) -> None:
    assert verdicts("support-access-alarm", watched(), alarm(**changes), of=None) == FAILED


def test_a_filter_on_every_role_is_no_announcement() -> None:
    assert verdicts("support-access-alarm", watched('{ $.eventName = "AssumeRole" }'), alarm(), of=None) == FAILED


def test_what_is_not_known_yet_is_not_passed() -> None:
    assert verdicts("support-access-alarm", watched(), alarm(alarmActions=UNKNOWN), of=None) == UNDETERMINED
