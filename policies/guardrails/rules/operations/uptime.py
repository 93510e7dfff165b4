"""Public names are asked from outside, and somebody hears when one does not answer."""

import re
from dataclasses import dataclass

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_true
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.operations.types import CANARY, HEALTH_CHECK, METRIC_ALARM, RECORD, ZONE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_TOPIC = "arn:aws:sns:us-east-1:123456789012:uptime"
_REPORTING_REGION = "us-east-1"
_METRIC = "HealthCheckStatus"
_HTTPS = frozenset({"HTTPS", "HTTPS_STR_MATCH"})
# Names that a browser asks for; mail, text and delegations are no entries.
_ENTRIES = frozenset({"A", "AAAA", "CNAME", "HTTPS"})
# What AWS hands out names for, to be repeated in the zone as a proof of ownership.
_PROVEN = (
    "aws:acm/certificate:Certificate",
    "aws:ses/domainDkim:DomainDkim",
    "aws:ses/domainIdentity:DomainIdentity",
    "aws:sesv2/emailIdentity:EmailIdentity",
)
_NOBODY: frozenset[tuple[bool, bool | None]] = frozenset()
_SLOWEST_MINUTES = 5
_UNITS = {"minute": 1.0, "hour": 60.0}


@dataclass(frozen=True, slots=True)
class _Region:
    """A region to compare."""

    unknown: bool
    text: str | None


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    checks = [_asks(check) for check in graph.of(HEALTH_CHECK)]
    if True in checks:
        return
    if None in checks:
        yield undetermined(None, "whether the stack's health check is enabled and of type HTTPS is not known yet")
    else:
        yield failed(None, "the stack has no enabled Route 53 health check of type HTTPS")


def _asks(check: Resource) -> bool | None:
    kind, disabled = check.read("type"), check.read("disabled").default(False)
    if kind.text is not None and kind.text not in _HTTPS:
        return False
    if disabled.truth:
        return False
    return None if kind.unknown or disabled.unknown else True


