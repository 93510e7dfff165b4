"""What is generated in the README: output of commands, run and compared, and the list of components.

A block is ``<!-- output: COMMAND -->``, ``<!-- output: COMMAND | first N lines -->`` or
``<!-- output: COMMAND | first N lines and those with TEXT -->``, then what the command prints, then ``<!-- end -->``.
Seconds and folders differ from run to run: the seconds that stand there are kept, and this repository's folder is
written as a tilde path. The list of components stands between ``<!-- components -->`` and ``<!-- end -->``.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from vouch.components_page import components, summary

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = ROOT / "README.md"

_BLOCK: Final = re.compile(
    r"<!-- output: (?P<command>[^|>]+?)(?: \| first (?P<lines>\d+) lines(?: and those with (?P<also>[^>]+?))?)? -->\n"
    r"(?P<body>.*?)<!-- end -->",
    re.DOTALL,
)
_COMPONENTS: Final = re.compile(r"<!-- components -->\n.*?<!-- end -->", re.DOTALL)
_SECONDS: Final = re.compile(r"(?m)^Seconds +[\d.]+$")
_COLUMNS: Final = "120"


def with_outputs(text: str, run: Callable[[str], str]) -> str:
    """The text with every block's output as ``run`` gives it."""
    return _BLOCK.sub(lambda block: _filled(block, run), text)


def with_components(text: str, listed: str) -> str:
    """The text with the list of components between its marks."""
    return _COMPONENTS.sub(lambda _: f"<!-- components -->\n\n{listed}\n<!-- end -->", text)


def _filled(block: re.Match[str], run: Callable[[str], str]) -> str:
    command, also = block["command"], block["also"]
    output = run(command).rstrip("\n").split("\n")
    first = int(block["lines"] or len(output))
    shown = "\n".join([*output[:first], *(line for line in output[first:] if also and also in line)])
    stood = _SECONDS.search(block["body"])
    if stood:
        shown = _SECONDS.sub(stood[0], shown)
    opening = block[0].partition("\n")[0]
    return f"{opening}\n\n```console\n$ {command}\n{shown}\n```\n\n<!-- end -->"


def output_of(command: str) -> str:
    """What one of our commands prints, whatever its exit code."""
    arguments = shlex.split(command)
    ran = subprocess.run(  # noqa: S603  the README's own commands, without a shell
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": _COLUMNS, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout.replace(str(ROOT), "~/vouch")


def readme() -> str:
    """The README with its outputs, and the list of components, as they are today."""
    return with_components(with_outputs(README.read_text(encoding="utf-8"), output_of), summary(components()))
