"""Reports fit a terminal, and files are written whole or not at all."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from guardrails.graph import Graph, Resource
from guardrails.judge import RuleBook
from guardrails.profiles import profile
from vouch.check import Checked, check
from vouch.errors import CannotJudgeError
from vouch.report.console import terminal
from vouch.report.files import write
from vouch.report.model import Subject
from vouch.report.table import show


def _checked(book: RuleBook, buckets: int) -> Checked:
    resources = [
        Resource(
            urn=f"urn:pulumi:live::shop::aws:s3/bucket:Bucket::bucket-{number:02}",
            type="aws:s3/bucket:Bucket",
            token="aws:s3/bucket:Bucket",
            name=f"bucket-{number:02}",
        )
        for number in range(buckets)
    ]
    return check(
        Subject(kind="state", path="state.json", stack="live"),
        Graph(resources),
        book,
        profile("none"),
        claims_of=lambda _control: ("OB-1",),
        provides={},
        seconds=lambda: 0.5,
    )


def _shown(checked: Checked, width: int) -> str:
    buffer = io.StringIO()
    show(Console(file=buffer, width=width, highlight=False, no_color=True), checked, controls=94, claims=198)
    return buffer.getvalue()


def test_the_table_fits_80_columns(book: RuleBook) -> None:
    text = _shown(_checked(book, 12), 80)
    assert max(len(line) for line in text.splitlines()) <= 80


def test_the_table_says_what_was_built_and_judged(book: RuleBook) -> None:
    text = _shown(_checked(book, 2), 120)
    for said in (
        "vouch check  state state.json  stack live  profile none",
        "Built     2 resources (s3 2)",
        "Judged    3 rules: 0 passed, 4 failed, 1 not applicable",
        "Controls  0 of 94 provided by the stack's components, 1 guarded by a rule that judged it",
        "Claims    1 of 198 touched by what was judged",
        "Seconds   0.5",
        "Failed (4)",
        "HIGH",
        "LOW",
        "bucket-named  control rest.files, claims OB-1  refused",
        "Refused: 2 of the results above refuse this deploy.",
    ):
        assert said in text


def test_many_places_of_one_rule_are_cut_short(book: RuleBook) -> None:
    text = _shown(_checked(book, 12), 120)
    assert "bucket-09, bucket: bucket is not set" in text
    assert "bucket-10, bucket" not in text
    assert "and 2 more, all of them in the JSON report" in text


def test_rules_that_raised_are_shown_apart(breaking_book: RuleBook) -> None:
    text = _shown(_checked(breaking_book, 1), 120)
    assert "Rules that raised (1)" in text
    assert "Could not judge: 1 rules raised." in text


def test_what_is_no_terminal_gets_no_colour() -> None:
    buffer = io.StringIO()
    terminal(buffer).print("[red]plain[/red]")
    assert buffer.getvalue() == "plain\n"


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text("before, and longer", encoding="utf-8")
    write(path, "after")
    assert path.read_text(encoding="utf-8") == "after"
    assert [each.name for each in tmp_path.iterdir()] == ["report.json"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target.json"
    target.write_text("before", encoding="utf-8")
    link = tmp_path / "link.json"
    link.symlink_to(target)
    write(link, "after")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "after"


def test_a_folder_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(CannotJudgeError, match="is not a regular file: name a file to write the report to"):
        write(tmp_path, "text")
