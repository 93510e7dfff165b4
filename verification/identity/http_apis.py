"""Routes of HTTP and WebSocket APIs: a token of our own pool and a scope for each (id.oauth, id.rbac, id.sessions)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Graph
from guardrails.rules.identity import http_api, sessions
from guardrails.rules.identity.types import HTTP_API, HTTP_API_AUTHORIZER, HTTP_API_ROUTE
from guardrails.thresholds import THRESHOLDS, Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule, complete, declared
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Found, Responses, Scope, holds_if_found
from verification.identity.calls import HTTP_APIS, HTTP_AUTHORIZERS, HTTP_ROUTES, PAGE, POOLS
from verification.identity.user_pools import ONE_POOL, POOL_ID
from verification.live import Live

# The issuer of a user pool (Cognito developer guide, "Verifying JSON web tokens").
_POOL: Final = re.compile(
    r"https://cognito-idp\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/(?P<pool>[\w-]+_[0-9a-zA-Z]+)/?"
)
_AUTHORIZED: Final = the_rule(http_api.RULES, "apigatewayv2-route-authorized")
_has_session_routes: Final = complete(sessions.RULES, "session-routes-present")


def _apis(live: Live) -> Iterator[Found]:
    for each in live.items(HTTP_APIS):
        yield Found(live.arn("apigateway", f"/apis/{each['ApiId']}", account=""), each)


def routes(live: Live) -> Iterator[Found]:
    """Every route of every API, with the protocol of its API."""
    for api in _apis(live):
        for each in live.items(HTTP_ROUTES, {"ApiId": api.facts["ApiId"]}):
            facts = {"ApiId": api.facts["ApiId"], "ProtocolType": api.facts.get("ProtocolType"), **each}
            yield Found(f"{api.arn}/routes/{each.get('RouteId') or each['RouteKey']}", facts)


def _authorizers(live: Live) -> Iterator[Found]:
    for api in _apis(live):
        for each in live.items(HTTP_AUTHORIZERS, {"ApiId": api.facts["ApiId"]}):
            yield Found(f"{api.arn}/authorizers/{each.get('AuthorizerId') or each['Name']}", each)


def _by_token(live: Live) -> Iterator[Found]:
    return (found for found in _authorizers(live) if found.facts.get("AuthorizerType") == "JWT")


def _authorized(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    api = resource(HTTP_API, {"protocolType": found.facts.get("ProtocolType")}, id_=found.facts["ApiId"])
    route = resource(HTTP_API_ROUTE, declared(found.facts), id_=found.arn)
    yield from asked(_AUTHORIZED, route, bar, api, at="AuthorizationType")


def _authorizer(found: Found, _live: Live) -> dict[str, Any]:
    given = found.facts.get("JwtConfiguration") or {}
    return {
        "authorizerType": found.facts.get("AuthorizerType"),
        "jwtConfiguration": {"issuer": given.get("Issuer"), "audiences": given.get("Audience")},
    }


def _of_our_pool(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    at = "JwtConfiguration.Issuer"
    issuer = (found.facts.get("JwtConfiguration") or {}).get("Issuer")
    match = _POOL.fullmatch(issuer or "")
    if match is None:
        yield broken(at, f"Issuer is {issuer or 'not set'}, which is no user pool")
        return
    pools = replace(live, region=match["region"]).items(POOLS, PAGE)
    if match["pool"] not in {each.get("Id") for each in pools}:
        yield broken(at, f"Issuer is {issuer}, a user pool that the account does not have")


def _with_session_routes(live: Live) -> Iterator[Found]:
    for api in _apis(live):
        stated = live.items(HTTP_ROUTES, {"ApiId": api.facts["ApiId"]})
        graph = Graph(resource(HTTP_API_ROUTE, declared(each), id_=each["RouteKey"]) for each in stated)
        # What is asked for is the same for every profile.
        if _has_session_routes(graph, THRESHOLDS["prod"]):
            yield api


_API: Final = {
    "Items": [{"ApiId": "a1b2c3d4e5", "Name": "app", "ProtocolType": "HTTP", "RouteSelectionExpression": ""}]
}


def _route(key: str, **facts: Any) -> dict[str, Any]:
    return {"RouteId": "r" + str(len(key)), "RouteKey": key, "AuthorizationType": "JWT", **facts}


def _with(*stated: dict[str, Any]) -> Responses:
    return {HTTP_APIS: _API, HTTP_ROUTES: {"Items": list(stated)}}


_ISSUER: Final = f"https://cognito-idp.eu-west-1.amazonaws.com/{POOL_ID}"


def _taking(audience: list[str], issuer: str = _ISSUER) -> Responses:
    jwt = {"Audience": audience, "Issuer": issuer}
    one = {"AuthorizerId": "x1y2z3", "Name": "customers", "AuthorizerType": "JWT", "JwtConfiguration": jwt}
    return {HTTP_APIS: _API, HTTP_AUTHORIZERS: {"Items": [one]}, POOLS: ONE_POOL}


_CLIENT: Final = "3n4b5urk1ft4fl3mg5e62d9ado"

CHECKS: tuple[Check, ...] = (
    Check(
        id="apigatewayv2-route-authorized",
        calls=(HTTP_APIS, HTTP_ROUTES),
        finds=routes,
        judge=_authorized,
        examples=Examples(
            holds=_with(_route("GET /records"), _route("GET /health", AuthorizationType="NONE")),
            broken=_with(_route("GET /records", AuthorizationType="NONE")),
        ),
    ),
    Check(
        id="apigatewayv2-authorizer-audience",
        calls=(HTTP_APIS, HTTP_AUTHORIZERS),
        finds=_authorizers,
        judge=by_the_rule(
            http_api.RULES, "apigatewayv2-authorizer-audience", HTTP_API_AUTHORIZER, "JwtConfiguration", _authorizer
        ),
        examples=Examples(holds=_taking([_CLIENT]), broken=_taking([])),
    ),
    Check(
        id="apigatewayv2-authorizer-own-pool",
        calls=(HTTP_APIS, HTTP_AUTHORIZERS, POOLS),
        finds=_by_token,
        judge=_of_our_pool,
        examples=Examples(
            holds=_taking([_CLIENT]),
            broken=_taking([_CLIENT], "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_z9Y8x7W6v"),
        ),
        info=RuleInfo(
            id="apigatewayv2-authorizer-own-pool",
            control="id.oauth",
            title="An authorizer takes the tokens of a user pool of the account",
            severity=Severity.HIGH,
            fix="Set the authorizer's issuer to https://cognito-idp.<region>.amazonaws.com/<user pool id>.",
        ),
    ),
    Check(
        id="apigatewayv2-route-scoped",
        calls=(HTTP_APIS, HTTP_ROUTES),
        finds=routes,
        judge=by_the_rule(http_api.RULES, "apigatewayv2-route-scoped", HTTP_API_ROUTE, "AuthorizationScopes"),
        examples=Examples(
            holds=_with(_route("GET /records", AuthorizationScopes=["api/read"])),
            broken=_with(_route("GET /records")),
        ),
    ),
    Check(
        id="session-routes-present",
        calls=(HTTP_APIS, HTTP_ROUTES),
        finds=_with_session_routes,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(
            holds=_with(_route("GET /sessions"), _route("DELETE /sessions/{id}")),
            broken=None,
            absent=_with(_route("GET /sessions"), _route("DELETE /sessions/{id}", AuthorizationType="NONE")),
        ),
    ),
)
