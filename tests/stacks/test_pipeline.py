"""How a workflow finds its way into an account: by the stack files, and as the bootstrap stack made it."""

import json
from pathlib import Path
from typing import Any

import pytest

from stacks.pipeline import Entry, PipelineError, main, way
from tests.components.governance.test_bootstrap import GIVEN, WHOLE, built
from tests.support.prod import ROOT

_ROLE = "aws:iam/role:Role"
_BOOTSTRAP: dict[str, Any] = {**GIVEN, **WHOLE}
_PROD: dict[str, Any] = {"profile": "prod", "account_id": GIVEN["account_id"], "region": "eu-north-1"}


def project(folder: Path, **stacks: dict[str, Any]) -> Path:
    """A project with these stacks' settings; JSON is YAML."""
    (folder / "Pulumi.yaml").write_text("name: vouch\n")
    for stack, settings in stacks.items():
        (folder / f"Pulumi.{stack}.yaml").write_text(json.dumps({"config": {"vouch:settings": settings}}))
    return folder


def role(name: str) -> str:
    return f"arn:aws:iam::123456789012:role/{built(**WHOLE).one(_ROLE, name).properties['name']}"


def test_a_preview_takes_the_role_that_bootstrap_makes_for_it(tmp_path: Path) -> None:
    found = way(Entry.PREVIEW, "prod", project(tmp_path, bootstrap=_BOOTSTRAP, prod=_PROD))
    assert found.role == role("github-preview")


def test_an_environment_is_deployed_by_the_role_that_bootstrap_makes_for_it(tmp_path: Path) -> None:
    found = way(Entry.DEPLOY, "prod", project(tmp_path, bootstrap=_BOOTSTRAP, prod=_PROD))
    assert found.role == role("github-deploy-prod")


def test_the_state_is_where_bootstrap_keeps_it_whatever_the_region_of_the_stack(tmp_path: Path) -> None:
    found = way(Entry.PREVIEW, "prod", project(tmp_path, bootstrap=_BOOTSTRAP, prod=_PROD))
    bucket = built(**WHOLE).one("aws:s3/bucket:Bucket", "state-bucket-bucket").properties["bucket"]
    assert found.backend == f"s3://{bucket}?region=eu-west-1&awssdk=v2"
    assert found.region == "eu-west-1"


def test_each_account_is_entered_by_its_own_bootstrap_stack(tmp_path: Path) -> None:
    other = "210987654321"
    second = _BOOTSTRAP | {"account_id": other, "administrators": [f"arn:aws:iam::{other}:role/administrators"]}
    root = project(
        tmp_path, **{"bootstrap": _BOOTSTRAP, "bootstrap-prod": second, "prod": _PROD | {"account_id": other}}
    )
    assert way(Entry.DEPLOY, "prod", root).role == f"arn:aws:iam::{other}:role/vouch-bootstrap-prod-github-deploy-prod"


@pytest.mark.parametrize("stack", ["dev", "staging", "prod"])
def test_the_environments_of_the_repository_have_both_ways_in(stack: str) -> None:
    assert way(Entry.PREVIEW, stack, ROOT).role.endswith(":role/vouch-bootstrap-github-preview")
    assert way(Entry.DEPLOY, stack, ROOT).role.endswith(f":role/vouch-bootstrap-github-deploy-{stack}")


@pytest.mark.parametrize(
    ("stacks", "message"),
    [
        ({"bootstrap": _BOOTSTRAP}, "Pulumi.prod.yaml does not exist: name a stack that has a file"),
        (
            {"prod": _PROD},
            "account 123456789012 has no bootstrap stack, so no workflow may enter: make one (docs/bootstrap.md)",
        ),
        (
            {"bootstrap": _BOOTSTRAP, "bootstrap-b": _BOOTSTRAP, "prod": _PROD},
            "account 123456789012 has more bootstrap stacks than one, bootstrap-b and bootstrap: keep one",
        ),
        (
            {"bootstrap": dict(GIVEN), "prod": _PROD},
            "Pulumi.bootstrap.yaml names no repository that may enter: give it a github section",
        ),
        (
            {"bootstrap": _BOOTSTRAP | {"region": "nowhere"}, "prod": _PROD},
            "Pulumi.bootstrap.yaml is wrong: run vouch check --stack bootstrap, which says where",
        ),
    ],
)
def test_what_shows_no_way_is_said_in_one_sentence(tmp_path: Path, stacks: dict[str, Any], message: str) -> None:
    with pytest.raises(PipelineError) as raised:
        way(Entry.DEPLOY, "prod", project(tmp_path, **stacks))
    assert str(raised.value) == message


def test_a_stack_that_is_no_environment_is_not_deployed(tmp_path: Path) -> None:
    root = project(tmp_path, bootstrap=_BOOTSTRAP, prod=_PROD, dev=_PROD | {"profile": "dev"})
    with pytest.raises(PipelineError, match=r"^dev is no environment that deploys to account 123456789012: add it to "):
        way(Entry.DEPLOY, "dev", root)


@pytest.mark.parametrize("content", ["config: [", "config: {}", "[]", "config: {vouch:settings: text}"])
def test_a_file_without_settings_is_no_traceback(tmp_path: Path, content: str) -> None:
    root = project(tmp_path, bootstrap=_BOOTSTRAP)
    (root / "Pulumi.prod.yaml").write_text(content)
    with pytest.raises(PipelineError, match=r"^Pulumi\.prod\.yaml "):
        way(Entry.PREVIEW, "prod", root)


def test_it_is_printed_as_githubs_outputs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", "prod"]) == 0
    assert capsys.readouterr().out == (
        "role=arn:aws:iam::123456789012:role/vouch-bootstrap-github-deploy-prod\n"
        "region=eu-west-1\n"
        "backend=s3://vouch-bootstrap-123456789012-eu-west-1-state?region=eu-west-1&awssdk=v2\n"
    )


@pytest.mark.parametrize("arguments", [[], ["preview"], ["destroy", "prod"], ["preview", "nowhere"]])
def test_what_cannot_be_answered_prints_nothing_and_exits_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("pipeline: ")
