"""Who may assume a role."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.identity import types as t
from guardrails.rules.identity.trust import trusting
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import FAILED, PASSED, UNDETERMINED, verdicts

PUBLIC, STRANGERS = "iam-role-trust-not-public", "iam-role-trust-own-accounts"
GITHUB, FEDERATION = "iam-role-trust-github-scoped", "iam-role-trust-federation-limited"
PINNED = "iam-role-trust-source-pinned"
ISSUER = "token.actions.githubusercontent.com"
OWNED = Declared(type=AWS_PROVIDER, name="default", properties={"allowedAccountIds": '["123456789012"]'})
STRANGER = {"AWS": "arn:aws:iam::210987654321:root"}
WEB = "sts:AssumeRoleWithWebIdentity"


def trusted(principal: Value, action: str = "sts:AssumeRole", **condition: Value) -> Declared:
    return Declared(type=t.ROLE, properties=trusting(principal, action=action, **condition))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (trusted("*"), FAILED),
        (trusted({"AWS": ["arn:aws:iam::123456789012:root", "*"]}), FAILED),
        (trusted({"Service": "*"}), FAILED),
        (trusted({"AWS": "*"}, StringEquals={"sts:ExternalId": "vouch-7c1e9a52"}), FAILED),
        (trusted({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "o-a1b2c3d4e5"}), PASSED),
        (trusted({"AWS": "*"}, StringEqualsIfExists={"aws:PrincipalOrgID": "o-a1b2c3d4e5"}), FAILED),
        (trusted({"AWS": "arn:aws:iam::123456789012:root"}), PASSED),
    ],
)
def test_nobody_unnamed_may_assume_a_role(role: Declared, expected: list[Verdict]) -> None:
    assert verdicts(PUBLIC, role) == expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (trusted(STRANGER), FAILED),
        (trusted({"AWS": "210987654321"}), FAILED),
        (trusted(STRANGER, StringEquals={"sts:ExternalId": "vouch-7c1e9a52"}), PASSED),
        (trusted(STRANGER, StringLike={"sts:ExternalId": "*"}), FAILED),
        (trusted(STRANGER, StringEquals={"aws:PrincipalOrgID": "o-a1b2c3d4e5"}), PASSED),
        (trusted({"AWS": "arn:aws:iam::123456789012:root"}), PASSED),
        (trusted({"Service": "ec2.amazonaws.com"}), PASSED),
    ],
)
def test_a_stranger_needs_an_external_id(role: Declared, expected: list[Verdict]) -> None:
    assert verdicts(STRANGERS, OWNED, role) == expected


def test_whose_an_account_is_stays_open_where_no_provider_says() -> None:
    assert verdicts(STRANGERS, trusted(STRANGER)) == UNDETERMINED


def from_github(subject: Value, operator: str = "StringLike") -> Declared:
    provider = {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"}
    claims: dict[str, Value] = {f"{ISSUER}:sub": subject} if subject else {}
    return trusted(provider, WEB, StringEquals={f"{ISSUER}:aud": "sts.amazonaws.com"}, **{operator: claims})


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (from_github("repo:example/platform:ref:refs/heads/main"), PASSED),
        (from_github("repo:example/platform:*"), PASSED),
        (from_github("job_workflow_ref:example/platform/.github/workflows/deploy.yml@refs/heads/main"), PASSED),
        (from_github(None), FAILED),
        (from_github("*"), FAILED),
        (from_github("repo:example/*"), FAILED),
        (from_github("repo:example/platform*"), FAILED),
        (from_github("environment:prod"), FAILED),
        (from_github(["repo:example/platform:*", "repo:*"]), FAILED),
        (from_github("repo:example/platform:*", "StringLikeIfExists"), FAILED),
    ],
)
def test_github_is_trusted_for_one_repository(role: Declared, expected: list[Verdict]) -> None:
    assert verdicts(GITHUB, role) == expected


@pytest.mark.parametrize(
    ("issuer", "claim", "expected"),
    [
        ("oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C", "sub", PASSED),
        ("oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C", None, FAILED),
        ("gitlab.com", "aud", PASSED),
    ],
)
def test_a_federation_is_trusted_for_an_audience_or_subject(
    issuer: str, claim: str | None, expected: list[Verdict]
) -> None:
    provider = {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{issuer}"}
    limit: dict[str, Value] = {"StringEquals": {f"{issuer}:{claim}": "orders"}} if claim else {}
    assert verdicts(FEDERATION, trusted(provider, WEB, **limit)) == expected


def test_saml_is_no_web_federation() -> None:
    saml = {"Federated": "arn:aws:iam::123456789012:saml-provider/staff"}
    assert verdicts(FEDERATION, trusted(saml, "sts:AssumeRoleWithSAML")) == PASSED


def test_only_services_that_send_their_source_are_asked_to_be_pinned() -> None:
    assert verdicts(PINNED, trusted({"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]})) == PASSED
    assert verdicts(PINNED, trusted({"Service": "events.amazonaws.com"})) == FAILED


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {"aws:SourceAccount": "123456789012"}}, PASSED),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:events:eu-west-1:123456789012:*"}}, PASSED),
        ({"StringLike": {"aws:SourceAccount": "*"}}, FAILED),
        ({"StringNotEquals": {"aws:SourceAccount": "210987654321"}}, FAILED),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:events:*:*:rule/*"}}, FAILED),
    ],
)
def test_a_pin_names_somebody(condition: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts(PINNED, trusted({"Service": "events.amazonaws.com"}, **condition)) == expected


def test_an_unknown_principal_is_not_passed() -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": UNKNOWN}, "Action": "sts:AssumeRole"}
    role = Declared(type=t.ROLE, properties={"assumeRolePolicy": {"Statement": [statement]}})
    assert verdicts(STRANGERS, OWNED, role) == UNDETERMINED
