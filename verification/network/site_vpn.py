"""office.isp: offices have two links, both up, that fail over by themselves, and somebody hears when one is down.

Only AWS's side of the links is seen; the contracts and routers of an office are attested.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.network import site_vpn
from guardrails.rules.network.types import VPN_CONNECTION
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.by_rule import JudgingRule, asked, resource, the_rule
from verification.check import Check, Examples, Facts, Found, Judges, Responses, Scope
from verification.live import Live
from verification.network.calls import ALARMS, LINKS, ROUTERS
from verification.network.vpcs import tags

_GONE: Final = ("deleting", "deleted")
_ALARM: Final = ("AWS/VPN", "TunnelState")
_SETTINGS: Final = (
    "Phase1DHGroupNumbers",
    "Phase2DHGroupNumbers",
    "Phase1EncryptionAlgorithms",
    "Phase2EncryptionAlgorithms",
    "Phase1IntegrityAlgorithms",
    "Phase2IntegrityAlgorithms",
    "IkeVersions",
)


def _links(live: Live) -> Iterator[Found]:
    for each in live.items(LINKS):
        if each.get("State") not in _GONE:
            yield Found(live.arn("ec2", f"vpn-connection/{each['VpnConnectionId']}"), each)


def _routers(live: Live) -> Iterator[Found]:
    for each in live.items(ROUTERS):
        if each.get("State") not in _GONE:
            yield Found(live.arn("ec2", f"customer-gateway/{each['CustomerGatewayId']}"), each)


def _available(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("State") != "available":
        yield broken("State", f"State is {found.facts.get('State') or 'not set'}, it must be available")


def _end(facts: Facts) -> str | None:
    """What tells one router from another: its address, or its certificate where the address changes."""
    return facts.get("IpAddress") or facts.get("CertificateArn")


def _two_links(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    office = tags(found.facts).get("office")
    ends = {_end(each.facts) for each in _routers(live) if tags(each.facts).get("office") == office}
    if len(ends) < 2:
        named = f"office {office}" if office else "office"
        message = f"no other customer gateway of the {named} has another address, so one link carries it all"
        yield broken("IpAddress", message)


def _connected(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not any(each.facts.get("CustomerGatewayId") == found.facts["CustomerGatewayId"] for each in _links(live)):
        yield broken("CustomerGatewayId", "no VPN connection uses the customer gateway, so the link is not there")


def _dynamic(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if (found.facts.get("Options") or {}).get("StaticRoutesOnly"):
        yield broken("Options.StaticRoutesOnly", "StaticRoutesOnly is true, so that nothing fails over by itself")


def _up(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    tunnels = found.facts.get("VgwTelemetry") or ()
    if not any(each.get("Status") == "UP" for each in tunnels):
        said = ", ".join(sorted({each["StatusMessage"] for each in tunnels if each.get("StatusMessage")}))
        yield broken("VgwTelemetry.Status", f"no tunnel of the link is UP{f' ({said})' if said else ''}")


def _alarmed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    addresses = {each.get("OutsideIpAddress") for each in found.facts.get("VgwTelemetry") or ()}
    named = {found.facts["VpnConnectionId"], *addresses} - {None}
    alarms = [each for each in live.items(ALARMS) if not named.isdisjoint(_watched(each))]
    if not alarms:
        yield broken("MetricAlarms", "no alarm watches the TunnelState of the link")
    elif not any(each.get("ActionsEnabled") and each.get("AlarmActions") for each in alarms):
        message = f"alarm {alarms[0].get('AlarmName')} watches the link, and tells nobody"
        yield broken("MetricAlarms.AlarmActions", message)


def _watched(alarm: Mapping[str, Any]) -> Iterator[str]:
    """The links and tunnels whose state an alarm watches, alone or in a metric expression."""
    stats = [(each.get("MetricStat") or {}).get("Metric") or {} for each in alarm.get("Metrics") or ()]
    for metric in (alarm, *stats):
        if (metric.get("Namespace"), metric.get("MetricName")) == _ALARM:
            yield from (each.get("Value", "") for each in metric.get("Dimensions") or ())


def _tunnels(rule: JudgingRule) -> Judges:
    def judge(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
        options = (found.facts.get("Options") or {}).get("TunnelOptions") or ()
        properties: dict[str, list[Any]] = {}
        for number, tunnel in enumerate(options, start=1):
            for setting in _SETTINGS:
                if given := tunnel.get(setting):
                    name = f"tunnel{number}{setting.replace('DH', 'Dh')}"
                    properties[name] = [each.get("Value") for each in given]
        yield from asked(rule, resource(VPN_CONNECTION, properties), bar, at="Options.TunnelOptions")

    return judge


def _keys_kept(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    by_certificate = {each["CustomerGatewayId"] for each in live.items(ROUTERS) if each.get("CertificateArn")}
    if found.facts.get("CustomerGatewayId") not in by_certificate and not found.facts.get("PreSharedKeyArn"):
        yield broken("PreSharedKeyArn", "PreSharedKeyArn is not set, so the keys are readable where the link is")


def _router(number: int, address: str, office: str = "berlin") -> Mapping[str, Any]:
    return {
        "CustomerGatewayId": f"cgw-{number:017x}",
        "State": "available",
        "IpAddress": address,
        "Tags": [{"Key": "office", "Value": office}],
    }


def _two(second: str) -> Responses:
    return {ROUTERS: {"CustomerGateways": [_router(1, "198.51.100.7"), _router(2, second)]}}


def _values(*given: object) -> list[dict[str, object]]:
    return [{"Value": each} for each in given]


def _tunnel(**facts: Any) -> Mapping[str, Any]:
    strong = {
        "Phase1DHGroupNumbers": _values(20),
        "Phase2DHGroupNumbers": _values(20),
        "Phase1EncryptionAlgorithms": _values("AES256-GCM-16"),
        "Phase2EncryptionAlgorithms": _values("AES256-GCM-16"),
        "Phase1IntegrityAlgorithms": _values("SHA2-384"),
        "Phase2IntegrityAlgorithms": _values("SHA2-384"),
        "IkeVersions": _values("ikev2"),
    }
    return strong | facts


def _link(*, up: bool = True, static: bool = False, tunnel: Mapping[str, Any] | None = None, **facts: Any) -> Responses:
    status = {"Status": "UP"} if up else {"Status": "DOWN", "StatusMessage": "IPSEC IS DOWN"}
    link = {
        "VpnConnectionId": "vpn-0a1b2c3d4e5f60718",
        "CustomerGatewayId": "cgw-00000000000000001",
        "State": "available",
        "PreSharedKeyArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:link",
        "Options": {"StaticRoutesOnly": static, "TunnelOptions": [tunnel or _tunnel(), _tunnel()]},
        "VgwTelemetry": [{"OutsideIpAddress": "203.0.113.9", **status}],
    }
    return {LINKS: {"VpnConnections": [link | facts]}, ROUTERS: {"CustomerGateways": [_router(1, "198.51.100.7")]}}


def _alarm(*actions: str) -> Responses:
    alarm = {
        "AlarmName": "link-down",
        "Namespace": "AWS/VPN",
        "MetricName": "TunnelState",
        "Dimensions": [{"Name": "VpnId", "Value": "vpn-0a1b2c3d4e5f60718"}],
        "ActionsEnabled": True,
        "AlarmActions": [*actions],
    }
    return {**_link(), ALARMS: {"MetricAlarms": [alarm]}}


def _of_links(id_: str, judge: Judges, bad: Responses) -> Check:
    return Check(id=id_, calls=(LINKS,), finds=_links, judge=judge, examples=Examples(holds=_link(), broken=bad))


CHECKS: tuple[Check, ...] = (
    Check(
        id="site-vpn-present",
        calls=(LINKS,),
        finds=_links,
        judge=_available,
        # Of a stack's regions only the home one must have it: the others hold copies and what is global.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_link(), broken=_link(State="pending")),
    ),
    Check(
        id="site-vpn-two-links",
        calls=(ROUTERS,),
        finds=_routers,
        judge=_two_links,
        examples=Examples(holds=_two("203.0.113.9"), broken=_two("198.51.100.7")),
    ),
    Check(
        id="site-vpn-link-connected",
        calls=(ROUTERS, LINKS),
        finds=_routers,
        judge=_connected,
        examples=Examples(holds=_link(), broken=_link(State="deleted")),
    ),
    _of_links("site-vpn-dynamic-routes", _dynamic, _link(static=True)),
    _of_links(
        "site-vpn-ike-version-2",
        _tunnels(the_rule(site_vpn.RULES, "site-vpn-ike-version-2")),
        _link(tunnel=_tunnel(IkeVersions=_values("ikev1", "ikev2"))),
    ),
    _of_links(
        "site-vpn-strong-ciphers",
        _tunnels(the_rule(site_vpn.RULES, "site-vpn-strong-ciphers")),
        _link(tunnel=_tunnel(Phase1DHGroupNumbers=_values(2, 20))),
    ),
    Check(
        id="site-vpn-preshared-keys-kept",
        calls=(LINKS, ROUTERS),
        finds=_links,
        judge=_keys_kept,
        examples=Examples(holds=_link(), broken=_link(PreSharedKeyArn="")),
    ),
    Check(
        id="site-vpn-tunnel-up",
        calls=(LINKS,),
        finds=_links,
        judge=_up,
        examples=Examples(holds=_link(), broken=_link(up=False)),
        info=RuleInfo(
            id="site-vpn-tunnel-up",
            control="office.isp",
            title="Each link of an office is up",
            severity=Severity.HIGH,
            fix="Ask the office's provider why the link is down; VgwTelemetry says which tunnel, and since when.",
        ),
    ),
    Check(
        id="site-vpn-tunnel-alarm",
        calls=(LINKS, ALARMS),
        finds=_links,
        judge=_alarmed,
        examples=Examples(holds=_alarm("arn:aws:sns:eu-west-1:123456789012:on-call"), broken=_alarm()),
    ),
)
