"""The product's audit log, sessions on servers, and the announcement of rare access."""

import json
from typing import Any

import pytest

from components.audit.access_alarms import AccessAlarms, AccessAlarmsArgs
from components.audit.audit_log import AuditLog, AuditLogArgs, append
from components.audit.sessions import SessionLogging, SessionLoggingArgs, server_statements
from components.data import grants
from components.ownership import Ownership
from guardrails.rules.operations.filter_patterns import parse
from tests.components.audit.building import LOG_GROUP, LOG_KEY, PLACEMENT, TOPIC, parsed, waits_for
from tests.support.recording import Recorded, record

DOCUMENT = "aws:ssm/document:Document"
FILTER = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
TRAIL_GROUP = "/aws/cloudtrail/vouch-prod-trail"
SESSIONS_ALIAS = "alias/vouch-prod-sessions"


def sessions(**changes: Any) -> Recorded:
    given: dict[str, Any] = {"placement": PLACEMENT, "key_alias": SESSIONS_ALIAS, "log_key_arn": LOG_KEY}
    args = SessionLoggingArgs(**(given | changes))
    return record(lambda: SessionLogging("sessions", args))


def alarms(*roles: str) -> Recorded:
    args = AccessAlarmsArgs(
        placement=PLACEMENT, log_group_name=TRAIL_GROUP, topic_arn=TOPIC, roles=roles or ("*support-access*",)
    )
    return record(lambda: AccessAlarms("access", args))


def taken(recorded: Recorded, role_arn: str, event: str = "AssumeRole") -> bool:
    pattern = str(recorded.one(FILTER, "access-filter-roles").properties["pattern"])
    return parse(pattern)(
        {"eventSource": "sts.amazonaws.com", "eventName": event, "requestParameters.roleArn": role_arn}
    )


def test_the_audit_log_is_kept_encrypted_protected_and_shipped() -> None:
    recorded = record(lambda: AuditLog("audit", AuditLogArgs(placement=PLACEMENT, log_key_arn=LOG_KEY)))
    group = recorded.one(LOG_GROUP, "audit-logs")
    assert group.properties == {
        "name": "/vouch/prod/audit",
        "kmsKeyId": LOG_KEY,
        "retentionInDays": 365,
        "deletionProtectionEnabled": True,
        "tags": {"stream": "audit", "data": "internal", "retention": "365", "ship": "archive"},
    }
    assert group.options.protect is True


def test_the_product_may_add_to_its_audit_log_and_nothing_else() -> None:
    assert append(PLACEMENT).render() == {
        "Sid": "AppendAuditLog",
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": "arn:aws:logs:eu-west-1:123456789012:log-group:/vouch/prod/audit:log-stream:*",
    }


def test_an_audit_log_of_less_than_a_year_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^retention_days is 90"):
        AuditLogArgs(placement=PLACEMENT, log_key_arn=LOG_KEY, retention_days=90)


def test_sessions_are_streamed_to_an_encrypted_group_and_end() -> None:
    document = sessions().one(DOCUMENT, "sessions-preferences")
    assert document.properties["name"] == "SSM-SessionManagerRunShell"
    assert document.properties["documentType"] == "Session"
    assert document.properties["documentFormat"] == "JSON"
    assert parsed(document, "content") == {
        "schemaVersion": "1.0",
        "description": "Session Manager's preferences of this region",
        "sessionType": "Standard_Stream",
        "inputs": {
            "s3BucketName": "",
            "s3KeyPrefix": "",
            "s3EncryptionEnabled": True,
            "cloudWatchLogGroupName": "/vouch/prod/server-sessions",
            "cloudWatchEncryptionEnabled": True,
            "cloudWatchStreamingEnabled": True,
            "kmsKeyId": SESSIONS_ALIAS,
            "runAsEnabled": False,
            "runAsDefaultUser": "",
            "idleSessionTimeout": "20",
            "maxSessionDuration": "60",
            "shellProfile": {"windows": "", "linux": "cd; exec /bin/bash"},
        },
    }


