"""Stdout, which may be full, or read by somebody who has seen enough."""

import os
import shutil
import sys
from typing import Final, TextIO

from vouch.errors import CannotJudgeError

_PLAIN_WIDTH: Final = 120
_LEAST_WIDTH: Final = 40


def width(stream: TextIO) -> int:
    """How wide a table may be: as the terminal is, or as ``COLUMNS`` says, and 120 where neither is there."""
    if stream.isatty():
        return max(shutil.get_terminal_size().columns, _LEAST_WIDTH)
    stated = os.environ.get("COLUMNS", "")
    return max(int(stated), _LEAST_WIDTH) if stated.isdecimal() and int(stated) else _PLAIN_WIDTH


def put(text: str) -> None:
    """Writes to stdout. A reader (``head``) that has seen enough is no failure and changes no exit code.

    Raises CannotJudgeError where nothing can be written.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as cause:
        # Python would try again to write the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(cause, BrokenPipeError):
            raise CannotJudgeError(f"stdout cannot be written: {cause.strerror}") from cause
