"""What the workflows call exists: commands with their options, modules with their arguments, targets, files."""

import re
from collections.abc import Iterator

import pytest
import typer.main
from typer.core import TyperGroup

from stacks.pipeline import Entry
from tests.workflows.reading import FOLDER, ROOT, engine, jobs, scripts, workflow
from vouch.cli import app
from vouch.deploy import ACTIONS
from vouch.report.formats import FORMATS

# Lines that a backslash joins are one.
_SCRIPTS = tuple((where, script.replace("\\\n", " ")) for where, script in scripts())


def called() -> Iterator[tuple[str, list[str]]]:
    """Every ``vouch COMMAND ...`` of a script: where, and its words."""
    for where, script in _SCRIPTS:
        for words in re.findall(r"bin/vouch ((?:(?! \|\|| \||\n|;).)*)", script):
            yield where, words.split()


def options(command: str) -> set[str]:
    """Every option of a command of `vouch`."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return {"--help"}.union(*(parameter.opts for parameter in group.commands[command].params))


def test_what_is_called_is_seen() -> None:
    assert {(where, words[0]) for where, words in called()} == {
        ("check.yml:head", "check"),
        ("check.yml:base", "check"),
    }


@pytest.mark.parametrize(("where", "words"), list(called()), ids=lambda each: str(each)[:40])
def test_a_command_and_its_options_exist(where: str, words: list[str]) -> None:
    assert {word for word in words if word.startswith("--")} <= options(words[0]), where


def test_the_option_that_an_older_base_branch_lacks_exists() -> None:
    assert {"--exemptions", "--program"} <= options("check")


def test_the_reports_are_of_formats_that_exist() -> None:
    asked = {word.partition("=")[0] for _, words in called() for word in words if re.fullmatch(r"\w+=report/\S+", word)}
    assert asked == {"json", "sarif", "markdown"}
    assert asked <= set(FORMATS)


def test_modules_are_run_with_what_they_take() -> None:
    run = {
        (module, words.split()[0])
        for _, script in _SCRIPTS
        for module, words in re.findall(r"python -m ((?:vouch|stacks)\.\w+) ([^\n]*)", script)
    }
    assert run == {
        ("stacks.pipeline", '"$ENTRY"'),
        ("vouch.comment", "reports"),
        ("vouch.deploy", "preview"),
        ("vouch.deploy", "up"),
    }
    assert {"preview", "up"} <= set(ACTIONS)
    assert {each.enters["entry"] for each in jobs() if each.enters} == set(Entry)
    assert set(engine()["inputs"]) == {"stack", "entry"}
    for module in ("stacks/pipeline.py", "vouch/comment.py", "vouch/deploy.py"):
        assert (ROOT / module).is_file()


def test_the_targets_of_make_exist() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+(?: [a-z]+)*):", (ROOT / "Makefile").read_text()))
    named = {word for line in targets for word in line.split()}
    called_ = {target for _, script in _SCRIPTS for target in re.findall(r"(?m)^make (?:-C \w+ )?(\w+)", script)}
    assert called_ == {"lint", "test", "setup"}
    assert called_ <= named


def test_the_comment_is_found_by_the_line_that_it_begins_with() -> None:
    from vouch.comment import MARKER

    text = (FOLDER / "workflows" / "check.yml").read_text()
    assert text.count(MARKER) == 2  # how it is found, and what stands in for it on an old base branch


def test_the_workflows_are_linted_wherever_the_code_is() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (recipe,) = re.findall(r"(?ms)^lint: setup\n(.*?)\n\n", makefile)
    assert "zizmor --offline --persona=auditor" in recipe
    for schema in ("github-workflows", "github-actions", "dependabot"):
        assert f"vendor.{schema}" in recipe
    assert not any("zizmor: ignore" in path.read_text() for path in FOLDER.rglob("*.yml"))


def test_the_checks_that_the_documentation_requires_are_jobs_of_pull_requests() -> None:
    page = (ROOT / "docs" / "pull-requests.md").read_text()
    (listed,) = re.findall(r"(?s)Required checks, by name:\n(.*?)\n2\. ", page)
    required = set(re.findall(r"`([^`]+)`", listed))
    checks = {
        each.given["name"].replace("${{ matrix.stack }}", stack)
        for each in jobs()
        if "pull_request" in workflow(each.file)["on"]
        for stack in each.stacks or ("",)
    }
    optional = {
        name for name in checks if "by the base branch" in name or name.startswith(("code scanning", "comment"))
    }
    assert required == checks - optional


def test_the_documentation_names_every_variable_that_the_workflows_read() -> None:
    page = (ROOT / "docs" / "pull-requests.md").read_text()
    read = {name for path in FOLDER.rglob("*.yml") for name in re.findall(r"\bvars\.(\w+)", path.read_text())}
    assert read == {"AWS_CONNECTED"}
    assert "`AWS_CONNECTED`" in page
