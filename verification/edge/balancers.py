"""edge.waf, tls.256: the settings of load balancers that requests and their ciphers depend on."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Judges, Responses, Scope, holds_if_found
from verification.edge.calls import BALANCER_SETTINGS, BALANCERS
from verification.edge.entries import APPLICATION, applications, balancer, balancers
from verification.live import Live

_CONNECTIONS: Final = "connection_logs.s3.enabled"
_CIPHERS: Final = "routing.http.x_amzn_tls_version_and_cipher_suite.enabled"
_FAIL_OPEN: Final = "waf.fail_open.enabled"
_INVALID: Final = "routing.http.drop_invalid_header_fields.enabled"
_DESYNC: Final = "routing.http.desync_mitigation_mode"
_CROSS_ZONE: Final = "load_balancing.cross_zone.enabled"
_MITIGATING: Final = ("defensive", "strictest")
_TRUE: Final = "true"


def settings(live: Live, found: Found) -> dict[str, str]:
    """The attributes of a load balancer; empty where it is gone."""
    listed = live.items(BALANCER_SETTINGS, {"LoadBalancerArn": found.arn})
    return {each["Key"]: each.get("Value", "") for each in listed}


def _not_applications(live: Live) -> Iterator[Found]:
    for found in balancers(live):
        if found.facts.get("Type") != APPLICATION:
            yield found


def _setting(key: str, fits: Callable[[str], bool], must: str) -> Judges:
    def judge(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
        stated = settings(live, found)
        if stated and not fits(stated.get(key, "")):
            yield broken(key, f"{key} is {stated.get(key) or 'not set'}, it must be {must}")

    return judge


def _is_true(value: str) -> bool:
    return value == _TRUE


def _with(key: str, value: str, **facts: Any) -> Responses:
    return {BALANCERS: balancer(**facts), BALANCER_SETTINGS: {"Attributes": [{"Key": key, "Value": value}]}}


def _check(id_: str, key: str, *, good: str, bad: str, judge: Judges | None = None) -> Check:
    return Check(
        id=id_,
        calls=(BALANCERS, BALANCER_SETTINGS),
        finds=applications,
        judge=judge or _setting(key, _is_true, _TRUE),
        examples=Examples(holds=_with(key, good), broken=_with(key, bad)),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="tls-cipher-log-present",
        calls=(BALANCERS,),
        finds=applications,
        judge=holds_if_found,
        # Of a stack's regions only the home one must have it: the others hold copies and what is global.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds={BALANCERS: balancer()}, broken=None, absent={BALANCERS: balancer(Type="gateway")}),
    ),
    _check("load-balancer-tls-headers", _CIPHERS, good=_TRUE, bad="false"),
    _check("load-balancer-connection-logs", _CONNECTIONS, good=_TRUE, bad="false"),
    _check(
        "load-balancer-waf-fail-closed",
        _FAIL_OPEN,
        good="false",
        bad=_TRUE,
        judge=_setting(_FAIL_OPEN, lambda value: value != _TRUE, "false"),
    ),
    _check("load-balancer-drops-invalid-headers", _INVALID, good=_TRUE, bad="false"),
    _check(
        "load-balancer-desync-mitigation",
        _DESYNC,
        good="strictest",
        bad="monitor",
        judge=_setting(_DESYNC, lambda value: value in ("", *_MITIGATING), " or ".join(_MITIGATING)),
    ),
    Check(
        id="load-balancer-cross-zone",
        calls=(BALANCERS, BALANCER_SETTINGS),
        finds=_not_applications,
        judge=_setting(_CROSS_ZONE, _is_true, _TRUE),
        examples=Examples(
            holds=_with(_CROSS_ZONE, _TRUE, Type="network"), broken=_with(_CROSS_ZONE, "false", Type="network")
        ),
    ),
)
