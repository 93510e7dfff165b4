"""``vouch difference``: what the head's pack lets through that the base's refuses."""

from pathlib import Path
from typing import Final

from vouch.difference import difference, schema
from vouch.errors import CannotJudgeError
from vouch.report import difference as report
from vouch.report.stdout import put

SCHEMA: Final = Path(__file__).resolve().parents[1] / "schemas" / "difference.schema.json"
FORMATS: Final = ("table", "json", "markdown")

__all__ = ["FORMATS", "SCHEMA", "run", "schema"]


def run(base: Path, head: Path, format_: str) -> int:
    """Prints the difference of two reports. Returns 1 where the head lets through what the base refuses, else 0.

    Raises CannotJudgeError where one of the files is no report.
    """
    if format_ not in FORMATS:
        raise CannotJudgeError(f"--format {format_!r} is not known: use {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    found = difference(base, head)
    if format_ == "json":
        put(found.model_dump_json(indent=2) + "\n")
    else:
        put(report.markdown(found) if format_ == "markdown" else report.text(found))
    return int(found.eased)
