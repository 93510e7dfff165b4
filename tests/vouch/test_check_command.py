"""``vouch check`` keeps its contract: subjects, exit codes, sentences and reports."""

import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from guardrails.controls.model import RuleInfo
from guardrails.graph import Resource
from guardrails.judge import RuleBook
from guardrails.profiles import BaselineError, Profile
from guardrails.rule import Findings, ResourceRule, examples
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity, failed
from tests.vouch.conftest import PROGRAMS, Ended
from tests.vouch.support import BUCKET, bad_bucket, deployment, good_bucket, write_program, write_state
from vouch import __version__
from vouch.cli import main
from vouch.commands.generate import SCHEMA

Vouch = Callable[..., Ended]


def _validated(text: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(text)
    jsonschema.validate(report, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return report


def test_a_state_that_keeps_every_rule_ends_with_0(vouch: Vouch, tmp_path: Path) -> None:
    ended = vouch("check", "--state", write_state(tmp_path / "state.json", good_bucket()))
    assert (ended.code, ended.err) == (0, "")
    assert "Nothing refused." in ended.out


def test_a_state_that_breaks_a_rule_ends_with_1_and_says_how_to_mend(vouch: Vouch, tmp_path: Path) -> None:
    ended = vouch("check", "--state", write_state(tmp_path / "state.json", bad_bucket()))
    assert (ended.code, ended.err) == (1, "")
    for said in (
        "HIGH",
        "bucket-named  control rest.files, claims ",
        "refused",
        "aws:s3/bucket:Bucket logs, bucket: bucket is not set",
        "fix: Mend bucket-named",
        "Refused: 1 of the results above refuses this deploy.",
    ):
        assert said in ended.out


def test_json_follows_the_schema_that_ships_with_the_tool(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket(), good_bucket("other"))
    ended = vouch("check", "--state", state, "--format", "json")
    report = _validated(ended.out)
    assert report["tool"] == {"name": "vouch", "version": __version__}
    (run,) = report["runs"]
    assert run["subject"] == {"kind": "state", "path": str(state), "stack": "live"}
    assert run["profile"] == "none"
    assert [result["verdict"] for result in run["results"]] == ["failed"]


def test_all_lists_passed_results_too(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", good_bucket())
    quiet = _validated(vouch("check", "--state", state, "--format", "json").out)
    loud = _validated(vouch("check", "--state", state, "--format", "json", "--all").out)
    assert quiet["runs"][0]["results"] == []
    assert {result["verdict"] for result in loud["runs"][0]["results"]} == {"passed", "not_applicable"}


@pytest.mark.parametrize("spelling", ["repeated", "listed"])
def test_many_states_are_judged_in_one_run(vouch: Vouch, tmp_path: Path, spelling: str) -> None:
    first = write_state(tmp_path / "a.json", good_bucket())
    second = write_state(tmp_path / "b.json", bad_bucket())
    states = ("--state", first, "--state", second) if spelling == "repeated" else ("--state", first, second)
    ended = vouch("check", *states, "--format", "json")
    assert ended.code == 1
    assert [run["subject"]["path"] for run in _validated(ended.out)["runs"]] == [str(first), str(second)]


def test_a_state_is_read_from_stdin(vouch: Vouch, monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.dumps(deployment(good_bucket())).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    ended = vouch("check", "--state", "-", "--format", "json")
    assert ended.code == 0
    assert _validated(ended.out)["runs"][0]["subject"] == {"kind": "state", "path": "-", "stack": "live"}


def test_one_state_that_cannot_be_read_ends_with_2_and_the_others_are_judged(vouch: Vouch, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    bad = write_state(tmp_path / "bad.json", bad_bucket())
    ended = vouch("check", "--state", broken, "--state", bad, "--format", "json")
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert f"the state {broken} is not valid JSON" in ended.err
    assert [run["subject"]["path"] for run in _validated(ended.out)["runs"]] == [str(bad)]


def test_a_rule_that_raises_ends_with_2_names_it_and_the_others_still_judge(
    vouch: Vouch, breaking_book: RuleBook, tmp_path: Path
) -> None:
    ended = vouch(
        "check", "--state", write_state(tmp_path / "s.json", bad_bucket()), "--format", "json", rules=breaking_book
    )
    assert ended.code == 2
    assert ended.err == (
        "vouch: rule bucket-breaking raised ZeroDivisionError on urn:pulumi:live::shop::aws:s3/bucket:Bucket::logs: "
        "division by zero: this is an error of the rule, report it\n"
    )
    results = _validated(ended.out)["runs"][0]["results"]
    assert [result["verdict"] for result in results] == ["failed", "error"]


def test_reports_are_written_to_files_in_several_formats(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket())
    as_json, as_table = tmp_path / "report.json", tmp_path / "report.txt"
    ended = vouch("check", "--state", state, "--output", f"json={as_json}", "--output", f"table={as_table}")
    assert ended.code == 1
    assert _validated(as_json.read_text(encoding="utf-8"))["runs"]
    assert as_table.read_text(encoding="utf-8") == ended.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", "report.txt", "state.json"]


def test_a_profile_may_be_given_and_is_shown(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", good_bucket())
    assert "profile dev" in vouch("check", "--state", state, "--profile", "dev").out


def test_only_the_asked_rules_and_controls_judge(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket())

    def rules(*arguments: str) -> object:
        run = _validated(vouch("check", "--state", state, "--format", "json", *arguments).out)["runs"][0]
        return run["summary"]["rules"]

    assert rules() == 3
    assert rules("--rule", "bucket-owned") == 1
    assert rules("--control", "rest.files", "--rule", "bucket-owned") == 2
    for framework in ("CIS-5.0", "CIS-5.0:1", "CIS-5.0:1.1"):
        assert rules("--framework", framework) == 3


def test_frameworks_are_chosen_by_whole_numbers(book: RuleBook) -> None:
    numbered = {"bucket-named": ("CIS-5.0:1.1",), "bucket-owned": ("CIS-5.0:1.10", "FSBP:S3.1"), "trail-present": ()}
    rules = RuleBook(book.rules, {rule: replace(book.infos[rule], frameworks=said) for rule, said in numbered.items()})

    def chosen(*frameworks: str) -> list[str]:
        return [rule.id for rule in rules.only(frameworks=frameworks).rules]

    assert chosen("CIS-5.0") == chosen("CIS-5.0:1") == ["bucket-named", "bucket-owned"]
    assert chosen("CIS-5.0:1.1") == ["bucket-named"]
    assert chosen("FSBP:S3.1", "CIS-5.0:1.1") == ["bucket-named", "bucket-owned"]
    assert chosen("CIS-5") == chosen("CIS") == []


@pytest.mark.parametrize("state", [good_bucket(), bad_bucket()])
def test_a_soft_failure_ends_with_0_and_says_so(vouch: Vouch, tmp_path: Path, state: dict[str, Any]) -> None:
    ask = ("check", "--state", write_state(tmp_path / "state.json", state), "--soft-fail")
    ended = vouch(*ask)
    assert (ended.code, ended.err) == (0, "")
    assert "Soft fail: the command ends with 0 all the same." in ended.out
    assert _validated(vouch(*ask, "--format", "json").out)["runs"][0]["soft_fail"] is True


def test_a_soft_failure_still_cannot_judge(vouch: Vouch, breaking_book: RuleBook, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket())
    assert vouch("check", "--state", state, "--soft-fail", rules=breaking_book).code == 2


def test_rules_that_are_not_the_committed_ones_judge_nothing(
    book: RuleBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("vouch.commands.check.book", lambda: book)
    assert main(["check", "--state", str(write_state(tmp_path / "state.json", good_bucket()))]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("vouch: the rules are not those of policies/guardrails/manifest.json: ")
    assert printed.err.endswith(" more: restore the rules, or run `vouch generate` and have the difference reviewed\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--rule", "bucket-name"), "there is no rule 'bucket-name': did you mean bucket-named"),
        (("--control", "rest.file"), "there is no control 'rest.file': did you mean rest.files"),
        (("--control", "zzzzzz"), "there is no control 'zzzzzz': `vouch controls` lists them all"),
        (("--framework", "CIS-5.1"), "there is no framework 'CIS-5.1': did you mean CIS-5.0"),
        (("--framework", "CIS-5.0:1.2"), "there is no framework 'CIS-5.0:1.2': did you mean CIS-5.0:1.1 or CIS-5.0?"),
        (("--framework", "zzzzzz"), "there is no framework 'zzzzzz': use CIS-5.0, or a number of one"),
        (("--profile", "gold"), "profile 'gold' does not exist: choose one of none, dev"),
        (("--format", "xml"), "--format 'xml' is not known: use table, json, sarif, junit or markdown"),
        (("--output", "report.json"), "--output 'report.json' must be FORMAT=FILE"),
        (("--output", "json=-"), "--output 'json=-' names no file: --format json prints to stdout"),
        (
            ("--output", "xml=report"),
            "--output 'xml' is not known: use table, json, sarif, junit, markdown or baseline",
        ),
        (("--stack", "dev"), "--stack names the stack of a program"),
        (("--answers", "a.yaml"), "--answers are for programs"),
        (("--program", "."), "--program and --state cannot be judged in one run"),
        (("--colour",), "No such option: --colour"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_sentence(
    vouch: Vouch, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = vouch("check", "--state", write_state(tmp_path / "state.json", good_bucket()), *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"vouch: {sentence}")
    assert ended.err.count("\n") == 1


def test_a_file_without_state_before_it_is_wrong_usage(vouch: Vouch) -> None:
    ended = vouch("check", "state.json")
    assert (ended.code, ended.err) == (
        2,
        "vouch: 'state.json' is not expected here: states are given with --state FILE\n",
    )


def test_no_command_and_no_such_command_are_wrong_usage(vouch: Vouch) -> None:
    assert vouch().err == "vouch: no command was given: `vouch --help` lists them\n"
    assert vouch("chek").code == 2


def test_a_report_that_cannot_be_written_ends_with_2(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", good_bucket())
    ended = vouch("check", "--state", state, "--output", f"json={tmp_path}/none/report.json")
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err == (
        f"vouch: {tmp_path}/none/report.json cannot be written: the folder {tmp_path}/none does not exist\n"
    )


def test_no_report_is_written_where_one_of_them_cannot_be(vouch: Vouch, tmp_path: Path) -> None:
    state, report = write_state(tmp_path / "state.json", good_bucket()), tmp_path / "report.json"
    assert vouch("check", "--state", state, "--output", f"json={report}", "--output", f"table={tmp_path}").code == 2
    assert not report.exists()


def test_two_reports_in_one_file_are_refused(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", good_bucket())
    outputs = ("--output", f"json={tmp_path}/a", "--output", f"table={tmp_path}/./a")
    assert vouch("check", "--state", state, *outputs).err == (
        f"vouch: --output names {tmp_path}/a twice: give each report a file of its own\n"
    )


def test_a_report_is_not_written_over_the_state_it_judges(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", good_bucket())
    before = state.read_bytes()
    ended = vouch("check", "--state", state, "--output", f"json={state}")
    assert ended.err == f"vouch: --output would write over the state {state}: name another file\n"
    assert state.read_bytes() == before


@pytest.mark.parametrize("option", ["--stack", "--program", "--state"])
def test_an_empty_value_is_not_taken_for_none(vouch: Vouch, option: str) -> None:
    ended = vouch("check", option, "")
    assert (ended.code, ended.err) == (2, f"vouch: {option} is empty: name one, or leave it out\n")


def test_nothing_is_reported_where_no_state_can_be_read(vouch: Vouch, tmp_path: Path) -> None:
    ended = vouch("check", "--state", tmp_path / "a", tmp_path / "b", "--output", f"json={tmp_path}/report.json")
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 2)
    assert not (tmp_path / "report.json").exists()


def test_the_sentence_of_a_rule_that_raises_is_the_error_and_not_what_it_found_before(
    vouch: Vouch, tmp_path: Path
) -> None:
    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        if resource.name == "z":
            raise ZeroDivisionError("division by zero")
        yield failed("bucket", "bucket is not set")

    rule = ResourceRule("bucket-named", (BUCKET,), judge, examples(BUCKET, good={}, bad={}, unknown={}))
    info = RuleInfo(id=rule.id, control="rest.files", title="", severity=Severity.HIGH, fix="Mend it")
    state = write_state(tmp_path / "state.json", bad_bucket("a"), bad_bucket("z"))
    ended = vouch("check", "--state", state, rules=RuleBook((rule,), {rule.id: info}))
    assert ended.code == 2
    assert ended.err.startswith("vouch: rule bucket-named raised ZeroDivisionError on urn:pulumi:live::shop::")


def test_what_is_counted_is_what_is_listed(vouch: Vouch, breaking_book: RuleBook, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket(), good_bucket("other"))
    ended = vouch("check", "--state", state, "--format", "json", "--all", rules=breaking_book)
    (run,) = _validated(ended.out)["runs"]
    listed = Counter(result["verdict"] for result in run["results"])
    summary = run["summary"]
    verdicts = ("passed", "failed", "undetermined", "not_applicable", "exempt")
    assert {verdict: listed[verdict] for verdict in verdicts} == {verdict: summary[verdict] for verdict in verdicts}
    assert listed["error"] == summary["errors"] == 2
    assert sum(result["refused"] for result in run["results"]) == summary["refused"] == 3


def test_a_program_that_is_a_file_is_named(vouch: Vouch, tmp_path: Path) -> None:
    project = write_program(tmp_path) / "Pulumi.yaml"
    assert vouch("check", "--program", project).err == (
        f"vouch: {project} is a file: name the folder that holds the program's Pulumi.yaml\n"
    )


def test_a_program_is_judged_with_its_only_stack(vouch: Vouch) -> None:
    ended = vouch("check", "--program", PROGRAMS / "printing", "--format", "json")
    assert ended.code == 1
    (run,) = _validated(ended.out)["runs"]
    assert run["subject"] == {"kind": "program", "path": str(PROGRAMS / "printing"), "stack": "dev"}
    assert run["profile"] == "none"


def test_what_a_program_prints_goes_to_stderr(vouch: Vouch) -> None:
    ended = vouch("check", "--program", PROGRAMS / "printing", "--format", "json")
    _validated(ended.out)
    assert "printed by the program\n" in ended.err
    assert "echoed by a shell\n" in ended.err


def test_a_program_that_raises_ends_with_2_and_the_place(vouch: Vouch) -> None:
    ended = vouch("check", "--program", PROGRAMS / "raising")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"vouch: the program {PROGRAMS / 'raising'} (stack dev) could not be built: "
        "ValueError: no network named blue: add one (__main__.py, line 5)\n"
    )


@pytest.mark.parametrize("arguments", [("--debug", "check"), ("check", "--debug")])
def test_debug_shows_the_traceback_of_the_program(vouch: Vouch, arguments: tuple[str, ...]) -> None:
    ended = vouch(*arguments, "--program", PROGRAMS / "raising")
    assert ended.code == 2
    assert "Traceback (most recent call last):" in ended.err
    assert 'raise ValueError("no network named blue' in ended.err


def test_the_stack_may_come_from_the_environment(vouch: Vouch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = write_program(tmp_path, stacks={"one": "config: {}", "two": "config: {}"})
    assert vouch("check", "--program", program).err == (
        f"vouch: {tmp_path} has the stacks one, two: choose one with --stack\n"
    )
    monkeypatch.setenv("PULUMI_STACK", "two")
    assert "stack two" in vouch("check", "--program", program).out
    assert "stack one" in vouch("check", "--program", program, "--stack", "one").out


def test_answers_come_from_a_file(vouch: Vouch, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(
        "invokes:\n  aws:index/getCallerIdentity:getCallerIdentity: {accountId: '123456789012'}\n", encoding="utf-8"
    )

    def undetermined(*arguments: object) -> set[object]:
        ended = vouch(
            "check", "--program", PROGRAMS / "lookups", "--rule", "bucket-named", "--format", "json", *arguments
        )
        results = _validated(ended.out)["runs"][0]["results"]
        return {result["name"] for result in results if result["verdict"] == "undetermined"}

    assert undetermined() == {"logs"}
    assert undetermined("--answers", answers) == set()


def test_an_own_stack_is_mapped_to_its_profile(vouch: Vouch, tmp_path: Path) -> None:
    program = write_program(tmp_path, project="name: vouch\nruntime: python\n", stacks={"dev": "", "other": ""})
    assert "profile dev" in vouch("check", "--program", program, "--stack", "dev").out
    assert "profile none" in vouch("check", "--program", program, "--stack", "other").out


def test_transforms_that_only_the_engine_runs_are_said_to_be_left_out(vouch: Vouch) -> None:
    ended = vouch("check", "--program", PROGRAMS / "transforming", "--stack", "test", "--format", "json")
    assert ended.err == (
        "vouch: note: the program registers 2 transforms, which only the engine runs: "
        "what they change is not judged here\n"
    )
    assert _validated(ended.out)["runs"][0]["summary"]["resources"] == 1


def test_baselines_that_excuse_nothing_end_with_2_and_one_sentence(
    vouch: Vouch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_project: str, _stack: str) -> Profile:
        raise BaselineError("baselines.yaml says too much: remove the entry")

    monkeypatch.setattr("vouch.commands.check.profile_for", refuse)
    ended = vouch("check", "--state", write_state(tmp_path / "state.json", good_bucket()))
    assert (ended.code, ended.err) == (2, "vouch: baselines.yaml says too much: remove the entry\n")


def test_a_stack_file_of_a_state_is_refused(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", good_bucket())
    ended = vouch("check", "--state", state, "--config-file", tmp_path / "Pulumi.live.yaml")
    assert (ended.code, ended.out) == (2, "")
    assert "--config-file is for programs: a state has its configuration in it, leave it out" in ended.err


def test_what_is_less_grave_is_left_out_and_said_to_be(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", {**good_bucket(), "inputs": {"bucket": "logs"}})
    assert "bucket-owned" in vouch("check", "--state", state).out
    ended = vouch("check", "--state", state, "--severity", "medium")
    assert ended.code == 0
    assert "bucket-owned" not in ended.out
    assert "Below severity medium, and not shown: 1 result." in ended.out


def test_what_refuses_is_shown_whatever_severity_is_asked_for(vouch: Vouch, tmp_path: Path) -> None:
    ended = vouch("check", "--state", write_state(tmp_path / "state.json", bad_bucket()), "--severity", "critical")
    assert ended.code == 1
    assert "bucket-named" in ended.out


def test_an_unknown_severity_is_refused_with_those_that_exist(vouch: Vouch) -> None:
    ended = vouch("check", "--severity", "grave")
    assert (ended.code, ended.out) == (2, "")
    assert "--severity 'grave' is not known: use critical, high, medium, low, info" in ended.err
