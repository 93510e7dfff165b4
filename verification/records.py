"""The record of a check: its rule's, where a rule has its id, or its own."""

from functools import cache

from guardrails.controls import RULES
from guardrails.controls.model import RuleInfo
from verification.check import Check


@cache
def _rules() -> dict[str, RuleInfo]:
    return {info.id: info for info in RULES}


def info_of(check: Check) -> RuleInfo:
    """Title, control, severity, fix and frameworks of a check. Raises KeyError where nobody stated them."""
    return check.info or _rules()[check.id]
