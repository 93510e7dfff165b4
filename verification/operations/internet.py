"""Links and the internet between users and us are watched (mon.internet)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Scope, holds_if_found
from verification.data.requirements import must_be_set, value_of
from verification.live import Live
from verification.operations.calls import ALARMS, LINKS, MONITOR, MONITORS

_GONE: Final = ("deleting", "deleted")
_METRIC: Final = ("AWS/InternetMonitor", "AvailabilityScore")


def _monitors(live: Live) -> Iterator[Found]:
    for each in live.items(MONITORS):
        yield Found(each["MonitorArn"], each)


def _described(live: Live) -> Iterator[Found]:
    for found in _monitors(live):
        described = live.one(MONITOR, {"MonitorName": found.facts["MonitorName"]})
        if described is not None:
            yield Found(found.arn, described)


def _active_ones(live: Live) -> Iterator[Found]:
    return (found for found in _monitors(live) if found.facts.get("Status") == "ACTIVE")


def _active(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("Status") != "ACTIVE":
        yield broken("Status", f"Status is {found.facts.get('Status') or 'not set'}, it must be ACTIVE")


def _alarmed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    alarms = [each for each in live.items(ALARMS) if found.facts["MonitorName"] in set(_watched(each))]
    if not alarms:
        yield broken("MetricAlarms", f"no alarm is on {' '.join(_METRIC)} of the monitor")
    elif not any(each.get("ActionsEnabled", True) and each.get("AlarmActions") for each in alarms):
        yield broken("MetricAlarms.AlarmActions", f"alarm {alarms[0].get('AlarmName')} is on it, and tells nobody")


def _watched(alarm: dict[str, Any]) -> Iterator[str]:
    stats = [value_of(each, "MetricStat.Metric") or {} for each in alarm.get("Metrics") or ()]
    for metric in (alarm, *stats):
        if (metric.get("Namespace"), metric.get("MetricName")) == _METRIC:
            yield from (each.get("Value", "") for each in metric.get("Dimensions") or ())


def _links(live: Live) -> Iterator[Found]:
    for each in live.items(LINKS):
        if each.get("State") not in _GONE:
            yield Found(live.arn("ec2", f"vpn-connection/{each['VpnConnectionId']}"), each)


def _both_up(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for tunnel in found.facts.get("VgwTelemetry") or ():
        if tunnel.get("Status") != "UP":
            said = f" ({tunnel['StatusMessage']})" if tunnel.get("StatusMessage") else ""
            address = tunnel.get("OutsideIpAddress", "without an address")
            yield broken("VgwTelemetry.Status", f"tunnel {address} is {tunnel.get('Status') or 'not UP'}{said}")


def _logged(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for number, tunnel in enumerate(value_of(found.facts, "Options.TunnelOptions") or (), start=1):
        stated = value_of(tunnel, "LogOptions.CloudWatchLogOptions") or {}
        if not (stated.get("LogEnabled") and stated.get("LogGroupArn")):
            yield broken("LogOptions.CloudWatchLogOptions", f"tunnel {number} writes no log to CloudWatch Logs")


_ARN: Final = "arn:aws:internetmonitor:eu-west-1:123456789012:monitor/internet"
_VPC: Final = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0123456789abcdef0"

_MADE: Final = {"CreatedAt": datetime(2026, 1, 1, tzinfo=UTC), "ModifiedAt": datetime(2026, 1, 1, tzinfo=UTC)}


def _monitor(status: str = "ACTIVE", resources: tuple[str, ...] = (_VPC,)) -> dict[Any, Any]:
    named = {"MonitorName": "internet", "MonitorArn": _ARN, "Status": status}
    return {MONITORS: {"Monitors": [named]}, MONITOR: {**named, "Resources": list(resources), **_MADE}}


def _alarm(*actions: str) -> dict[Any, Any]:
    alarm = {
        "AlarmName": "far-away",
        "Namespace": _METRIC[0],
        "MetricName": _METRIC[1],
        "Dimensions": [{"Name": "MonitorName", "Value": "internet"}],
        "AlarmActions": [*actions],
    }
    return _monitor() | {ALARMS: {"MetricAlarms": [alarm]}}


def _link(*, second: str = "UP", logged: bool = True) -> dict[Any, Any]:
    group = "arn:aws:logs:eu-west-1:123456789012:log-group:tunnels"
    options = {"LogOptions": {"CloudWatchLogOptions": {"LogEnabled": logged, "LogGroupArn": group}}}
    link = {
        "VpnConnectionId": "vpn-0a1b2c3d4e5f60718",
        "State": "available",
        "VgwTelemetry": [
            {"OutsideIpAddress": "203.0.113.9", "Status": "UP"},
            {"OutsideIpAddress": "203.0.113.10", "Status": second, "StatusMessage": "IPSEC IS DOWN"},
        ],
        "Options": {"TunnelOptions": [options, options]},
    }
    return {LINKS: {"VpnConnections": [link]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="internet-monitor-present",
        calls=(MONITORS,),
        finds=_active_ones,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_monitor(), broken=None),
    ),
    Check(
        id="internet-monitor-active",
        calls=(MONITORS, MONITOR),
        finds=_described,
        judge=_active,
        examples=Examples(holds=_monitor(), broken=_monitor("INACTIVE")),
    ),
    Check(
        id="internet-monitor-watches-something",
        calls=(MONITORS, MONITOR),
        finds=_described,
        judge=must_be_set("Resources"),
        examples=Examples(holds=_monitor(), broken=_monitor(resources=())),
    ),
    Check(
        id="internet-monitor-alarm",
        calls=(MONITORS, ALARMS),
        finds=_monitors,
        judge=_alarmed,
        examples=Examples(holds=_alarm("arn:aws:sns:eu-west-1:123456789012:on-call"), broken=_alarm()),
    ),
    Check(
        id="site-vpn-tunnels-logged",
        calls=(LINKS,),
        finds=_links,
        judge=_logged,
        examples=Examples(holds=_link(), broken=_link(logged=False)),
    ),
    Check(
        id="site-vpn-both-tunnels-up",
        calls=(LINKS,),
        finds=_links,
        judge=_both_up,
        examples=Examples(holds=_link(), broken=_link(second="DOWN")),
        info=RuleInfo(
            id="site-vpn-both-tunnels-up",
            control="mon.internet",
            title="Both tunnels of a link are up",
            severity=Severity.MEDIUM,
            fix="Ask the office's router for the second tunnel: StatusMessage says what it waits for.",
        ),
    ),
)
