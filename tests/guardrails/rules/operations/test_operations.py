"""Uptime, unusual activity, incident routes and resilience tests: the subtle parts of their rules."""

import json

import pytest

from guardrails.rule import Declared
from guardrails.rules.operations import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:incidents"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:incidents"


def record(kind: Value = "A", name: Value = "app.example.com", **properties: Value) -> Declared:
    return Declared(type=t.RECORD, properties={"zoneId": "Z012345", "type": kind, "name": name, **properties})


def check(fqdn: Value = "app.example.com", kind: Value = "HTTPS", **properties: Value) -> Declared:
    return Declared(type=t.HEALTH_CHECK, name="check", properties={"type": kind, "fqdn": fqdn, **properties})


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((record(), check()), PASSED),
        ((record(name="App.example.com."), check()), PASSED),
        ((record(), check(kind="HTTPS_STR_MATCH")), PASSED),
        ((record(), check(kind="HTTP")), FAILED),
        ((record(), check(disabled=True)), FAILED),
        ((record(), check(disabled=UNKNOWN)), UNDETERMINED),
        ((record(), check("www.example.com")), FAILED),
        ((record("TXT"),), NOT_APPLICABLE),
        ((record("CNAME", "_0123.app.example.com"),), NOT_APPLICABLE),
        ((record("CNAME", "www.example.com"),), FAILED),
        ((record(name=UNKNOWN),), UNDETERMINED),
        ((record(UNKNOWN, "app.example.com"),), UNDETERMINED),
    ],
)
def test_every_public_name_is_asked_over_https(stack: tuple[Declared, ...], expected: list[object]) -> None:
    assert verdicts("route53-record-health-checked", *stack) == expected


def test_a_name_that_proves_ownership_is_asked_by_nobody() -> None:
    certificate = Declared(type="aws:acm/certificate:Certificate", name="tls", properties={"domainName": "example.com"})
    proof = Declared(
        type=t.RECORD,
        properties={"zoneId": "Z012345", "type": UNKNOWN, "name": UNKNOWN},
        depends={"type": ("tls",), "name": ("tls",)},
    )
    assert verdicts("route53-record-health-checked", certificate, proof) == NOT_APPLICABLE


def test_a_name_in_a_private_zone_is_asked_by_nobody() -> None:
    zone = Declared(type=t.ZONE, name="zone", properties={"name": "example.com", "vpcs": [{"vpcId": "vpc-1"}]})
    inside = Declared(
        type=t.RECORD,
        properties={"zoneId": UNKNOWN, "type": "A", "name": "app.example.com"},
        depends={"zoneId": ("zone",)},
    )
    assert verdicts("route53-record-health-checked", zone, inside) == NOT_APPLICABLE


def status_alarm(region: str, *, named: tuple[str, ...] = ("check",)) -> Declared:
    return Declared(
        type=t.METRIC_ALARM,
        name="alarm",
        properties={
            "region": region,
            "namespace": "AWS/Route53",
            "metricName": "HealthCheckStatus",
            "dimensions": {"HealthCheckId": UNKNOWN},
        },
        depends={"dimensions": named},
    )


def test_the_alarm_on_a_health_check_is_where_route_53_reports() -> None:
    other = Declared(type=t.HEALTH_CHECK, name="other", properties={"type": "HTTPS", "fqdn": "www.example.com"})
    assert verdicts("route53-health-check-alarm", check(), status_alarm("us-east-1"), of="check") == PASSED
    assert verdicts("route53-health-check-alarm", check(), status_alarm("eu-west-1"), of="check") == FAILED
    of_other = status_alarm("us-east-1", named=("other",))
    assert verdicts("route53-health-check-alarm", check(), other, of_other, of="check") == FAILED
    assert verdicts("route53-health-check-alarm", check(kind="CALCULATED"), of="check") == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("rate(1 minute)", PASSED),
        ("rate(5 minutes)", PASSED),
        ("rate(6 minutes)", FAILED),
        ("rate(0 minute)", FAILED),
        ("rate(1 hour)", FAILED),
        ("cron(0/5 * * * ? *)", PASSED),
        ("cron(*/2 * * * ? *)", PASSED),
        ("cron(0/30 * * * ? *)", FAILED),
        ("cron(0 9 * * ? *)", FAILED),
        ("often", FAILED),
    ],
)
def test_a_canary_runs_at_least_every_five_minutes(expression: str, expected: list[object]) -> None:
    canary = Declared(type=t.CANARY, properties={"name": "entry", "schedule": {"expression": expression}})
    assert verdicts("synthetics-canary-every-five-minutes", canary) == expected


