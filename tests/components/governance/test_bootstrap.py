"""The first stack of an account: what it makes of its settings, and that it needs no other stack."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from guardrails.judge import judge
from guardrails.profiles import profile
from guardrails.rules import book
from stacks.bootstrap import bootstrap_stack
from stacks.provider import sites
from stacks.sections.bootstrap import BootstrapSettings
from tests.support.recording import Recorded, record

ADMINISTRATORS = "arn:aws:iam::123456789012:role/administrators-*"
GIVEN: Mapping[str, Any] = {
    "profile": "bootstrap",
    "account_id": "123456789012",
    "region": "eu-west-1",
    "backup_region": "eu-central-1",
    "owner": "platform",
    "administrators": [ADMINISTRATORS],
}
WHOLE: Mapping[str, Any] = {
    "domain": "example.com",
    "github": {"organization": "acme", "repository": "platform", "environments": ["staging", "prod"]},
}
EXPORTED: dict[str, Any] = {}


def settings(**changes: Any) -> BootstrapSettings:
    return BootstrapSettings.model_validate({**GIVEN, **changes})


def built(**changes: Any) -> Recorded:
    def build() -> None:
        EXPORTED.clear()
        given = settings(**changes)
        EXPORTED.update(bootstrap_stack(given, sites(given)))

    return record(build, stack="bootstrap")


def components(recorded: Recorded) -> set[str]:
    return {
        each.type.rpartition(":")[2]
        for each in recorded.resources
        if each.type.startswith("vouch:") and "$" not in each.urn.rpartition("::")[0].rpartition("::")[2]
    }


def test_an_account_without_domain_and_repository_gets_a_home_for_its_state() -> None:
    assert components(built()) == {"StateBackend"}
    assert EXPORTED == {
        "backend_url": "s3://vouch-bootstrap-123456789012-eu-west-1-state?region=eu-west-1&awssdk=v2",
        "secrets_provider": "awskms://alias/vouch-bootstrap-secrets?region=eu-west-1&awssdk=v2",
        "state_bucket": "vouch-bootstrap-123456789012-eu-west-1-state",
    }


def test_a_domain_adds_its_zone_and_what_the_parent_must_know() -> None:
    recorded = built(domain="example.com")
    assert components(recorded) == {"StateBackend", "HostedZone"}
    assert set(EXPORTED) >= {"zone_id", "name_servers", "ds_record"}
    provider = recorded.one("aws:kms/key:Key", "zone-signing-key").provider
    assert provider.rpartition("::")[0] == recorded.one("pulumi:providers:aws", "aws-us-east-1").urn


def test_a_repository_adds_the_pipelines_roles_and_their_boundary() -> None:
    recorded = built(**WHOLE)
    assert components(recorded) == {"StateBackend", "HostedZone", "PermissionsBoundary", "GithubRoles"}
    assert {each.properties["name"] for each in recorded.all("aws:iam/role:Role")} == {
        "vouch-bootstrap-github-preview",
        "vouch-bootstrap-github-deploy-staging",
        "vouch-bootstrap-github-deploy-prod",
    }
    deploy = recorded.one("aws:iam/role:Role", "github-deploy-prod")
    assert deploy.properties["permissionsBoundary"] == "arn:aws:iam::123456789012:policy/vouch-boundary"
    assert recorded.one("aws:iam/policy:Policy", "boundary-policy").urn in deploy.dependencies


def test_the_pipeline_and_the_administrators_and_nobody_else_reach_the_state() -> None:
    policy = built(**WHOLE).one("aws:s3/bucketPolicy:BucketPolicy", "state-bucket-policy").properties["policy"]
    pipeline = "arn:aws:iam::123456789012:role/vouch-bootstrap-github-*"
    assert f'"ArnNotLike":{{"aws:PrincipalArn":["{ADMINISTRATORS}","{pipeline}"]}}' in str(policy)


@pytest.mark.parametrize("changes", [{}, WHOLE], ids=["least", "whole"])
def test_no_rule_refuses_the_stack(changes: Mapping[str, Any]) -> None:
    results = judge(built(**changes).graph, book(), profile("bootstrap"))
    assert [(each.info.id, each.message) for each in results if each.refused] == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"administrators": ["arn:aws:iam::210987654321:role/administrators"]},
            "which is of another account: name roles of 123456789012",
        ),
        ({"administrators": []}, "at least 1 item"),
        ({"profile": "prod"}, "Input should be 'bootstrap'"),
        ({"github": {"organization": "acme", "repository": "platform", "environments": []}}, "at least 1 item"),
        ({"backup_region": "eu-west-1"}, "which is the home region too"),
    ],
)
def test_settings_that_cannot_hold_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        settings(**changes)
