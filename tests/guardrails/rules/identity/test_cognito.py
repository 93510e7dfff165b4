"""Cognito: what the default is, whose token it is, how long it lasts, and what stands beside the pool."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.compute.types import FUNCTION, TASK_DEFINITION
from guardrails.rules.identity import types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, results, verdicts


def pool(**properties: Value) -> Declared:
    return Declared(type=t.USER_POOL, properties={"name": "customers", **properties})


def client(**properties: Value) -> Declared:
    return Declared(type=t.USER_POOL_CLIENT, properties={"name": "app", **properties})


def side(type_: str, *, of: str | None = "main", name: str = "side", **properties: Value) -> Declared:
    depends = {"userPoolId": (of,)} if of else {}
    return Declared(type=type_, name=name, properties={"userPoolId": UNKNOWN, **properties}, depends=depends)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        # Cognito's own policy, where the program gives none: eight characters of every class.
        ({}, PASSED),
        ({"passwordPolicy": UNKNOWN}, [Verdict.UNDETERMINED]),
        ({"passwordPolicy": {"minimumLength": 14}}, FAILED),
    ],
)
def test_a_password_policy_asks_for_what_it_names(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert set(verdicts("cognito-password-mixed", pool(**properties))) == set(expected)


@pytest.mark.parametrize(
    ("length", "expected"), [(11, FAILED), (12, PASSED), ("14", PASSED), (UNKNOWN, UNDETERMINED), (None, FAILED)]
)
def test_passwords_have_twelve_characters(length: Value, expected: list[Verdict]) -> None:
    assert verdicts("cognito-password-length", pool(passwordPolicy={"minimumLength": length})) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, FAILED),
        ({"mfaConfiguration": "OPTIONAL"}, PASSED),
        ({"mfaConfiguration": "OPTIONAL", "tags": {"audience": "staff"}}, FAILED),
        ({"mfaConfiguration": "OPTIONAL", "tags": {"audience": UNKNOWN}}, UNDETERMINED),
        ({"mfaConfiguration": "ON", "tags": {"audience": "staff"}}, PASSED),
    ],
)
def test_staff_have_a_second_factor_and_customers_may(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("cognito-user-pool-mfa", pool(**properties)) == expected


@pytest.mark.parametrize(("bar", "expected"), [("prod", FAILED), ("dev", NOT_APPLICABLE)])
def test_a_pool_is_kept_where_the_profile_asks_for_it(bar: str, expected: list[Verdict]) -> None:
    assert verdicts("cognito-user-pool-deletion-protection", pool(), bar=bar) == expected


RISK, KEPT = "cognito-user-pool-risk-answered", "cognito-user-pool-events-kept"


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((pool(), side(t.RISK_CONFIGURATION)), PASSED),
        ((pool(),), FAILED),
        # What is said for one client leaves the others without.
        ((pool(), side(t.RISK_CONFIGURATION, clientId="3n4b5urk1ft4fl3mg5e62d9ado")), FAILED),
        ((pool(), side(t.RISK_CONFIGURATION, of=None)), UNDETERMINED),
        (
            (
                pool(),
                side(t.RISK_CONFIGURATION, name="of-client", clientId=UNKNOWN),
                side(t.RISK_CONFIGURATION, name="of-pool"),
            ),
            PASSED,
        ),
    ],
)
def test_a_pool_says_what_is_done_about_risk(stack: tuple[Declared, ...], expected: list[Verdict]) -> None:
    assert verdicts(RISK, *stack) == expected


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        ({"logConfigurations": [{"eventSource": "userNotification"}, {"eventSource": "userAuthEvents"}]}, PASSED),
        ({"logConfigurations": []}, FAILED),
        ({"logConfigurations": UNKNOWN}, UNDETERMINED),
        ({"logConfigurations": [{"eventSource": UNKNOWN}]}, UNDETERMINED),
    ],
)
def test_sign_in_events_are_delivered(delivery: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(KEPT, pool(), side(t.LOG_DELIVERY, **delivery)) == expected


@pytest.mark.parametrize("action", ["NO_ACTION", None])
def test_a_high_risk_is_not_let_in(action: Value) -> None:
    takeover = {"actions": {"highAction": {"eventAction": action, "notify": True}}}
    risk = Declared(type=t.RISK_CONFIGURATION, properties={"accountTakeoverRiskConfiguration": takeover})
    assert verdicts("cognito-account-takeover-answered", risk) == FAILED


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"accessTokenValidity": 15}, FAILED),
        ({"accessTokenValidity": 1}, PASSED),
        ({"accessTokenValidity": 60, "tokenValidityUnits": {"accessToken": "minutes"}}, PASSED),
        ({"accessTokenValidity": 61, "tokenValidityUnits": {"accessToken": "minutes"}}, FAILED),
        ({"accessTokenValidity": 3600, "tokenValidityUnits": {"accessToken": "seconds"}}, PASSED),
        ({"accessTokenValidity": 5, "tokenValidityUnits": {"accessToken": UNKNOWN}}, UNDETERMINED),
        ({"idTokenValidity": 1, "tokenValidityUnits": {"idToken": "days"}}, FAILED),
        ({}, PASSED),
        ({"tokenValidityUnits": UNKNOWN}, PASSED),
    ],
)
def test_a_token_lasts_an_hour_in_whatever_unit(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("cognito-client-access-token-minutes", client(**properties)) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, PASSED),
        ({"refreshTokenValidity": 0}, PASSED),
        ({"refreshTokenValidity": 31}, FAILED),
        ({"refreshTokenValidity": 720, "tokenValidityUnits": {"refreshToken": "hours"}}, PASSED),
        ({"refreshTokenValidity": 721, "tokenValidityUnits": {"refreshToken": "hours"}}, FAILED),
    ],
)
def test_a_session_lasts_thirty_days_in_whatever_unit(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("cognito-client-refresh-token-days", client(**properties)) == expected


OAUTH: dict[str, Any] = {"allowedOauthFlowsUserPoolClient": True}


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({**OAUTH, "allowedOauthFlows": ["code"]}, PASSED),
        ({**OAUTH, "allowedOauthFlows": ["code", "implicit"]}, FAILED),
        ({"allowedOauthFlows": ["code"]}, FAILED),
        ({"generateSecret": True}, NOT_APPLICABLE),
        ({"generateSecret": UNKNOWN, **OAUTH, "allowedOauthFlows": ["implicit"]}, UNDETERMINED),
        ({**OAUTH, "allowedOauthFlows": ["implicit", UNKNOWN]}, FAILED),
    ],
)
def test_a_client_without_a_secret_has_the_code_flow_alone(
    properties: dict[str, Value], expected: list[Verdict]
) -> None:
    assert verdicts("cognito-client-code-flow", client(**properties)) == expected


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        (["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], PASSED),
        (["ADMIN_NO_SRP_AUTH"], FAILED),
        (["USER_PASSWORD_AUTH"], FAILED),
        (["ALLOW_ADMIN_USER_PASSWORD_AUTH"], FAILED),
        ([UNKNOWN], UNDETERMINED),
        (None, PASSED),
    ],
)
def test_no_flow_hands_passwords_to_our_code(flows: Value, expected: list[Verdict]) -> None:
    assert verdicts("cognito-client-no-password-flow", client(explicitAuthFlows=flows)) == expected


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"callbackUrls": ["https://a.example.com", "HTTPS://b.example.com"]}, PASSED),
        ({"callbackUrls": ["http://localhost:3000"]}, FAILED),
        ({"callbackUrls": ["app://signed-in"]}, FAILED),
        ({"logoutUrls": ["http://app.example.com"]}, FAILED),
        ({"defaultRedirectUri": "http://app.example.com"}, FAILED),
        ({"callbackUrls": UNKNOWN}, UNDETERMINED),
        ({}, PASSED),
    ],
)
def test_sign_in_returns_over_https(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("cognito-client-https", client(**properties)) == expected


def test_a_machines_client_needs_no_rotation() -> None:
    machine = client(allowedOauthFlows=["client_credentials"])
    assert verdicts("cognito-client-refresh-token-rotation", machine) == NOT_APPLICABLE


def test_a_client_outside_oauth_has_no_scopes_to_judge() -> None:
    assert verdicts("cognito-client-scoped", client()) == NOT_APPLICABLE
    assert verdicts("cognito-client-scoped", client(**OAUTH)) == FAILED


PRESENT = (
    "cognito-password-policy-present",
    "cognito-second-factor-present",
    "cognito-threat-protection-present",
    "cognito-auth-flows-present",
    "cognito-code-flow-present",
    "cognito-scoped-client-present",
    "cognito-role-groups-present",
)


@pytest.mark.parametrize("rule", PRESENT)
def test_a_stack_without_sign_in_is_told_what_it_lacks(rule: str) -> None:
    found = results(rule, Declared(type=t.ROLE, properties={"name": "other"}))
    assert [result.verdict for result in found] == FAILED
    assert found[0].message.startswith("the stack has no ")


def test_one_pool_of_several_is_enough_to_be_present() -> None:
    other = Declared(type=t.USER_POOL, name="other", properties={"mfaConfiguration": UNKNOWN})
    assert verdicts("cognito-second-factor-present", other, pool(mfaConfiguration="ON"), of=None) == PASSED


ALONE = "password-kept-by-cognito-alone"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (Declared(type=FUNCTION, properties={"environment": {"variables": {"USER_PASSWORD": "x"}}}), FAILED),
        (Declared(type=FUNCTION, properties={"environment": {"variables": {"DATABASE_PASSWORD_ARN": "x"}}}), PASSED),
        (Declared(type=FUNCTION, properties={"environment": UNKNOWN}), UNDETERMINED),
        (
            Declared(
                type=TASK_DEFINITION,
                properties={
                    "containerDefinitions": json.dumps(
                        [{"name": "app", "environment": [{"name": "PASSWORD", "value": "x"}]}]
                    )
                },
            ),
            FAILED,
        ),
        (Declared(type=TASK_DEFINITION, properties={"containerDefinitions": "not json"}), PASSED),
        (Declared(type=TASK_DEFINITION, properties={"containerDefinitions": UNKNOWN}), UNDETERMINED),
    ],
)
def test_no_environment_keeps_a_persons_password(declared: Declared, expected: list[Verdict]) -> None:
    assert verdicts(ALONE, declared) == expected
