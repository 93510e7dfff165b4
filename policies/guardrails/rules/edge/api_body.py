"""Rules on APIs that are described by an OpenAPI document, and on what every form of an API calls."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from guardrails.graph import Resource
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.rules.edge.api_description import Description, described
from guardrails.rules.edge.types import API_INTEGRATION, HTTP_API, REST_API
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

HTTP_INTEGRATION: Final = "aws:apigatewayv2/integration:Integration"
_ADDRESS: Final = {API_INTEGRATION: "uri", HTTP_INTEGRATION: "integrationUri"}
_THROUGH_VPC: Final = "VPC_LINK"


def _each_body(wanted: str, judge_it: Callable[[Description, Resource], Iterator[Finding]]) -> JudgeResource:
    def judge(api: Resource, _bar: Thresholds) -> Findings:
        body = api.read("body")
        if body.absent or body.value == "":
            yield not_applicable("no OpenAPI document describes the API")
        elif body.unknown:
            yield undetermined(body, f"body is not known yet; {wanted}")
        elif (description := described(body)) is None:
            yield failed(body, "body is no OpenAPI document")
        else:
            yield from judge_it(description, api)

    return judge


def _authorized(description: Description, _api: Resource) -> Iterator[Finding]:
    for operation in description.operations():
        if operation.public or str(operation.integration.get("type")).lower() == "mock":
            continue
        match description.authorized(operation):
            case False:
                yield failed("body", f"anybody may call {operation.named}: no security names an authorizer or IAM")
            case None:
                yield undetermined("body", f"who may call {operation.named} is not known yet")


def _validated(description: Description, api: Resource) -> Iterator[Finding]:
    if api.type != REST_API:
        yield not_applicable("only a REST API validates requests")
        return
    for operation in description.operations():
        if operation.method != "options" and not description.validated(operation):
            yield failed("body", f"the requests of {operation.named} are not validated")


def _calls(description: Description, _api: Resource) -> Iterator[Finding]:
    for named, integration in description.integrations():
        wrong = _wrong(integration.get("uri"), integration.get("connectionType"), integration.get("tlsConfig"))
        if wrong is not None:
            yield failed("body", f"{named} {wrong}")


_bodies_call = _each_body("it must call nothing over plain HTTP", _calls)


def _over_tls(resource: Resource, bar: Thresholds) -> Findings:
    if resource.type not in _ADDRESS:
        yield from _bodies_call(resource, bar)
        return
    uri, connection = resource.read(_ADDRESS[resource.type]), resource.read("connectionType")
    skips = resource.read("tlsConfig.insecureSkipVerification")
    wrong = _wrong(uri.text, connection.text, {"insecureSkipVerification": skips.truth})
    if wrong is not None and connection.unknown:
        yield undetermined(uri, f"the integration {wrong}, unless by a VPC link, which is not known yet")
    elif wrong is not None:
        yield failed(uri, f"the integration {wrong}")
    elif skips.unknown or (uri.unknown and not resource.property_dependencies.get(uri.path)):
        yield undetermined(uri, f"{uri.path} is not known yet; it must be called over TLS")


def _wrong(uri: Any, connection: Any, tls: Any) -> str | None:
    if isinstance(tls, dict) and tls.get("insecureSkipVerification") is True:
        return "calls whoever answers: tlsConfig.insecureSkipVerification is true"
    if isinstance(uri, str) and uri.lower().startswith("http://") and connection != _THROUGH_VPC:
        return f"calls {uri.partition('?')[0]} over plain HTTP"
    return None


def _api(**changes: Any) -> dict[str, Value]:
    operation: dict[str, Any] = {
        "security": [{"people": []}],
        "x-amazon-apigateway-request-validator": "all",
        "x-amazon-apigateway-integration": {"type": "http_proxy", "uri": "https://orders.example.com", **changes},
    }
    return _described(operation)


def _described(operation: dict[str, Any]) -> dict[str, Value]:
    pool = {"type": "cognito_user_pools", "providerARNs": ["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/a"]}
    scheme = {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authorizer": pool}
    body = {
        "openapi": "3.0.1",
        "info": {"title": "orders", "version": "1"},
        "paths": {"/orders": {"get": operation}},
        "components": {"securitySchemes": {"people": scheme}},
    }
    return {"name": "orders", "body": json.dumps(body)}


_OPEN: Final = {"x-amazon-apigateway-integration": {"type": "http_proxy", "uri": "https://orders.example.com"}}
_UNKNOWN: Final[dict[str, Value]] = {"name": "orders", "body": UNKNOWN}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        "api-description-authorized",
        (REST_API, HTTP_API),
        _each_body("each operation must name an authorizer", _authorized),
        examples(REST_API, good=_api(), bad=_described(_OPEN), unknown=_UNKNOWN),
    ),
    ResourceRule(
        "api-description-validated",
        (REST_API, HTTP_API),
        _each_body("each operation must validate its requests", _validated),
        examples(REST_API, good=_api(), bad=_described({**_OPEN, "security": [{"people": []}]}), unknown=_UNKNOWN),
    ),
    ResourceRule(
        "api-integration-over-tls",
        (REST_API, HTTP_API, *_ADDRESS),
        _over_tls,
        examples(REST_API, good=_api(), bad=_api(uri="http://orders.example.com"), unknown=_UNKNOWN),
    ),
)
