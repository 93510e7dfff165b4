"""tls.edge, net.private: entries of the older kind, the way in by port 80, and that there is an entry by TLS at all."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.network.cidr import internet
from guardrails.rules.network.exposure import HTTP as HTTP_PORT
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found, Responses, Scope, holds_if_found
from verification.edge.calls import BALANCERS, CLASSICS, DISTRIBUTIONS, LISTENERS, REST_DOMAINS
from verification.edge.distributions import distribution
from verification.edge.entries import applications, distributions
from verification.edge.listeners import HTTP, encrypted, entry, listeners_of, plain, redirects
from verification.live import Live
from verification.network.calls import SECURITY_GROUPS
from verification.network.security_groups import entries, flow, group, groups

_ENCRYPTED: Final = ("HTTPS", "SSL")


def _tls_entries(live: Live) -> Iterator[Found]:
    yield from encrypted(live)
    yield from distributions(live)
    for each in live.items(REST_DOMAINS):
        yield Found(live.arn("apigateway", f"/domainnames/{each['domainName']}", account=""), each)


def _classics(live: Live) -> Iterator[Found]:
    for each in live.items(CLASSICS):
        yield Found(live.arn("elasticloadbalancing", f"loadbalancer/{each['LoadBalancerName']}"), each)


def _classic_encrypted(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in found.facts.get("ListenerDescriptions") or ():
        listener = each.get("Listener") or {}
        protocol, certificate = (listener.get("Protocol") or "").upper(), listener.get("SSLCertificateId") or ""
        if protocol not in _ENCRYPTED:
            yield broken("Listener.Protocol", f"Protocol is {protocol or 'not set'}, it must be HTTPS or SSL")
        elif ":acm:" not in certificate:
            message = f"SSLCertificateId is {certificate or 'not set'}, which is not a certificate of ACM"
            yield broken("Listener.SSLCertificateId", message)


def _only_redirects(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in entries(found.facts):
        if not each.covers(HTTP_PORT):
            continue
        for peer in each.peers:
            if internet(peer.text or "") and not (each.only(HTTP_PORT) and _redirects(live, found.facts)):
                message = f"{peer.path} is {peer.shown}, and port 80 has no HTTP listener that redirects to HTTPS"
                yield broken(peer.path, message)


def _redirects(live: Live, facts: Facts) -> bool:
    """Whether every HTTP listener of the load balancers in a security group redirects, and there is one."""
    answers = [
        redirects(listener.facts.get("DefaultActions") or ())
        for balancer in applications(live)
        if facts["GroupId"] in (balancer.facts.get("SecurityGroups") or ())
        for listener in listeners_of(live, balancer)
        if listener.facts.get("Protocol") == HTTP
    ]
    return bool(answers) and all(answers)


def _classic(protocol: str) -> Mapping[str, Any]:
    listener = {
        "Protocol": protocol,
        "LoadBalancerPort": 443,
        "InstancePort": 8443,
        "SSLCertificateId": "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
    }
    described = {"LoadBalancerName": "entry", "ListenerDescriptions": [{"Listener": listener}]}
    return {"LoadBalancerDescriptions": [described]}


_OPEN_80: Final[Responses] = {SECURITY_GROUPS: group(flow(80, 80, "0.0.0.0/0"))}

CHECKS: tuple[Check, ...] = (
    Check(
        id="tls-entry-present",
        calls=(BALANCERS, LISTENERS, DISTRIBUTIONS, REST_DOMAINS),
        finds=_tls_entries,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(
            holds={**entry(), **distribution(Enabled=False)}, broken=None, absent=distribution(Enabled=False)
        ),
    ),
    Check(
        id="elb-classic-listeners-encrypted",
        calls=(CLASSICS,),
        finds=_classics,
        judge=_classic_encrypted,
        examples=Examples(holds={CLASSICS: _classic("HTTPS")}, broken={CLASSICS: _classic("HTTP")}),
    ),
    Check(
        id="security-group-http-only-redirects",
        calls=(SECURITY_GROUPS, BALANCERS, LISTENERS),
        finds=groups,
        judge=_only_redirects,
        examples=Examples(
            holds={**_OPEN_80, **plain()}, broken={**_OPEN_80, **plain({"Type": "forward", "TargetGroupArn": "arn:tg"})}
        ),
    ),
)
