"""Rules on the routes of APIs: who may call them, with which token (id.oauth, id.rbac)."""

import re
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_not_be_set
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.types import API_METHOD
from guardrails.rules.identity.types import HTTP_API, HTTP_API_AUTHORIZER, HTTP_API_ROUTE, USER_POOL_CLIENT
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

# The allow-list: health checks, what RFC 8615 makes public, and browsers' preflights, which carry no credentials.
_PUBLIC: Final = re.compile(r"OPTIONS .*|(GET|HEAD) /(health|healthz|livez|readyz|ping|robots\.txt|\.well-known/.+)")
_CONNECT: Final = "$connect"
_TYPE: Final = "authorizationType"


def _on_websocket(route: Resource, graph: Graph) -> bool:
    apis = graph.references(route, "apiId", HTTP_API).resources
    return any(api.read("protocolType").text == "WEBSOCKET" for api in apis)


def _authorized(route: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    key, kind = route.read("routeKey"), route.read(_TYPE)
    if _PUBLIC.fullmatch(key.text or ""):
        yield not_applicable("the route is one of those that are public everywhere")
    elif _on_websocket(route, graph) and key.known and key.text != _CONNECT:
        yield not_applicable("a WebSocket API asks who calls once, on $connect")
    elif kind.unknown:
        yield undetermined(kind, f"{_TYPE} is not known yet; it must not be NONE")
    elif kind.default("NONE").text == "NONE":
        yield failed(kind, f"{_TYPE} is {kind.shown}, so that anybody can call {key.shown}")


def _by_role(route: Resource, _bar: Thresholds) -> Findings:
    kind, scopes = route.read(_TYPE), route.read("authorizationScopes")
    if kind.unknown:
        yield undetermined(kind, f"{_TYPE} is not known yet; with JWT the route needs authorizationScopes")
    elif kind.text != "JWT":
        yield not_applicable("a route without JWT is decided by an authorizer function, by IAM, or by nobody")
    elif scopes.unknown:
        yield undetermined(scopes, "authorizationScopes is not known yet; it must name scopes")
    elif scopes.absent or scopes.value in ("", []):
        yield failed(scopes, "authorizationScopes is not set, so that every signed-in person can call the route")


def _method_by_role(method: Resource, _bar: Thresholds) -> Findings:
    """Of a REST API: a user pool's authorizer takes any id token where the method names no scope."""
    kind, scopes = method.read("authorization"), method.read("authorizationScopes")
    if kind.unknown:
        yield undetermined(kind, "authorization is not known yet; with COGNITO_USER_POOLS the method needs scopes")
    elif kind.text != "COGNITO_USER_POOLS":
        yield not_applicable("a method without COGNITO_USER_POOLS is decided by a function, by IAM, or by nobody")
    elif scopes.unknown:
        yield undetermined(scopes, "authorizationScopes is not known yet; it must name scopes")
    elif scopes.absent or scopes.value in ("", []):
        yield failed(scopes, "authorizationScopes is not set, so that every signed-in person can call the method")


def _for_somebody(authorizer: Resource, _bar: Thresholds) -> Findings:
    kind = authorizer.read("authorizerType")
    audiences, issuer = authorizer.read("jwtConfiguration.audiences"), authorizer.read("jwtConfiguration.issuer")
    if kind.text == "REQUEST":
        yield not_applicable("an authorizer function checks the token itself")
        return
    if kind.unknown:
        yield undetermined(kind, "authorizerType is not known yet; JWT needs audiences")
    if audiences.unknown:
        yield undetermined(audiences, f"{audiences.path} is not known yet", proven_by=(USER_POOL_CLIENT,))
    elif not kind.unknown and (audiences.absent or audiences.value in ("", [])):
        yield failed(audiences, f"{audiences.path} is not set, so that a token for any other client is taken")
    if not kind.unknown and not issuer.unknown and not str(issuer.text).startswith("https://"):
        yield failed(issuer, f"{issuer.path} is {issuer.shown}, it must be the https address of the user pool")


def _route(**properties: Value) -> dict[str, Value]:
    return {"apiId": "a1b2c3d4e5", "routeKey": "GET /records", **properties}


def _method(**properties: Value) -> dict[str, Value]:
    given = {"restApi": "a1b2c3d4e5", "resourceId": "f6g7h8", "httpMethod": "ANY"}
    return {**given, "authorization": "COGNITO_USER_POOLS", **properties}


def _jwt(audiences: Value) -> dict[str, Value]:
    issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab129faBb"
    return {
        "apiId": "a1b2c3d4e5",
        "authorizerType": "JWT",
        "jwtConfiguration": {"issuer": issuer, "audiences": audiences},
    }


def _alone(type_: str, properties: dict[str, Value]) -> tuple[Declared, ...]:
    return (Declared(type=type_, properties=properties),)


RULES: tuple[Rule, ...] = (
    RelationRule(
        id="apigatewayv2-route-authorized",
        types=(HTTP_API_ROUTE,),
        judge=_authorized,
        examples=Examples(
            good=_alone(HTTP_API_ROUTE, _route(authorizationType="JWT", authorizerId="x1y2z3")),
            bad=_alone(HTTP_API_ROUTE, _route(authorizationType="NONE")),
            unknown=_alone(HTTP_API_ROUTE, _route(authorizationType=UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="apigatewayv2-api-no-quick-route",
        types=(HTTP_API,),
        judge=must_not_be_set("target", because="which makes a route that anybody can call"),
        examples=examples(
            HTTP_API,
            good={"name": "app", "protocolType": "HTTP"},
            bad={"name": "app", "protocolType": "HTTP", "target": "https://app.example.com"},
            unknown=None,
        ),
    ),
    ResourceRule(
        id="apigatewayv2-authorizer-audience",
        types=(HTTP_API_AUTHORIZER,),
        judge=_for_somebody,
        examples=examples(
            HTTP_API_AUTHORIZER, good=_jwt(["3n4b5urk1ft4fl3mg5e62d9ado"]), bad=_jwt([]), unknown=_jwt(UNKNOWN)
        ),
    ),
    ResourceRule(
        id="apigatewayv2-route-scoped",
        types=(HTTP_API_ROUTE,),
        judge=_by_role,
        examples=examples(
            HTTP_API_ROUTE,
            good=_route(authorizationType="JWT", authorizationScopes=["api/read"]),
            bad=_route(authorizationType="JWT"),
            unknown=_route(authorizationType="JWT", authorizationScopes=UNKNOWN),
        ),
    ),
    ResourceRule(
        id="apigateway-method-scoped",
        types=(API_METHOD,),
        judge=_method_by_role,
        examples=examples(
            API_METHOD,
            good=_method(authorizationScopes=["api/read"]),
            bad=_method(),
            unknown=_method(authorizationScopes=UNKNOWN),
        ),
    ),
)
