"""The README's real output: commands whose output stands in it, run and compared (``vouch generate``).

A block is ``<!-- output: COMMAND -->`` or ``<!-- output: COMMAND | first N lines -->``, then what the command prints,
then ``<!-- end -->``. Seconds and folders differ from run to run: the seconds that stand there are kept, and this
repository's folder is written as a tilde path.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = ROOT / "README.md"

_BLOCK: Final = re.compile(
    r"<!-- output: (?P<command>[^|>]+?)(?: \| first (?P<lines>\d+) lines)? -->\n(?P<body>.*?)<!-- end -->", re.DOTALL
)
_SECONDS: Final = re.compile(r"(?m)^Seconds +[\d.]+$")
_COLUMNS: Final = "120"


def with_outputs(text: str, run: Callable[[str], str]) -> str:
    """The text with every block's output as ``run`` gives it."""
    return _BLOCK.sub(lambda block: _filled(block, run), text)


def _filled(block: re.Match[str], run: Callable[[str], str]) -> str:
    command, lines = block["command"], block["lines"]
    output = run(command).rstrip("\n").split("\n")
    shown = "\n".join(output[: int(lines)] if lines else output)
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
    """The README with its outputs as they are today."""
    return with_outputs(README.read_text(encoding="utf-8"), output_of)
