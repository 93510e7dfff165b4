"""``vouch rules``: every rule with its control, severity, types, framework numbers and equivalents."""

from guardrails.controls import CONTROLS
from guardrails.rules import book
from vouch.catalogue import rule_rows
from vouch.commands.listing import write_listing


def run(format_: str) -> None:
    """Lists the rules."""
    write_listing(rule_rows(book(), CONTROLS), ("rule", "control", "severity", "title"), format_)
