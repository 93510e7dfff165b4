"""The command as a shell calls it: quick listings, exit codes and quiet failures."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.vouch.support import write_state
from vouch import __version__

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'policies'}"}


def _run(*arguments: str, code: str = "from vouch.cli import run; run()") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, env=ENVIRONMENT
    )


@pytest.mark.parametrize("arguments", [("--help",), ("rules",), ("claims",), ("explain", "none")])
def test_help_and_listings_load_no_sdk(arguments: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom vouch.cli import main\nmain(sys.argv[1:])\n"
        "print('LOADED', sorted({'pulumi', 'pulumi_aws', 'boto3'} & set(sys.modules)))"
    )
    assert _run(*arguments, code=code).stdout.splitlines()[-1] == "LOADED []"


def test_the_version_is_that_of_the_project() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert stated == __version__
    ended = _run("--version")
    assert (ended.returncode, ended.stdout) == (0, f"vouch {stated}\n")


def test_a_failure_is_one_sentence_and_exit_code_2() -> None:
    ended = _run("check", "--state", "none.json")
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", "vouch: the state none.json does not exist\n")


def test_debug_shows_the_traceback() -> None:
    ended = _run("--debug", "check", "--state", "none.json")
    assert ended.returncode == 2
    assert "Traceback (most recent call last):" in ended.stderr
    assert ended.stderr.endswith("vouch: the state none.json does not exist\n")


def test_an_empty_stack_is_judged_without_the_sdk(tmp_path: Path) -> None:
    ended = _run("check", "--state", str(write_state(tmp_path / "state.json")))
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    listing = subprocess.Popen(
        [sys.executable, "-c", "from vouch.cli import run; run()", "claims", "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert listing.stdout is not None
    assert listing.stderr is not None
    listing.stdout.close()
    assert listing.wait() == 0
    assert listing.stderr.read() == b""
    listing.stderr.close()


def test_python_m_vouch_is_the_command() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "vouch", "--version"], capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    assert ended.stdout == f"vouch {__version__}\n"
