"""Writing files whole or not at all."""

import os
import tempfile
from pathlib import Path

from vouch.errors import CannotJudgeError


def check_target(path: Path) -> None:
    """Whether a file can be written at ``path``, asked before the work that it will hold.

    Raises CannotJudgeError where it is no place for a file.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        raise CannotJudgeError(f"{path} is not a regular file: name a file to write the report to")
    if not path.parent.is_dir():
        raise CannotJudgeError(f"{path} cannot be written: the folder {path.parent} does not exist")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise CannotJudgeError(f"{path} cannot be written: the folder {path.parent} may not be written to")


def write(path: Path, text: str) -> None:
    """Writes beside the target and renames, so that nobody ever reads half a report.

    Raises CannotJudgeError where the folder is missing or may not be written to.
    """
    check_target(path)
    path = path.resolve()
    try:
        descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as cause:
        raise CannotJudgeError(f"{path} cannot be written: {cause.strerror}") from cause
    written = Path(part)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        # mkstemp makes files for their owner only; a report is as readable as any other new file.
        mask = os.umask(0)
        os.umask(mask)
        written.chmod(0o666 & ~mask)
        written.replace(path)
    except OSError as cause:
        written.unlink(missing_ok=True)
        raise CannotJudgeError(f"{path} cannot be written: {cause.strerror}") from cause
