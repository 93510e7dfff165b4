"""The difference of two packs' verdicts, for a terminal and for a pull request."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from vouch.difference import Changed, Difference, ExemptionChange, RuleChange
from vouch.report.marked import code, marker, plain
from vouch.text import printable

_ROWS_SHOWN: Final = 50


def text(found: Difference) -> str:
    """The difference as plain lines."""
    lines = [_headline(found)]
    for title, rows in _sections(found):
        lines += ["", f"{title} ({len(rows)})", *(f"  {printable(': '.join(filter(None, row)))}" for row in rows)]
    lines += ["", *map(printable, found.lacking)] if found.lacking else []
    return "\n".join(lines) + "\n"


def markdown(found: Difference) -> str:
    """The difference as Markdown, to stand in a comment below the head's own report."""
    lines = [marker("difference", "all"), f"## Against the base's rules: {_headline(found).lower().rstrip('.')}"]
    for title, rows in _sections(found):
        lines += ["", f"### {title} ({len(rows)})", ""]
        lines += [f"- {_item(row)}" for row in rows[:_ROWS_SHOWN]]
        if len(rows) > _ROWS_SHOWN:
            lines.append(f"- and {len(rows) - _ROWS_SHOWN} more")
    if found.lacking:
        lines += ["", *map(plain, found.lacking)]
    return "\n".join(lines) + "\n"


def _headline(found: Difference) -> str:
    if found.let_through:
        count = len(found.let_through)
        return f"The head lets through {count} {'result' if count == 1 else 'results'} that the base refuses."
    if any(rows for _, rows in _sections(found)):
        return "The head refuses all that the base refuses."
    return "No difference."


def _sections(found: Difference) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    """Titles with rows of what is meant (an id and where) and what is said of it."""
    sections: tuple[tuple[str, Iterable[tuple[str, str]]], ...] = (
        ("Let through by the head, refused by the base", map(_changed, found.let_through)),
        ("Refused by the head only", map(_changed, found.newly_refused)),
        ("Rules that differ", map(_rule, found.rules)),
        ("Exemptions that differ", map(_exemption, found.exemptions)),
        (
            "Profiles that differ",
            ((each.stack, f"{each.base or 'not judged'} -> {each.head or 'not judged'}") for each in found.profiles),
        ),
    )
    for title, rows in sections:
        if listed := list(rows):
            yield title, listed


def _changed(each: Changed) -> tuple[str, str]:
    return f"{each.rule} on {each.urn or f'stack {each.stack}'}", f"{each.severity}, {each.message}; {each.why}"


def _rule(each: RuleChange) -> tuple[str, str]:
    if each.base is None:
        return each.rule, f"new, severity {each.head}"
    if each.head is None:
        return each.rule, f"gone, was of severity {each.base}"
    return each.rule, f"severity {each.base} -> {each.head}"


def _exemption(each: ExemptionChange) -> tuple[str, str]:
    return f"{each.rule} on {each.urn or f'stack {each.stack}'}", f"{each.base or 'none'} -> {each.head or 'none'}"


def _item(row: tuple[str, str]) -> str:
    return f"{code(row[0])}: {plain(row[1])}"
