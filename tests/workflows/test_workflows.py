"""What holds for every workflow of this repository."""

import re
import subprocess
from collections.abc import Mapping

import pytest

from stacks.pipeline import Entry, PipelineError, way
from tests.support.prod import STACKS
from tests.workflows.reading import ENGINE, FOLDER, NAMES, ROOT, Job, engine, jobs, load, scripts, uses, workflow

_JOBS = jobs()
# The test-only stack is no stack of anybody's account.
_OWN = set(STACKS) - {"prod-full"}
_READ = {"contents": "read"}
_ENTER = {"contents": "read", "id-token": "write"}
_PERMISSIONS: Mapping[str, Mapping[str, str]] = {
    "check.yml:head": _READ,
    "check.yml:base": _READ,
    "check.yml:difference": _READ,
    "check.yml:comment": {"pull-requests": "write"},
    "check.yml:sarif": {"security-events": "write", "actions": "read", "contents": "read"},
    "checks.yml:test": _READ,
    "deploy.yml:preview-dev": _ENTER,
    "deploy.yml:dev": _ENTER,
    "deploy.yml:preview-staging": _ENTER,
    "deploy.yml:staging": _ENTER,
    "deploy.yml:preview-prod": _ENTER,
    "deploy.yml:prod": _ENTER,
    "drift.yml:refresh": _ENTER,
    "drift.yml:report": {"issues": "write"},
    "preview.yml:preview": _ENTER,
}


@pytest.fixture(params=_JOBS, ids=lambda job: job.label)
def job(request: pytest.FixtureRequest) -> Job:
    found: Job = request.param
    return found


def job_named(label: str) -> Job:
    return next(each for each in _JOBS if each.label == label)


def test_the_workflows_are_these() -> None:
    assert NAMES == ("check.yml", "checks.yml", "deploy.yml", "drift.yml", "preview.yml")


@pytest.mark.parametrize(
    ("name", "events"),
    [
        ("check.yml", {"pull_request": None, "push": {"branches": ["main"]}}),
        ("checks.yml", {"pull_request": None, "push": {"branches": ["main"]}}),
        ("deploy.yml", {"push": {"branches": ["main"]}, "workflow_dispatch": None}),
        ("drift.yml", {"schedule": [{"cron": "17 3 * * *"}], "workflow_dispatch": None}),
        ("preview.yml", {"pull_request": None}),
    ],
)
def test_no_event_gives_a_branch_the_rights_of_main(name: str, events: Mapping[str, object]) -> None:
    """Neither pull_request_target nor workflow_run, which run with a token that may write."""
    assert workflow(name)["on"] == events


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_may_do_nothing_unless_a_job_says_so(name: str) -> None:
    assert workflow(name)["permissions"] == {}


def test_each_job_may_do_what_it_needs_and_no_more() -> None:
    assert {each.label: each.permissions for each in _JOBS} == _PERMISSIONS


@pytest.mark.parametrize(("file", "used"), sorted(set(uses())))
def test_every_action_is_pinned_by_commit_and_names_its_version(file: str, used: str) -> None:
    assert used == ENGINE or re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), file


def test_an_action_has_one_version_everywhere() -> None:
    pinned = {used.partition("@")[0]: set[str]() for _, used in uses() if used != ENGINE}
    for _, used in uses():
        if used != ENGINE:
            pinned[used.partition("@")[0]].add(used)
    assert {action: versions for action, versions in pinned.items() if len(versions) != 1} == {}


def test_credentials_do_not_stay_in_the_checkout(job: Job) -> None:
    assert all(step["with"]["persist-credentials"] is False for step in job.using("actions/checkout"))


def test_every_job_ends(job: Job) -> None:
    limit = 60 if "environment" in job.given else 30
    assert 0 < job.given["timeout-minutes"] <= limit


def test_every_workflow_says_what_runs_once_at_a_time() -> None:
    assert {name: workflow(name)["concurrency"] for name in NAMES} == {
        "check.yml": {"group": "check-${{ github.ref }}", "cancel-in-progress": True},
        "checks.yml": {"group": "checks-${{ github.ref }}", "cancel-in-progress": True},
        "deploy.yml": {"group": "deploy-${{ github.run_id }}", "cancel-in-progress": False},
        "drift.yml": {"group": "drift", "cancel-in-progress": False},
        "preview.yml": {"group": "preview-${{ github.ref }}", "cancel-in-progress": True},
    }


def test_a_stack_is_deployed_once_at_a_time_and_never_cancelled() -> None:
    deploying = [each for each in _JOBS if each.file == "deploy.yml"]
    groups = [each.given["concurrency"]["group"] for each in deploying]
    assert len(set(groups)) == len(deploying)
    assert not any(each.given["concurrency"]["cancel-in-progress"] for each in deploying)


def test_no_expression_is_written_into_a_shell() -> None:
    assert [where for where, script in scripts() if "${{" in script] == []


def test_every_script_is_a_shells() -> None:
    for where, script in scripts():
        read = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
        assert read.returncode == 0, f"{where}: {read.stderr}"


def test_no_stored_secret_is_used_anywhere() -> None:
    texts = {path: path.read_text() for path in FOLDER.rglob("*.yml")}
    assert [path.name for path, text in texts.items() if "secrets." in text or "secrets[" in text] == []
    assert {path.name for path, text in texts.items() if "github.token" in text} == {"check.yml", "drift.yml"}


