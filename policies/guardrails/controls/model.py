"""What a control and the record of a rule are. A control is stated once; a rule's metadata lives here, not in code."""

from dataclasses import dataclass
from typing import Final

from guardrails.verdicts import Severity

_AREAS: Final = {
    "net": "network",
    "vpn": "network",
    "office": "network",
    "edge": "edge",
    "tls": "edge",
    "rest": "data",
    "sec": "data",
    "bk": "data",
    "av": "compute",
    "vm": "compute",
    "id": "identity",
    "log": "audit",
    "det": "detection",
    "mon": "operations",
    "ir": "operations",
    "dr": "operations",
    "mail": "operations",
    "pv": "governance",
    "gov": "governance",
}
AREAS: Final = (
    "network",
    "edge",
    "data",
    "compute",
    "identity",
    "audit",
    "detection",
    "operations",
    "governance",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What must hold so that claims are true. ``note`` states its exceptions.

    ``base.<area>`` controls gather good practice that no claim asks for.
    """

    id: str
    title: str
    note: str = ""

    @property
    def area(self) -> str:
        """The area that the control's prefix names (design: "The house")."""
        prefix, _, rest = self.id.partition(".")
        if prefix == "base":
            return rest
        return "data" if self.id == "av.db" else _AREAS[prefix]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """The record of a rule: what it is for, how grave, how to mend, and what others call it.

    ``frameworks`` are versioned control numbers (``CIS-5.0:2.2.1``); ``equivalents`` the ids of other tools, as each
    prints them; both are taken from the control universe.
    """

    id: str
    control: str
    title: str
    severity: Severity
    fix: str
    frameworks: tuple[str, ...] = ()
    equivalents: tuple[str, ...] = ()
