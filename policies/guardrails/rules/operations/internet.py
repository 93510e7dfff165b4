"""Links and the internet between users and us are watched, and somebody hears when they fail."""

from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import all_of, must_be_one_of, must_be_set, must_be_true
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    JudgeRelation,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.operations.types import INTERNET_MONITOR, LOG_GROUP, METRIC_ALARM, VPN_CONNECTION
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_ACTIVE: Final = "ACTIVE"
_LOGS: Final = tuple(f"tunnel{number}LogOptions.cloudwatchLogOptions" for number in (1, 2))


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    states = [monitor.read("status").default(_ACTIVE) for monitor in graph.of(INTERNET_MONITOR)]
    if any(state.text == _ACTIVE for state in states):
        return
    if any(state.unknown for state in states):
        yield undetermined(None, "whether the stack's InternetMonitor is ACTIVE is not known yet")
    else:
        yield failed(None, "the stack has no active InternetMonitor")


def _alarmed(namespace: str, metrics: tuple[str, ...], dimension: str, own: str) -> JudgeRelation:
    """An alarm on one of ``metrics`` whose ``dimension`` is the resource, by its ``own`` property or its id."""

    def judge(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        name = resource.read(own) if own else None
        identities = {*resource.identities(), *([name.text] if name is not None and name.text else [])}
        alarmed = graph.derived(_on, namespace, metrics, dimension)
        if resource.urn in alarmed.urns or not alarmed.texts.isdisjoint(identities):
            return
        if alarmed.open:
            yield undetermined(None, f"whether an alarm on {metrics[0]} is on this resource is not known yet")
        else:
            yield failed(None, f"no MetricAlarm is on {namespace} {metrics[0]} of this resource")

    return judge


@dataclass(frozen=True, slots=True)
class _On:
    """What the alarms on some metrics are on: known names, resources by dependency, or nobody knows yet."""

    texts: frozenset[str]
    urns: frozenset[str]
    open: bool


def _on(graph: Graph, namespace: str, metrics: tuple[str, ...], dimension: str) -> _On:
    texts: set[str] = set()
    urns: set[str] = set()
    open_ = False
    for alarm in graph.of(METRIC_ALARM):
        if alarm.read("namespace").text != namespace or alarm.read("metricName").text not in metrics:
            continue
        given = alarm.read(f"dimensions.{dimension}")
        if given.text is not None:
            texts.add(given.text)
        elif given.unknown:
            depends = alarm.property_dependencies.get("dimensions", ())
            urns.update(depends)
            open_ = open_ or not depends
    return _On(frozenset(texts), frozenset(urns), open_)


def _alarm(namespace: str, metric: str, dimensions: Value, *of: str) -> Declared:
    return Declared(
        type=METRIC_ALARM,
        name="alarm",
        properties={
            "namespace": namespace,
            "metricName": metric,
            "dimensions": dimensions,
            "comparisonOperator": "LessThanThreshold",
            "threshold": 1,
            "evaluationPeriods": 3,
            "alarmActions": ["arn:aws:sns:eu-west-1:123456789012:alarms"],
        },
        depends={"dimensions": of} if of else {},
    )


def _monitor(**properties: Value) -> dict[str, Value]:
    vpc = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-0123456789abcdef0"
    return {"monitorName": "internet", "resources": [vpc], "maxCityNetworksToMonitor": 100, **properties}


_MONITOR: Final = Declared(type=INTERNET_MONITOR, name="monitor", properties=_monitor())
_LINK: Final[dict[str, Value]] = {"type": "ipsec.1", "customerGatewayId": "cgw-0123456789abcdef0"}
_CONNECTION: Final = Declared(type=VPN_CONNECTION, name="link", properties=_LINK)


def _logging(enabled: Value) -> dict[str, Value]:
    group = "arn:aws:logs:eu-west-1:123456789012:log-group:tunnels"
    options = {"cloudwatchLogOptions": {"logEnabled": enabled, "logGroupArn": group}}
    return {**_LINK, "tunnel1LogOptions": options, "tunnel2LogOptions": options}


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="internet-monitor-present",
        types=(INTERNET_MONITOR,),
        judge=_present,
        examples=Examples(
            good=(_MONITOR,),
            bad=(Declared(type=INTERNET_MONITOR, name="monitor", properties=_monitor(status="INACTIVE")),),
            unknown=(Declared(type=INTERNET_MONITOR, name="monitor", properties=_monitor(status=UNKNOWN)),),
        ),
    ),
    ResourceRule(
        id="internet-monitor-active",
        types=(INTERNET_MONITOR,),
        judge=must_be_one_of("status", _ACTIVE, default=_ACTIVE),
        examples=examples(
            INTERNET_MONITOR,
            good=_monitor(status=_ACTIVE),
            bad=_monitor(status="INACTIVE"),
            unknown=_monitor(status=UNKNOWN),
        ),
    ),
    ResourceRule(
        id="internet-monitor-watches-something",
        types=(INTERNET_MONITOR,),
        judge=must_be_set("resources"),
        examples=examples(
            INTERNET_MONITOR, good=_monitor(), bad=_monitor(resources=[]), unknown=_monitor(resources=UNKNOWN)
        ),
    ),
    RelationRule(
        id="internet-monitor-alarm",
        types=(INTERNET_MONITOR,),
        judge=_alarmed("AWS/InternetMonitor", ("AvailabilityScore",), "MonitorName", "monitorName"),
        examples=Examples(
            good=(_MONITOR, _alarm("AWS/InternetMonitor", "AvailabilityScore", {"MonitorName": "internet"})),
            bad=(_MONITOR, _alarm("AWS/InternetMonitor", "AvailabilityScore", {"MonitorName": "other"})),
            unknown=(_MONITOR, _alarm("AWS/InternetMonitor", "AvailabilityScore", {"MonitorName": UNKNOWN})),
        ),
    ),
    RelationRule(
        id="site-vpn-tunnel-alarm",
        types=(VPN_CONNECTION,),
        judge=_alarmed("AWS/VPN", ("TunnelState",), "VpnId", ""),
        examples=Examples(
            good=(_CONNECTION, _alarm("AWS/VPN", "TunnelState", {"VpnId": UNKNOWN}, "link")),
            bad=(_CONNECTION,),
            unknown=(_CONNECTION, _alarm("AWS/VPN", "TunnelState", {"VpnId": UNKNOWN})),
        ),
    ),
    ResourceRule(
        id="site-vpn-tunnels-logged",
        types=(VPN_CONNECTION,),
        judge=all_of(
            *(must_be_true(f"{options}.logEnabled") for options in _LOGS),
            *(must_be_set(f"{options}.logGroupArn", proven_by=(LOG_GROUP,)) for options in _LOGS),
        ),
        examples=examples(VPN_CONNECTION, good=_logging(True), bad=_LINK, unknown=_logging(UNKNOWN)),
    ),
)