def rule(source: str, detail_type: str, **properties: Value) -> Declared:
    pattern = json.dumps({"source": [source], "detail-type": [detail_type]})
    return Declared(type=t.EVENT_RULE, name="rule", properties={"name": "r", "eventPattern": pattern, **properties})


def target(arn: Value = TOPIC_ARN, *, kept: bool = True, of: str | None = None) -> Declared:
    letters: dict[str, Value] = {"deadLetterConfig": {"arn": QUEUE_ARN}} if kept else {}
    return Declared(
        type=t.EVENT_TARGET,
        name="target",
        properties={"rule": "r", "arn": arn, **letters},
        depends={} if of is None else {"arn": (of,)},
    )


GUARDDUTY = rule("aws.guardduty", "GuardDuty Finding")


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((GUARDDUTY, target()), PASSED),
        ((GUARDDUTY, target("arn:aws:states:eu-west-1:123456789012:stateMachine:incident")), PASSED),
        ((GUARDDUTY, target(kept=False)), FAILED),
        ((GUARDDUTY, target(QUEUE_ARN)), FAILED),
        ((GUARDDUTY, target(UNKNOWN)), UNDETERMINED),
        ((GUARDDUTY,), FAILED),
        ((rule("aws.guardduty", "GuardDuty Finding", state="DISABLED"), target()), FAILED),
        ((rule("aws.macie", "Macie Finding"), target()), FAILED),
    ],
)
def test_a_route_ends_at_a_topic_or_state_machine_and_loses_nothing(
    stack: tuple[Declared, ...], expected: list[object]
) -> None:
    assert verdicts("events-route-guardduty", *stack, of=None) == expected


def test_a_target_that_depends_on_a_queue_is_no_incident_route() -> None:
    queue = Declared(type=t.QUEUE, name="queue", properties={"name": "q"})
    topic = Declared(type=t.TOPIC, name="topic", properties={"name": "t"})
    assert verdicts("events-route-guardduty", GUARDDUTY, queue, target(UNKNOWN, of="queue"), of=None) == FAILED
    assert verdicts("events-route-guardduty", GUARDDUTY, topic, target(UNKNOWN, of="topic"), of=None) == PASSED


def test_an_alarm_of_another_stacks_topic_is_left_to_that_stack() -> None:
    alarm = Declared(type=t.METRIC_ALARM, properties={"alarmActions": [TOPIC_ARN]})
    assert verdicts("cloudwatch-alarm-topic-subscribed", alarm) == PASSED


def band(namespace: str, metric: str, **properties: Value) -> Declared:
    return Declared(
        type=t.METRIC_ALARM,
        name="band",
        properties={
            "thresholdMetricId": "band",
            "metricQueries": [
                {"id": "seen", "metric": {"namespace": namespace, "metricName": metric, "period": 300, "stat": "Sum"}},
                {"id": "band", "expression": "ANOMALY_DETECTION_BAND(seen, 2)"},
            ],
            **properties,
        },
    )


def test_console_sign_ins_counted_in_the_audit_log_are_sign_ins() -> None:
    counted = Declared(
        type=t.LOG_METRIC_FILTER,
        name="filter",
        properties={
            "logGroupName": "trail",
            "pattern": "{ $.eventName = ConsoleLogin }",
            "metricTransformation": {"namespace": "own", "name": "SignIns", "value": "1"},
        },
    )
    assert verdicts("cloudwatch-sign-ins-band", counted, band("own", "SignIns"), of=None) == PASSED
    assert verdicts("cloudwatch-sign-ins-band", band("own", "SignIns"), of=None) == FAILED


def test_a_threshold_is_no_band() -> None:
    assert verdicts("cloudwatch-requests-band", band("AWS/WAFV2", "AllowedRequests"), of=None) == PASSED
    plain = band("AWS/WAFV2", "AllowedRequests", thresholdMetricId=None)
    assert verdicts("cloudwatch-requests-band", plain, of=None) == FAILED


@pytest.mark.parametrize(("forced", "expected"), [("true", PASSED), ("false", FAILED), (UNKNOWN, UNDETERMINED)])
def test_a_reboot_is_a_failover_only_where_it_is_forced(forced: Value, expected: list[object]) -> None:
    action = {"actionId": "aws:rds:reboot-db-instances", "parameters": [{"key": "forceFailover", "value": forced}]}
    template = Declared(type=t.EXPERIMENT_TEMPLATE, properties={"description": "d", "actions": [action]})
    assert verdicts("fis-zone-loss-experiment-present", template, of=None) == expected


def test_an_experiment_without_any_stop_condition_is_refused() -> None:
    template = Declared(type=t.EXPERIMENT_TEMPLATE, properties={"description": "d"})
    assert verdicts("fis-experiment-stop-condition", template) == FAILED
