"""What the company promises: the claims, as ``promises/claims.csv`` quotes them."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from vouch.errors import CannotJudgeError
from vouch.yaml12 import read

CLAIMS: Final = Path(__file__).resolve().parents[1] / "promises" / "claims.csv"
_COLUMNS: Final = ("id", "source", "quote", "theme", "reach", "controls", "limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence of a public security page.

    ``reach`` is how much of it a machine can show (``full``, ``partial``, ``evidence``); ``limit`` says what not.
    """

    id: str
    source: str
    quote: str
    theme: str
    reach: str
    controls: tuple[str, ...]
    limit: str


@cache
def claims(path: Path = CLAIMS) -> tuple[Claim, ...]:
    """Every claim, in the order of the file. Raises CannotJudgeError where a column or an id is missing or double."""
    rows = csv.DictReader(io.StringIO(read(path, "the claims file")))
    if rows.fieldnames is None or tuple(rows.fieldnames) != _COLUMNS:
        raise CannotJudgeError(f"the claims file {path} must have the columns {', '.join(_COLUMNS)}")
    found = tuple(_claim(row) for row in rows)
    ids = [claim.id for claim in found]
    double = sorted({claim for claim in ids if ids.count(claim) > 1})
    if double:
        raise CannotJudgeError(f"the claims file {path} has {', '.join(double)} twice: give every claim its own id")
    return found


def claims_by_control(stated: tuple[Claim, ...]) -> dict[str, list[str]]:
    """Claim ids by control, controls in alphabetical order, claims in their own."""
    by_control: dict[str, list[str]] = {}
    for claim in stated:
        for control in claim.controls:
            by_control.setdefault(control, []).append(claim.id)
    return dict(sorted(by_control.items()))


def _claim(row: dict[str, str]) -> Claim:
    return Claim(
        id=row["id"],
        source=row["source"],
        quote=row["quote"],
        theme=row["theme"],
        reach=row["reach"],
        controls=tuple(row["controls"].split()),
        limit=row["limit"],
    )
