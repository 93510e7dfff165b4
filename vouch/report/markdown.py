"""The report as Markdown for a pull request: what is refused and how to mend it, first and short.

GitHub takes comments of 65,536 characters; a report that would be longer says how much it leaves out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import quote

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity, Verdict
from vouch.report.marked import code, link, marker, plain
from vouch.report.model import Report, Result, Run
from vouch.report.pages import address, page_address
from vouch.report.places import Places, places

MOST: Final = 60_000
"""The most characters of a whole report; the rest of a comment is for what a workflow adds."""

_ROWS_SHOWN: Final = 40
_PLACES_SHOWN: Final = 10
# Each section leaves room for its own last line and for what stands below it.
_ROOM: Final = 400
_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}


def render(report: Report, infos: Mapping[str, RuleInfo], least: Severity = Severity.INFO) -> str:
    """The report as one document, a part for each run. ``infos`` are the records of the rules that judged.

    Of what could not be determined and refuses nothing only what is as grave as ``least`` is shown.
    """
    parts: list[str] = []
    for number, run in enumerate(report.runs):
        left = MOST - sum(len(part) + 1 for part in parts)
        parts.append(_run(run, infos, least, left // (len(report.runs) - number)))
    return "\n".join(parts)


def _run(run: Run, infos: Mapping[str, RuleInfo], least: Severity, room: int) -> str:
    where = places(run.subject)
    open_ = [
        each
        for each in run.results
        if each.verdict is Verdict.UNDETERMINED
        and not each.known
        and (each.refused or _RANK[each.severity] <= _RANK[least])
    ]
    text = _heading(run)
    tail = _tail(run)
    for title, results in (
        ("", [each for each in run.results if each.refused and each.verdict is Verdict.FAILED]),
        ("Rules that raised", [each for each in run.results if each.verdict is Verdict.ERROR]),
        ("Could not be determined", open_),
    ):
        text += _findings(title, results, infos, where, room - len(text) - len(tail))
    text += _exempt([each for each in run.results if each.exemption is not None], room - len(text) - len(tail))
    return text + tail


def _heading(run: Run) -> str:
    subject, summary = run.subject, run.summary
    stack = code(subject.stack or "-")
    if summary.errors:
        verdict = f"could not judge {stack}"
    elif summary.refused:
        verdict = f"refuses {stack}" + (" (soft fail)" if run.soft_fail else "")
    else:
        verdict = f"refuses nothing of {stack}"
    said = [f"{_many(summary.resources, 'resource')} judged by {_many(summary.rules, 'rule')}, profile {run.profile}."]
    refused = [each for each in run.results if each.refused and each.verdict is not Verdict.ERROR]
    if refused:
        graves = Counter(each.severity for each in refused)
        counted = ", ".join(f"{graves[severity]} {severity}" for severity in Severity if graves[severity])
        claims = sorted({claim for each in refused for claim in each.claims})
        broken = f", and {_many(len(claims), 'claim')} would no longer be kept" if claims else ""
        verb = "refuses" if len(refused) == 1 else "refuse"
        said.insert(0, f"**{_many(len(refused), 'result')} {verb} this deploy** ({counted}){broken}.")
    return f"{marker('check', subject.stack or subject.path)}\n## vouch check {verdict}\n\n{' '.join(said)}\n"


def _findings(title: str, results: Sequence[Result], infos: Mapping[str, RuleInfo], where: Places, room: int) -> str:
    """A table with a row for each rule, in the order of the results: gravest first."""
    if not results:
        return ""
    rows = [
        (len(grouped := list(of_rule)), _row(grouped, infos, where))
        for _, of_rule in groupby(results, key=lambda each: (_RANK[each.severity], each.rule))
    ]
    heading = f"\n### {title} ({len(results)})\n" if title else ""
    table = "\n| Severity | Rule | Where and what | Claims | Fix |\n| --- | --- | --- | --- | --- |\n"
    return _fitting(heading + table, rows, room)


def _fitting(head: str, rows: Iterable[tuple[int, str]], room: int) -> str:
    """The rows that there is room for, and how many results the others hold."""
    shown, left_out = head, 0
    for number, (count, row) in enumerate(rows):
        if left_out or number == _ROWS_SHOWN or len(shown) + len(row) > room - _ROOM:
            left_out += count
        else:
            shown += row
    return f"{shown}\nand {left_out} more, all of them in the JSON report.\n" if left_out else shown


def _row(results: Sequence[Result], infos: Mapping[str, RuleInfo], where: Places) -> str:
    first = results[0]
    rule = link(code(first.rule), page_address(first.rule, first.control))
    if info := infos.get(first.rule):
        rule = f"{rule}<br>{plain(info.title)}"
    refused = "" if any(each.refused for each in results) else " (refuses nothing)"
    shown = [_place(each, where) for each in results[:_PLACES_SHOWN]]
    if len(results) > _PLACES_SHOWN:
        shown.append(f"and {len(results) - _PLACES_SHOWN} more")
    cells = (f"{first.severity}{refused}", rule, "<br>".join(shown), ", ".join(first.claims), plain(first.fix))
    return f"| {' | '.join(cells)} |\n"


def _place(result: Result, where: Places) -> str:
    if not result.urn:
        return plain(result.message)
    file, line = where.file(result.source)
    stands = f" ({link(code(f'{file}:{line}'), address(quote(file), line))})" if line else ""
    # Most messages begin with the property.
    told = result.property is None or result.property in result.message
    property_ = "" if told else f", {code(str(result.property))}"
    return f"{code(f'{result.type} {result.name}')}{property_}{stands}: {plain(result.message)}"


def _exempt(results: Sequence[Result], room: int) -> str:
    if not results:
        return ""
    head = (
        f"\n### Exempt ({len(results)})\n"
        "\n| Rule | Where | Owner | Ticket | Until | Why |\n| --- | --- | --- | --- | --- | --- |\n"
    )
    return _fitting(head, [(1, _exempted(each)) for each in results], room)


def _exempted(result: Result) -> str:
    given = result.exemption
    if given is None:  # pragma: no cover  the caller chose those that have one
        return ""
    subject = code(f"{result.type} {result.name}") if result.urn else "the stack"
    cells = (
        code(result.rule),
        subject,
        plain(given.owner),
        plain(given.ticket),
        str(given.expires),
        plain(given.reason),
    )
    return f"| {' | '.join(cells)} |\n"


def _tail(run: Run) -> str:
    said = []
    if run.summary.known:
        said.append(f"Known in the baseline, and refusing nothing: {run.summary.known}.")
    if advice := _count(run.results, _is_advice):
        said.append(f"Of severity low or info, and refusing nothing: {advice}; `vouch check` lists them.")
    return f"\n{' '.join(said)}\n" if said else ""


def _is_advice(result: Result) -> bool:
    return result.verdict is Verdict.FAILED and not result.refused and not result.known


def _count(results: Iterable[Result], chosen: Callable[[Result], bool]) -> int:
    return sum(map(chosen, results))


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
