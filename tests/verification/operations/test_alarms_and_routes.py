"""Alarms, routes and processes: cases that the examples of the checks do not show."""

from datetime import UTC, datetime
from typing import Any

from tests.support.asking import asked, messages
from verification.answers import Answer
from verification.audit.calls import TRAILS
from verification.detection.calls import EVENT_RULES, EVENT_TARGETS
from verification.operations.calls import (
    ALARMS,
    HEALTH_CHECKS,
    MACHINE,
    MACHINE_TAGS,
    MACHINES,
    NEWEST_EXECUTION,
    SECURITY_GROUPS,
    SUBSCRIPTIONS,
)
from verification.operations.cis import watching
from verification.operations.containment import execution, machine, tagged
from verification.operations.routes import route

_ROOT = '{ $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }'
_TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"


def _alarm(**facts: Any) -> dict[str, Any]:
    return {"AlarmName": "errors", "AlarmActions": [_TOPIC], "ActionsEnabled": True, **facts}


def test_a_filter_on_a_group_that_no_trail_writes_to_watches_nothing() -> None:
    said = messages("cis-root-use-alarm", watching(_ROOT, group="/aws/lambda/orders"))
    assert said == ["the stack has no alarm on use of the root user (CIS 4.3): no alarm acts on its metric"]


def test_an_alarm_without_an_action_watches_nothing() -> None:
    assert len(messages("cis-root-use-alarm", watching(_ROOT, AlarmActions=[]))) == 1


def test_the_trail_of_an_organization_is_its_owners_to_filter() -> None:
    responses = watching(_ROOT, group="/vouch/prod/other")
    foreign = {
        "Name": "organization",
        "TrailARN": "arn:aws:cloudtrail:eu-west-1:210987654321:trail/organization",
        "CloudWatchLogsLogGroupArn": "arn:aws:logs:eu-west-1:210987654321:log-group:organization:*",
    }
    assert messages("cis-root-use-alarm", responses | {TRAILS: {"trailList": [foreign]}}) == []


def test_a_part_of_a_composite_alarm_need_not_act_itself() -> None:
    composite = {"AlarmName": "down", "AlarmRule": 'ALARM("errors")', "AlarmActions": [_TOPIC], "ActionsEnabled": True}
    part = _alarm(AlarmActions=[])
    responses: dict[Any, Any] = {
        ALARMS: (({"AlarmTypes": ["CompositeAlarm"]}, {"CompositeAlarms": [composite]}), ({}, {"MetricAlarms": [part]}))
    }
    assert messages("cloudwatch-alarm-acts", responses) == []


def test_a_topic_of_another_account_is_not_ours_to_ask() -> None:
    alarm = _alarm(AlarmActions=["arn:aws:sns:eu-west-1:210987654321:alarms"])
    responses: dict[Any, Any] = {
        ALARMS: (({"AlarmTypes": ["CompositeAlarm"]}, {"CompositeAlarms": []}), ({}, {"MetricAlarms": [alarm]})),
        SUBSCRIPTIONS: {"Subscriptions": []},
    }
    assert messages("cloudwatch-alarm-topic-subscribed", responses) == []


def test_an_alarm_of_auto_scaling_may_rest() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    resting = _alarm(AlarmName="TargetTracking-orders", StateValue="INSUFFICIENT_DATA", StateUpdatedTimestamp=since)
    ((answer, _, _),) = asked("cloudwatch-alarm-has-data", {ALARMS: {"MetricAlarms": [resting]}})
    assert answer is Answer.ABSENT


def test_an_event_rule_that_aws_keeps_is_not_ours_to_switch_on() -> None:
    rule = {"Name": "kept", "State": "DISABLED", "ManagedBy": "autoscaling.amazonaws.com"}
    ((answer, _, _),) = asked("events-rule-enabled", {EVENT_RULES: {"Rules": [rule]}})
    assert answer is Answer.ABSENT


def test_a_rule_that_is_off_routes_nothing() -> None:
    responses = dict(route("aws.health", "AWS Health Event"))
    (rule,) = responses[EVENT_RULES]["Rules"]
    ((answer, _, _),) = asked(
        "events-route-health", responses | {EVENT_RULES: {"Rules": [rule | {"State": "DISABLED"}]}}
    )
    assert answer is Answer.ABSENT


def test_the_default_security_group_is_no_quarantine() -> None:
    arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:containment"
    groups = {"SecurityGroups": [{"GroupId": "sg-0a1b", "GroupName": "default", "IpPermissions": []}]}
    responses = machine() | route("aws.guardduty", "GuardDuty Finding", arn) | {SECURITY_GROUPS: groups}
    assert messages("containment-present", responses) == [
        "the stack has no SecurityGroup without any rule, to put a suspect instance in"
    ]


def test_a_machine_that_is_being_deleted_contains_nothing() -> None:
    responses = machine(status="DELETING")
    ((answer, _, _),) = asked("state-machine-traced", responses)
    assert answer is Answer.ABSENT


def test_a_containment_that_never_ran_was_not_tried() -> None:
    arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:containment"
    responses = machine() | route("aws.guardduty", "GuardDuty Finding", arn) | {NEWEST_EXECUTION: {"executions": []}}
    assert messages("containment-drilled", responses) == [
        "no execution succeeded in the last 180 days, so nobody tried it"
    ]


def test_each_late_request_is_named() -> None:
    responses = machine() | tagged("data-erasure") | execution(datetime(2026, 10, 1, tzinfo=UTC), status="RUNNING")
    assert messages("data-request-not-late", responses) == ["execution 1 is running since 2026-10-01"]


def test_a_process_whose_tags_may_not_be_read_is_not_judged() -> None:
    results = asked(
        "breach-notified-in-time", machine() | tagged("x"), refused={MACHINE_TAGS.id: "AccessDeniedException"}
    )
    assert [(answer, message) for answer, _, message in results] == [
        (Answer.NOT_PERMITTED, "states:ListTagsForResource is not permitted: said by a test")
    ]


def test_a_health_check_that_follows_others_asks_nothing_itself() -> None:
    check = {
        "Id": "0a1b",
        "CallerReference": "a",
        "HealthCheckVersion": 1,
        "HealthCheckConfig": {"Type": "CALCULATED"},
    }
    page = {"Marker": "", "IsTruncated": False, "MaxItems": "100"}
    ((answer, _, _),) = asked("route53-health-check-alarm", {HEALTH_CHECKS: {"HealthChecks": [check], **page}})
    assert answer is Answer.ABSENT


def test_no_machine_at_all_is_absent_and_not_broken() -> None:
    ((answer, _, _),) = asked("report-intake-present", {MACHINES: {"stateMachines": []}, MACHINE: {}})
    assert answer is Answer.ABSENT


def test_a_target_that_is_neither_topic_nor_machine_is_no_incident_process() -> None:
    responses = route("aws.health", "AWS Health Event", "arn:aws:logs:eu-west-1:123456789012:log-group:health")
    assert EVENT_TARGETS in responses
    assert len(messages("events-route-health", responses)) == 1
