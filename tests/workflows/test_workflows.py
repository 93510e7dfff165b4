"""What holds for every workflow of this repository."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

_ROOT = Path(__file__).parents[2]
_WORKFLOWS = sorted((_ROOT / ".github" / "workflows").glob("*.yml"))


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(path)
    return loaded


@pytest.fixture(params=_WORKFLOWS, ids=lambda path: path.name)
def workflow(request: pytest.FixtureRequest) -> dict[str, Any]:
    return _load(request.param)


def test_there_is_a_workflow_on_every_pull_request() -> None:
    assert any("pull_request" in _load(path)["on"] for path in _WORKFLOWS)


def test_every_action_is_pinned_by_commit(workflow: dict[str, Any]) -> None:
    used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert used
    assert [action for action in used if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", action)] == []


def test_no_workflow_runs_a_head_with_the_base_rights(workflow: dict[str, Any]) -> None:
    assert "pull_request_target" not in workflow["on"]


def test_a_workflow_may_only_read_unless_a_job_says_otherwise(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}


def test_every_job_ends(workflow: dict[str, Any]) -> None:
    assert all(0 < job["timeout-minutes"] <= 30 for job in workflow["jobs"].values())


def test_credentials_do_not_stay_in_the_checkout(workflow: dict[str, Any]) -> None:
    checkouts = [
        step
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_no_expression_is_written_into_a_shell(workflow: dict[str, Any]) -> None:
    scripts = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert [script for script in scripts if "${{" in script] == []
