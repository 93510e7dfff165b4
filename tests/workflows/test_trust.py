"""Who may take which role: what the workflows ask for and what the roles trust are the same."""

import json
from typing import Any

import pytest

from stacks.sections.bootstrap import BootstrapSettings
from tests.support.prod import record_stack, settings_of
from tests.workflows.reading import Job, engine, jobs, workflow

_ROLE = "aws:iam/role:Role"
_ISSUER = "token.actions.githubusercontent.com:"
_GITHUB = BootstrapSettings.model_validate(settings_of("bootstrap")).github
_ENVIRONMENTS = ("dev", "staging", "prod")
_ENTERING = tuple(each for each in jobs() if each.enters)


def trusted(role: str) -> dict[str, Any]:
    """The claims that a role of the bootstrap stack compares, all of them exactly."""
    document = json.loads(record_stack("bootstrap").one(_ROLE, role).properties["assumeRolePolicy"])
    (statement,) = document["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert set(statement["Principal"]) == {"Federated"}
    assert set(statement["Condition"]) == {"StringEquals"}
    return {key.removeprefix(_ISSUER): value for key, value in statement["Condition"]["StringEquals"].items()}


def subjects(job: Job) -> set[str]:
    """The subjects that GitHub writes into a job's tokens (its OpenID Connect reference, "Example subject claims").

    An environment comes before the event; a pull request has no branch; the others run on main or not at all.
    """
    assert _GITHUB is not None
    repository = f"repo:{_GITHUB.organization}/{_GITHUB.repository}"
    if "environment" in job.given:
        return {f"{repository}:environment:{job.given['environment']}"}
    events = set(workflow(job.file)["on"])
    found = {f"{repository}:pull_request"} if "pull_request" in events else set()
    if events - {"pull_request"}:
        assert "github.ref == 'refs/heads/main'" in job.given["if"]
        found.add(f"{repository}:ref:refs/heads/main")
    return found


def test_only_what_enters_an_account_may_ask_github_for_a_token() -> None:
    assert {each.label for each in jobs() if "id-token" in each.permissions} == {each.label for each in _ENTERING}
    assert {each.file for each in _ENTERING} == {"deploy.yml", "drift.yml", "preview.yml"}


def test_the_preview_role_trusts_what_previews_and_nothing_else() -> None:
    looking = [each for each in _ENTERING if each.enters and each.enters["entry"] == "preview"]
    asked = set().union(*map(subjects, looking))
    assert set(trusted("github-preview")["sub"]) == asked


@pytest.mark.parametrize("environment", _ENVIRONMENTS)
def test_a_deploy_role_trusts_one_job_of_one_file_on_main(environment: str) -> None:
    assert _GITHUB is not None
    claims = trusted(f"github-deploy-{environment}")
    (job,) = (each for each in _ENTERING if each.given.get("environment") == environment)
    assert {claims["sub"]} == subjects(job)
    repository = f"{_GITHUB.organization}/{_GITHUB.repository}"
    assert claims["job_workflow_ref"] == f"{repository}/.github/workflows/{job.file}@refs/heads/main"
    assert job.enters == {"stack": environment, "entry": "deploy"}


def test_the_file_that_deploys_is_the_one_that_the_settings_name() -> None:
    assert _GITHUB is not None
    deploying = {each.file for each in _ENTERING if each.enters and each.enters["entry"] == "deploy"}
    assert deploying == {_GITHUB.workflow}


def test_every_environment_that_has_a_role_is_deployed_and_no_other() -> None:
    assert _GITHUB is not None
    deployed = [each.given["environment"] for each in jobs() if "environment" in each.given]
    assert sorted(deployed) == sorted(_GITHUB.environments)
    assert {each.file for each in jobs() if "environment" in each.given} == {"deploy.yml"}


def test_no_job_that_deploys_lends_its_name_to_a_reusable_workflow() -> None:
    """In one, job_workflow_ref names the file that is called, and whoever calls it could deploy."""
    assert "workflow_call" not in workflow("deploy.yml")["on"]
    assert [each.label for each in jobs() if "uses" in each.given] == []


def test_dev_comes_before_staging_and_staging_before_prod_each_after_its_preview() -> None:
    order = {each.name: each.given.get("needs") for each in jobs() if each.file == "deploy.yml"}
    assert order == {
        "preview-dev": None,
        "dev": "preview-dev",
        "preview-staging": "dev",
        "staging": "preview-staging",
        "preview-prod": "staging",
        "prod": "preview-prod",
    }


@pytest.mark.parametrize("job", _ENTERING, ids=lambda job: job.label)
def test_outputs_are_never_shown(job: Job) -> None:
    (running,) = (step for step in job.steps if "PULUMI_BACKEND_URL" in step.get("env", {}))
    suppressed = running["env"].get("PULUMI_OPTION_SUPPRESS_OUTPUTS") == "true"
    assert suppressed or "--suppress-outputs" in running["run"]


@pytest.mark.parametrize("job", _ENTERING, ids=lambda job: job.label)
def test_an_account_is_entered_once_it_is_connected(job: Job) -> None:
    assert "vars.AWS_CONNECTED == 'true'" in job.given["if"]


def test_the_role_is_the_stack_files_and_its_session_names_the_run() -> None:
    (taking,) = (step["with"] for step in engine()["runs"]["steps"] if "configure-aws" in step.get("uses", ""))
    assert taking == {
        "role-to-assume": "${{ steps.way.outputs.role }}",
        "role-session-name": "${{ inputs.entry }}-${{ inputs.stack }}-${{ github.run_id }}",
        "aws-region": "${{ steps.way.outputs.region }}",
    }


def test_no_person_can_take_a_role_of_the_pipeline() -> None:
    """Every role of it trusts GitHub alone, and nobody whom the boundary holds may change that trust."""
    bootstrap = record_stack("bootstrap")
    roles = [each for each in bootstrap.all(_ROLE) if each.name.startswith("github-")]
    assert len(roles) == 1 + len(_ENVIRONMENTS)
    for role in roles:
        (statement,) = json.loads(role.properties["assumeRolePolicy"])["Statement"]
        assert list(statement["Principal"]) == ["Federated"]
    boundary = json.loads(bootstrap.one("aws:iam/policy:Policy", "boundary-policy").properties["policy"])
    denied = {each["Sid"]: each for each in boundary["Statement"]}["DenyTakingOverPipeline"]
    assert denied["Effect"] == "Deny"
    assert "iam:UpdateAssumeRolePolicy" in denied["Action"]
    assert "arn:aws:iam::123456789012:role/vouch-*-github-*" in denied["Resource"]
