"""The comment of a pull request: both verdicts, what differs, and nothing that a branch's report could break."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from vouch.comment import MARKER, MOST, Compared, comment, main

_SAME = Compared(code=0, text="No difference.\n")


def report(refused: int, errors: int = 0) -> str:
    return json.dumps({"runs": [{"summary": {"refused": refused, "errors": errors}}]})


def write(folder: Path, stack: str, *, head: str | None, base: str | None, words: str = "words\n") -> None:
    for side, text in (("head", head), ("base", base)):
        place = folder / f"{side}-{stack}"
        place.mkdir()
        if text is not None:
            (place / f"{side}.json").write_text(text)
    (folder / f"head-{stack}" / "head.md").write_text(words)


def written(folder: Path, stacks: str, compared: Mapping[str, Compared] | None = None) -> str:
    def compare(base: Path, head: Path) -> Compared:
        assert (base.name, head.name) == ("base.json", "head.json")
        return (compared or {}).get(head.parent.name.removeprefix("head-"), _SAME)

    return comment(folder, stacks.split(), compare)


def test_it_begins_with_the_line_by_which_it_is_found_again(tmp_path: Path) -> None:
    write(tmp_path, "dev", head=report(0), base=report(0))
    assert written(tmp_path, "dev").splitlines()[0] == MARKER == "<!-- vouch:check -->"


def test_each_stack_has_a_line_with_both_verdicts(tmp_path: Path) -> None:
    write(tmp_path, "dev", head=report(0), base=report(0))
    write(tmp_path, "prod", head=report(2, errors=1), base=report(5))
    lines = written(tmp_path, "dev prod").splitlines()
    assert lines[1] == "## vouch refuses 1 of 2 stacks"
    assert lines[3:7] == [
        "| stack | by this branch | by the base branch |",
        "| --- | --- | --- |",
        "| `dev` | nothing refused | nothing refused |",
        "| `prod` | refused: 3 | refused: 5 |",
    ]


def test_where_nothing_is_refused_it_says_so(tmp_path: Path) -> None:
    write(tmp_path, "dev", head=report(0), base=report(0))
    assert written(tmp_path, "dev").splitlines()[1] == "## vouch refuses no stack"


def test_what_the_branch_lets_through_and_the_base_refuses_is_said_first_and_unfolded(tmp_path: Path) -> None:
    write(tmp_path, "dev", head=report(0), base=report(0))
    write(tmp_path, "prod", head=report(0), base=report(1))
    text = written(tmp_path, "dev prod", {"prod": Compared(code=1, text="rds-not-public is let through\n")})
    assert text.splitlines()[3] == (
        "**The base branch refuses what this branch lets through in `prod`**: merging it changes the judge."
    )
    assert "<details open><summary>prod: the two judges</summary>\n\nrds-not-public is let through\n" in text
    assert "<details><summary>dev: the two judges</summary>\n\nNo difference.\n" in text
    assert text.index("prod: the two judges") < text.index("dev: the two judges") < text.index("prod: the report")


def test_what_is_refused_is_unfolded_and_comes_before_the_rest(tmp_path: Path) -> None:
    write(tmp_path, "dev", head=report(0), base=report(0), words="fine\n")
    write(tmp_path, "prod", head=report(1), base=report(1), words="bad\n")
    text = written(tmp_path, "dev prod")
    assert text.index("<details open><summary>prod: the report") < text.index("<details><summary>dev: the report")


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "",
        "{",
        "[]",
        "{}",
        '{"runs": []}',
        '{"runs": [{}]}',
        '{"runs": 1}',
        report(-1),
        '{"runs": [{"summary": {"refused": "0", "errors": ""}}]}',
        '{"runs": [{"summary": {"refused": true, "errors": false}}]}',
        "[" * 100_000,
    ],
)
def test_a_report_that_is_none_is_never_taken_for_a_pass(tmp_path: Path, broken: str | None) -> None:
    write(tmp_path, "prod", head=broken, base=report(0))
    text = written(tmp_path, "prod")
    assert "## vouch refuses 1 of 1 stacks" in text
    assert "| `prod` | could not judge | nothing refused |" in text


def test_a_stack_without_any_report_is_named(tmp_path: Path) -> None:
    assert "| `prod` | could not judge | could not judge |" in written(tmp_path, "prod")


def test_a_base_that_cannot_compare_is_said_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, "prod", head=report(0), base=report(0))
    text = written(tmp_path, "prod", {"prod": Compared(code=2, text="vouch: no such\n command <x>")})
    assert "`prod` could not be compared: vouch: no such command &lt;x&gt;\n" in text


def test_a_long_report_is_cut_at_a_line_and_says_so(tmp_path: Path) -> None:
    write(tmp_path, "prod", head=report(9), base=report(9), words="a line of the report\n" * 10_000)
    text = written(tmp_path, "prod")
    assert MOST - 200 < len(text) < 65_536
    assert text.endswith("a line of the report\n\n</details>\n\nThe rest is in the job summaries of this check.\n")


def test_what_is_printed_is_the_comment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "dev prod"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "| `prod` | could not judge | could not judge |"


def test_without_folder_and_stacks_it_says_how_it_is_called(capsys: pytest.CaptureFixture[Any]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err == (
        "vouch: name the reports' folder and the stacks: python -m vouch.comment REPORTS STACKS\n"
    )
