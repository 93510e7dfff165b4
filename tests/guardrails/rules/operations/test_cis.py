"""CIS section 4: a filter that takes the events, on the audit log, with an alarm on its metric that acts."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.operations import types as t
from guardrails.rules.operations.cis_events import WATCHED
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.identity.judging import FAILED, PASSED, UNDETERMINED, verdicts

TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms"
GROUP = "/aws/cloudtrail/main"
RULE = "cis-trail-changes-alarm"
PATTERN = WATCHED[RULE].pattern


def counting(pattern: Value = PATTERN, group: Value = GROUP, **depends: tuple[str, ...]) -> Declared:
    return Declared(
        type=t.LOG_METRIC_FILTER,
        name="filter",
        properties={
            "logGroupName": group,
            "pattern": pattern,
            "metricTransformation": {"name": "TrailChanges", "namespace": "cis", "value": "1"},
        },
        depends=depends,
    )


def alarm(metric: Value = "TrailChanges", **properties: Value) -> Declared:
    return Declared(
        type=t.METRIC_ALARM,
        name="alarm",
        properties={"namespace": "cis", "metricName": metric, "alarmActions": [TOPIC], **properties},
    )


def trail(group: Value = f"arn:aws:logs:eu-west-1:123456789012:log-group:{GROUP}:*") -> Declared:
    return Declared(type=t.TRAIL, name="trail", properties={"s3BucketName": "b", "cloudWatchLogsGroupArn": group})


@pytest.mark.parametrize("rule", WATCHED)
def test_the_benchmarks_own_pattern_is_enough(rule: str) -> None:
    assert verdicts(rule, counting(WATCHED[rule].pattern), alarm(), of=None) == PASSED


@pytest.mark.parametrize("rule", WATCHED)
def test_a_pattern_without_one_of_its_events_is_not(rule: str) -> None:
    events = WATCHED[rule].events
    if len(events) < 3:
        pytest.skip("the recommendation names one kind of event")
    some = " || ".join(f"($.eventName = {event['eventName']})" for event in events[1:] if "errorCode" not in event)
    pattern = f"{{ {some} }}" if some else "{ $.errorCode = AccessDenied }"
    assert verdicts(rule, counting(pattern), alarm(), of=None) == FAILED


def test_a_pattern_that_takes_everything_tells_nothing() -> None:
    assert verdicts(RULE, counting("{ $.eventName = * }"), alarm(), of=None) == FAILED


def test_order_spaces_quotes_and_source_do_not_matter() -> None:
    names = ("StopLogging", "StartLogging", "DeleteTrail", "UpdateTrail", "CreateTrail")
    written = "||".join(f'$.eventName="{name}"' for name in names)
    pattern = f"{{($.eventSource=cloudtrail.amazonaws.com)&&({written})}}"
    assert verdicts(RULE, counting(pattern), alarm(), of=None) == PASSED


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"metric": "Other"}, FAILED),
        ({"metric": UNKNOWN}, UNDETERMINED),
        ({"alarmActions": []}, FAILED),
        ({"actionsEnabled": False}, FAILED),
        ({"alarmActions": UNKNOWN}, UNDETERMINED),
        ({"region": "us-east-1"}, FAILED),
    ],
)
def test_the_alarm_must_be_on_the_metric_and_act(changes: dict[str, Value], expected: list[object]) -> None:
    assert verdicts(RULE, counting(), alarm(**changes), of=None) == expected


def test_no_filter_and_no_alarm_are_refused() -> None:
    assert verdicts(RULE, alarm(), of=None) == FAILED
    assert verdicts(RULE, counting(), of=None) == FAILED


def test_the_filter_must_read_what_the_trail_writes() -> None:
    assert verdicts(RULE, counting(), alarm(), trail(), of=None) == PASSED
    assert verdicts(RULE, counting(group="/other"), alarm(), trail(), of=None) == FAILED
    assert verdicts(RULE, counting(group=UNKNOWN), alarm(), trail(), of=None) == UNDETERMINED


def test_a_group_that_both_depend_on_is_the_audit_log() -> None:
    group = Declared(type=t.LOG_GROUP, name="group", properties={"name": GROUP})
    written = Declared(
        type=t.TRAIL,
        name="trail",
        properties={"s3BucketName": "b", "cloudWatchLogsGroupArn": UNKNOWN},
        depends={"cloudWatchLogsGroupArn": ("group",)},
    )
    reading = counting(group=UNKNOWN, logGroupName=("group",))
    assert verdicts(RULE, group, written, reading, alarm(), of=None) == PASSED
    assert verdicts(RULE, group, written, counting(), alarm(), of=None) == PASSED
