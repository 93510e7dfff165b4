"""Writing a listing: rows of one kind, as a table or as JSON with the same names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from vouch.errors import CannotJudgeError
from vouch.report.stdout import put


def write_listing(rows: Sequence[Any], columns: Sequence[str], format_: str) -> None:
    """Prints dataclass rows: all fields as JSON, or ``columns`` of them as a table.

    Columns that hold prose or lists wrap; ids and words stay whole, so that they can be searched for.
    """
    if format_ not in ("table", "json"):
        raise CannotJudgeError(f"--format {format_!r} is not known: use table or json")
    stated = [asdict(row) for row in rows]
    if format_ == "json":
        put(json.dumps(stated, indent=2, ensure_ascii=False) + "\n")
    else:
        _print_table(stated, columns)


def _print_table(stated: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    from rich.table import Table  # noqa: PLC0415  JSON must not wait for it

    from vouch.report.console import printing  # noqa: PLC0415  as above

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=not any(" " in _cell(row, column) for row in stated))
    for row in stated:
        table.add_row(*(_cell(row, column) for column in columns))
    with printing() as console:
        console.print(table)
        console.print(f"\n{len(stated)} in all; --format json has every field", markup=False)


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row[column]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " ".join(value)
    return str(value)
