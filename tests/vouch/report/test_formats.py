"""Every form of the report comes from the same results, on stdout and in files, in one run."""

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import fromstring

import jsonschema
import pytest

from tests.vouch.conftest import Ended
from tests.vouch.report.sarif_schema import sarif_schema
from tests.vouch.support import bad_bucket, write_program, write_state

Vouch = Callable[..., Ended]


def test_one_run_writes_every_form_and_all_say_the_same(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket("a"), bad_bucket("b"))
    files = {name: tmp_path / f"report.{name}" for name in ("table", "json", "sarif", "junit", "markdown")}
    options = [option for name, path in files.items() for option in ("--output", f"{name}={path}")]
    ended = vouch("check", "--state", state, "--format", "markdown", *options)
    assert (ended.code, ended.err) == (1, "")
    text = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    assert text["markdown"] == ended.out
    sarif = json.loads(text["sarif"])
    jsonschema.validate(sarif, sarif_schema())
    assert [each["refused"] for each in json.loads(text["json"])["runs"][0]["results"]] == [True, True]
    assert [each["properties"]["refused"] for each in sarif["runs"][0]["results"]] == [True, True]
    assert fromstring(text["junit"]).get("failures") == "2"  # noqa: S314  made here
    assert "**2 results refuse this deploy** (2 high)" in text["markdown"]
    assert "Refused: 2 of the results above refuse this deploy." in text["table"]


@pytest.mark.parametrize(("format_", "begins"), [("sarif", "{"), ("junit", "<?xml"), ("markdown", "<!-- vouch:check:")])
def test_each_form_is_printed_alone(vouch: Vouch, tmp_path: Path, format_: str, begins: str) -> None:
    ended = vouch("check", "--state", write_state(tmp_path / "s.json", bad_bucket()), "--format", format_)
    assert (ended.code, ended.err) == (1, "")
    assert ended.out.startswith(begins)


def test_a_programs_results_stand_at_their_lines_in_every_form(vouch: Vouch, tmp_path: Path) -> None:
    program = write_program(
        tmp_path / "shop", ("from pulumi_aws import s3", "", "s3.Bucket('logs', tags={'owner': 'me'})")
    )
    files = {name: tmp_path / f"report.{name}" for name in ("json", "sarif", "junit")}
    options = [option for name, path in files.items() for option in ("--output", f"{name}={path}")]
    ended = vouch("check", "--program", program, "--format", "markdown", *options)
    assert ended.code == 1
    text = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    (found,) = json.loads(text["json"])["runs"][0]["results"]
    assert found["source"] == {"file": "__main__.py", "line": 3}
    (alert,) = json.loads(text["sarif"])["runs"][0]["results"]
    assert alert["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert "__main__.py:3\n" in text["junit"]
    assert "__main__.py:3" in ended.out


def test_more_runs_than_code_scanning_takes_are_noted(vouch: Vouch, tmp_path: Path) -> None:
    state = write_state(tmp_path / "state.json", bad_bucket())
    states = [state] * 21
    said = "vouch: note: GitHub takes no SARIF file of more than 20 runs, this one has 21: judge in parts\n"
    assert vouch("check", "--state", *states, "--output", f"sarif={tmp_path / 'a.sarif'}").err == said
    assert vouch("check", "--state", *states, "--output", f"json={tmp_path / 'a.json'}").err == ""
    assert vouch("check", "--state", *states[:20], "--format", "sarif").err == ""
