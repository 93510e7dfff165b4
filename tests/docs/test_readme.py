"""What the documents show is what happens."""

import re

import pytest
from typer.testing import CliRunner

from vouch.cli import app
from vouch.readme import README, ROOT, output_of, readme, with_outputs

_DOCUMENTS = (README, *sorted((ROOT / "docs").rglob("*.md")))


def test_the_readme_shows_what_its_commands_print_today() -> None:
    """Where this fails, run `make generate`."""
    assert readme() == README.read_text(encoding="utf-8")


def test_seconds_are_kept_and_all_else_is_replaced() -> None:
    text = "a\n<!-- output: vouch x | first 2 lines -->\n$ vouch x\nSeconds   9.9\n<!-- end -->\nb"
    shown = with_outputs(text, lambda _: "Built 1\nSeconds   1.0\nmore\n")
    assert shown == (
        "a\n<!-- output: vouch x | first 2 lines -->\n\n```console\n$ vouch x\nBuilt 1\nSeconds   9.9\n```\n\n"
        "<!-- end -->\nb"
    )


def test_an_output_names_no_folder_of_this_machine() -> None:
    assert str(ROOT) not in output_of("vouch check --state docs/examples/public-database.json --format json")


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: object) -> None:
    path = ROOT / str(document)
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"(?m)^([a-z ]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    known = {target for names in targets for target in names.split()}
    assert set(re.findall(r"\bmake ([a-z]+)", README.read_text(encoding="utf-8"))) <= known


def test_every_command_that_the_readme_names_exists() -> None:
    helped = CliRunner().invoke(app, ["--help"]).stdout
    named = set(re.findall(r"\bvouch ([a-z]+)", README.read_text(encoding="utf-8"))) - {"check"}
    assert {name for name in named if name not in helped} == set()
