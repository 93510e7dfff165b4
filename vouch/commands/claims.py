"""``vouch claims``: every claim with its source, its controls and whether it is kept, all computed."""

from pathlib import Path

from guardrails.controls import CONTROLS
from guardrails.rules import book
from vouch.catalogue import claim_rows, control_rows
from vouch.commands.listing import write_listing
from vouch.promises import claims
from vouch.provided import components_by_control
from vouch.verified import by_people, checks_by_control, shown_by


def run(format_: str, report: Path | None = None) -> None:
    """Lists the claims; verified are those that a report of ``vouch verify`` shows."""
    shown = by_people() if report is None else shown_by(report)
    controls = control_rows(book(), CONTROLS, components_by_control(), checks_by_control(), shown.attested)
    rows = claim_rows(claims(), controls, verified=shown.controls, expired=shown.expired)
    write_listing(rows, ("id", "quote", "reach", "provided", "guarded", "verified", "kept"), format_)
