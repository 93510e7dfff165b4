"""Permission sets under boundaries, GitHub's trust in detail, and analyzers: the subtle cases."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.detection import types as d
from guardrails.rules.identity import types as t
from guardrails.tokens import BUCKET
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import (
    FAILED,
    NOT_APPLICABLE,
    PASSED,
    UNDETERMINED,
    allow,
    document,
    policy,
    verdicts,
)

NO_ADMIN, POWER = "identity-center-no-administrator-access", "identity-center-power-user-bounded"
EXACT, AUDIENCE = "iam-role-trust-github-exact", "iam-role-trust-github-audience"
WHERE, PUBLIC = "accessanalyzer-where-data-is", "accessanalyzer-public-findings-kept"
ISSUER = "token.actions.githubusercontent.com"
PREFIX = "arn:aws:iam::aws:policy/"
SET = Declared(type=t.PERMISSION_SET, name="set", properties={"name": "BreakGlass"})


def given(name: str) -> Declared:
    return Declared(
        type=t.MANAGED_POLICY_ATTACHMENT,
        properties={"permissionSetArn": UNKNOWN, "managedPolicyArn": f"{PREFIX}{name}"},
        depends={"permissionSetArn": ("set",)},
    )


def bounded_by(boundary: Value, name: str = "boundary", **depends: tuple[str, ...]) -> Declared:
    return Declared(
        type=t.PERMISSIONS_BOUNDARY_ATTACHMENT,
        name=name,
        properties={"permissionSetArn": UNKNOWN, "permissionsBoundary": boundary},
        depends=depends or {"permissionSetArn": ("set",)},
    )


OWN = {"customerManagedPolicyReference": {"name": "vouch-boundary", "path": "/"}}


@pytest.mark.parametrize(("rule", "name"), [(NO_ADMIN, "AdministratorAccess"), (POWER, "PowerUserAccess")])
def test_a_permission_set_that_changes_everything_needs_a_boundary(rule: str, name: str) -> None:
    attached = given(name)
    assert verdicts(rule, SET, attached) == FAILED
    assert verdicts(rule, SET, attached, bounded_by(OWN)) == NOT_APPLICABLE
    assert verdicts(rule, SET, attached, bounded_by({"managedPolicyArn": f"{PREFIX}ReadOnlyAccess"})) == NOT_APPLICABLE
    assert verdicts(rule, SET, attached, bounded_by({"managedPolicyArn": f"{PREFIX}AdministratorAccess"})) == FAILED
    assert verdicts(rule, SET, attached, bounded_by({"managedPolicyArn": UNKNOWN})) == UNDETERMINED


def test_a_boundary_whose_name_is_not_known_is_not_known() -> None:
    unnamed = {"customerManagedPolicyReference": {"name": UNKNOWN}}
    assert verdicts(NO_ADMIN, SET, given("AdministratorAccess"), bounded_by(unnamed)) == UNDETERMINED
    assert verdicts(NO_ADMIN, SET, given("AdministratorAccess"), bounded_by(UNKNOWN)) == UNDETERMINED
    of_stack = bounded_by(unnamed, permissionSetArn=("set",), permissionsBoundary=("main",))
    ceiling = policy(allow("s3:GetObject", "arn:aws:s3:::orders/*"))
    assert verdicts(NO_ADMIN, SET, given("AdministratorAccess"), of_stack, ceiling) == NOT_APPLICABLE


def test_a_boundary_of_another_set_holds_nobody_else() -> None:
    other = Declared(type=t.PERMISSION_SET, name="other", properties={"name": "Other"})
    boundary = bounded_by(OWN, permissionSetArn=("other",))
    assert verdicts(NO_ADMIN, SET, other, given("AdministratorAccess"), boundary) == FAILED


def test_a_policy_that_bounds_a_permission_set_is_judged_as_a_boundary() -> None:
    ceiling = policy(allow("*"))
    named = Declared(type=t.POLICY, properties={**ceiling.properties, "name": "vouch-boundary"})
    assert verdicts("iam-policy-no-admin", named) == FAILED
    assert verdicts("iam-policy-no-admin", SET, named, bounded_by(OWN)) == NOT_APPLICABLE
    assert verdicts("iam-permissions-boundary-holds", SET, named, bounded_by(OWN)) == FAILED


def github(claims: dict[str, dict[str, Value]]) -> Declared:
    condition = {
        operator: {f"{ISSUER}:{claim}": value for claim, value in compared.items()}
        for operator, compared in claims.items()
    }
    statement = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }
    return Declared(type=t.ROLE, properties={"assumeRolePolicy": document(statement)})


@pytest.mark.parametrize(
    ("operator", "subject", "expected"),
    [
        ("StringEquals", "repo:example/platform:environment:prod", PASSED),
        ("StringEquals", "repo:example@1/platform@2:ref:refs/heads/main", PASSED),
        ("StringLike", "repo:example/platform:environment:prod", PASSED),
        ("StringLike", "repo:example/platform:*", FAILED),
        ("StringLike", ["repo:example/platform:pull_request", "repo:example/platform:ref:refs/heads/?"], FAILED),
    ],
)
def test_github_is_trusted_without_wildcards(operator: str, subject: Value, expected: list[Verdict]) -> None:
    role = github({operator: {"sub": subject}})
    assert verdicts(EXACT, role) == expected
    assert verdicts("iam-role-trust-github-scoped", role) == PASSED


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"StringEquals": {"aud": "sts.amazonaws.com"}}, PASSED),
        ({"StringEquals": {"aud": ["sts.amazonaws.com", "other"]}}, FAILED),
        ({"StringLike": {"aud": "*"}}, FAILED),
        ({"StringEqualsIfExists": {"aud": "sts.amazonaws.com"}}, FAILED),
        ({}, FAILED),
    ],
)
def test_githubs_tokens_are_made_for_aws(claims: dict[str, dict[str, Value]], expected: list[Verdict]) -> None:
    assert verdicts(AUDIENCE, github(claims)) == expected


def test_a_thumbprint_or_another_issuer_is_not_the_rules_business() -> None:
    gitlab = Declared(type=t.OIDC_PROVIDER, properties={"url": "https://gitlab.com", "clientIdLists": ["x"]})
    assert verdicts("iam-github-provider-one-audience", gitlab) == NOT_APPLICABLE


def analyzer(kind: str, region: Value) -> Declared:
    return Declared(type=t.ANALYZER, name=f"{kind}-{region}", properties={"type": kind, "region": region})


def test_unused_access_is_no_answer_to_external_access() -> None:
    bucket = Declared(type=BUCKET, name="files", properties={"region": "eu-west-1"})
    assert verdicts(WHERE, bucket, analyzer("ACCOUNT_UNUSED_ACCESS", "eu-west-1"), of=None) == FAILED
    assert verdicts(WHERE, bucket, analyzer("ORGANIZATION", "eu-west-1"), of=None) == PASSED
    assert verdicts(WHERE, bucket, analyzer("ACCOUNT", "us-east-1"), of=None) == FAILED


def archived(*filters: dict[str, Value], analyzer_name: Value = "external") -> Declared:
    return Declared(type=d.ANALYZER_ARCHIVE_RULE, properties={"analyzerName": analyzer_name, "filters": list(filters)})


def test_archive_rules_spare_public_findings() -> None:
    partner: dict[str, Value] = {"criteria": "principal.AWS", "eqs": ["210987654321"]}
    assert verdicts(PUBLIC, archived(partner, {"criteria": "isPublic", "eqs": ["false"]})) == PASSED
    assert verdicts(PUBLIC, archived({"criteria": "isPublic", "eqs": ["true"]})) == FAILED
    assert verdicts(PUBLIC, archived(partner)) == FAILED


def test_findings_on_unused_access_may_be_archived() -> None:
    unused = Declared(
        type=t.ANALYZER, name="unused", properties={"analyzerName": "unused", "type": "ACCOUNT_UNUSED_ACCESS"}
    )
    rule = archived({"criteria": "resource", "contains": ["break-glass"]}, analyzer_name="unused")
    assert verdicts(PUBLIC, unused, rule) == NOT_APPLICABLE