def _checked(record: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    kind, name = record.read("type"), record.read("name")
    if kind.known and kind.text not in _ENTRIES:
        yield not_applicable("the record is no entry that a browser asks for")
        return
    if kind.unknown or name.unknown:
        # The names that prove ownership are known to AWS only; those of entries are in the program.
        if any(graph.depends_on(record, path, *_PROVEN) for path in ("name", "type")):
            yield not_applicable("the record proves ownership")
        else:
            yield undetermined(name, "the record's name or type is not known yet; an entry must be health-checked")
        return
    if not _is_entry(name, kind) or _is_private(record, graph):
        yield not_applicable("the record proves ownership or is in a private zone")
        return
    asked = graph.derived(_asked)
    found = asked.get(_plain(name), _NOBODY)
    if (True, True) in found:
        return
    if any(asks is not False for _, asks in found | asked.get(None, _NOBODY)):
        yield undetermined(name, f"whether an HTTPS health check asks {name.shown} is not known yet")
    else:
        yield failed(name, f"no enabled HTTPS health check asks {name.shown}")


def _asked(graph: Graph) -> dict[str | None, frozenset[tuple[bool, bool | None]]]:
    """By name, whether a health check's name is known and whether it asks; under None those of unknown names."""
    found: dict[str | None, set[tuple[bool, bool | None]]] = {}
    for check in graph.of(HEALTH_CHECK):
        fqdn = check.read("fqdn")
        found.setdefault(None if fqdn.unknown else _plain(fqdn), set()).add((fqdn.known, _asks(check)))
    return {name: frozenset(checks) for name, checks in found.items()}


def _is_entry(name: Reading, kind: Reading) -> bool:
    labels = (name.text or "").split(".")
    return kind.text != "CNAME" or not any(label.startswith("_") for label in labels)


def _is_private(record: Resource, graph: Graph) -> bool:
    zones = graph.references(record, "zoneId", ZONE).resources
    return any(not zone.read("vpcs").absent for zone in zones)


def _plain(name: Reading) -> str:
    return (name.text or "").rstrip(".").lower()


def _heard(check: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if check.read("type").text in ("CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"):
        yield not_applicable("the health check asks nothing itself")
        return
    alarms = graph.derived(_on_status)
    sure = {region for each in (check.urn, *check.identities()) for region in alarms.get(each, ())}
    regions = [*((region, True) for region in sure), *((region, None) for region in alarms.get(None, ()))]
    if any(held and region.text == _REPORTING_REGION for region, held in regions):
        return
    if any(region.unknown or (held is None and region.text == _REPORTING_REGION) for region, held in regions):
        yield undetermined(None, f"whether an alarm in {_REPORTING_REGION} is on this health check is not known yet")
    elif regions:
        yield failed(None, f"the alarm on this health check is not in {_REPORTING_REGION}, where Route 53 reports")
    else:
        yield failed(None, f"no MetricAlarm is on the {_METRIC} of this health check")


def _may_be_on_status(alarm: Resource) -> bool:
    return alarm.read("metricName").text == _METRIC and alarm.read("namespace").text == "AWS/Route53"


def _on_status(graph: Graph) -> dict[str | None, frozenset[_Region]]:
    """The regions of the alarms on a check, by its id or URN; under None those of an alarm that may be on any."""
    found: dict[str | None, set[_Region]] = {}
    for alarm in graph.of(METRIC_ALARM):
        if _may_be_on_status(alarm):
            region = graph.region_of(alarm)
            for check in _checks_of(alarm):
                found.setdefault(check, set()).add(_Region(region.unknown, region.text))
    return {check: frozenset(regions) for check, regions in found.items()}


def _checks_of(alarm: Resource) -> tuple[str | None, ...]:
    """The ids or URNs of the checks that an alarm is on; None where it may be on any."""
    dimension = alarm.read("dimensions.HealthCheckId")
    if dimension.known:
        return () if dimension.text is None else (dimension.text,)
    return alarm.property_dependencies.get("dimensions", ()) or ((None,) if dimension.unknown else ())


def _often(canary: Resource, _bar: Thresholds) -> Findings:
    expression = canary.read("schedule.expression")
    if expression.unknown:
        yield undetermined(expression, f"{expression.path} is not known yet; it must be rate(5 minutes) or faster")
    elif (minutes := _minutes(expression.text or "")) is None or not 0 < minutes <= _SLOWEST_MINUTES:
        yield failed(expression, f"{expression.path} is {expression.shown}, it must be rate(5 minutes) or faster")


def _minutes(expression: str) -> float | None:
    """Minutes between two runs of ``rate(...)`` or of a cron expression by minutes; None where there is no such."""
    if rate := re.fullmatch(r"rate\(\s*(\d+)\s+(minute|hour)s?\s*\)", expression):
        return int(rate[1]) * _UNITS[rate[2]]
    if cron := re.fullmatch(r"cron\(\s*(?:\*|[*0]/(\d+))\s+\*\s.*\)", expression):
        return float(cron[1] or 1)
    return None


_RECORD = Declared(
    type=RECORD,
    name="record",
    properties={"zoneId": "Z0123456789ABCDEFGHIJ", "name": "app.example.com", "type": "A"},
)


def _check(fqdn: Value = "app.example.com", kind: Value = "HTTPS") -> Declared:
    return Declared(
        type=HEALTH_CHECK,
        name="check",
        properties={"type": kind, "fqdn": fqdn, "port": 443, "requestInterval": 30, "failureThreshold": 3},
    )


def _alarm(region: Value, check: Value = UNKNOWN, depends: tuple[str, ...] = ("check",)) -> Declared:
    return Declared(
        type=METRIC_ALARM,
        name="alarm",
        properties={
            "region": region,
            "namespace": "AWS/Route53",
            "metricName": _METRIC,
            "dimensions": {"HealthCheckId": check},
            "comparisonOperator": "LessThanThreshold",
            "threshold": 1,
            "evaluationPeriods": 2,
            "alarmActions": [_TOPIC],
        },
        depends={"dimensions": depends} if depends else {},
    )


_CANARY: dict[str, Value] = {
    "name": "entry",
    "handler": "heartbeat.handler",
    "runtimeVersion": "syn-python-selenium-14.0",
    "executionRoleArn": "arn:aws:iam::123456789012:role/canary",
    "artifactS3Location": "s3://canary-123456789012/results",
}

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="route53-health-check-present",
        types=(HEALTH_CHECK,),
        judge=_present,
        examples=Examples(good=(_check(),), bad=(_check(kind="TCP"),), unknown=(_check(kind=UNKNOWN),)),
    ),
    RelationRule(
        id="route53-record-health-checked",
        types=(RECORD,),
        judge=_checked,
        examples=Examples(
            good=(_RECORD, _check()), bad=(_RECORD, _check("www.example.com")), unknown=(_RECORD, _check(UNKNOWN))
        ),
    ),
    RelationRule(
        id="route53-health-check-alarm",
        types=(HEALTH_CHECK,),
        judge=_heard,
        examples=Examples(
            good=(_check(), _alarm("us-east-1")),
            bad=(_check(), _alarm("eu-west-1")),
            unknown=(_check(), _alarm("us-east-1", depends=())),
        ),
    ),
    ResourceRule(
        id="synthetics-canary-started",
        types=(CANARY,),
        judge=must_be_true("startCanary"),
        examples=examples(
            CANARY,
            good={**_CANARY, "startCanary": True},
            bad={**_CANARY},
            unknown={**_CANARY, "startCanary": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="synthetics-canary-every-five-minutes",
        types=(CANARY,),
        judge=_often,
        examples=examples(
            CANARY,
            good={**_CANARY, "schedule": {"expression": "rate(5 minutes)"}},
            bad={**_CANARY, "schedule": {"expression": "rate(1 hour)"}},
            unknown={**_CANARY, "schedule": {"expression": UNKNOWN}},
        ),
    ),
)
