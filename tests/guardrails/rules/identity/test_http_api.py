"""Routes of APIs: which may be public, what a WebSocket asks, and whose tokens an authorizer takes."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.identity import types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

AUTHORIZED, SCOPED, AUDIENCE = (
    "apigatewayv2-route-authorized",
    "apigatewayv2-route-scoped",
    "apigatewayv2-authorizer-audience",
)


def route(key: Value = "GET /records", **properties: Value) -> Declared:
    return Declared(
        type=t.HTTP_API_ROUTE,
        properties={"apiId": UNKNOWN, "routeKey": key, **properties},
        depends={"apiId": ("api",)},
    )


def api(protocol: str) -> Declared:
    return Declared(type=t.HTTP_API, name="api", properties={"name": "app", "protocolType": protocol})


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("GET /records", FAILED),
        ("$default", FAILED),
        ("GET /health", NOT_APPLICABLE),
        ("POST /health", FAILED),
        ("GET /health/secrets", FAILED),
        ("OPTIONS /records", NOT_APPLICABLE),
        ("GET /.well-known/security.txt", NOT_APPLICABLE),
        (UNKNOWN, FAILED),
    ],
)
def test_a_route_of_an_http_api_asks_who_calls_but_for_the_public_ones(key: Value, expected: list[Verdict]) -> None:
    assert verdicts(AUTHORIZED, route(key), api("HTTP")) == expected


@pytest.mark.parametrize(("key", "expected"), [("$connect", FAILED), ("$disconnect", NOT_APPLICABLE)])
def test_a_websocket_asks_who_calls_on_connecting(key: str, expected: list[Verdict]) -> None:
    assert verdicts(AUTHORIZED, route(key), api("WEBSOCKET")) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"authorizationType": "JWT", "authorizationScopes": ["api/read"]}, PASSED),
        ({"authorizationType": "JWT", "authorizationScopes": []}, FAILED),
        ({"authorizationType": "CUSTOM"}, NOT_APPLICABLE),
        ({"authorizationType": "AWS_IAM"}, NOT_APPLICABLE),
        ({"authorizationType": UNKNOWN}, UNDETERMINED),
    ],
)
def test_a_token_alone_does_not_open_a_route(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(SCOPED, route(**properties), api("HTTP")) == expected


ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab129faBb"


def authorizer(kind: Value = "JWT", depends: tuple[str, ...] = (), **jwt: Value) -> Declared:
    return Declared(
        type=t.HTTP_API_AUTHORIZER,
        properties={"authorizerType": kind, "jwtConfiguration": jwt},
        depends={"jwtConfiguration": depends} if depends else {},
    )


CLIENT = Declared(type=t.USER_POOL_CLIENT, name="app", properties={"name": "app"})


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((authorizer(issuer=ISSUER, audiences=["a1"]),), PASSED),
        ((authorizer(issuer=ISSUER, audiences=[UNKNOWN]),), PASSED),
        ((authorizer(issuer=ISSUER),), FAILED),
        ((authorizer(issuer="http://example.com", audiences=["a1"]),), FAILED),
        ((authorizer(issuer=ISSUER, audiences=UNKNOWN),), UNDETERMINED),
        ((authorizer(issuer=ISSUER, audiences=UNKNOWN, depends=("app",)), CLIENT), PASSED),
        ((authorizer("REQUEST"),), NOT_APPLICABLE),
        ((authorizer(UNKNOWN),), UNDETERMINED),
    ],
)
def test_an_authorizer_takes_tokens_for_named_clients(stack: tuple[Declared, ...], expected: list[Verdict]) -> None:
    assert set(verdicts(AUDIENCE, *stack)) == set(expected)
