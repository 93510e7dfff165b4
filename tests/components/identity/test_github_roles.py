"""How GitHub Actions enters: which runs, as what, and what they never see."""

import json
from typing import Any

import pytest

from components.identity.boundary import PermissionsBoundary, PermissionsBoundaryArgs
from components.identity.github_documents import StateAccess
from components.identity.github_roles import GithubRoles, GithubRolesArgs
from components.identity.github_trust import Repository
from components.ownership import Ownership
from tests.components.identity.staff_building import (
    ATTACHMENT,
    BOUNDARY,
    PLACEMENT,
    POLICY,
    REGIONS,
    ROLE,
    provided,
    refusals,
)
from tests.support.recording import Recorded, record

PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
ISSUER = "token.actions.githubusercontent.com"
STATE = StateAccess(bucket="vouch-state", key_aliases=("alias/vouch-state",))


def args(**changes: Any) -> GithubRolesArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "repository": Repository(owner="example", name="platform"),
        "environments": ("staging", "prod"),
        "state": STATE,
    }
    return GithubRolesArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    def program() -> None:
        opts = provided()
        boundary = PermissionsBoundary("boundary", PermissionsBoundaryArgs(placement=PLACEMENT, regions=REGIONS), opts)
        GithubRoles("github", args(boundary_ready=(boundary,), **changes), opts)

    return record(program)


def claims(recorded: Recorded, role: str) -> dict[str, Any]:
    (statement,) = json.loads(recorded.one(ROLE, role).properties["assumeRolePolicy"])["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Principal"] == {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"}
    assert set(statement["Condition"]) == {"StringEquals"}
    return {key.removeprefix(f"{ISSUER}:"): value for key, value in statement["Condition"]["StringEquals"].items()}


def limits(recorded: Recorded) -> dict[str, dict[str, Any]]:
    document = json.loads(recorded.one(POLICY, "github-preview-limits").properties["policy"])
    return {statement["Sid"]: statement for statement in document["Statement"]}


def test_github_is_known_by_its_address_and_one_audience() -> None:
    recorded = build()
    provider = recorded.one(PROVIDER)
    assert provider.properties == {"url": f"https://{ISSUER}", "clientIdLists": ["sts.amazonaws.com"]}
    assert all(provider.urn in role.dependencies for role in recorded.all(ROLE))


def test_an_existing_provider_is_not_made_again() -> None:
    assert build(provider=Ownership.EXISTING).all(PROVIDER) == ()


def test_pull_requests_and_the_main_branch_are_previewed() -> None:
    assert claims(build(), "github-preview") == {
        "aud": "sts.amazonaws.com",
        "sub": ["repo:example/platform:pull_request", "repo:example/platform:ref:refs/heads/main"],
    }


def test_one_workflow_at_one_reference_deploys_to_an_environment() -> None:
    assert claims(build(), "github-deploy-prod") == {
        "aud": "sts.amazonaws.com",
        "sub": "repo:example/platform:environment:prod",
        "job_workflow_ref": "example/platform/.github/workflows/deploy.yml@refs/heads/main",
    }


def test_a_repository_with_numbers_is_trusted_by_them() -> None:
    repository = Repository(owner="example", name="platform", owner_id="123456", id="456789")
    assert claims(build(repository=repository), "github-deploy-prod") == {
        "aud": "sts.amazonaws.com",
        "sub": "repo:example@123456/platform@456789:environment:prod",
        "repository_id": "456789",
        "job_workflow_ref": "example/platform/.github/workflows/deploy.yml@refs/heads/main",
    }


def test_a_deploy_role_administers_within_the_boundary_for_an_hour() -> None:
    recorded = build()
    role = recorded.one(ROLE, "github-deploy-prod")
    assert role.properties["permissionsBoundary"] == BOUNDARY
    assert role.properties["maxSessionDuration"] == 3600
    assert role.properties["tags"]["boundary"] == "required"
    assert recorded.one(POLICY, "boundary-policy").urn in role.dependencies
    limited = recorded.one(ATTACHMENT, "github-deploy-limited-prod").urn
    assert limited in recorded.one(ATTACHMENT, "github-deploy-administers-prod").dependencies


def test_a_preview_is_limited_before_it_may_read() -> None:
    recorded = build()
    reads = recorded.one(ATTACHMENT, "github-preview-reads")
    assert reads.properties["policyArn"] == "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert recorded.one(ATTACHMENT, "github-preview-limited").urn in reads.dependencies


def test_a_preview_reads_the_state_and_no_other_object() -> None:
    found = limits(build())
    assert found["ReadState"]["Resource"] == "arn:aws:s3:::vouch-state/*"
    assert found["DenyOtherObjects"] == {
        "Sid": "DenyOtherObjects",
        "Effect": "Deny",
        "Action": "s3:GetObject*",
        "NotResource": "arn:aws:s3:::vouch-state/*",
    }


def test_a_preview_decrypts_with_the_keys_of_the_state_and_no_other() -> None:
    found = limits(build())
    alias = {"kms:ResourceAliases": "alias/vouch-state"}
    assert found["DecryptState"]["Condition"] == {"ForAnyValue:StringEquals": alias}
    assert found["DenyOtherKeys"]["Condition"] == {"ForAllValues:StringNotEquals": alias}


@pytest.mark.parametrize(
    "action",
    ["secretsmanager:GetSecretValue", "dynamodb:Query", "logs:FilterLogEvents", "sqs:ReceiveMessage", "sts:AssumeRole"],
)
def test_a_preview_sees_no_content(action: str) -> None:
    assert action in limits(build())["DenyContent"]["Action"]


def test_the_roles_are_refused_by_no_rule() -> None:
    assert refusals(build()) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"environments": ()}, "environments is "),
        ({"environments": ("prod", "prod")}, "environments is "),
        ({"environments": ("*",)}, r"environments names '\*'"),
        ({"ref": "main"}, "ref is 'main'"),
        ({"ref": "refs/heads/*"}, r"ref is 'refs/heads/\*'"),
        ({"workflow": "*.yml"}, r"workflow is '\*.yml'"),
    ],
)
def test_a_trust_in_more_than_was_named_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        args(**changes)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"owner": "*", "name": "platform"}, r"owner of the repository is '\*'"),
        ({"owner": "example", "name": "platform", "id": "1"}, "owner_id and id of the repository go together"),
        ({"owner": "example", "name": "platform", "id": "a", "owner_id": "1"}, "id of the repository is 'a'"),
    ],
)
def test_a_repository_is_named_in_full(given: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        Repository(**given)


def test_the_state_is_under_a_key_that_is_named() -> None:
    with pytest.raises(ValueError, match=r"^key_aliases is "):
        StateAccess(bucket="vouch-state", key_aliases=("vouch-state",))
