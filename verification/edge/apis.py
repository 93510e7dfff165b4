"""edge.throttle, tls.edge: how many requests an API takes, at which address, and over which TLS."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.edge.api_access import MODERN_TLS
from guardrails.rules.edge.api_settings import EVERY_METHOD
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Responses, Scope, holds_if_found
from verification.edge.calls import (
    HTTP_APIS,
    HTTP_DOMAINS,
    HTTP_STAGES,
    REST_APIS,
    REST_DOMAINS,
    REST_STAGES,
    USAGE_PLANS,
)
from verification.edge.entries import (
    HTTP_API,
    REST_API,
    http_apis,
    http_stage,
    http_stages,
    rest_apis,
    rest_stage,
    rest_stages,
)
from verification.live import Live

# What a regional API has where nobody chose a policy (API Gateway guide, "Security policies").
_OLD_TLS: Final = "TLS_1_0"


def _limit(path: str, value: float | None, ceiling: int) -> Iterator[Broken]:
    if value is None:
        yield broken(path, f"{path} is not set, so that the account's own limit is the only one")
    elif not 0 < value <= ceiling:
        yield broken(path, f"{path} is {value:g}, it must be above 0 and at most {ceiling}")


def _http_throttled(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    every = found.facts.get("DefaultRouteSettings") or {}
    yield from _limit("DefaultRouteSettings.ThrottlingRateLimit", every.get("ThrottlingRateLimit"), bar.api_rate)
    yield from _limit("DefaultRouteSettings.ThrottlingBurstLimit", every.get("ThrottlingBurstLimit"), bar.api_burst)
    for route, settings in (found.facts.get("RouteSettings") or {}).items():
        # A route without a throttle of its own has the default's.
        for key, ceiling in (("ThrottlingRateLimit", bar.api_rate), ("ThrottlingBurstLimit", bar.api_burst)):
            if settings.get(key) is not None:
                yield from _limit(f"RouteSettings.{route}.{key}", settings[key], ceiling)


def _stage_throttled(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if EVERY_METHOD not in (found.facts.get("methodSettings") or {}):
        message = f"methodSettings lack {EVERY_METHOD}, so that the account's own limit is the only one"
        yield broken("methodSettings", message)


def _methods_throttled(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    for method, settings in (found.facts.get("methodSettings") or {}).items():
        for key, ceiling in (("throttlingRateLimit", bar.api_rate), ("throttlingBurstLimit", bar.api_burst)):
            if method == EVERY_METHOD or settings.get(key) is not None:
                yield from _limit(f"methodSettings.{method}.{key}", settings.get(key), ceiling)


def _with_settings(live: Live) -> Iterator[Found]:
    for found in rest_stages(live):
        if found.facts.get("methodSettings"):
            yield found


def _plans(live: Live) -> Iterator[Found]:
    for each in live.items(USAGE_PLANS):
        yield Found(live.arn("apigateway", f"/usageplans/{each['id']}", account=""), each)


def _plan_throttled(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    throttle = found.facts.get("throttle") or {}
    yield from _limit("throttle.rateLimit", throttle.get("rateLimit"), bar.api_rate)
    yield from _limit("throttle.burstLimit", throttle.get("burstLimit"), bar.api_burst)


def _apis(live: Live) -> Iterator[Found]:
    yield from rest_apis(live)
    yield from http_apis(live)


def _stages(live: Live) -> Iterator[Found]:
    yield from rest_stages(live)
    yield from http_stages(live)


def _own_domain_only(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    path = "DisableExecuteApiEndpoint" if "ApiId" in found.facts else "disableExecuteApiEndpoint"
    if not found.facts.get(path):
        yield broken(path, f"{path} is false: the API also answers at a name that no web ACL of ours guards")


def _api_tls(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    policy = found.facts.get("securityPolicy") or _OLD_TLS
    if policy not in MODERN_TLS:
        yield broken("securityPolicy", f"securityPolicy is {policy}, which offers less than TLS 1.2 or old suites")


def _domains(live: Live) -> Iterator[Found]:
    """The domains of APIs, each once: either version of the API lists what the other made."""
    policies: dict[str, list[str]] = {}
    for each in live.items(REST_DOMAINS):
        policies.setdefault(each["domainName"], []).append(each.get("securityPolicy") or _OLD_TLS)
    for each in live.items(HTTP_DOMAINS):
        for configuration in each.get("DomainNameConfigurations") or ():
            policies.setdefault(each["DomainName"], []).append(configuration.get("SecurityPolicy") or _OLD_TLS)
    for name, stated in sorted(policies.items()):
        yield Found(live.arn("apigateway", f"/domainnames/{name}", account=""), {"policies": stated})


def _domain_tls(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for policy in sorted(set(found.facts["policies"]).difference(MODERN_TLS)):
        yield broken("SecurityPolicy", f"SecurityPolicy is {policy}, which offers less than TLS 1.2 or old suites")


def _default(rate: float, burst: int) -> Mapping[str, Any]:
    return {"DefaultRouteSettings": {"ThrottlingRateLimit": rate, "ThrottlingBurstLimit": burst}}


def _settings(method: str, rate: float) -> Responses:
    return rest_stage(methodSettings={method: {"throttlingRateLimit": rate, "throttlingBurstLimit": 200}})


def _plan(**throttle: float) -> Responses:
    return {USAGE_PLANS: {"items": [{"id": "p1", "name": "clients", "throttle": throttle}]}}


def _both(*, disabled: bool) -> Responses:
    return {
        REST_APIS: {"items": [{**REST_API, "disableExecuteApiEndpoint": disabled}]},
        HTTP_APIS: {"Items": [{**HTTP_API, "DisableExecuteApiEndpoint": disabled}]},
    }


def _secured(policy: str) -> Responses:
    return {REST_APIS: {"items": [{**REST_API, "securityPolicy": policy}]}}


def _named(policy: str) -> Responses:
    name = "api.example.com"
    http = {"DomainName": name, "DomainNameConfigurations": [{"SecurityPolicy": policy}]}
    return {
        REST_DOMAINS: {"items": [{"domainName": name, "securityPolicy": "TLS_1_2"}]},
        HTTP_DOMAINS: {"Items": [http]},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="api-stage-present",
        calls=(REST_APIS, REST_STAGES, HTTP_APIS, HTTP_STAGES),
        finds=_stages,
        judge=holds_if_found,
        # Of a stack's regions only the home one must have it: the others hold copies and what is global.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds={**rest_stage(), **http_stage()}, broken=None),
    ),
    Check(
        id="apigatewayv2-stage-throttle",
        calls=(HTTP_APIS, HTTP_STAGES),
        finds=http_stages,
        judge=_http_throttled,
        examples=Examples(holds=http_stage(**_default(100, 200)), broken=http_stage(**_default(0, 200))),
    ),
    Check(
        id="apigateway-stage-throttled",
        calls=(REST_APIS, REST_STAGES),
        finds=rest_stages,
        judge=_stage_throttled,
        examples=Examples(holds=_settings(EVERY_METHOD, 100), broken=_settings("orders/GET", 100)),
    ),
    Check(
        id="apigateway-method-throttle",
        calls=(REST_APIS, REST_STAGES),
        finds=_with_settings,
        judge=_methods_throttled,
        examples=Examples(holds=_settings(EVERY_METHOD, 100), broken=_settings(EVERY_METHOD, 10_000)),
    ),
    Check(
        id="apigateway-usage-plan-throttle",
        calls=(USAGE_PLANS,),
        finds=_plans,
        judge=_plan_throttled,
        examples=Examples(holds=_plan(rateLimit=100, burstLimit=200), broken=_plan()),
    ),
    Check(
        id="apigateway-default-endpoint-disabled",
        calls=(REST_APIS, HTTP_APIS),
        finds=_apis,
        judge=_own_domain_only,
        examples=Examples(holds=_both(disabled=True), broken=_both(disabled=False)),
    ),
    Check(
        id="apigateway-api-tls-policy",
        calls=(REST_APIS,),
        finds=rest_apis,
        judge=_api_tls,
        examples=Examples(holds=_secured("SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"), broken=_secured(_OLD_TLS)),
    ),
    Check(
        id="apigateway-domain-tls-policy",
        calls=(REST_DOMAINS, HTTP_DOMAINS),
        finds=_domains,
        judge=_domain_tls,
        examples=Examples(holds=_named("TLS_1_2"), broken=_named(_OLD_TLS)),
    ),
)
