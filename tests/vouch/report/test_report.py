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
from vouch.report.console import printing, terminal
from vouch.report.files import check_target, write
from vouch.report.model import Subject
from vouch.report.table import show


def _checked(book: RuleBook, buckets: int, *, name: str = "bucket") -> Checked:
    resources = [
        Resource(
            urn=f"urn:pulumi:live::shop::aws:s3/bucket:Bucket::bucket-{number:02}",
            type="aws:s3/bucket:Bucket",
            token="aws:s3/bucket:Bucket",
            name=f"{name}-{number:02}" if name == "bucket" else name,
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
        "Judged    3 rules: 0 passed, 4 failed, 1 not applicable (2 refused)",
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
    assert "Could not judge: 1 rule raised." in text


def test_what_is_no_terminal_gets_no_colour() -> None:
    buffer = io.StringIO()
    terminal(buffer).print("[red]plain[/red]")
    assert buffer.getvalue() == "plain\n"


@pytest.mark.parametrize(("columns", "width"), [("80", 80), ("", 120), ("0", 120), ("wide", 120), ("7", 40)])
def test_what_is_no_terminal_is_as_wide_as_columns_says(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert terminal(io.StringIO()).width == width


def test_words_between_colons_are_no_pictures_and_lines_end_without_spaces(capsys: pytest.CaptureFixture[str]) -> None:
    with printing() as console:
        console.print(":key: [red]aws[/red]   ")
    assert capsys.readouterr().out == ":key: aws\n"


def test_a_name_cannot_steer_the_terminal(book: RuleBook) -> None:
    checked = _checked(book, 1, name="\x1b[2Jbad\nname\ud800")
    text = _shown(checked, 120)
    assert "aws:s3/bucket:Bucket \ufffd[2Jbad\ufffdname\ufffd, bucket: bucket is not set" in text
    assert "\x1b" not in text


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


def test_whether_a_file_can_be_written_is_known_before(tmp_path: Path) -> None:
    check_target(tmp_path / "new.json")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CannotJudgeError, match=r"none/new\.json cannot be written: the folder .*none does not exist"):
        check_target(tmp_path / "none" / "new.json")


def test_text_that_no_encoding_has_is_escaped(tmp_path: Path) -> None:
    write(tmp_path / "report.txt", "half \ud800")
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == "half \\ud800"
