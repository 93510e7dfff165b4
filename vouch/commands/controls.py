"""``vouch controls``: every control with its claims, and what provides, refuses, verifies and attests it."""

from guardrails.controls import CONTROLS
from guardrails.rules import book
from vouch.catalogue import control_rows
from vouch.commands.listing import write_listing
from vouch.provided import components_by_control
from vouch.verified import by_people, checks_by_control


def run(format_: str) -> None:
    """Lists the controls."""
    rows = control_rows(book(), CONTROLS, components_by_control(), checks_by_control(), by_people().attested)
    write_listing(
        rows,
        ("control", "area", "title", "provides", "refuses", "verifies", "claims"),
        format_,
        counted=("refuses", "verifies"),
    )
