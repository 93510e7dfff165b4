"""Stdout, which may be closed, full, or read by somebody who has seen enough."""

import os
import sys
from typing import TextIO

from vouch.errors import CannotJudgeError


def put(text: str) -> None:
    """Writes to stdout. A reader (``head``) that has seen enough is no failure and changes no exit code.

    Raises CannotJudgeError where nothing can be written.
    """
    # Python has no stdout at all where the shell closed it (``>&-``).
    stream: TextIO | None = sys.stdout
    if stream is None:
        raise CannotJudgeError("stdout is closed: leave it open, or send it to /dev/null")
    try:
        stream.write(text)
        stream.flush()
    except OSError as cause:
        # Python would try again to write the rest when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(cause, BrokenPipeError):
            raise CannotJudgeError(f"stdout cannot be written: {cause.strerror}") from cause
