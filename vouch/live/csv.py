"""A verification as a spreadsheet: one row an answer."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

COLUMNS: Final = (
    "account",
    "region",
    "control",
    "rule",
    "severity",
    "verdict",
    "refused",
    "resource",
    "property",
    "message",
    "claims",
    "calls",
    "asked",
)
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def render(results: Iterable[Mapping[str, Any]]) -> str:
    """Results, as JSON has them, as CSV with a head line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for result in results:
        writer.writerow([_cell(result.get(column)) for column in COLUMNS])
    return buffer.getvalue()


def _cell(value: object) -> str:
    text = " ".join(value) if isinstance(value, list | tuple) else "" if value is None else str(value)
    # A spreadsheet would run what begins like a formula, and names of resources come from anywhere.
    return f"'{text}" if text.startswith(_FORMULAS) else text
