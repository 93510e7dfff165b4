"""``vouch policy-config``: what to give the engine as ``--policy-pack-config``."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from guardrails.rules import book
from vouch.errors import CannotJudgeError
from vouch.policy_config import render


def run(program: Path | None, exemptions: Path | None, output: Path | None) -> None:
    """Writes the configuration to a file, or to stdout. Raises CannotJudgeError where it cannot be made or written."""
    directory = program or Path(__file__).resolve().parents[2]
    if not directory.is_dir():
        raise CannotJudgeError(f"the program's folder {directory} does not exist: name it with --program DIR")
    text = render(exemptions, directory, rules=book().infos.keys(), today=datetime.now(UTC).date())
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as cause:
        raise CannotJudgeError(f"{output} cannot be written: {cause.strerror}") from cause
