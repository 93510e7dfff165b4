"""Stdout, which may be full, or read by somebody who has seen enough."""

import os
import sys

from vouch.errors import CannotJudgeError


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
