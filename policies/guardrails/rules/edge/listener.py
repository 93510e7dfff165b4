"""Rules on listeners: TLS of today only, plain HTTP only to be sent on to it."""

import re
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.balancer import only_for_tls, protocol, public
from guardrails.rules.edge.redirects import redirects_to_https
from guardrails.rules.edge.types import CERTIFICATE, CERTIFICATE_VALIDATION, LISTENER, LISTENER_RULE, LOAD_BALANCER
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_DEFAULT: Final = "ELBSecurityPolicy-2016-08"
STRONG_POLICIES: Final = (
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
)
"""TLS policies without CBC suites ("Security policies for your Application Load Balancer", Elastic Load Balancing)."""
ALLOWED_POLICIES: Final = (
    *STRONG_POLICIES,
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09",
)
"""TLS policies that offer nothing below TLS 1.2 (control tls.edge)."""
_YEAR_SECONDS: Final = 31_536_000
_MAX_AGE: Final = re.compile(r"max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
_HSTS: Final = "routingHttpResponseStrictTransportSecurityHeaderValue"
_PLAIN: Final = ("TCP", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
_BALANCER_ARN: Final = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/entry/0a1b2c3d4e5f6071"


def _policy_allowed(resource: Resource, _bar: Thresholds) -> Findings:
    policy = resource.read("sslPolicy")
    if policy.unknown:
        yield undetermined(policy, "sslPolicy is not known yet; it must allow nothing below TLS 1.2")
    elif policy.default(_DEFAULT).text not in ALLOWED_POLICIES:
        stated = f"is not set, and the default is {_DEFAULT}" if policy.absent else f"is {policy.shown}"
        yield failed(policy, f"sslPolicy {stated}, which is not among the policies from TLS 1.2 up that are allowed")


def _certificate(resource: Resource, _bar: Thresholds) -> Findings:
    arn = resource.read("certificateArn")
    if arn.unknown:
        message = "certificateArn is not known yet; it must be a certificate of ACM"
        yield undetermined(arn, message, proven_by=(CERTIFICATE, CERTIFICATE_VALIDATION))
    elif ":acm:" not in (arn.text or ""):
        yield failed(arn, f"certificateArn is {arn.shown}, which is not a certificate of ACM")


def _http_redirects(resource: Resource, _bar: Thresholds) -> Findings:
    spoken = protocol(resource)
    if spoken.known and spoken.text != "HTTP":
        yield not_applicable("the listener does not speak HTTP")
        return
    redirects = redirects_to_https(resource.read("defaultActions"))
    if redirects:
        return
    if spoken.unknown or redirects is None:
        at = spoken if spoken.unknown else resource.read("defaultActions")
        yield undetermined(at, f"{at.path} is not known yet; plain HTTP must redirect to HTTPS")
    elif not spoken.absent:
        yield failed("defaultActions", "the HTTP listener does something else than redirect to HTTPS")


def _rule_redirects(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    redirects = redirects_to_https(resource.read("actions"))
    if redirects:
        return
    listeners = graph.references(resource, "listenerArn", LISTENER)
    for listener in listeners.resources:
        spoken = protocol(listener)
        if spoken.text == "HTTP" and redirects is False:
            yield failed("actions", f"the rule of the HTTP listener {listener.name} does not redirect to HTTPS")
        elif spoken.unknown or spoken.text == "HTTP":
            yield undetermined("actions", f"the rule of listener {listener.name} must redirect where it speaks HTTP")
    if not listeners.resolved:
        yield undetermined("listenerArn", "listenerArn is not known yet; on an HTTP listener the rule must redirect")


def _public_is_encrypted(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    spoken = protocol(resource)
    if spoken.known and spoken.text not in _PLAIN:
        yield not_applicable("the protocol has TLS, or is HTTP, which must redirect")
        return
    if spoken.absent:
        yield not_applicable("a gateway's listener has no protocol")
        return
    exposed = _exposed(resource, graph)
    if exposed is False:
        return
    if spoken.unknown:
        yield undetermined(spoken, "protocol is not known yet; it must be HTTPS or TLS")
    elif exposed is None:
        message = f"protocol is {spoken.shown}, and whether the load balancer is public is not known"
        yield undetermined("loadBalancerArn", message)
    else:
        yield failed(spoken, f"protocol is {spoken.shown} on a public load balancer, it must be HTTPS or TLS")


def _exposed(listener: Resource, graph: Graph) -> bool | None:
    """Whether the listener's load balancer is public; None where that is not in the stack or not known."""
    balancers = graph.references(listener, "loadBalancerArn", LOAD_BALANCER).resources
    return public(balancers[0]) if balancers else None


def _hsts(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    spoken = protocol(resource)
    if spoken.known and spoken.text != "HTTPS":
        yield not_applicable("only HTTPS listeners have response headers")
        return
    header = resource.read(_HSTS)
    age = _MAX_AGE.search(header.text or "")
    if age is not None and int(age[1]) >= _YEAR_SECONDS:
        return
    exposed = _exposed(resource, graph)
    if exposed is False:
        return
    if header.unknown or spoken.unknown or exposed is None:
        yield undetermined(header, f"{_HSTS} is {header.shown}; a public HTTPS listener must promise a year or more")
    else:
        yield failed(header, f"{_HSTS} is {header.shown}, it must have a max-age of a year ({_YEAR_SECONDS}) or more")


def _https(**properties: Value) -> dict[str, Value]:
    forward: Value = {"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": "404"}}
    return {
        "loadBalancerArn": _BALANCER_ARN,
        "port": 443,
        "protocol": "HTTPS",
        "defaultActions": [forward],
        **properties,
    }


def _behind(listener: dict[str, Value], *, internal: Value = False, kind: str = "application") -> tuple[Declared, ...]:
    return (
        Declared(type=LOAD_BALANCER, properties={"loadBalancerType": kind, "internal": internal}),
        Declared(
            type=LISTENER,
            properties={**listener, "loadBalancerArn": UNKNOWN},
            depends={"loadBalancerArn": ("main",)},
        ),
    )


def _http(actions: Value) -> dict[str, Value]:
    return {"loadBalancerArn": _BALANCER_ARN, "port": 80, "protocol": "HTTP", "defaultActions": actions}


def _rule(action: Value, *, known: bool = True) -> tuple[Declared, ...]:
    return (
        Declared(type=LISTENER, properties=_http([_REDIRECT])),
        Declared(
            type=LISTENER_RULE,
            properties={
                "listenerArn": UNKNOWN,
                "priority": 10,
                "conditions": [{"pathPattern": {"values": ["/old/*"]}}],
                "actions": [action],
            },
            depends={"listenerArn": ("main",)} if known else {},
        ),
    )


_REDIRECT: Final = {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
_FORWARD: Final = {
    "type": "forward",
    "targetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/app/0a1b2c3d4e5f6071",
}
_ACM: Final = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_IAM: Final = "arn:aws:iam::123456789012:server-certificate/example"

RULES: tuple[Rule, ...] = (
    RelationRule(
        "load-balancer-listener-encrypted",
        (LISTENER,),
        _public_is_encrypted,
        Examples(
            good=_behind(_https(protocol="TCP", port=5432), internal=True, kind="network"),
            bad=_behind(_https(protocol="TCP", port=5432), kind="network"),
            unknown=_behind(_https(protocol="TCP", port=5432), internal=UNKNOWN, kind="network"),
        ),
    ),
    ResourceRule(
        "load-balancer-http-redirects",
        (LISTENER,),
        _http_redirects,
        examples(LISTENER, good=_http([_REDIRECT]), bad=_http([_FORWARD]), unknown=_http(UNKNOWN)),
    ),
    RelationRule(
        "load-balancer-http-rules-redirect",
        (LISTENER_RULE,),
        _rule_redirects,
        Examples(good=_rule(_REDIRECT), bad=_rule(_FORWARD), unknown=_rule(_FORWARD, known=False)),
    ),
    ResourceRule(
        "load-balancer-tls-policy",
        (LISTENER,),
        only_for_tls(_policy_allowed),
        examples(
            LISTENER,
            good=_https(sslPolicy="ELBSecurityPolicy-TLS13-1-2-Res-2021-06"),
            bad=_https(sslPolicy="ELBSecurityPolicy-2016-08"),
            unknown=_https(sslPolicy=UNKNOWN),
        ),
    ),
    ResourceRule(
        "load-balancer-strong-ciphers",
        (LISTENER,),
        only_for_tls(must_be_one_of("sslPolicy", *STRONG_POLICIES, default=_DEFAULT)),
        examples(
            LISTENER,
            good=_https(sslPolicy="ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"),
            bad=_https(sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06"),
            unknown=_https(sslPolicy=UNKNOWN),
        ),
    ),
    ResourceRule(
        "load-balancer-acm-certificate",
        (LISTENER,),
        only_for_tls(_certificate),
        examples(
            LISTENER,
            good=_https(certificateArn=_ACM),
            bad=_https(certificateArn=_IAM),
            unknown=_https(certificateArn=UNKNOWN),
        ),
    ),
    RelationRule(
        "load-balancer-hsts",
        (LISTENER,),
        _hsts,
        Examples(
            good=_behind(_https(**{_HSTS: "max-age=63072000; includeSubDomains"})),
            bad=_behind(_https(**{_HSTS: "max-age=0"})),
            unknown=_behind(_https(**{_HSTS: UNKNOWN})),
        ),
    ),
)
