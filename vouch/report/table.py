"""The report of a check for people: what was built, what was judged, and what is wrong, gravest first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from guardrails.verdicts import Severity, Verdict
from vouch.check import Checked
from vouch.report.model import Exempted, Result, Summary
from vouch.text import printable

_COLOURS: Final = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "blue",
}
_RANK: Final = {severity: rank for rank, severity in enumerate(Severity)}
_TYPES_SHOWN: Final = 8
_SAME_SHOWN: Final = 10


def show(console: Console, checked: Checked, *, controls: int, claims: int, least: Severity = Severity.INFO) -> None:
    """Prints one run. ``controls`` and ``claims`` are how many there are at all.

    Results below the severity ``least`` are left out, and said to be; what refuses or raised is always shown.
    """
    run = checked.run
    shown = [each for each in run.results if _RANK[each.severity] <= _RANK[least] or each.refused]
    subject = run.subject
    console.print(
        Text.assemble(
            ("vouch check", "bold"),
            printable(f"  {subject.kind} {subject.path}  stack {subject.stack or '-'}  profile {run.profile}"),
        ),
        soft_wrap=True,
    )
    console.print()
    _facts(console, checked, controls, claims)
    new = [each for each in shown if not each.known]
    _verdicts(console, "Failed", new, Verdict.FAILED)
    _verdicts(console, "Could not be determined", new, Verdict.UNDETERMINED)
    _verdicts(console, "Rules that raised", run.results, Verdict.ERROR)
    # Whatever severity is asked for, who reads a report sees every use of an exemption.
    _verdicts(console, "Exempt", run.results, Verdict.EXEMPT)
    _known(console, run.results)
    _listed(console, "Passed", [each for each in shown if each.verdict is Verdict.PASSED])
    _listed(console, "Not applicable", [each for each in shown if each.verdict is Verdict.NOT_APPLICABLE])
    console.print()
    if left_out := _open(run.results) - _open(shown):
        console.print(f"Below severity {least.value}, and not shown: {_many(left_out, 'result')}.")
    console.print(_conclusion(checked))
    if run.soft_fail:
        console.print("Soft fail: the command ends with 0 all the same.")


def _open(results: Iterable[Result]) -> int:
    """How many results ask for something that nobody knew."""
    return sum(each.verdict in (Verdict.FAILED, Verdict.UNDETERMINED) and not each.known for each in results)


def _facts(console: Console, checked: Checked, controls: int, claims: int) -> None:
    summary = checked.run.summary
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True)
    facts.add_column()
    facts.add_row("Built", Text(f"{_many(summary.resources, 'resource')}{printable(_services(checked))}"))
    facts.add_row("Judged", f"{_many(summary.rules, 'rule')}: {_counts(summary)}")
    facts.add_row(
        "Controls",
        f"{_claimed(checked.provided)} of {controls} provided by the stack's components, "
        f"{_claimed(checked.guarded)} guarded by a rule that judged it",
    )
    facts.add_row("Claims", f"{len(checked.claims)} of {claims} touched by what was judged")
    facts.add_row("Seconds", f"{summary.seconds:.1f}")
    console.print(facts)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _claimed(controls: Iterable[str]) -> int:
    """Good practice beyond the claims (``base.<area>``) is judged too, and counts among no promises."""
    return sum(not control.startswith("base.") for control in controls)


def _services(checked: Checked) -> str:
    if not checked.types:
        return ""
    shown = [f"{name.removeprefix('aws:')} {count}" for name, count in checked.types[:_TYPES_SHOWN]]
    rest = sum(count for _, count in checked.types[_TYPES_SHOWN:])
    return f" ({', '.join([*shown, f'others {rest}'] if rest else shown)})"


def _counts(summary: Summary) -> str:
    counted = (
        (summary.passed, "passed"),
        (summary.failed, "failed"),
        (summary.undetermined, "undetermined"),
        (summary.not_applicable, "not applicable"),
        (summary.exempt, "exempt"),
        (summary.known, "known"),
        (summary.errors, "raised"),
    )
    said = ", ".join(f"{count} {name}" for count, name in counted if count or name in ("passed", "failed"))
    return f"{said} ({summary.refused or 'none'} refused)"


def _verdicts(console: Console, title: str, results: Sequence[Result], verdict: Verdict) -> None:
    chosen = [result for result in results if result.verdict is verdict]
    if not chosen:
        return
    console.print()
    console.print(Text(f"{title} ({len(chosen)})", style="bold"))
    for severity, of_severity in groupby(chosen, key=lambda result: result.severity):
        console.print()
        console.print(Text(f"  {severity.value.upper()}", style=_COLOURS[severity]))
        for _, of_rule in groupby(of_severity, key=lambda result: result.rule):
            _rule(console, list(of_rule))


def _rule(console: Console, results: list[Result]) -> None:
    """One rule with every place that it speaks of; what is the same for all of them is said once."""
    first = results[0]
    claims = f", claims {' '.join(first.claims)}" if first.claims else ""
    refused = "  refused" if any(result.refused for result in results) else ""
    console.print(
        Padding(
            Text.assemble((first.rule, "bold"), f"  control {first.control}{claims}", (refused, "red")), (0, 0, 0, 2)
        )
    )
    most = len(results) if first.verdict is Verdict.EXEMPT else _SAME_SHOWN
    for result in results[:most]:
        console.print(Padding(Text(printable(f"{_place(result)}: {result.message}")), (0, 0, 0, 6)))
        if result.exemption is not None:
            console.print(Padding(Text(printable(_permission(result.exemption))), (0, 0, 0, 8)))
    if len(results) > most:
        more = f"and {len(results) - most} more, all of them in the JSON report"
        console.print(Padding(Text(more), (0, 0, 0, 6)))
    console.print(Padding(Text.assemble(("fix: ", "green"), first.fix), (0, 0, 0, 6)))


def _permission(exemption: Exempted) -> str:
    return f"exempt until {exemption.expires}, owner {exemption.owner}, ticket {exemption.ticket}: {exemption.reason}"


def _known(console: Console, results: Iterable[Result]) -> None:
    """What a baseline knows, a line a rule: it is old, may be much, and is all in the JSON report."""
    counts = Counter(result.rule for result in results if result.known)
    if not counts:
        return
    console.print()
    console.print(Text(f"Known in the baseline ({counts.total()})", style="bold"))
    for rule, count in counts.items():
        console.print(f"  {rule}  {_many(count, 'result')}", soft_wrap=True)


def _place(result: Result) -> str:
    where = f"{result.type} {result.name}" if result.urn else "the stack"
    return f"{where}, {result.property}" if result.property else where


def _listed(console: Console, title: str, results: Sequence[Result]) -> None:
    if not results:
        return
    console.print()
    console.print(Text(f"{title} ({len(results)})", style="bold"))
    for result in results:
        place = f"  {result.type} {result.name}" if result.urn else ""
        console.print(Text(printable(f"  {result.rule}{place}")), soft_wrap=True)


def _conclusion(checked: Checked) -> Text:
    summary = checked.run.summary
    if checked.raised:
        return Text(f"Could not judge: {_many(len(checked.raised), 'rule')} raised.", style="bold red")
    if summary.refused:
        refuse = "refuses" if summary.refused == 1 else "refuse"
        return Text(f"Refused: {summary.refused} of the results above {refuse} this deploy.", style="bold red")
    return Text("Nothing refused.", style="bold green")
