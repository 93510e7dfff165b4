"""Sessions that people see and end, accounts that they get back, and the pipeline and papers behind it."""

from dataclasses import replace
from typing import Any

import pytest

from guardrails.claims import claims_of
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import book
from guardrails.rules.compute.types import PIPELINE
from guardrails.rules.governance.types import SSM_PARAMETER
from guardrails.rules.identity.statements import identity_document
from guardrails.rules.identity.types import HTTP_API_ROUTE, POLICY
from guardrails.tokens import DYNAMODB_TABLE
from guardrails.values import UNKNOWN
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_BOOK = book()
_POOL = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a1B2c3D4e"


def _verdicts(rule_id: str, *stack: Declared) -> set[Verdict]:
    rule = next(rule for rule in _BOOK.rules if rule.id == rule_id)
    bar = replace(profile("prod"), required=frozenset({_BOOK.info(rule).control}))
    return {result.verdict for result in judge(graph(stack), RuleBook((rule,), _BOOK.infos), bar)}


@pytest.mark.parametrize(
    ("name", "ttl", "verdict"),
    [
        ("sessions", None, Verdict.FAILED),
        ("prod-user-session", False, Verdict.FAILED),
        ("prod-user-session", True, Verdict.PASSED),
        ("sessions", UNKNOWN, Verdict.UNDETERMINED),
        (UNKNOWN, None, Verdict.UNDETERMINED),
        (UNKNOWN, True, Verdict.PASSED),
        ("obsessions", None, Verdict.NOT_APPLICABLE),
        ("orders", None, Verdict.NOT_APPLICABLE),
    ],
)
def test_a_table_of_sessions_expires_them(name: Any, ttl: Any, verdict: Verdict) -> None:
    table = Declared(type=DYNAMODB_TABLE, name="kept", properties={"name": name, "ttl": {"enabled": ttl}})
    assert _verdicts("dynamodb-session-table-expires", table) == {verdict}


def _routes(*routes: tuple[Any, Any]) -> tuple[Declared, ...]:
    return tuple(
        Declared(type=HTTP_API_ROUTE, name=f"route-{n}", properties={"routeKey": key, "authorizationType": kind})
        for n, (key, kind) in enumerate(routes)
    )


@pytest.mark.parametrize(
    ("routes", "verdict"),
    [
        ([("GET /me/sessions", "JWT"), ("DELETE /me/sessions/{id}", "CUSTOM")], Verdict.PASSED),
        ([("GET /sessions", "NONE"), ("DELETE /sessions/{id}", "JWT")], Verdict.FAILED),
        ([("GET /sessions", None), ("DELETE /sessions/{id}", "JWT")], Verdict.FAILED),
        ([("GET /sessions", "JWT"), (UNKNOWN, "JWT")], Verdict.UNDETERMINED),
        ([("GET /sessions", "JWT"), ("DELETE /sessions", UNKNOWN)], Verdict.UNDETERMINED),
        ([], Verdict.FAILED),
    ],
)
def test_people_list_and_end_their_sessions(routes: list[tuple[Any, Any]], verdict: Verdict) -> None:
    assert _verdicts("session-routes-present", *_routes(*routes)) == {verdict}


def _policy(action: Any, resource: Any) -> Declared:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return Declared(type=POLICY, properties={"policy": identity_document(statement)})


@pytest.mark.parametrize(
    ("action", "resource", "verdict"),
    [
        ("cognito-idp:AdminResetUserPassword", _POOL, Verdict.PASSED),
        ("cognito-idp:AdminResetUserPassword", "*", Verdict.FAILED),
        ("cognito-idp:Admin*", "arn:aws:cognito-idp:*:*:userpool/*", Verdict.FAILED),
        ("cognito-idp:*", "*", Verdict.FAILED),
        ("cognito-idp:AdminGetUser", "*", Verdict.PASSED),
        ("*", "*", Verdict.PASSED),
    ],
)
def test_who_resets_accounts_does_so_in_one_pool(action: str, resource: str, verdict: Verdict) -> None:
    assert _verdicts("account-recovery-confined", _policy(action, resource)) == {verdict}


def test_recovery_needs_all_three_calls_on_a_pool() -> None:
    calls = [
        f"cognito-idp:{each}"
        for each in ("AdminUserGlobalSignOut", "AdminResetUserPassword", "AdminSetUserMFAPreference")
    ]
    assert _verdicts("account-recovery-present", _policy(calls, _POOL)) == {Verdict.PASSED}
    assert _verdicts("account-recovery-present", _policy(calls[:2], _POOL)) == {Verdict.FAILED}
    assert _verdicts("account-recovery-present", _policy(calls, "*")) == {Verdict.FAILED}


def _pipeline(*stages: list[tuple[Any, int | None]]) -> Declared:
    stated = [
        {"name": f"stage-{n}", "actions": [{"category": category, "runOrder": order} for category, order in actions]}
        for n, actions in enumerate(stages)
    ]
    return Declared(type=PIPELINE, properties={"stages": stated})


@pytest.mark.parametrize(
    ("stages", "verdict"),
    [
        ([[("Source", None)], [("Test", None)], [("Deploy", None)]], Verdict.PASSED),
        ([[("Source", None)], [("Test", 1), ("Deploy", 2)]], Verdict.PASSED),
        ([[("Source", None)], [("Test", 2), ("Deploy", 1)]], Verdict.FAILED),
        ([[("Source", None)], [("Test", 1), ("Deploy", 1)]], Verdict.FAILED),
        ([[("Source", None)], [("Deploy", None)], [("Test", None)]], Verdict.FAILED),
        ([[("Source", None)], [("Build", None)]], Verdict.PASSED),
        ([[("Source", None)], [(UNKNOWN, None)], [("Deploy", None)]], Verdict.UNDETERMINED),
    ],
)
def test_a_pipeline_tests_what_it_deploys(stages: list[list[tuple[Any, int | None]]], verdict: Verdict) -> None:
    assert _verdicts("codepipeline-tests-before-deploy", _pipeline(*stages)) == {verdict}


@pytest.mark.parametrize(
    ("rule", "control"), [("ci-evidence-present", "gov.ci"), ("aws-reports-present", "gov.artifact")]
)
def test_every_claim_on_outside_evidence_is_vouched_for(rule: str, control: str) -> None:
    parameters = [
        Declared(type=SSM_PARAMETER, name=claim, properties={"name": f"/attest/vouch-prod/{claim}"})
        for claim in claims_of(control)
    ]
    assert _verdicts(rule, *parameters) == {Verdict.PASSED}
    assert _verdicts(rule, *parameters[1:]) == {Verdict.FAILED}
