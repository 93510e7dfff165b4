"""The listings: rules, controls and claims, with what of each is provided, guarded and verified, all computed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from guardrails.claims import claims_of
from guardrails.controls.model import Control
from guardrails.judge import RuleBook
from vouch.promises import Claim

_ATTESTED: Final = "gov.attest"
"""The control of what no machine can check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule as ``vouch rules`` lists it."""

    rule: str
    control: str
    area: str
    title: str
    severity: str
    types: tuple[str, ...]
    frameworks: tuple[str, ...]
    equivalents: tuple[str, ...]
    claims: tuple[str, ...]
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRow:
    """One control as ``vouch controls`` lists it; ``base.<area>`` controls have no claims.

    ``provides`` are component names, ``refuses`` rule ids, ``verifies`` check ids. ``attested`` are those of its claims
    that somebody vouches for today.
    """

    control: str
    area: str
    title: str
    claims: tuple[str, ...]
    provides: tuple[str, ...]
    refuses: tuple[str, ...]
    verifies: tuple[str, ...]
    attested: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """One claim as ``vouch claims`` lists it; the four answers hold for all of its controls or not at all.

    ``verified`` is what a report of ``vouch verify`` showed; without one nothing is.
    """

    id: str
    quote: str
    source: str
    reach: str
    controls: tuple[str, ...]
    provided: bool
    guarded: bool
    verified: bool
    kept: bool


def rule_rows(book: RuleBook, controls: tuple[Control, ...]) -> tuple[RuleRow, ...]:
    """Every rule, in the order of the rule book."""
    areas = {control.id: control.area for control in controls}
    return tuple(
        RuleRow(
            rule=rule.id,
            control=info.control,
            area=areas.get(info.control, ""),
            title=info.title,
            severity=info.severity.value,
            types=rule.types,
            frameworks=info.frameworks,
            equivalents=info.equivalents,
            claims=claims_of(info.control),
            fix=info.fix,
        )
        for rule in book.rules
        for info in (book.info(rule),)
    )


def control_rows(
    book: RuleBook,
    controls: tuple[Control, ...],
    provided: Mapping[str, tuple[str, ...]],
    checks: Mapping[str, tuple[str, ...]],
    attested: Collection[str] = (),
) -> tuple[ControlRow, ...]:
    """Every control, with components and checks by control; ``attested`` are the claims that somebody vouches for."""
    refuses: dict[str, list[str]] = {}
    for rule in book.rules:
        refuses.setdefault(book.info(rule).control, []).append(rule.id)
    return tuple(
        ControlRow(
            control=control.id,
            area=control.area,
            title=control.title,
            claims=claims_of(control.id),
            provides=provided.get(control.id, ()),
            refuses=tuple(refuses.get(control.id, ())),
            verifies=checks.get(control.id, ()),
            attested=tuple(claim for claim in claims_of(control.id) if claim in attested),
        )
        for control in controls
    )


def claim_rows(
    claims: tuple[Claim, ...],
    controls: tuple[ControlRow, ...],
    *,
    verified: Collection[str] = (),
    expired: Collection[str] = (),
) -> tuple[ClaimRow, ...]:
    """Every claim. A control that nobody states is neither provided nor guarded.

    ``verified`` are the controls that an account showed to hold, ``expired`` the claims whose attestation ran out.
    """
    by_id = {row.control: row for row in controls}
    return tuple(
        _claim_row(claim, tuple(by_id.get(control) for control in claim.controls), verified, claim.id in expired)
        for claim in claims
    )


def _claim_row(
    claim: Claim, controls: tuple[ControlRow | None, ...], verified: Collection[str], expired: bool
) -> ClaimRow:
    stated = [row for row in controls if row is not None]
    whole = bool(controls) and len(stated) == len(controls)
    return ClaimRow(
        id=claim.id,
        quote=claim.quote,
        source=claim.source,
        reach=claim.reach,
        controls=claim.controls,
        provided=whole and all(row.provides for row in stated),
        guarded=whole and all(row.refuses for row in stated),
        verified=whole and all(row.control in verified for row in stated),
        kept=whole and not expired and all(_keeps(row, claim, verified) for row in stated),
    )


def _keeps(control: ControlRow, claim: Claim, verified: Collection[str]) -> bool:
    """Whether a control is all three, or, where no machine can ask, the claim is attested.

    That attestations exist is checked; what they say is not, so that one of another claim keeps nothing.
    """
    if control.control == _ATTESTED or not control.verifies:
        return claim.id in control.attested
    return bool(control.provides and control.refuses) and control.control in verified
