"""The command as a shell calls it: quick listings, exit codes and quiet failures."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.vouch.support import bad_bucket, write_program, write_state
from vouch import __version__
from vouch.cli import main

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


@pytest.mark.parametrize(
    "arguments", [("claims", "--format", "json"), ("rules",), ("explain", "CF-06"), ("--help",), ("check", "--help")]
)
def test_a_reader_that_has_seen_enough_is_no_failure(arguments: tuple[str, ...]) -> None:
    listing = subprocess.Popen(
        [sys.executable, "-c", "from vouch.cli import run; run()", *arguments],
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


def _shell(redirection: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = f'"{sys.executable}" -m vouch "$@" {redirection}'
    return subprocess.run(
        ["/bin/sh", "-c", command, "vouch", *arguments],
        capture_output=True,
        check=False,
        env={**ENVIRONMENT, **environment},
    )


def test_closed_streams_change_no_exit_code(tmp_path: Path) -> None:
    state = str(write_state(tmp_path / "state.json", bad_bucket()))
    assert _shell("<&- >&- 2>&-", "check", "--state", state).returncode == 1
    assert _shell("2>&-", "check", "--state", "none.json").returncode == 2
    assert _shell(">&- 2>&-", "rules").returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_behind_stdout_is_one_sentence() -> None:
    ended = _shell(">/dev/full", "rules", "--format", "json")
    assert (ended.returncode, ended.stderr) == (2, b"vouch: stdout cannot be written: No space left on device\n")


def test_reports_are_utf_8_whatever_the_locale_says(tmp_path: Path) -> None:
    state = str(write_state(tmp_path / "state.json", bad_bucket("b\u00fccket")))
    for format_ in ("table", "json"):
        ended = _shell("", "check", "--state", state, "--format", format_, PYTHONIOENCODING="ascii")
        assert (ended.returncode, ended.stderr) == (1, b"")
        assert "b\u00fccket".encode() in ended.stdout


@pytest.mark.parametrize(
    "arguments", [("--help",), ("rules",), ("claims", "--format", "json"), ("check", "--state", "-")]
)
def test_what_needs_no_rich_does_not_wait_for_it(arguments: tuple[str, ...]) -> None:
    code = "import sys\nfrom vouch.cli import main\nmain(sys.argv[1:])\nprint('LOADED', 'rich' in sys.modules)"
    assert _run(*arguments, code=code).stdout.splitlines()[-1] == "LOADED False"


def test_an_interrupt_is_one_sentence_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_format: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vouch.commands.rules.run", interrupted)
    assert main(["rules"]) == 2
    assert capsys.readouterr().err == "vouch: interrupted\n"


def test_an_interrupt_ends_a_program_at_once_though_the_sdk_would_wait(tmp_path: Path) -> None:
    folder = write_program(tmp_path, ["import os, signal, pulumi_aws", "os.kill(os.getpid(), signal.SIGINT)"])
    code = (
        "import sys\nfrom pathlib import Path\nfrom vouch.cli import run\nfrom vouch.preview import program\n"
        "program.HOME = Path(sys.argv[3])\nrun()"
    )
    ended = _run("check", "--program", str(folder), code=code)
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", "vouch: interrupted\n")


def test_python_m_vouch_is_the_command() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "vouch", "--version"], capture_output=True, text=True, check=False, env=ENVIRONMENT
    )
    assert ended.stdout == f"vouch {__version__}\n"