def test_the_record_of_sessions_is_an_audit_log_and_there_first() -> None:
    recorded = sessions()
    assert recorded.one(LOG_GROUP).properties == {
        "name": "/vouch/prod/server-sessions",
        "kmsKeyId": LOG_KEY,
        "retentionInDays": 365,
        "deletionProtectionEnabled": True,
        "tags": {"stream": "audit", "data": "logs", "retention": "365", "ship": "archive"},
    }
    assert waits_for(recorded.one(DOCUMENT)) == {"sessions-logs"}


def test_existing_preferences_are_left_alone() -> None:
    assert [each.name for each in sessions(ownership=Ownership.EXISTING).resources if each.custom and each.parent] == []


def test_a_server_may_record_and_decrypt_sessions() -> None:
    group = "arn:aws:logs:eu-west-1:123456789012:log-group:/vouch/prod/server-sessions"
    record_, find, decrypt = (each.render() for each in server_statements(PLACEMENT, SESSIONS_ALIAS))
    assert record_["Resource"] == [group, f"{group}:*"]
    assert find["Action"] == "logs:DescribeLogGroups"
    assert decrypt["Condition"] == {"ForAnyValue:StringEquals": {"kms:ResourceAliases": SESSIONS_ALIAS}}


def test_both_ends_of_a_session_may_use_its_key_for_sessions_only() -> None:
    grant = grants.sessions()
    assert grant.actions == ("kms:Decrypt", "kms:GenerateDataKey")
    assert grant.context == {"aws:ssm:TargetId": ("i-*", "mi-*")}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"key_alias": "alias/aws/ssm"}, r"^key_alias is 'alias/aws/ssm'"),
        ({"idle_minutes": 61}, r"^idle_minutes is 61"),
        ({"longest_minutes": 10}, r"^longest_minutes is 10"),
    ],
)
def test_sessions_that_would_not_end_or_not_be_encrypted_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sessions(**changes)


@pytest.mark.parametrize("event", ["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"])
def test_a_rare_role_is_announced_however_it_is_taken(event: str) -> None:
    recorded = alarms("*support-access*", "*BreakGlass*")
    assert taken(recorded, "arn:aws:iam::123456789012:role/vouch-prod-support-access", event)
    assert taken(
        recorded,
        "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_BreakGlass_0a1b",
        event,
    )


def test_the_work_of_services_is_not_announced() -> None:
    assert not taken(alarms(), "arn:aws:iam::123456789012:role/vouch-prod-web-task")


def test_a_role_named_in_full_is_found_at_the_end_of_its_arn() -> None:
    recorded = alarms("rescue")
    assert taken(recorded, "arn:aws:iam::123456789012:role/people/rescue")
    assert not taken(recorded, "arn:aws:iam::123456789012:role/not-rescue")


def test_sessions_on_servers_are_announced() -> None:
    pattern = parse(str(alarms().one(FILTER, "access-filter-sessions").properties["pattern"]))
    assert pattern({"eventSource": "ssm.amazonaws.com", "eventName": "StartSession"})
    assert not pattern({"eventSource": "ssm.amazonaws.com", "eventName": "GetDocument"})


def test_each_announcement_is_an_alarm_that_acts_on_the_first_time() -> None:
    recorded = alarms()
    for key, metric in (("roles", "RareRoleTaken"), ("sessions", "ServerSessionStarted")):
        made = recorded.one(FILTER, f"access-filter-{key}").properties
        assert made["logGroupName"] == TRAIL_GROUP
        assert made["metricTransformation"] == {
            "name": metric,
            "namespace": "vouch-prod-access",
            "value": "1",
            "defaultValue": "0",
        }
        alarm = recorded.one(ALARM, f"access-alarm-{key}").properties
        assert (alarm["namespace"], alarm["metricName"], alarm["threshold"]) == ("vouch-prod-access", metric, 1)
        assert alarm["alarmActions"] == [TOPIC]
        assert alarm["treatMissingData"] == "notBreaching"


@pytest.mark.parametrize("roles", [(), ("*",), ("a role",)])
def test_announcing_nobody_or_everybody_is_refused(roles: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"name the roles that are announced"):
        AccessAlarmsArgs(placement=PLACEMENT, log_group_name=TRAIL_GROUP, topic_arn=TOPIC, roles=roles)


def test_the_sessions_preferences_are_known_before_anything_exists() -> None:
    assert isinstance(json.loads(str(sessions().one(DOCUMENT).properties["content"])), dict)
