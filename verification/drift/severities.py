"""Which properties rules read, and how grave it is where one drifts, from a list that is generated from the rules."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from guardrails.verdicts import Severity

LISTED: Final = Path(__file__).with_name("severities.txt")
"""A type a line, then its properties, each with the highest severity of the rules that read it."""


@cache
def severities() -> Mapping[str, Mapping[str, Severity]]:
    """The severity of each property that rules read, by type."""
    lines = (line.split() for line in LISTED.read_text(encoding="utf-8").splitlines())
    return {
        type_: {key: Severity(value) for key, _, value in (each.partition("=") for each in stated)}
        for type_, *stated in lines
    }
