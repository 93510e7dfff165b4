"""`vouch policy-config`: the exemptions, as the engine takes them for the pack."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from guardrails.profiles import profile
from guardrails.rules import book
from tests.support.servicer import PREVIEW, Servicer
from vouch.cli import main

_ENTRY = {
    "rule": "cloudfront-origin-failover",
    "resource": "name:assets-*",
    "stacks": ["vouch/dev", "vouch/staging"],
    "owner": "Platform team",
    "reason": "The second origin is built in the next quarter.",
    "ticket": "SEC-123",
    "expires": (datetime.now(UTC).date() + timedelta(days=30)).isoformat(),
}


@pytest.fixture
def exempting(tmp_path: Path) -> Path:
    """A program's folder with one exemption, written as people do."""
    file = tmp_path / "promises" / "exemptions.yaml"
    file.parent.mkdir()
    lines = [f"{key}: {json.dumps(value) if isinstance(value, list) else value}" for key, value in _ENTRY.items()]
    file.write_text("exemptions:\n  - " + "\n    ".join(lines) + "\n")
    return tmp_path


def test_it_holds_the_programs_exemptions(exempting: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy-config", "--program", str(exempting)]) == 0
    assert json.loads(capsys.readouterr().out) == {"exemptions": {"exemptions": [_ENTRY]}}


def test_the_pack_takes_it(exempting: Path) -> None:
    output = exempting / "configuration.json"
    assert main(["policy-config", "--program", str(exempting), "--output", str(output)]) == 0
    servicer = Servicer(book(), profile("none"), PREVIEW)
    servicer.configure(json.loads(output.read_text()))


def test_another_file_may_be_named(exempting: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy-config", "--program", str(exempting), "--exemptions", "/dev/null"]) == 0
    assert json.loads(capsys.readouterr().out) == {"exemptions": {"exemptions": []}}


def test_our_own_exemptions_are_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy-config"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["exemptions"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--program", "/nowhere"],
            "vouch: the program's folder /nowhere does not exist: name it with --program DIR\n",
        ),
        (["--output", "/nowhere/file"], "vouch: /nowhere/file cannot be written: No such file or directory\n"),
        (["--exemptions", "/nowhere"], "vouch: the exemptions file /nowhere does not exist\n"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy-config", *arguments]) == 2
    assert capsys.readouterr().err == sentence
