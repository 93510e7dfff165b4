"""Writing a listing: rows of one kind, as a table or as JSON with the same names."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import zip_longest
from textwrap import wrap
from typing import Any, Final

from vouch.errors import CannotJudgeError
from vouch.report.stdout import put, width

_GAP: Final = "  "
_LEAST: Final = 8


def write_listing(rows: Sequence[Any], columns: Sequence[str], format_: str, *, counted: Sequence[str] = ()) -> None:
    """Prints dataclass rows: all fields as JSON, or ``columns`` of them as a table.

    Columns that hold prose or lists wrap; ids and words stay whole, so that they can be searched for. Of a list in
    ``counted`` the table says only how long it is.
    """
    if format_ not in ("table", "json"):
        raise CannotJudgeError(f"--format {format_!r} is not known: use table or json")
    stated = [asdict(row) for row in rows]
    if format_ == "json":
        put(json.dumps(stated, indent=2, ensure_ascii=False) + "\n")
        return
    short = [{**row, **{column: len(row[column]) for column in counted}} for row in stated]
    cells = [[_cell(row, column) for column in columns] for row in short]
    # Rich would take as long to load and lay this out as all the rest of the command.
    heading, *lines = _laid_out([list(columns), *cells], width(sys.stdout))
    bold = f"\x1b[1m{heading}\x1b[0m" if sys.stdout.isatty() else heading
    put("\n".join([bold, *lines, "", f"{len(stated)} in all; --format json has every field", ""]))


def _laid_out(rows: Sequence[Sequence[str]], whole: int) -> Iterator[str]:
    """The lines of a table. Columns of prose share what the others leave of the width."""
    widths = _widths(rows, whole)
    for row in rows:
        wrapped = [wrap(cell, size, break_on_hyphens=False) or [""] for cell, size in zip(row, widths, strict=True)]
        for line in zip_longest(*wrapped, fillvalue=""):
            yield _GAP.join(text.ljust(size) for text, size in zip(line, widths, strict=True)).rstrip()


def _widths(rows: Sequence[Sequence[str]], whole: int) -> list[int]:
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, cells)) for cells in columns]
    prose = [number for number, cells in enumerate(columns) if any(" " in cell for cell in cells)]
    left = whole - len(_GAP) * (len(columns) - 1) - sum(widths) + sum(widths[number] for number in prose)
    for done, number in enumerate(sorted(prose, key=lambda number: widths[number])):
        widths[number] = min(widths[number], max(left // (len(prose) - done), _LEAST))
        left -= widths[number]
    return widths


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row[column]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " ".join(value)
    return str(value)
