"""What the checks of identity must not take for something else."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from guardrails.profiles import profile
from tests.support.account import ACCOUNT, REGION, ScriptedAccount
from verification.answers import Answer
from verification.as_declared import declared
from verification.check import Check, Responses
from verification.identity import CHECKS, app_clients, http_apis, iam, staff_access
from verification.identity.calls import (
    ACCOUNT_SUMMARY,
    CLIENT,
    EVENT_SELECTORS,
    IAM,
    TAGGED,
    TRAILS,
)
from verification.runner import Job, Result, Target, ask

_NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_BY_ID = {check.id: check for check in CHECKS}
_BUCKET = "arn:aws:s3:::files"
_TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"


def _asked(id_: str, responses: Responses, *accounts: str) -> list[Result]:
    check: Check = _BY_ID[id_]
    reader = ScriptedAccount(check.calls, responses).inventory()
    target = Target(account=ACCOUNT, region=REGION, partition="aws", reader=reader, home=True, management=True)
    return ask(
        Job(check=check, target=target),
        profile("prod"),
        now=_NOW,
        accounts=frozenset({ACCOUNT, *accounts}),
        regions=(REGION,),
    )


def _answers(id_: str, responses: Responses, *accounts: str) -> list[tuple[Answer, str]]:
    return [(each.answer, each.message) for each in _asked(id_, responses, *accounts)]


def test_names_of_an_answer_become_pulumis_names() -> None:
    given = {"AllowedOAuthFlows": ["code"], "CallbackURLs": [], "DefaultRedirectURI": "x", "KMSKeyArn": "k", "id": 1}
    assert declared(given) == {
        "allowedOauthFlows": ["code"],
        "callbackUrls": [],
        "defaultRedirectUri": "x",
        "kmsKeyArn": "k",
        "id": 1,
    }


def test_a_clients_secret_is_not_read_on() -> None:
    responses = dict(_BY_ID["cognito-client-code-flow"].examples.broken or {})
    whole: Mapping[str, Any] = responses[CLIENT]  # type: ignore[assignment]
    responses[CLIENT] = {"UserPoolClient": {**whole["UserPoolClient"], "ClientSecret": "not-for-anyone-to-read-on"}}
    check = _BY_ID["cognito-client-code-flow"]
    assert check.finds is app_clients.app_clients
    # A client with a secret is no browser's, so that the code flow alone is not asked of it.
    assert _answers("cognito-client-code-flow", responses) == [(Answer.HOLDS, "")]


def test_the_root_user_without_a_password_needs_no_second_factor() -> None:
    summary = {"SummaryMap": {"AccountMFAEnabled": 0, "AccountPasswordPresent": 0}}
    assert _answers("account-root-second-factor", {ACCOUNT_SUMMARY: summary}) == [(Answer.HOLDS, "")]


def test_a_role_may_trust_an_account_of_the_same_owner() -> None:
    trust = {**iam.TASKS, "Principal": {"AWS": "arn:aws:iam::210987654321:root"}}
    asked = iam.a_role(trust=trust)
    assert _answers("iam-role-trust-own-accounts", asked, "210987654321") == [(Answer.HOLDS, "")]
    ((answer, message),) = _answers("iam-role-trust-own-accounts", asked)
    assert answer is Answer.BROKEN
    assert "trusts account 210987654321, which is not owned, without sts:ExternalId" in message


def test_only_the_default_version_of_a_policy_counts() -> None:
    (result,) = _asked("iam-policy-no-admin", iam.a_policy(iam.READ_ORDERS))
    assert (result.answer, result.resource) == (Answer.HOLDS, "arn:aws:iam::123456789012:policy/orders")


def test_all_that_is_wrong_with_a_user_is_said_of_the_user() -> None:
    policies = [{"PolicyName": name, "PolicyDocument": iam.document(_everything("s3:*"))} for name in ("one", "two")]
    results = _asked("iam-policy-no-full-service-access", iam.a_user(UserPolicyList=policies))
    assert [each.resource for each in results] == ["arn:aws:iam::123456789012:user/deploy"] * 2
    assert {each.property for each in results} == {"UserPolicyList"}


def test_a_policy_held_by_a_boundary_is_judged_by_the_boundary() -> None:
    held = iam.a_role(
        trust={**iam.TASKS, "Principal": {"Service": "codebuild.amazonaws.com"}},
        inline=_everything("s3:*"),
        PermissionsBoundary={"PermissionsBoundaryArn": "arn:aws:iam::123456789012:policy/boundary"},
    )
    assert _answers("iam-policy-no-full-service-access", held) == [(Answer.HOLDS, "")]


def test_a_public_route_needs_no_token() -> None:
    (found,) = [
        each
        for each in _asked("apigatewayv2-route-authorized", _BY_ID["apigatewayv2-route-authorized"].examples.holds)
        if each.resource and each.resource.endswith("/r11")
    ]
    assert found.answer is Answer.HOLDS


def _everything(action: str) -> dict[str, str]:
    return {"Effect": "Allow", "Action": action, "Resource": "*"}


def _advanced(kind: str, **arn: list[str]) -> dict[str, Any]:
    fields: list[dict[str, Any]] = [
        {"Field": "eventCategory", "Equals": ["Data"]},
        {"Field": "resources.type", "Equals": [kind]},
    ]
    if arn:
        fields.append({"Field": "resources.ARN", **arn})
    return {"AdvancedEventSelectors": [{"FieldSelectors": fields}]}


def _basic(kind: str, *values: str, reads: str = "All") -> dict[str, Any]:
    return {"EventSelectors": [{"ReadWriteType": reads, "DataResources": [{"Type": kind, "Values": list(values)}]}]}


@pytest.mark.parametrize(
    ("store", "selectors", "answer"),
    [
        (_BUCKET, _basic("AWS::S3::Object", "arn:aws:s3"), Answer.HOLDS),
        (_BUCKET, _basic("AWS::S3::Object", "arn:aws:s3:::"), Answer.HOLDS),
        (_BUCKET, _basic("AWS::S3::Object", f"{_BUCKET}/"), Answer.HOLDS),
        (_BUCKET, _basic("AWS::S3::Object", "arn:aws:s3:::fil"), Answer.BROKEN),
        (_BUCKET, _basic("AWS::S3::Object", f"{_BUCKET}/invoices/"), Answer.BROKEN),
        (_BUCKET, _basic("AWS::S3::Object", "arn:aws:s3", reads="WriteOnly"), Answer.BROKEN),
        (_TABLE, _basic("AWS::S3::Object", "arn:aws:s3"), Answer.BROKEN),
        (_TABLE, _basic("AWS::DynamoDB::Table", "arn:aws:dynamodb"), Answer.HOLDS),
        (_TABLE, _advanced("AWS::DynamoDB::Table"), Answer.HOLDS),
        (_BUCKET, _advanced("AWS::S3::Object", StartsWith=[f"{_BUCKET}/"]), Answer.HOLDS),
        (_BUCKET, _advanced("AWS::S3::Object", StartsWith=["arn:aws:s3:::other/"]), Answer.BROKEN),
        (_BUCKET, _advanced("AWS::S3::Object", NotStartsWith=["arn:aws:s3:::logs/"]), Answer.HOLDS),
        (_BUCKET, _advanced("AWS::S3::Object", NotStartsWith=[f"{_BUCKET}/"]), Answer.BROKEN),
    ],
)
def test_a_store_is_recorded_only_where_a_selector_takes_all_of_it(
    store: str, selectors: dict[str, Any], answer: Answer
) -> None:
    responses: Responses = {
        TAGGED: {"ResourceTagMappingList": [{"ResourceARN": store}]},
        TRAILS: {"trailList": [{"TrailARN": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/main"}]},
        EVENT_SELECTORS: selectors,
    }
    assert [each.answer for each in _asked("cloudtrail-customer-data-events", responses)] == [answer]


def test_every_check_of_a_kind_names_a_call_that_lists_it() -> None:
    assert {check.calls[0] for check in CHECKS if check.id.startswith("iam-policy")} == {IAM}
    assert {check.lane for check in http_apis.CHECKS} == {"apigatewayv2"}
    assert staff_access.PREFERENCES == {"Name": "SSM-SessionManagerRunShell"}
