"""APIs: whose settings a stage's are, what counts as a throttle, and which routes may be open."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.edge import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

THROTTLED, LIMIT = "apigateway-stage-throttled", "apigateway-method-throttle"
API = Declared(type=t.REST_API, name="api", properties={"name": "example"})


def stage(name: str = "live") -> Declared:
    return Declared(
        type=t.REST_STAGE,
        name="main",
        properties={"restApi": UNKNOWN, "stageName": name},
        depends={"restApi": ("api",)},
    )


def settings(*, path: Value = "*/*", name: Value = "live", api: tuple[str, ...] = ("api",), **held: Value) -> Declared:
    return Declared(
        type=t.API_METHOD_SETTINGS,
        name="settings",
        properties={"restApi": UNKNOWN, "stageName": name, "methodPath": path, "settings": held},
        depends={"restApi": api} if api else {},
    )


def test_a_stage_is_held_by_the_settings_of_every_method_of_its_own_api() -> None:
    assert verdicts(THROTTLED, stage(), settings(), API) == PASSED
    assert verdicts(THROTTLED, stage(), API) == FAILED
    assert verdicts(THROTTLED, stage(), settings(path="orders/GET"), API) == FAILED
    assert verdicts(THROTTLED, stage("test"), settings(), API) == FAILED
    assert verdicts(THROTTLED, stage(), settings(api=()), API) == UNDETERMINED


@pytest.mark.parametrize(
    ("held", "path", "expected"),
    [
        ({"throttlingRateLimit": 100, "throttlingBurstLimit": 200}, "*/*", PASSED),
        ({"throttlingRateLimit": 1001, "throttlingBurstLimit": 200}, "*/*", FAILED),
        ({"throttlingRateLimit": 100, "throttlingBurstLimit": 2001}, "*/*", FAILED),
        ({"throttlingRateLimit": 0, "throttlingBurstLimit": 200}, "*/*", FAILED),
        ({"throttlingRateLimit": -1, "throttlingBurstLimit": 200}, "orders/GET", FAILED),
        ({"throttlingRateLimit": 100}, "*/*", FAILED),
        ({}, "orders/GET", PASSED),
        ({"throttlingRateLimit": 100, "throttlingBurstLimit": UNKNOWN}, "*/*", UNDETERMINED),
    ],
)
def test_a_throttle_is_above_nothing_and_below_the_ceiling(held: dict[str, Value], path: str, expected: Any) -> None:
    declared = Declared(
        type=t.API_METHOD_SETTINGS,
        name="main",
        properties={"restApi": "a", "stageName": "live", "methodPath": path, "settings": held},
    )
    assert verdicts(LIMIT, declared) == expected


def test_one_route_of_an_http_api_cannot_lift_the_throttle() -> None:
    default = {"throttlingRateLimit": 100, "throttlingBurstLimit": 200}
    lifted = [{"routeKey": "GET /orders", "throttlingRateLimit": 5000}]
    for routes, expected in (([], PASSED), (lifted, FAILED)):
        declared = Declared(
            type=t.HTTP_STAGE,
            name="main",
            properties={"apiId": "a", "defaultRouteSettings": default, "routeSettings": routes},
        )
        assert verdicts("apigatewayv2-stage-throttle", declared) == expected


def method(**properties: Value) -> Declared:
    return Declared(type=t.API_METHOD, name="main", properties={"httpMethod": "GET", **properties})


def integration(kind: Value) -> Declared:
    return Declared(
        type=t.API_INTEGRATION,
        name="integration",
        properties={"httpMethod": "GET", "type": kind},
        depends={"httpMethod": ("main",)},
    )


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ((method(authorization="COGNITO_USER_POOLS"),), PASSED),
        ((method(authorization="NONE"),), FAILED),
        ((method(),), FAILED),
        ((method(authorization="NONE", apiKeyRequired=True),), FAILED),
        ((method(authorization="NONE", httpMethod="OPTIONS"),), NOT_APPLICABLE),
        ((method(authorization="NONE"), integration("MOCK")), NOT_APPLICABLE),
        ((method(authorization="NONE"), integration("HTTP_PROXY")), FAILED),
        ((method(authorization="NONE"), integration(UNKNOWN)), FAILED),
    ],
)
def test_only_what_reaches_no_service_may_be_open(declared: tuple[Declared, ...], expected: Any) -> None:
    assert verdicts("apigateway-method-authorized", *declared) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, FAILED),
        ({"securityPolicy": "TLS_1_2"}, PASSED),
        ({"securityPolicy": "TLS_1_0"}, FAILED),
        ({"securityPolicy": "SecurityPolicy_TLS13_1_2_Ext2_PQ_2025_09"}, FAILED),
        ({"endpointConfiguration": {"types": "PRIVATE"}}, NOT_APPLICABLE),
        ({"endpointConfiguration": {"types": UNKNOWN}}, UNDETERMINED),
    ],
)
def test_a_public_api_without_a_policy_speaks_tls_1_0(properties: dict[str, Value], expected: Any) -> None:
    assert verdicts("apigateway-api-tls-policy", Declared(type=t.REST_API, name="main", properties=properties)) == (
        expected
    )


def test_the_tls_of_an_http_apis_domain_stands_in_its_configuration() -> None:
    for policy, expected in (("TLS_1_2", PASSED), ("TLS_1_0", FAILED)):
        domain = Declared(
            type=t.HTTP_DOMAIN,
            name="main",
            properties={"domainName": "api.example.com", "domainNameConfiguration": {"securityPolicy": policy}},
        )
        assert verdicts("apigateway-domain-tls-policy", domain) == expected
