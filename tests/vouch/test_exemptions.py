"""``vouch check`` with exemptions: where they come from, that every use shows, and what refuses for their own sake."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guardrails.judge import RuleBook
from tests.vouch.conftest import Ended
from tests.vouch.support import bad_bucket, good_bucket, write_program, write_state
from vouch.report.formats import FORMATS

Vouch = Callable[..., Ended]

_BAD_BUCKET = ("import pulumi_aws as aws", "aws.s3.Bucket('logs', tags={'owner': 'me'})")


@pytest.fixture(autouse=True)
def _on_the_first_of_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vouch.commands.check.today", lambda: date(2026, 3, 1))


def _entry(**changes: str) -> str:
    stated = {
        "rule": "bucket-named",
        "resource": "name:logs",
        "stacks": "[shop/live, shop/dev]",
        "owner": "Data team",
        "reason": "The old system names it.",
        "ticket": "SEC-12",
        "expires": "2026-06-30",
        **changes,
    }
    return "  - " + "\n    ".join(f"{key}: {value}" for key, value in stated.items())


def _write(path: Path, *entries: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["exemptions:", *entries]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state of shop/live with one bucket that breaks bucket-named."""
    return write_state(tmp_path / "state.json", bad_bucket())


def _run(ended: Ended) -> dict[str, Any]:
    (run,) = json.loads(ended.out)["runs"]
    found: dict[str, Any] = run
    return found


def test_an_exempt_result_refuses_nothing_and_says_by_whom_and_until_when(
    vouch: Vouch, state: Path, tmp_path: Path
) -> None:
    file = _write(tmp_path / "e.yaml", _entry())
    ended = vouch("check", "--state", state, "--exemptions", file, "--format", "json")
    assert (ended.code, ended.err) == (0, "")
    run = _run(ended)
    (result,) = run["results"]
    assert (result["verdict"], result["refused"], result["message"]) == ("exempt", False, "bucket is not set")
    assert result["exemption"] == {
        "owner": "Data team",
        "reason": "The old system names it.",
        "ticket": "SEC-12",
        "expires": "2026-06-30",
    }
    assert (run["summary"]["exempt"], run["summary"]["failed"], run["summary"]["refused"]) == (1, 0, 0)


