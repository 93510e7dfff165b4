"""The record of a check: its rule's, where a rule has its id, or its own."""

import json
from functools import cache

from guardrails.controls import RULES
from guardrails.controls.model import RuleInfo
from guardrails.manifest import MANIFEST
from verification.check import Check


@cache
def _rules() -> dict[str, RuleInfo]:
    return {info.id: info for info in RULES}


def info_of(check: Check) -> RuleInfo:
    """Title, control, severity, fix and frameworks of a check. Raises KeyError where nobody stated them."""
    return check.info or _rules()[check.id]


def asks_what_a_profile_requires(check: Check) -> bool:
    """Whether a check asks for what must be there at all, which breaks a promise only where a profile requires it."""
    return check.presence or check.id in _completeness()


@cache
def _completeness() -> frozenset[str]:
    """The rules that require something of a whole stack, by the committed list of rules."""
    listed = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return frozenset(each["rule"] for each in listed if each["kind"] == "completeness")
