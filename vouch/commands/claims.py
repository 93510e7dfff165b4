"""``vouch claims``: every claim with its source, its controls and whether it is kept, all computed."""

from guardrails.controls import CONTROLS
from guardrails.rules import book
from vouch.catalogue import claim_rows, control_rows
from vouch.commands.listing import write_listing
from vouch.promises import claims
from vouch.provided import components_by_control


def run(format_: str) -> None:
    """Lists the claims."""
    rows = claim_rows(claims(), control_rows(book(), CONTROLS, components_by_control()))
    write_listing(rows, ("id", "quote", "reach", "provided", "guarded", "verified", "kept"), format_)
