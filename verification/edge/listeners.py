"""tls.edge, tls.256: what load balancers speak with clients, and where plain HTTP is sent."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from guardrails.rules.edge.listener import ALLOWED_POLICIES
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Judges, Responses
from verification.edge.calls import BALANCERS, LISTENER_RULES, LISTENER_SETTINGS, LISTENERS, TLS_POLICIES
from verification.edge.entries import BALANCER_ARN, PUBLIC, balancer, balancers
from verification.live import Live

ENCRYPTED: Final = ("HTTPS", "TLS")
HTTP: Final = "HTTP"
_PLAIN: Final = ("TCP", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
_HSTS: Final = "routing.http.response.strict_transport_security.header_value"
_YEAR_SECONDS: Final = 31_536_000
# How a suite that is authenticated as it is encrypted is named; all others are CBC (ELB guide, "TLS ciphers").
_AUTHENTICATED: Final = ("GCM", "CHACHA20")
_PUBLIC: Final = "Public"


def listeners(live: Live) -> Iterator[Found]:
    """The listeners of every load balancer; ``Public`` says whether the internet reaches it."""
    for each in balancers(live):
        yield from listeners_of(live, each)


def listeners_of(live: Live, found: Found) -> Iterator[Found]:
    """The listeners of a load balancer."""
    public = found.facts.get("Scheme") == PUBLIC and found.facts.get("Type") != "gateway"
    for each in live.items(LISTENERS, {"LoadBalancerArn": found.arn}):
        yield Found(each["ListenerArn"], {**each, _PUBLIC: public})


def encrypted(live: Live) -> Iterator[Found]:
    """The listeners that speak TLS."""
    for found in listeners(live):
        if found.facts.get("Protocol") in ENCRYPTED:
            yield found


def _plain(live: Live) -> Iterator[Found]:
    for found in listeners(live):
        if found.facts.get("Protocol") == HTTP:
            yield found


def _public_https(live: Live) -> Iterator[Found]:
    for found in encrypted(live):
        if found.facts[_PUBLIC] and found.facts["Protocol"] == "HTTPS":
            yield found


def redirects(actions: Iterable[Mapping[str, Any]]) -> bool:
    """Whether every action redirects to HTTPS, and there is one."""
    stated = list(actions)
    return bool(stated) and all(
        each.get("Type") == "redirect" and (each.get("RedirectConfig") or {}).get("Protocol") == "HTTPS"
        for each in stated
    )


def _encrypted(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    protocol = found.facts.get("Protocol")
    if found.facts[_PUBLIC] and protocol in _PLAIN:
        yield broken("Protocol", f"Protocol is {protocol} on a public load balancer, it must be HTTPS or TLS")


def _redirected(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not redirects(found.facts.get("DefaultActions") or ()):
        yield broken("DefaultActions", "the HTTP listener does something else than redirect to HTTPS")


def _rules_redirect(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for rule in live.items(LISTENER_RULES, {"ListenerArn": found.arn}):
        # The default rule is the listener's default actions, which another check judges.
        if not rule.get("IsDefault") and not redirects(rule.get("Actions") or ()):
            message = f"rule {rule.get('Priority', '')} of the HTTP listener does not redirect to HTTPS"
            yield broken("Rules.Actions", message)


def _modern(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    policy = found.facts.get("SslPolicy")
    if policy not in ALLOWED_POLICIES:
        message = (
            f"SslPolicy is {policy or 'not set'}, which is not among the policies from TLS 1.2 up that are allowed"
        )
        yield broken("SslPolicy", message)


def _strong(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    name = found.facts.get("SslPolicy")
    for policy in live.items(TLS_POLICIES, {"Names": [name]}) if name else ():
        suites = [each.get("Name", "") for each in policy.get("Ciphers") or ()]
        weak = [suite for suite in suites if not any(part in suite for part in _AUTHENTICATED)]
        if weak:
            # Suites are in the order of preference, so that the last is the weakest.
            message = f"SslPolicy {name} offers {len(weak)} CBC suite(s), {weak[-1]} the weakest of them"
            yield broken("SslPolicy", message)


def _of_acm(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    stated = found.facts.get("Certificates") or ()
    for arn in [each.get("CertificateArn", "") for each in stated] or [""]:
        if ":acm:" not in arn:
            yield broken("Certificates", f"Certificates hold {arn or 'nothing'}, which is not a certificate of ACM")


def _promised(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    stated = {each["Key"]: each.get("Value", "") for each in live.items(LISTENER_SETTINGS, {"ListenerArn": found.arn})}
    header = stated.get(_HSTS, "")
    if _max_age(header) < _YEAR_SECONDS:
        message = f"{_HSTS} is {header or 'not set'}, it must have a max-age of a year ({_YEAR_SECONDS}) or more"
        yield broken(_HSTS, message)


def _max_age(header: str) -> int:
    for part in header.split(";"):
        name, _, value = part.partition("=")
        seconds = value.strip().strip('"')
        if name.strip().lower() == "max-age" and seconds.isdecimal():
            return int(seconds)
    return 0


_LISTENER_ARN: Final = BALANCER_ARN.replace(":loadbalancer/", ":listener/") + "/1a1b2c3d4e5f6071"
_CERTIFICATE: Final = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
_REDIRECT: Final = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}
_FORWARD: Final = {"Type": "forward", "TargetGroupArn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:tg/a"}


def entry(**facts: Any) -> Responses:
    """What examples answer of a public load balancer with one HTTPS listener, or what ``facts`` make of it."""
    base = {
        "ListenerArn": _LISTENER_ARN,
        "LoadBalancerArn": BALANCER_ARN,
        "Port": 443,
        "Protocol": "HTTPS",
        "SslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "Certificates": [{"CertificateArn": _CERTIFICATE}],
        "DefaultActions": [_FORWARD],
    }
    return {BALANCERS: balancer(), LISTENERS: {"Listeners": [base | facts]}}


def plain(*actions: Mapping[str, Any]) -> Responses:
    """What examples answer of a public load balancer with one HTTP listener."""
    return entry(Port=80, Protocol=HTTP, SslPolicy="", Certificates=[], DefaultActions=[*(actions or (_REDIRECT,))])


def _ruled(action: Mapping[str, Any]) -> Responses:
    rules = [{"Priority": "10", "Actions": [action], "IsDefault": False}, {"Actions": [_REDIRECT], "IsDefault": True}]
    return {**plain(), LISTENER_RULES: {"Rules": rules}}


def _offering(*suites: str) -> Responses:
    ciphers = [{"Name": suite, "Priority": number} for number, suite in enumerate(suites, start=1)]
    return {**entry(), TLS_POLICIES: {"SslPolicies": [{"Name": "policy", "Ciphers": ciphers}]}}


def _answering(header: str) -> Responses:
    return {**entry(), LISTENER_SETTINGS: {"Attributes": [{"Key": _HSTS, "Value": header}]}}


def _check(id_: str, judge: Judges, good: Responses, bad: Responses) -> Check:
    return Check(
        id=id_,
        calls=(BALANCERS, LISTENERS),
        finds=encrypted,
        judge=judge,
        examples=Examples(holds=good, broken=bad),
    )


CHECKS: tuple[Check, ...] = (
    replace(
        _check("load-balancer-listener-encrypted", _encrypted, entry(), entry(Protocol="TCP", Port=5432)),
        finds=listeners,
    ),
    replace(_check("load-balancer-http-redirects", _redirected, plain(), plain(_FORWARD)), finds=_plain),
    Check(
        id="load-balancer-http-rules-redirect",
        calls=(BALANCERS, LISTENERS, LISTENER_RULES),
        finds=_plain,
        judge=_rules_redirect,
        examples=Examples(holds=_ruled(_REDIRECT), broken=_ruled(_FORWARD)),
    ),
    _check("load-balancer-tls-policy", _modern, entry(), entry(SslPolicy="ELBSecurityPolicy-2016-08")),
    Check(
        id="load-balancer-strong-ciphers",
        calls=(BALANCERS, LISTENERS, TLS_POLICIES),
        finds=encrypted,
        judge=_strong,
        examples=Examples(
            holds=_offering("TLS_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"),
            broken=_offering("ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-SHA"),
        ),
    ),
    _check(
        "load-balancer-acm-certificate",
        _of_acm,
        entry(),
        entry(Certificates=[{"CertificateArn": "arn:aws:iam::123456789012:server-certificate/example"}]),
    ),
    Check(
        id="load-balancer-hsts",
        calls=(BALANCERS, LISTENERS, LISTENER_SETTINGS),
        finds=_public_https,
        judge=_promised,
        examples=Examples(holds=_answering("max-age=63072000; includeSubDomains"), broken=_answering("max-age=300")),
    ),
)
