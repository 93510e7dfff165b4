"""Public names are asked from outside, answer, and somebody hears when one does not (mon.uptime)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.operations import uptime
from guardrails.rules.operations.types import CANARY
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Found, Scope, holds_if_found
from verification.data.requirements import value_of
from verification.live import Live
from verification.operations.calls import (
    ALARMS,
    CANARIES,
    GLOBAL,
    HEALTH_CHECKS,
    HEALTH_STATUS,
    NEWEST_RUN,
    RECORDS,
    ZONES,
)

_HTTPS: Final = frozenset({"HTTPS", "HTTPS_STR_MATCH"})
# These ask nothing themselves: they follow other checks, an alarm or a switch.
_FOLLOWING: Final = frozenset({"CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"})
# Names that a browser asks for; mail, text and delegations are no entries.
_ENTRIES: Final = frozenset({"A", "AAAA", "CNAME", "HTTPS"})
_METRIC: Final = ("AWS/Route53", "HealthCheckStatus")


def _checks(live: Live) -> Iterator[Found]:
    """The health checks that ask something; one that a service of AWS keeps for itself is not ours."""
    for each in live.items(HEALTH_CHECKS):
        kind = value_of(each, "HealthCheckConfig.Type")
        if kind not in _FOLLOWING and not each.get("LinkedService"):
            yield Found(live.arn("route53", f"healthcheck/{each['Id']}", region="", account=""), each)


def _asks(found: Found) -> bool:
    config = found.facts["HealthCheckConfig"]
    return config.get("Type") in _HTTPS and not config.get("Disabled")


def _asking(live: Live) -> Iterator[Found]:
    return filter(_asks, _checks(live))


def _answers(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts["HealthCheckConfig"].get("Disabled"):
        return
    observed = live.items(HEALTH_STATUS, {"HealthCheckId": found.facts["Id"]})
    said = [str(value_of(each, "StatusReport.Status") or "") for each in observed]
    well = sum(each.startswith("Success") for each in said)
    if said and 2 * well <= len(said):
        yield broken("StatusReport.Status", f"{len(said) - well} of {len(said)} places that ask get no good answer")


def _alarmed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    alarms = [each for each in replace(live, region=GLOBAL).items(ALARMS) if found.facts["Id"] in set(_watched(each))]
    if not alarms:
        yield broken("MetricAlarms", f"no alarm in {GLOBAL} is on the {_METRIC[1]} of the health check")
    elif not any(each.get("ActionsEnabled", True) and each.get("AlarmActions") for each in alarms):
        yield broken("MetricAlarms.AlarmActions", f"alarm {alarms[0].get('AlarmName')} is on it, and tells nobody")


def _watched(alarm: dict[str, Any]) -> Iterator[str]:
    stats = [value_of(each, "MetricStat.Metric") or {} for each in alarm.get("Metrics") or ()]
    for metric in (alarm, *stats):
        if (metric.get("Namespace"), metric.get("MetricName")) == _METRIC:
            yield from (each.get("Value", "") for each in metric.get("Dimensions") or ())


def _plain(name: str) -> str:
    # Route 53 answers the asterisk of a wildcard as an octal number.
    return name.rstrip(".").lower().replace("\\052", "*")


def _entries(live: Live) -> Iterator[Found]:
    """Every public name that a browser may ask for, once, whatever types of record it has."""
    for zone in live.items(ZONES):
        if value_of(zone, "Config.PrivateZone"):
            continue
        names: dict[str, None] = {}
        for record in live.items(RECORDS, {"HostedZoneId": zone["Id"].rpartition("/")[2]}):
            if record["Type"] in _ENTRIES and not any(part.startswith("_") for part in record["Name"].split(".")):
                names[_plain(record["Name"])] = None
        for name in names:
            arn = live.arn("route53", zone["Id"].strip("/"), region="", account="")
            yield Found(f"{arn}/{name}", {"Name": name})


def _is_asked(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    asked = {_plain(each.facts["HealthCheckConfig"].get("FullyQualifiedDomainName", "")) for each in _asking(live)}
    if found.facts["Name"] not in asked:
        yield broken("FullyQualifiedDomainName", f"no enabled HTTPS health check asks {found.facts['Name']}")


def _canaries(live: Live) -> Iterator[Found]:
    for each in live.items(CANARIES):
        yield Found(live.arn("synthetics", f"canary:{each['Name']}"), each)


def _started(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    state = value_of(found.facts, "Status.State")
    if state != "RUNNING":
        yield broken("Status.State", f"Status.State is {state or 'not set'}, it must be RUNNING")


def _passed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    runs = (live.one(NEWEST_RUN, {"Name": found.facts["Name"]}) or {}).get("CanaryRuns") or ()
    states = [value_of(each, "Status.State") for each in runs]
    done = [state for state in states if state != "RUNNING"]
    if not done:
        yield broken("CanaryRuns", "the canary has not run yet")
    elif done[0] != "PASSED":
        yield broken("CanaryRuns.Status.State", f"its latest run is {done[0]}")


_PAGE: Final = {"Marker": "", "IsTruncated": False, "MaxItems": "100"}
_NONE: Final[dict[Any, Any]] = {HEALTH_CHECKS: {"HealthChecks": [], **_PAGE}, ZONES: {"HostedZones": [], **_PAGE}}
_ZONE: Final[dict[Any, Any]] = {
    ZONES: {"HostedZones": [{"Id": "/hostedzone/Z0A", "Name": "example.com.", "CallerReference": "a"}], **_PAGE},
    RECORDS: {
        "ResourceRecordSets": [
            {"Name": "example.com.", "Type": "MX"},
            {"Name": "app.example.com.", "Type": "A"},
            {"Name": "_0a1b.app.example.com.", "Type": "CNAME"},
        ],
        "IsTruncated": False,
        "MaxItems": "100",
    },
}


def _check(**config: Any) -> dict[Any, Any]:
    stated = {"Type": "HTTPS", "FullyQualifiedDomainName": "app.example.com"} | config
    check = {"Id": "0a1b", "CallerReference": "a", "HealthCheckVersion": 1, "HealthCheckConfig": stated}
    return {HEALTH_CHECKS: {"HealthChecks": [check], **_PAGE}}


def _status(*said: str) -> dict[Any, Any]:
    return {HEALTH_STATUS: {"HealthCheckObservations": [{"StatusReport": {"Status": each}} for each in said]}}


def _on_status(metric: str) -> dict[Any, Any]:
    alarm = {
        "AlarmName": "down",
        "Namespace": "AWS/Route53",
        "MetricName": metric,
        "Dimensions": [{"Name": "HealthCheckId", "Value": "0a1b"}],
        "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:uptime"],
    }
    return {ALARMS: {"MetricAlarms": [alarm]}}


def _canary(state: str = "RUNNING", every: str = "rate(5 minutes)") -> dict[Any, Any]:
    canary = {"Name": "sign-in", "Status": {"State": state}, "Schedule": {"Expression": every}}
    return {CANARIES: {"Canaries": [canary]}}


def _runs(*states: str) -> dict[Any, Any]:
    return {NEWEST_RUN: {"CanaryRuns": [{"Name": "sign-in", "Status": {"State": each}} for each in states]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="route53-health-check-present",
        calls=(HEALTH_CHECKS,),
        finds=_asking,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_check(), broken=None, absent=_NONE),
    ),
    Check(
        id="route53-record-health-checked",
        calls=(ZONES, RECORDS, HEALTH_CHECKS),
        finds=_entries,
        judge=_is_asked,
        scope=Scope.ACCOUNT,
        examples=Examples(holds=_ZONE | _check(), broken=_ZONE | _check(Disabled=True), absent=_NONE),
    ),
    Check(
        id="route53-health-check-alarm",
        calls=(HEALTH_CHECKS, ALARMS),
        finds=_checks,
        judge=_alarmed,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=_check() | _on_status("HealthCheckStatus"),
            broken=_check() | _on_status("TimeToFirstByte"),
            absent=_NONE,
        ),
    ),
    Check(
        id="route53-health-check-answered",
        calls=(HEALTH_CHECKS, HEALTH_STATUS),
        finds=_checks,
        judge=_answers,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=_check()
            | _status("Success: HTTP Status Code 200, OK", "Success: HTTP Status Code 200, OK", "Failure"),
            broken=_check() | _status("Success: HTTP Status Code 200, OK", "Failure: Connection timed out"),
            absent=_NONE,
        ),
        info=RuleInfo(
            id="route53-health-check-answered",
            control="mon.uptime",
            title="What is asked from outside answers",
            severity=Severity.HIGH,
            fix="Ask the name yourself, from outside: get-health-check-status says what each place got for an answer.",
        ),
    ),
    Check(
        id="synthetics-canary-started",
        calls=(CANARIES,),
        finds=_canaries,
        judge=_started,
        examples=Examples(holds=_canary(), broken=_canary("STOPPED")),
    ),
    Check(
        id="synthetics-canary-every-five-minutes",
        calls=(CANARIES,),
        finds=_canaries,
        judge=by_the_rule(uptime.RULES, "synthetics-canary-every-five-minutes", CANARY, "Schedule.Expression"),
        examples=Examples(holds=_canary(), broken=_canary(every="rate(1 hour)")),
    ),
    Check(
        id="synthetics-canary-passed",
        calls=(CANARIES, NEWEST_RUN),
        finds=_canaries,
        judge=_passed,
        examples=Examples(
            holds=_canary() | _runs("RUNNING", "PASSED", "FAILED"), broken=_canary() | _runs("FAILED", "PASSED")
        ),
        info=RuleInfo(
            id="synthetics-canary-passed",
            control="mon.uptime",
            title="The latest run of a canary passed",
            severity=Severity.HIGH,
            fix="Read the run's log and screenshots in its artifact bucket; mend the service, or the canary.",
        ),
    ),
)
