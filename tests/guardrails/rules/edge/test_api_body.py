"""APIs that an OpenAPI document describes: who may call an operation, and what it calls."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.edge.api_body import HTTP_INTEGRATION
from guardrails.rules.edge.types import API_INTEGRATION, HTTP_API, REST_API
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, results, verdicts

AUTHORIZED, VALIDATED, TLS = "api-description-authorized", "api-description-validated", "api-integration-over-tls"
SCHEMES = {
    "pool": {"type": "apiKey", "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools"}},
    "iam": {"type": "apiKey", "x-amazon-apigateway-authtype": "awsSigv4"},
    "key": {"type": "apiKey", "name": "x-api-key", "in": "header"},
}


def described(paths: dict[str, Any], *, swagger: bool = False, **top: Any) -> dict[str, Any]:
    schemes = {"securityDefinitions": SCHEMES} if swagger else {"components": {"securitySchemes": SCHEMES}}
    version = {"swagger": "2.0"} if swagger else {"openapi": "3.0.1"}
    return {**version, "paths": paths, **schemes, **top}


def api(body: Value, type_: str = REST_API) -> Declared:
    return Declared(type=type_, properties={"name": "orders", "body": body})


def get(path: str = "/orders", method: str = "get", **operation: Any) -> dict[str, Any]:
    return {path: {method: operation}}


def extension(name: str, value: Any) -> dict[str, Any]:
    return {name: value}


def named(name: str) -> list[dict[str, list[str]]]:
    return [{name: []}]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (described(get()), FAILED),
        (described(get(security=[])), FAILED),
        (described(get(security=[{}])), FAILED),
        (described(get(security=[{"pool": []}, {}])), FAILED),
        (described(get(security=named("key"))), FAILED),
        (described(get(security=named("nobody"))), FAILED),
        (described(get(security=[]), security=named("pool")), FAILED),
        (described(get(security=named("pool"))), PASSED),
        (described(get(security=named("pool")), swagger=True), PASSED),
        (described(get(security=named("iam"))), PASSED),
        (described(get(security=[{"pool": [], "key": []}])), PASSED),
        (described(get(), security=named("pool")), PASSED),
        (described(get(**extension("x-amazon-apigateway-auth", {"type": "AWS_IAM"}))), PASSED),
        (described(get(**extension("x-amazon-apigateway-auth", {"type": "NONE"}))), FAILED),
        (described(get("/health")), PASSED),
        (described(get(method="options")), PASSED),
        (described(get(method="x-amazon-apigateway-any-method")), FAILED),
        (described(get(**extension("x-amazon-apigateway-integration", {"type": "MOCK"}))), PASSED),
        (described({**get(security=named("pool")), **get("/other")}), FAILED),
        (described(get(security=UNKNOWN)), UNDETERMINED),
    ],
)
def test_every_operation_says_who_may_call_it(body: Any, expected: Any) -> None:
    stated = body if expected == UNDETERMINED else json.dumps(body)
    assert verdicts(AUTHORIZED, api(stated)) == expected
    assert verdicts(AUTHORIZED, api(stated, HTTP_API)) == expected


def test_a_document_may_be_yaml_or_an_object() -> None:
    text = "openapi: 3.0.1\npaths:\n  /orders:\n    get:\n      responses: {}\n"
    assert verdicts(AUTHORIZED, api(text)) == FAILED
    assert verdicts(AUTHORIZED, api(described(get(security=named("pool"))))) == PASSED


@pytest.mark.parametrize(
    ("body", "expected"), [(None, NOT_APPLICABLE), (UNKNOWN, UNDETERMINED), ("{", FAILED), ("- a", FAILED)]
)
def test_a_body_that_is_no_document(body: Value, expected: Any) -> None:
    assert verdicts(AUTHORIZED, api(body)) == expected


def test_the_message_names_the_operation() -> None:
    said = results(AUTHORIZED, api(json.dumps(described(get(method="x-amazon-apigateway-any-method")))))
    assert [each.message for each in said] == ["anybody may call ANY /orders: no security names an authorizer or IAM"]


def test_a_validator_may_be_the_documents_or_the_operations() -> None:
    validator = extension("x-amazon-apigateway-request-validator", "all")
    assert verdicts(VALIDATED, api(json.dumps(described(get())))) == FAILED
    assert verdicts(VALIDATED, api(json.dumps(described(get(**validator))))) == PASSED
    assert verdicts(VALIDATED, api(json.dumps(described(get(), **validator)))) == PASSED
    assert verdicts(VALIDATED, api(json.dumps(described(get())), HTTP_API)) == NOT_APPLICABLE


def calling(**integration: Any) -> dict[str, Any]:
    return described(get(**extension("x-amazon-apigateway-integration", integration)))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (calling(uri="http://orders.example.com"), FAILED),
        (calling(uri="HTTP://orders.example.com", connectionType="INTERNET"), FAILED),
        (calling(uri="http://orders.internal", connectionType="VPC_LINK"), PASSED),
        (calling(uri="https://orders.example.com"), PASSED),
        (calling(uri="https://orders.example.com", tlsConfig={"insecureSkipVerification": True}), FAILED),
        (calling(uri="arn:aws:apigateway:eu-west-1:lambda:path/x"), PASSED),
        (described({}, components={"x-amazon-apigateway-integrations": {"a": {"uri": "http://b.example"}}}), FAILED),
    ],
)
def test_a_description_calls_over_tls(body: Any, expected: Any) -> None:
    assert verdicts(TLS, api(json.dumps(body))) == expected


@pytest.mark.parametrize(("type_", "path"), [(API_INTEGRATION, "uri"), (HTTP_INTEGRATION, "integrationUri")])
@pytest.mark.parametrize(
    ("uri", "more", "expected"),
    [
        ("http://orders.example.com", {}, FAILED),
        ("http://orders.internal", {"connectionType": "VPC_LINK"}, PASSED),
        ("http://orders.internal", {"connectionType": UNKNOWN}, UNDETERMINED),
        ("https://orders.example.com", {}, PASSED),
        ("https://orders.example.com", {"tlsConfig": {"insecureSkipVerification": True}}, FAILED),
        (UNKNOWN, {}, UNDETERMINED),
        (None, {}, PASSED),
    ],
)
def test_an_integration_of_its_own_calls_over_tls(
    type_: str, path: str, uri: Value, more: dict[str, Value], expected: Any
) -> None:
    assert verdicts(TLS, Declared(type=type_, properties={path: uri, **more})) == expected