def test_the_table_shows_every_use_whatever_severity_is_asked_for(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    file = _write(tmp_path / "e.yaml", _entry())
    ended = vouch("check", "--state", state, "--exemptions", file, "--severity", "critical")
    for said in (
        "1 exempt",
        "Exempt (1)",
        "aws:s3/bucket:Bucket logs, bucket: bucket is not set",
        "exempt until 2026-06-30, owner Data team, ticket SEC-12: The old system names it.",
        "Nothing refused.",
    ):
        assert said in " ".join(ended.out.split()), "lines fold where the terminal ends"


def test_the_table_leaves_no_use_out(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", *(bad_bucket(f"logs-{number}") for number in range(12)))
    file = _write(tmp_path / "e.yaml", _entry(resource="name:logs-*"))
    assert vouch("check", "--state", state, "--exemptions", file).out.count("ticket SEC-12") == 12


def test_a_program_brings_its_own_exemptions(vouch: Vouch, tmp_path: Path) -> None:
    program = write_program(tmp_path / "shop", _BAD_BUCKET)
    assert vouch("check", "--program", program).code == 1
    _write(program / "promises" / "exemptions.yaml", _entry())
    assert vouch("check", "--program", program).code == 0


def test_the_file_that_was_asked_for_stands_for_the_programs_own(vouch: Vouch, tmp_path: Path) -> None:
    """So that the base branch's exemptions judge a pull request's program, and not what it brings."""
    program = write_program(tmp_path / "shop", _BAD_BUCKET)
    _write(program / "promises" / "exemptions.yaml", _entry())
    other = _write(tmp_path / "base.yaml", _entry(stacks="[shop/live]"))
    assert vouch("check", "--program", program, "--exemptions", other).code == 1
    assert vouch("check", "--program", program, "--exemptions", "/dev/null").code == 1


def test_a_state_has_no_exemptions_of_its_own(
    vouch: Vouch, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path / "promises" / "exemptions.yaml", _entry())
    monkeypatch.chdir(tmp_path)
    assert vouch("check", "--state", state).code == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("exemptions: [", "is not valid YAML: line 2, column 1: "),
        ("- rule: a", "cannot be taken: the only key is `exemptions`, a list of entries"),
        ("exemptions:\n  - owner: me", "cannot be taken: entry 1 has no `rule`: add it"),
        (f"exemptions:\n{_entry(rule='bucket-nmed')}", "cannot be taken: entry 1 names the rule 'bucket-nmed', which "),
        (f"exemptions:\n{_entry(rule='rds-not-public')}", "cannot be taken: entry 1 exempts from rds-not-public, "),
        (f"exemptions:\n{_entry(expires='2030-01-01')}", "cannot be taken: `expires` of entry 1 is 2030-01-01, and "),
        (f"exemptions:\n{_entry()}\n    rule: bucket-owned", "is not valid YAML: line 9, column 5: "),
    ],
)
def test_a_malformed_file_ends_with_2_and_one_sentence(
    vouch: Vouch, state: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "e.yaml"
    file.write_text(f"{text}\n", encoding="utf-8")
    ended = vouch("check", "--state", state, "--exemptions", file)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.startswith(f"vouch: the exemptions file {file} {sentence}")


def test_a_file_that_is_not_there_ends_with_2(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    ended = vouch("check", "--state", state, "--exemptions", tmp_path / "none.yaml")
    assert (ended.code, ended.err) == (2, f"vouch: the exemptions file {tmp_path}/none.yaml does not exist\n")


@pytest.mark.parametrize("format_", FORMATS)
def test_every_form_of_the_report_shows_every_use(vouch: Vouch, state: Path, tmp_path: Path, format_: str) -> None:
    file = _write(tmp_path / "e.yaml", _entry())
    ended = vouch("check", "--state", state, "--exemptions", file, "--format", format_)
    assert ended.code == 0
    for said in ("bucket-named", "Data team", "SEC-12", "2026-06-30"):
        assert said in ended.out


@pytest.mark.parametrize("format_", FORMATS)
def test_one_that_has_expired_refuses_and_shows_in_every_output(vouch: Vouch, tmp_path: Path, format_: str) -> None:
    good = write_state(tmp_path / "good.json", good_bucket())
    file = _write(tmp_path / "e.yaml", _entry(expires="2026-02-28"))
    ended = vouch("check", "--state", good, "--exemptions", file, "--format", format_)
    assert ended.code == 1
    assert "exemption-expired" in ended.out
    assert "ticket SEC-12" in ended.out


def test_one_that_nothing_needs_refuses(vouch: Vouch, tmp_path: Path) -> None:
    good = write_state(tmp_path / "good.json", good_bucket())
    file = _write(tmp_path / "e.yaml", _entry())
    ended = vouch("check", "--state", good, "--exemptions", file, "--format", "json")
    assert ended.code == 1
    (result,) = _run(ended)["results"]
    assert (result["rule"], result["refused"], result["urn"]) == ("exemption-unused", True, None)
    assert result["message"] == "exemption 1 (bucket-named on name:logs, ticket SEC-12) exempts nothing in this stack"


@pytest.mark.parametrize(
    "asked", [("--rule", "bucket-owned"), ("--rule", "bucket-named"), ("--framework", "CIS-5.0"), ("--profile", "none")]
)
def test_nobody_is_told_of_unused_ones_where_not_everything_judges(
    vouch: Vouch, tmp_path: Path, asked: tuple[str, str]
) -> None:
    good = write_state(tmp_path / "good.json", good_bucket())
    file = _write(tmp_path / "e.yaml", _entry())
    assert vouch("check", "--state", good, "--exemptions", file, *asked).code == 0


def test_one_of_a_rule_that_was_not_asked_for_is_not_even_expired(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    file = _write(tmp_path / "e.yaml", _entry(expires="2026-02-28"))
    ask = ("check", "--state", state, "--exemptions", file, "--rule")
    assert vouch(*ask, "bucket-owned").code == 0
    assert "exemption-expired" in vouch(*ask, "bucket-named").out


def test_of_several_states_each_uses_its_own(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(state.read_text(encoding="utf-8").replace("live", "test"), encoding="utf-8")
    file = _write(tmp_path / "e.yaml", _entry(stacks="[shop/live]"))
    ended = vouch("check", "--state", state, other, "--exemptions", file, "--format", "json")
    assert ended.code == 1
    runs = json.loads(ended.out)["runs"]
    assert [[result["verdict"] for result in run["results"]] for run in runs] == [["exempt"], ["failed"]]


def test_a_rule_that_raises_is_not_exempt(vouch: Vouch, breaking_book: RuleBook, state: Path, tmp_path: Path) -> None:
    file = _write(tmp_path / "e.yaml", _entry(rule="bucket-breaking"), _entry())
    ended = vouch("check", "--state", state, "--exemptions", file, "--format", "json", rules=breaking_book)
    assert ended.code == 2
    assert [result["verdict"] for result in _run(ended)["results"]] == ["exempt", "error"]


def test_a_control_that_only_an_exemption_keeps_is_not_provided(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    file = _write(tmp_path / "e.yaml", _entry())
    assert "0 of 3 provided" in vouch("check", "--state", state, "--exemptions", file).out


def test_no_report_is_written_over_the_exemptions(vouch: Vouch, state: Path, tmp_path: Path) -> None:
    file = _write(tmp_path / "e.yaml", _entry())
    ended = vouch("check", "--state", state, "--exemptions", file, "--output", f"json={file}")
    assert (ended.code, ended.err) == (
        2,
        f"vouch: --output would write over {file}, which is read: name another file\n",
    )
