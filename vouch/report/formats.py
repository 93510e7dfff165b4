"""The forms that a report of ``vouch check`` takes, all of them from the same results.

What renders one form is loaded when that form is asked for: JSON must not wait for what draws tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity
from vouch.check import Checked
from vouch.report.model import Report

if TYPE_CHECKING:
    from rich.console import Console

TABLE: Final = "table"
FORMATS: Final = (TABLE, "json", "sarif", "junit", "markdown")
SARIF_RUNS: Final = 20
"""GitHub refuses a SARIF file of more runs than this."""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What there is to render: the report, and the runs that it was made of with what is said around them.

    ``infos`` are the records of every rule that a result may name, ``controls`` and ``claims`` how many there are at
    all, and ``least`` is the least severity that is shown to people; files for machines hold all.
    """

    report: Report
    checked: Sequence[Checked]
    infos: Mapping[str, RuleInfo]
    controls: int
    claims: int
    least: Severity


def render(findings: Findings, format_: str) -> str:
    """The report in one of ``FORMATS``, as a file holds it."""
    if format_ == "json":
        from vouch.report import json  # noqa: PLC0415  see the module's docstring

        return json.render(findings.report)
    if format_ == "sarif":
        from vouch.report import sarif  # noqa: PLC0415  as above

        return sarif.render(findings.report, findings.infos)
    if format_ == "junit":
        from vouch.report import junit  # noqa: PLC0415  as above

        return junit.render(findings.report)
    if format_ == "markdown":
        from vouch.report import markdown  # noqa: PLC0415  as above

        return markdown.render(findings.report, findings.infos, findings.least)
    from vouch.report.console import text, without_trailing_spaces  # noqa: PLC0415  as above

    console, buffer = text()
    _draw(console, findings)
    return without_trailing_spaces(buffer.getvalue())


def show(findings: Findings, format_: str) -> None:
    """Prints the report to stdout; a table in the terminal's own width and colours."""
    if format_ != TABLE:
        from vouch.report.stdout import put  # noqa: PLC0415  as above

        put(render(findings, format_))
        return
    from vouch.report.console import printing  # noqa: PLC0415  as above

    with printing() as console:
        _draw(console, findings)


def _draw(console: "Console", findings: Findings) -> None:
    from vouch.report import table  # noqa: PLC0415  as above

    for number, each in enumerate(findings.checked):
        if number:
            console.print()
        table.show(console, each, controls=findings.controls, claims=findings.claims, least=findings.least)
