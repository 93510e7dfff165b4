"""The report of a verification for people: what was asked, what does not hold, and what could not be shown."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from guardrails.verdicts import Severity
from verification.answers import Answer
from vouch.attestations import AttestationState
from vouch.live.model import LiveAttestation, LiveResult, LiveRun, LiveSummary
from vouch.text import printable

_COLOURS: Final = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "blue",
}
_SAME_SHOWN: Final = 10


def show(console: Console, run: LiveRun, *, everything: bool = False) -> None:
    """Prints one run; what holds, and what is absent and not required, is listed with ``everything`` only."""
    subject = run.subject
    where = f"{_many(len(subject.accounts), 'account')} {' '.join(subject.accounts[:3])}"
    console.print(
        Text.assemble(("vouch verify", "bold"), f"  {where}  stack {subject.stack or '-'}  profile {run.profile}"),
        soft_wrap=True,
    )
    console.print()
    _facts(console, run)
    _group(console, "Does not hold", [each for each in run.results if each.verdict is Answer.BROKEN])
    _group(console, "Not there", [each for each in run.results if each.verdict is Answer.ABSENT and each.refused])
    _group(console, "Not permitted", [each for each in run.results if each.verdict is Answer.NOT_PERMITTED])
    _group(console, "Not available", [each for each in run.results if each.verdict is Answer.UNAVAILABLE])
    _group(console, "Checks that raised", [each for each in run.results if each.verdict is Answer.ERROR])
    _attested(console, run.attestations)
    if everything:
        _list(console, "Holds", [each for each in run.results if each.verdict is Answer.HOLDS])
        absent = [each for each in run.results if each.verdict is Answer.ABSENT and not each.refused]
        _list(console, "Not there, and not required", absent)
    console.print()
    console.print(_conclusion(run))


def _facts(console: Console, run: LiveRun) -> None:
    summary = run.summary
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True)
    facts.add_column()
    facts.add_row("Regions", Text(" ".join(run.subject.regions)))
    facts.add_row("Asked", f"{_many(summary.checks, 'check')} by {_many(summary.calls, 'call')}: {_counts(summary)}")
    if run.attestations:
        facts.add_row(
            "Attested",
            f"{_many(summary.attested, 'claim')}, {summary.expiring} expire within 30 days, {summary.expired} expired",
        )
    if drift := run.drift:
        facts.add_row(
            "Program",
            f"{drift.compared} properties that rules read are compared, of {_many(drift.resources, 'resource')}; not "
            f"compared: {drift.unknown} known only to the cloud, {drift.unmapped} that nothing is asked for, "
            f"{drift.unanswered} without an answer",
        )
    facts.add_row("Seconds", f"{summary.seconds:.1f}")
    console.print(facts)


def _counts(summary: LiveSummary) -> str:
    counted = (
        (summary.passed, "hold"),
        (summary.failed, "do not"),
        (summary.absent, "not there"),
        (summary.not_permitted, "not permitted"),
        (summary.unavailable, "not available"),
        (summary.errors, "raised"),
    )
    return ", ".join(f"{count} {name}" for count, name in counted if count or name in ("hold", "do not"))


def _group(console: Console, title: str, results: Sequence[LiveResult]) -> None:
    if not results:
        return
    console.print()
    console.print(Text(f"{title} ({len(results)})", style="bold"))
    for severity, of_severity in groupby(results, key=lambda result: result.severity):
        console.print()
        console.print(Text(f"  {severity.value.upper()}", style=_COLOURS[severity]))
        for _, of_rule in groupby(of_severity, key=lambda result: result.rule):
            _check(console, list(of_rule))


def _check(console: Console, results: list[LiveResult]) -> None:
    first = results[0]
    claims = f", claims {' '.join(first.claims)}" if first.claims else ""
    console.print(
        Padding(Text.assemble((first.rule, "bold"), f"  control {first.control}{claims}"), (0, 0, 0, 2)),
    )
    for result in results[:_SAME_SHOWN]:
        console.print(Padding(Text(printable(f"{_place(result)}: {result.message}")), (0, 0, 0, 6)))
    if len(results) > _SAME_SHOWN:
        more = f"and {len(results) - _SAME_SHOWN} more, all of them in the JSON report"
        console.print(Padding(Text(more), (0, 0, 0, 6)))
    if first.verdict in (Answer.BROKEN, Answer.ABSENT):
        console.print(Padding(Text.assemble(("fix: ", "green"), first.fix), (0, 0, 0, 6)))


def _place(result: LiveResult) -> str:
    return result.resource or " ".join(part for part in ("account", result.account, result.region) if part)


def _list(console: Console, title: str, results: Sequence[LiveResult]) -> None:
    if results:
        console.print()
        console.print(Text(f"{title} ({len(results)})", style="bold"))
    for result in results:
        console.print(Text(printable(f"  {result.rule}  {_place(result)}")), soft_wrap=True)


def _attested(console: Console, attestations: Sequence[LiveAttestation]) -> None:
    for state, title in (
        (AttestationState.EXPIRED, "Attestations that have expired"),
        (AttestationState.EXPIRING, "Attestations that expire within 30 days"),
    ):
        chosen = [each for each in attestations if each.state is state]
        if chosen:
            console.print()
            console.print(Text(f"{title} ({len(chosen)})", style="bold"))
        for each in chosen:
            said = f"  {each.claim}  {each.expires}  {each.owner}: {each.statement}"
            console.print(Text(printable(said)), soft_wrap=True)


def _conclusion(run: LiveRun) -> Text:
    summary = run.summary
    if run.partial:
        return Text("Stopped before every check had answered: this proves nothing.", style="bold red")
    if summary.errors:
        return Text(f"Could not verify: {_many(summary.errors, 'answer')} of a check that raised.", style="bold red")
    if summary.refused or summary.expired:
        broken = f"{_many(summary.refused, 'result')} above" if summary.refused else ""
        expired = _many(summary.expired, "expired attestation") if summary.expired else ""
        return Text(f"Broken: {' and '.join(part for part in (broken, expired) if part)}.", style="bold red")
    if unshown := summary.not_permitted + summary.unavailable:
        return Text(
            f"Nothing broken, but not proven: {_many(unshown, 'answer')} could not be had.", style="bold yellow"
        )
    return Text("Everything that was asked holds.", style="bold green")


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
