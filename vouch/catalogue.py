"""The listings: rules, controls and claims, with what of each is provided, guarded and verified, all computed."""

from collections.abc import Mapping
from dataclasses import dataclass

from guardrails.claims import claims_of
from guardrails.controls.model import Control
from guardrails.judge import RuleBook
from vouch.promises import Claim


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

    ``provides`` are component names, ``refuses`` rule ids, ``verifies`` check ids, ``attested`` attestation ids.
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
    """One claim as ``vouch claims`` lists it; the four answers hold for all of its controls or not at all."""

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
    book: RuleBook, controls: tuple[Control, ...], provided: Mapping[str, tuple[str, ...]]
) -> tuple[ControlRow, ...]:
    """Every control. Checks and attestations are not there yet, and are listed empty."""
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
            verifies=(),
            attested=(),
        )
        for control in controls
    )


def claim_rows(claims: tuple[Claim, ...], controls: tuple[ControlRow, ...]) -> tuple[ClaimRow, ...]:
    """Every claim. A control that nobody states is neither provided nor guarded."""
    by_id = {row.control: row for row in controls}
    return tuple(_claim_row(claim, tuple(by_id.get(control) for control in claim.controls)) for claim in claims)


def _claim_row(claim: Claim, controls: tuple[ControlRow | None, ...]) -> ClaimRow:
    stated = [row for row in controls if row is not None]
    whole = bool(controls) and len(stated) == len(controls)
    # A check that exists has still to pass in an account; until verification is there nothing is verified.
    verified = False
    return ClaimRow(
        id=claim.id,
        quote=claim.quote,
        source=claim.source,
        reach=claim.reach,
        controls=claim.controls,
        provided=whole and all(row.provides for row in stated),
        guarded=whole and all(row.refuses for row in stated),
        verified=verified,
        kept=whole and all(row.attested or (row.provides and row.refuses and verified) for row in stated),
    )
