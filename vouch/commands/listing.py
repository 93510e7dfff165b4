"""Writing a listing: rows of one kind, as a table or as JSON with the same names."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from vouch.errors import CannotJudgeError
from vouch.report.console import forgiving_reader, terminal, without_trailing_spaces


def write_listing(rows: Sequence[Any], columns: Sequence[str], format_: str) -> None:
    """Prints dataclass rows: all fields as JSON, or ``columns`` of them as a table."""
    if format_ not in ("table", "json"):
        raise CannotJudgeError(f"--format {format_!r} is not known: use table or json")
    stated = [asdict(row) for row in rows]
    with forgiving_reader():
        if format_ == "json":
            sys.stdout.write(json.dumps(stated, indent=2, ensure_ascii=False) + "\n")
        else:
            _print_table(stated, columns)


def _print_table(stated: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == columns[0])
    for row in stated:
        table.add_row(*(_cell(row, column) for column in columns))
    console = terminal(sys.stdout)
    with without_trailing_spaces(console):
        console.print(table)
    console.print(f"\n{len(stated)} in all; --format json has every field", markup=False)


def _cell(row: Mapping[str, Any], column: str) -> str:
    value = row[column]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return " ".join(value)
    return str(value)