def test_what_may_write_runs_no_code_of_the_repository() -> None:
    def writes(job: Job) -> bool:
        return "write" in {level for scope, level in job.permissions.items() if scope != "id-token"}

    writing = [each for each in _JOBS if writes(each)]
    assert {each.label for each in writing} == {"check.yml:comment", "check.yml:sarif", "drift.yml:report"}
    for each in writing:
        assert each.using("actions/checkout") == ()
        assert not any("uses" in step and step["uses"].startswith(("$/", "./")) for step in each.steps)
        assert not any(
            re.search(r"(?m)^ *(\S*/)?(python3?|make|vouch|bash|sh|source)\b", script) for script in each.scripts
        )


def test_the_token_is_given_only_to_what_runs_no_code_of_the_repository() -> None:
    given = {each.label for each in _JOBS for step in each.steps if "GH_TOKEN" in step.get("env", {})}
    assert given == {"check.yml:comment", "drift.yml:report"}


def test_the_branch_is_run_with_a_token_that_reads_but_for_its_preview() -> None:
    on_pull_requests = [each for each in _JOBS if "pull_request" in workflow(each.file)["on"]]
    running = {each.label: each.permissions for each in on_pull_requests if each.runs_the_branch}
    assert running.pop("preview.yml:preview") == _ENTER
    assert set(running) == {"check.yml:head", "check.yml:base", "checks.yml:test"}
    assert all(permissions == _READ for permissions in running.values())


def test_a_branch_is_judged_by_the_base_branchs_code_and_exemptions() -> None:
    base = job_named("check.yml:base")
    folders = {step["with"]["path"]: step["with"].get("ref") for step in base.using("actions/checkout")}
    assert folders == {"head": None, "base": "${{ github.event.pull_request.base.sha }}"}
    (judging,) = (script for script in base.scripts if "vouch check --program" in script)
    assert 'base/.venv/bin/vouch check --program head --stack "$STACK"' in judging
    assert "exemptions=base/promises/exemptions.yaml" in judging
    assert not any("-C head" in script for script in base.scripts)


def test_the_base_branch_compares_and_never_the_branch() -> None:
    difference = job_named("check.yml:difference")
    (checkout,) = difference.using("actions/checkout")
    assert checkout["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"


@pytest.mark.parametrize("label", ["check.yml:comment", "check.yml:sarif", "preview.yml:preview"])
def test_what_a_fork_may_not_do_is_not_tried_for_one(label: str) -> None:
    condition = job_named(label).given["if"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in condition
    assert "github.event.pull_request.user.login != 'dependabot[bot]'" in condition


def test_there_is_one_comment_and_only_a_bots_own_is_written_anew() -> None:
    (script,) = job_named("check.yml:comment").scripts
    assert '.user.login == "github-actions[bot]" and (.body | startswith("<!-- vouch:check -->"))' in script


def has_a_way_in(stack: str) -> bool:
    try:
        way(Entry.PREVIEW, stack, ROOT)
    except PipelineError:
        return False
    return True


def test_every_stack_is_in_every_matrix() -> None:
    matrices = {each.label: each.stacks for each in _JOBS if each.stacks is not None}
    entered = {stack for stack in _OWN if has_a_way_in(stack)}
    assert entered >= {"bootstrap", "dev", "staging", "prod"}
    assert {label: set(stacks) for label, stacks in matrices.items()} == {
        "check.yml:head": _OWN,
        "check.yml:base": _OWN,
        "check.yml:sarif": _OWN,
        "preview.yml:preview": entered,
        "drift.yml:refresh": entered,
    }
    assert all(len(stacks) == len(set(stacks)) for stacks in matrices.values())
    (compared,) = (
        step["env"]["STACKS"] for step in job_named("check.yml:difference").steps if "STACKS" in step.get("env", {})
    )
    assert set(compared.split()) == _OWN


def test_make_check_judges_the_same_stacks() -> None:
    (stacks,) = re.findall(r"(?m)^STACKS := (.*)$", (ROOT / "Makefile").read_text())
    assert set(stacks.split()) == _OWN


def test_the_cli_and_the_sdk_are_of_one_version() -> None:
    (installed,) = (
        step["with"]["pulumi-version"] for step in engine()["runs"]["steps"] if "pulumi" in step.get("uses", "")
    )
    (locked,) = re.findall(r"(?m)^pulumi==(\S+)", (ROOT / "requirements.txt").read_text())
    assert installed == locked


def test_what_enters_an_account_takes_nothing_from_a_cache() -> None:
    """A branch may write to a cache that a later job would read."""
    entering = [step for each in _JOBS if each.enters for step in each.steps]
    assert not any("cache" in step.get("with", {}) for step in (*entering, *engine()["runs"]["steps"]))


def test_pins_are_moved_by_a_bot_and_not_on_the_day_of_a_release() -> None:
    (actions,) = load(FOLDER / "dependabot.yml")["updates"]
    assert actions["package-ecosystem"] == "github-actions"
    assert set(actions["directories"]) == {"/", "/.github/actions/engine"}
    assert actions["cooldown"]["default-days"] >= 7
