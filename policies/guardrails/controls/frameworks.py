"""The frameworks that rules are numbered by, and where each number was read.

A record states the numbers that its rows of the control universe have. Further numbers come from published mappings,
which name other tools' ids: a rule has the numbers of the ids that it calls its equivalents. ``frameworks.json`` holds
these mappings, source by source, in order of authority: of each framework a rule takes the numbers of the first source
that has any.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from guardrails.controls.model import RuleInfo

DATA: Final = Path(__file__).with_name("frameworks.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A framework in one version. ``id`` is what stands before the colon of a number (``CIS-5.0:2.2.1``)."""

    id: str
    title: str
    version: str
    publisher: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published mapping as it was on ``dated`` (ISO 8601): framework numbers by another tool's id."""

    id: str
    title: str
    url: str
    dated: str
    joined_by: str
    numbers: Mapping[str, tuple[str, ...]]


def _read(data: Mapping[str, Any]) -> tuple[tuple[Framework, ...], tuple[Source, ...]]:
    frameworks = tuple(Framework(id=id_, **stated) for id_, stated in data["frameworks"].items())
    sources = tuple(
        Source(**{**stated, "numbers": {id_: tuple(numbers) for id_, numbers in stated["numbers"].items()}})
        for stated in data["sources"]
    )
    return frameworks, sources


_DATA: Final[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
FRAMEWORKS, SOURCES = _read(_DATA)
SAME_FORM: Final[Mapping[str, Collection[str]]] = {tool: frozenset(ids) for tool, ids in _DATA["same_form"].items()}
"""Ids whose form does not tell whose they are: cfn-guard and Prowler write theirs alike, and share a few."""

_RANK: Final = {framework.id: rank for rank, framework in enumerate(FRAMEWORKS)}


def framework_of(number: str) -> str:
    """The framework's id of a number: ``CIS-5.0`` of ``CIS-5.0:2.2.1``."""
    return number.partition(":")[0]


def mapped(equivalents: Iterable[str], sources: Iterable[Source] = SOURCES) -> Iterator[tuple[str, Source]]:
    """The numbers that the sources give for other tools' ids, each with the source that it was read in."""
    ids = tuple(equivalents)
    taken: set[str] = set()
    for source in sources:
        found = dict.fromkeys(number for id_ in ids for number in source.numbers.get(id_, ()))
        new = [number for number in found if framework_of(number) not in taken]
        yield from ((number, source) for number in new)
        taken |= {framework_of(number) for number in new}


def numbered(info: RuleInfo) -> RuleInfo:
    """The record with the numbers that its equivalents have; its own come first and are kept."""
    numbers = dict.fromkeys((*info.frameworks, *(number for number, _ in mapped(info.equivalents))))
    if len(numbers) == len(info.frameworks):
        return info
    return replace(info, frameworks=tuple(sorted(numbers, key=lambda number: _RANK[framework_of(number)])))
