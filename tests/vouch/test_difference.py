"""``vouch difference`` answers 1 where the head's pack lets through what the base's refuses, and says why."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from guardrails.verdicts import Severity, Verdict
from tests.vouch.conftest import Ended
from tests.vouch.report.made import report, result, run
from tests.vouch.support import bad_bucket, write_state
from vouch.commands.difference import SCHEMA
from vouch.report.json import render
from vouch.report.model import Exempted, Report, Result

Vouch = Callable[..., Ended]

URN = "urn:pulumi:live::shop::aws:s3/bucket:Bucket::logs"
EXEMPTED = Exempted(owner="data", reason="replaced in May", ticket="OPS-1", expires=date(2030, 5, 1))


@pytest.fixture
def compare(vouch: Vouch, tmp_path: Path) -> Callable[[Report, Report], tuple[int, dict[str, Any]]]:
    """Compares two reports: the exit code and the JSON, which keeps its schema."""

    def call(base: Report, head: Report) -> tuple[int, dict[str, Any]]:
        for side, made in (("base", base), ("head", head)):
            (tmp_path / f"{side}.json").write_text(render(made), encoding="utf-8")
        ended = vouch("difference", tmp_path / "base.json", tmp_path / "head.json", "--format", "json")
        assert ended.err == ""
        found: dict[str, Any] = json.loads(ended.out)
        jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))
        return ended.code, found

    return call


Compare = Callable[[Report, Report], tuple[int, dict[str, Any]]]

NOTHING: dict[str, list[Any]] = {
    "let_through": [],
    "newly_refused": [],
    "rules": [],
    "exemptions": [],
    "profiles": [],
    "lacking": [],
}


def test_the_same_report_twice_is_no_difference(compare: Compare) -> None:
    same = report(run(result()))
    assert compare(same, same) == (0, NOTHING)


def test_a_rule_that_is_gone_lets_its_findings_through(compare: Compare) -> None:
    code, found = compare(report(run(result())), report(run(), rules=()))
    assert code == 1
    assert found == {
        **NOTHING,
        "let_through": [
            {
                "stack": "live",
                "rule": "bucket-named",
                "urn": URN,
                "severity": "high",
                "message": "bucket is not set",
                "why": "the head does not judge by this rule",
            }
        ],
        "rules": [{"rule": "bucket-named", "base": "high", "head": None}],
    }


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ((), "the head finds nothing wrong"),
        (
            (result(severity=Severity.LOW, refused=False),),
            "the head holds it failed at severity low, and does not refuse",
        ),
        (
            (result(verdict=Verdict.EXEMPT, refused=False, exemption=EXEMPTED),),
            "the head exempts it: replaced in May (data, OPS-1, until 2030-05-01)",
        ),
        ((result(known=True, refused=False),), "the head has it in its baseline"),
        (
            (result(verdict=Verdict.UNDETERMINED, refused=False),),
            "the head holds it undetermined at severity high, and does not refuse",
        ),
    ],
)
def test_every_way_of_letting_through_is_an_answer_of_1_and_named(
    compare: Compare, head: tuple[Result, ...], why: str
) -> None:
    code, found = compare(report(run(result())), report(run(*head)))
    assert (code, [each["why"] for each in found["let_through"]]) == (1, [why])


def test_a_new_exemption_is_shown_even_where_the_base_refuses_nothing(compare: Compare) -> None:
    code, found = compare(report(run()), report(run(result(verdict=Verdict.EXEMPT, refused=False, exemption=EXEMPTED))))
    said = "replaced in May (data, OPS-1, until 2030-05-01)"
    assert code == 0
    assert found["exemptions"] == [{"stack": "live", "rule": "bucket-named", "urn": URN, "base": None, "head": said}]


def test_a_stricter_head_is_an_answer_of_0_and_shown(compare: Compare) -> None:
    code, found = compare(report(run(), rules=()), report(run(result(None))))
    assert code == 0
    assert [(each["urn"], each["why"]) for each in found["newly_refused"]] == [
        (None, "the base does not judge by this rule")
    ]
    assert found["rules"] == [{"rule": "bucket-named", "base": None, "head": "high"}]


def test_another_property_of_the_same_resource_is_no_difference(compare: Compare) -> None:
    code, found = compare(
        report(run(result(property="a"))),
        report(run(result(property="b", verdict=Verdict.UNDETERMINED, refused=False), result(property="c"))),
    )
    assert (code, found) == (0, NOTHING)


def test_a_lower_profile_and_a_stack_that_is_not_judged_are_named(compare: Compare) -> None:
    base = report(run(result(None)), run(result(), stack="dev"))
    lower = run().model_copy(update={"profile": "none"})
    code, found = compare(base, report(lower))
    assert code == 1
    assert [each["why"] for each in found["let_through"]] == [
        "the head finds nothing wrong (by profile none, not prod)",
        "the head did not judge this stack",
    ]
    assert found["profiles"] == [
        {"stack": "live", "base": "prod", "head": "none"},
        {"stack": "dev", "base": "prod", "head": None},
    ]


def test_what_the_base_could_not_judge_is_not_let_through(compare: Compare) -> None:
    code, found = compare(report(run(result(verdict=Verdict.ERROR))), report(run()))
    assert (code, found["let_through"]) == (0, [])


@pytest.mark.parametrize("rule", ["exemption-expired", "exemption-unused", "baseline-mended"])
def test_a_head_that_mends_its_own_exemptions_lets_nothing_through(compare: Compare, rule: str) -> None:
    code, found = compare(report(run(result(None, rule=rule))), report(run()))
    assert (code, found["let_through"]) == (0, [])


def test_a_report_of_an_older_version_is_compared_as_far_as_it_goes(vouch: Vouch, tmp_path: Path) -> None:
    older = {
        "runs": [
            {
                "subject": {"stack": "live"},
                "results": [{"rule": "bucket-named", "verdict": "failed", "refused": True, "urn": URN}],
            }
        ]
    }
    base, head = tmp_path / "base.json", tmp_path / "head.json"
    base.write_text(json.dumps(older), encoding="utf-8")
    head.write_text(render(report(run())), encoding="utf-8")
    ended = vouch("difference", base, head)
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "The head lets through 1 result that the base refuses.",
        "",
        "Let through by the head, refused by the base (1)",
        f"  bucket-named on {URN}: -, ; the head finds nothing wrong (by profile prod, not -)",
        "",
        "Profiles that differ (1)",
        "  live: - -> prod",
        "",
        "The base's report does not list its rules, so rules that are gone cannot be told.",
        "The base's report does not say what is exempt, so exemptions cannot be compared.",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not JSON: write it with `vouch check --format json`"),
        ("[]", "is no report of a check, it has no list of runs: write it with `vouch check --format json`"),
        ('{"runs": [1]}', "is no report of a check, it has no list of runs"),
        ('{"runs": [{}]}', "has a run without results"),
        ('{"runs": [{"results": [{"rule": 1}]}]}', "has no rule and verdict in result 1"),
    ],
)
def test_what_is_no_report_ends_with_2_and_one_sentence(vouch: Vouch, tmp_path: Path, text: str, sentence: str) -> None:
    base = tmp_path / "base.json"
    base.write_text(text, encoding="utf-8")
    ended = vouch("difference", base, base)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert f"the base report {base} {sentence}" in ended.err


def test_a_report_that_is_missing_ends_with_2(vouch: Vouch, tmp_path: Path) -> None:
    ended = vouch("difference", tmp_path / "none.json", tmp_path / "none.json")
    assert (ended.code, ended.err) == (
        2,
        f"vouch: the base report {tmp_path / 'none.json'} cannot be read: No such file or directory\n",
    )


def test_an_unknown_format_is_refused(vouch: Vouch, tmp_path: Path) -> None:
    ended = vouch("difference", tmp_path / "a", tmp_path / "b", "--format", "xml")
    assert (ended.code, ended.err) == (2, "vouch: --format 'xml' is not known: use table, json or markdown\n")


def test_markdown_names_what_is_let_through_first(vouch: Vouch, tmp_path: Path) -> None:
    for side, made in (
        ("base", report(run(result("a|b<!--", message="*x* @you")))),
        ("head", report(run(), rules=("bucket-named", "bucket-new"))),
    ):
        (tmp_path / f"{side}.json").write_text(render(made), encoding="utf-8")
    ended = vouch("difference", tmp_path / "base.json", tmp_path / "head.json", "--format", "markdown")
    assert ended.code == 1
    assert ended.out.splitlines() == [
        "<!-- vouch:difference:all -->",
        "## Against the base's rules: the head lets through 1 result that the base refuses",
        "",
        "### Let through by the head, refused by the base (1)",
        "",
        (
            "- `bucket-named on urn:pulumi:live::shop::aws:s3/bucket:Bucket::a\\|b<!\u200b--`: "
            "high, \\*x\\* @\u200byou; the head finds nothing wrong"
        ),
        "",
        "### Rules that differ (1)",
        "",
        "- `bucket-new`: new, severity high",
    ]


def test_reports_of_the_command_itself_are_compared(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket())
    base, head = tmp_path / "base.json", tmp_path / "head.json"
    vouch("check", "--state", state, "--output", f"json={base}")
    vouch("check", "--state", state, "--output", f"json={head}", "--rule", "bucket-owned")
    ended = vouch("difference", base, head)
    assert ended.code == 1
    assert "bucket-named on urn:pulumi:live::shop::aws:s3/bucket:Bucket::logs: high, bucket is not set; " in ended.out
    assert "the head does not judge by this rule" in ended.out
