"""The scripts of the workflows, run as GitHub runs them, with stand-ins for what they call."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.workflows.reading import jobs

# Writes down its arguments, one call a line, and answers the look-ups from a file.
_GH = """#!/bin/bash
printf '%s ' "$@" >> calls; echo >> calls
case "$*" in
  *--jq*) cat found 2> /dev/null ;;
  *body.md*) cp body.md written.md ;;
esac
exit 0
"""
_VOUCH = """#!/bin/bash
if [ "$2" = --help ]; then cat help; exit 0; fi
printf '%s ' "$@" > called
exit "$(cat code)"
"""


@dataclass(frozen=True)
class Ran:
    code: int
    folder: Path

    @property
    def calls(self) -> list[str]:
        return [line.strip() for line in (self.folder / "calls").read_text().splitlines()]


def run(label: str, step: str, folder: Path, **given: str) -> Ran:
    """One step's script by the shell that GitHub gives it, with stand-ins first on PATH."""
    (job,) = (each for each in jobs() if each.label == label)
    (found,) = (each for each in job.steps if each["name"] == step)
    shell = ["bash", "--noprofile", "--norc", "-e"] + (["-o", "pipefail"] if found.get("shell") == "bash" else [])
    env = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", **given}
    assert set(given) == set(found.get("env", {})) - {"COLUMNS"}
    ran = subprocess.run([*shell, "-c", found["run"]], cwd=folder, env=env, capture_output=True, text=True, check=False)
    return Ran(ran.returncode, folder)


def stand_in(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def github(tmp_path: Path) -> Path:
    stand_in(tmp_path / "gh", _GH)
    return tmp_path


def commented(folder: Path) -> Ran:
    given = {"GH_TOKEN": "none", "REPOSITORY": "acme/platform", "NUMBER": "7"}
    return run("check.yml:comment", "Write it, or write it anew", folder, **given)


def test_the_first_run_writes_a_comment(github: Path) -> None:
    ran = commented(github)
    assert ran.code == 0
    assert ran.calls[1:] == [
        "api --silent --method POST repos/acme/platform/issues/7/comments --field body=@comment.md"
    ]


def test_every_further_run_writes_the_same_comment_anew(github: Path) -> None:
    (github / "found").write_text("41\n42\n")
    ran = commented(github)
    assert ran.code == 0
    assert ran.calls[1:] == [
        "api --silent --method PATCH repos/acme/platform/issues/comments/41 --field body=@comment.md"
    ]


def reported(folder: Path, result: str) -> Ran:
    given = {"GH_TOKEN": "none", "REPOSITORY": "acme/platform", "SERVER": "https://github.com", "RUN": "9"}
    return run("drift.yml:report", "Open the issue, write it anew, or close it", folder, RESULT=result, **given)


def test_drift_opens_an_issue_in_which_no_name_is_markup(github: Path) -> None:
    (github / "drift").mkdir()
    (github / "drift" / "prod.txt").write_text("~ aws:s3:Bucket\n# heading @everyone\n")
    ran = reported(github, "failure")
    assert ran.code == 0
    assert ran.calls[-1] == "issue create --repo acme/platform --title Drift --label drift --body-file body.md"
    written = (github / "written.md").read_text()
    assert "https://github.com/acme/platform/actions/runs/9" in written
    assert "\n**prod**\n\n    ~ aws:s3:Bucket\n    # heading @everyone\n" in written


def test_drift_that_lasts_has_one_issue(github: Path) -> None:
    (github / "found").write_text("12\n")
    ran = reported(github, "failure")
    assert ran.code == 0
    assert ran.calls[-1] == "issue edit 12 --repo acme/platform --body-file body.md"


def test_drift_that_is_mended_closes_its_issue(github: Path) -> None:
    (github / "found").write_text("12\n")
    ran = reported(github, "success")
    assert ran.code == 0
    assert ran.calls[-1].startswith("issue close 12 --repo acme/platform --comment Nothing differs any more: ")


def test_a_night_without_drift_writes_nothing(github: Path) -> None:
    ran = reported(github, "success")
    assert ran.code == 0
    assert [call.split()[:2] for call in ran.calls] == [["label", "create"], ["issue", "list"]]


def judged(folder: Path, *, code: int, options: str = "--exemptions FILE", exemptions: bool = True) -> Ran:
    stand_in(folder / "base" / ".venv" / "bin" / "vouch", _VOUCH)
    (folder / "help").write_text(f"  {options}  Something.\n")
    (folder / "code").write_text(str(code))
    if exemptions:
        (folder / "base" / "promises").mkdir()
        (folder / "base" / "promises" / "exemptions.yaml").write_text("exemptions: []\n")
    return run("check.yml:base", "Judge the stack", folder, STACK="prod")


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 0), (2, 1), (137, 1)])
def test_the_base_fails_its_job_only_where_it_cannot_judge(tmp_path: Path, code: int, expected: int) -> None:
    assert judged(tmp_path, code=code).code == expected


def test_the_base_judges_the_branch_by_its_own_exemptions(tmp_path: Path) -> None:
    judged(tmp_path, code=0)
    assert (tmp_path / "called").read_text().split() == [
        *("check", "--program", "head", "--stack", "prod"),
        *("--exemptions", "base/promises/exemptions.yaml", "--output", "json=report/base.json"),
    ]


def test_a_base_without_exemptions_never_takes_the_branchs(tmp_path: Path) -> None:
    judged(tmp_path, code=0, exemptions=False)
    assert "--exemptions /dev/null" in (tmp_path / "called").read_text()


def test_a_base_that_knows_no_exemptions_judges_all_the_same(tmp_path: Path) -> None:
    assert judged(tmp_path, code=1, options="--answers FILE").code == 0
    assert "--exemptions" not in (tmp_path / "called").read_text()
