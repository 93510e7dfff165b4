"""Findings that stay open past their term."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from verification.answers import Broken, broken

TERMS: Final = {"CRITICAL": 15, "HIGH": 30}
"""Days from detection to closure, by severity (CISA, Binding Operational Directive 19-02)."""
_NAMED: Final = 20
"""How many findings an answer names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """A finding that is open: its severity, what it is about, and since when."""

    severity: str
    about: str
    since: datetime


def overdue(property_: str, findings: Iterable[OpenFinding], now: datetime) -> Iterator[Broken]:
    """One answer for each finding past its term, the oldest first; beyond a number, how many more there are."""
    late = sorted(
        (each for each in findings if (now - each.since).days > TERMS.get(each.severity, TERMS["HIGH"])),
        key=lambda each: (each.since, each.about),
    )
    for each in late[:_NAMED]:
        days, term = (now - each.since).days, TERMS.get(each.severity, TERMS["HIGH"])
        yield broken(property_, f"{each.about} is {each.severity} and open for {days} days, its term is {term}")
    if len(late) > _NAMED:
        yield broken(property_, f"{len(late) - _NAMED} more findings are open past their term")
