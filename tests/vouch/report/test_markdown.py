"""Markdown for a pull request is short, says what matters first, and nothing in it can do anything."""

from datetime import date
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from guardrails.verdicts import Severity, Verdict
from tests.vouch.report.made import INFOS, report, result, run
from vouch.report.markdown import MOST, render
from vouch.report.marked import code, marker, plain
from vouch.report.model import Exempted, Source

EXEMPTED = Exempted(owner="data", reason="replaced in May", ticket="OPS-1", expires=date(2030, 5, 1))


def test_what_is_refused_comes_first_with_claims_and_fix() -> None:
    text = render(report(run(result(), result("other"), result(None, rule="trail-present", claims=("CF-09",)))), INFOS)
    assert text.splitlines() == [
        "<!-- vouch:check:live -->",
        "## vouch check refuses `live`",
        "",
        (
            "**3 results refuse this deploy** (3 high), and 3 claims would no longer be kept. "
            "3 resources judged by 2 rules, profile prod."
        ),
        "",
        "| Severity | Rule | Where and what | Claims | Fix |",
        "| --- | --- | --- | --- | --- |",
        (
            "| high | `bucket-named`<br>Buckets have a name | `aws:s3/bucket:Bucket logs`: bucket is not set<br>"
            "`aws:s3/bucket:Bucket other`: bucket is not set | CF-02, OB-05 | Set bucket. |"
        ),
        "| high | `trail-present` | bucket is not set | CF-09 | Set bucket. |",
    ]


def test_everything_else_has_a_place_of_its_own() -> None:
    text = render(
        report(
            run(
                result("raised", verdict=Verdict.ERROR, message="rule bucket-named raised KeyError"),
                result("open", verdict=Verdict.UNDETERMINED, refused=False, message="bucket is not known yet"),
                result("free", verdict=Verdict.EXEMPT, refused=False, exemption=EXEMPTED),
                result("old", known=True, refused=False),
                result("mild", severity=Severity.LOW, refused=False),
            )
        ),
        INFOS,
    )
    assert "## vouch check could not judge `live`" in text
    assert "### Rules that raised (1)" in text
    assert "### Could not be determined (1)" in text
    assert "| high (refuses nothing) | `bucket-named`<br>Buckets have a name | `aws:s3/bucket:Bucket open`: " in text
    assert "### Exempt (1)" in text
    assert "| `bucket-named` | `aws:s3/bucket:Bucket free` | data | OPS-1 | 2030-05-01 | replaced in May |" in text
    assert "Known in the baseline, and refusing nothing: 1." in text
    assert "Of severity low or info, and refusing nothing: 1; `vouch check` lists them." in text


def test_a_run_without_findings_is_three_lines() -> None:
    assert render(report(run()), INFOS).splitlines() == [
        "<!-- vouch:check:live -->",
        "## vouch check refuses nothing of `live`",
        "",
        "3 resources judged by 2 rules, profile prod.",
    ]


def test_a_soft_fail_is_said() -> None:
    assert "## vouch check refuses `live` (soft fail)" in render(report(run(result(), soft_fail=True)), INFOS)


def test_each_stack_has_its_own_marker() -> None:
    text = render(report(run(stack="dev"), run(stack="acme/prod")), INFOS)
    assert [line for line in text.splitlines() if line.startswith("<!--")] == [
        "<!-- vouch:check:dev -->",
        "<!-- vouch:check:acme/prod -->",
    ]


def test_the_least_severity_hides_only_what_is_undetermined_and_refuses_nothing() -> None:
    open_ = result("open", verdict=Verdict.UNDETERMINED, refused=False, severity=Severity.MEDIUM)
    refused = result("sure", verdict=Verdict.UNDETERMINED, severity=Severity.MEDIUM)
    text = render(report(run(open_, refused)), INFOS, Severity.HIGH)
    assert "### Could not be determined (1)" in text
    assert "Bucket sure" in text
    assert "Bucket open" not in text


def test_lines_link_to_the_commit_in_a_workflow_and_are_plain_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"):
        monkeypatch.delenv(name, raising=False)
    made = report(run(result(source=Source(file="a b.py", line=3)), kind="program", path=str(tmp_path)))
    assert "`aws:s3/bucket:Bucket logs` (`a b.py:3`): bucket is not set" in render(made, INFOS)
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/shop")
    monkeypatch.setenv("GITHUB_SHA", "abc")
    assert "([`a b.py:3`](https://git.example/acme/shop/blob/abc/a%20b.py#L3))" in render(made, INFOS)


def test_many_places_of_one_rule_are_cut_short() -> None:
    text = render(report(run(*(result(f"bucket-{number:02}") for number in range(12)))), INFOS)
    assert "bucket-09" in text
    assert "bucket-10" not in text
    assert "<br>and 2 more |" in text


def test_a_comment_is_never_too_long_and_says_how_much_is_missing() -> None:
    results = [result("n" * 400, rule=f"rule-{number:04}", message="m" * 2000) for number in range(300)]
    text = render(report(run(*results), run(*results, stack="other")), INFOS)
    assert len(text) <= MOST
    assert text.count("\nand 2") == 2
    assert "## vouch check refuses `other`" in text
    shown = text.split("<!-- vouch:check:other -->")[0].count("| high |")
    assert f"and {300 - shown} more, all of them in the JSON report." in text


HOSTILE = [
    "a|b`c``d",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "**bold** _it_ ~~gone~~ # title",
    "@everyone #12 GH-13 www.evil.example https://evil.example",
    "two\nlines\r\n\n<!-- vouch:check:prod -->",
    "$x$ `$y$` \x1b[2J \u202e \ud800",
    "\\| `\\|",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_names_and_messages_are_shown_as_they_are_and_do_nothing(hostile: str) -> None:
    text = render(report(run(result(hostile, message=hostile, fix=hostile, property=hostile), stack=hostile)), {})
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    body = html.split("</thead>")[1]
    for forbidden in ("<img", "<a ", "<strong", "<em>", "<del>", "<s>", "<h1", "<!--", "\x1b"):
        assert forbidden not in body
    assert body.count("<td") == 5, "a bar must not end a cell"
    assert text.count("<!-- ") == 1
    for active in ("@everyone", "#12", "GH-13", "www.evil", "https://evil"):
        assert active not in plain(hostile)


def test_code_keeps_backticks_and_bars() -> None:
    assert code("a`b|c") == "``a`b\\|c``"
    assert code("`x") == "`` `x ``"
    assert code("") == ""
    assert code("x" * 400, 10) == "`xxxxxxxxx…`"


def test_a_marker_cannot_be_ended_by_a_name() -> None:
    assert marker("check", "a --> b\n") == "<!-- vouch:check:a-----b- -->"
