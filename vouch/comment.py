"""The one comment of a pull request: each stack, as its own rules and those of the base branch judge it.

``python -m vouch.comment REPORTS STACKS`` reads ``REPORTS/head-<stack>/head.json`` and ``head.md``, which the branch's
code wrote, and ``REPORTS/base-<stack>/base.json``, which the base branch's code wrote. The workflow runs it from the
base branch: what the branch wrote is data here, and may be anything.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vouch.report.marked import code, plain

MARKER: Final = "<!-- vouch:check -->"
"""How the workflow finds the comment again; always the first line."""
MOST: Final = 60_000
"""Characters of the whole comment; GitHub takes 65,536."""

_ABSENT: Final = "could not judge"
_LEFT_OUT: Final = "\nThe rest is in the job summaries of this check.\n"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What ``vouch difference`` said: its exit code (0, 1 where the branch is laxer, 2) and its words."""

    code: int
    text: str


Compare = Callable[[Path, Path], Compared]


@dataclass(frozen=True, kw_only=True)
class _Stack:
    """How a stack was judged; counts are of results that refuse, None where there is no report."""

    name: str
    head: int | None
    base: int | None
    compared: Compared | None
    words: str

    @property
    def laxer(self) -> bool:
        return self.compared is not None and self.compared.code == 1

    @property
    def refused(self) -> bool:
        return self.head != 0 or self.base != 0


def comment(reports: Path, stacks: Sequence[str], compare: Compare) -> str:
    """The comment, what is refused first, cut at the end of a line to the length that GitHub takes."""
    read = sorted((_read(reports, stack, compare) for stack in stacks), key=lambda each: not each.refused)
    given = {each.name: each for each in read}
    text = "\n".join([MARKER, *_summary([given[stack] for stack in stacks]), ""])
    for part in (*map(_differences, read), *map(_report, read)):
        if len(text) + len(part) > MOST:
            return text + _within(part, MOST - len(text)) + _LEFT_OUT
        text += part
    return text


def _summary(stacks: Sequence[_Stack]) -> list[str]:
    refused = sum(each.head != 0 for each in stacks)
    lines = [f"## vouch refuses {refused} of {len(stacks)} stacks" if refused else "## vouch refuses no stack", ""]
    if laxer := [code(each.name) for each in stacks if each.laxer]:
        where = ", ".join(laxer)
        lines += [
            f"**The base branch refuses what this branch lets through in {where}**: merging it changes the judge.",
            "",
        ]
    rows = (f"| {code(each.name)} | {_verdict(each.head)} | {_verdict(each.base)} |" for each in stacks)
    return [*lines, "| stack | by this branch | by the base branch |", "| --- | --- | --- |", *rows]


def _verdict(refused: int | None) -> str:
    if refused is None:
        return _ABSENT
    return f"refused: {refused}" if refused else "nothing refused"


def _differences(stack: _Stack) -> str:
    if stack.compared is None:
        return ""
    if stack.compared.code not in (0, 1):
        return f"\n{code(stack.name)} could not be compared: {plain(stack.compared.text)}\n"
    return _folded(f"{stack.name}: the two judges", stack.compared.text, opened=stack.laxer)


def _report(stack: _Stack) -> str:
    return _folded(f"{stack.name}: the report", stack.words, opened=stack.head != 0) if stack.words else ""


def _folded(title: str, text: str, *, opened: bool) -> str:
    shown = " open" if opened else ""
    # Markdown in the fold needs the empty line.
    return f"\n<details{shown}><summary>{plain(title)}</summary>\n\n{text.strip()}\n\n</details>\n"


def _within(text: str, room: int) -> str:
    """The whole lines of ``text`` that there is room for, with the fold closed."""
    end = "\n</details>\n"
    kept = text[: max(room - len(end), 0)]
    lines = kept[: kept.rfind("\n") + 1]
    return lines + end if "<details" in lines else ""


def _read(reports: Path, stack: str, compare: Compare) -> _Stack:
    head, base = reports / f"head-{stack}" / "head.json", reports / f"base-{stack}" / "base.json"
    counts = _refused(head), _refused(base)
    return _Stack(
        name=stack,
        head=counts[0],
        base=counts[1],
        compared=None if None in counts else compare(base, head),
        words=_text(head.with_suffix(".md")),
    )


def _refused(path: Path) -> int | None:
    """How many results refuse; None where there is no report, or one that is none."""
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
        counts = [run["summary"][key] for run in runs for key in ("refused", "errors")]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    # A report that says anything but numbers says nothing.
    return sum(counts) if counts and all(type(each) is int and each >= 0 for each in counts) else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _compare(base: Path, head: Path) -> Compared:
    ran = subprocess.run(  # noqa: S603  arguments, no shell
        [sys.executable, "-m", "vouch", "difference", str(base), str(head), "--format", "markdown"],
        capture_output=True,
        text=True,
        check=False,
    )
    return Compared(code=ran.returncode, text=ran.stdout if ran.returncode in (0, 1) else ran.stderr)


def main(arguments: Sequence[str]) -> int:
    """Prints the comment: ``REPORTS`` is a folder, ``STACKS`` their names in one word."""
    if len(arguments) != 2:
        sys.stderr.write("vouch: name the reports' folder and the stacks: python -m vouch.comment REPORTS STACKS\n")
        return 2
    sys.stdout.write(comment(Path(arguments[0]), arguments[1].split(), _compare))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
