"""What no machine can check, and who vouches for it, on a given day (control gov.attest).

An attestation is shown as attested, never as proven; an expired one un-keeps its claims and fails verification.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vouch.errors import CannotJudgeError
from vouch.yaml12 import load

ATTESTATIONS: Final = Path(__file__).resolve().parents[1] / "promises" / "attestations.yaml"
WARNED: Final = timedelta(days=30)
"""How long before its last day an attestation is warned of."""
_LONGEST: Final = timedelta(days=365)


class AttestationState(StrEnum):
    """What a statement is worth on a day."""

    ATTESTED = "attested"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    claims: Annotated[tuple[str, ...], Field(min_length=1)]
    statement: Annotated[str, Field(min_length=1)]
    owner: Annotated[str, Field(min_length=1)]
    evidence: Annotated[str, Field(pattern=r"^(s3|https)://\S+$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    issued: date
    expires: date


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    attestations: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """One statement about one claim. ``expires`` is the last day on which it counts."""

    claim: str
    statement: str
    owner: str
    evidence: str
    sha256: str
    issued: date
    expires: date

    def on(self, day: date) -> AttestationState:
        """What it is worth on ``day``."""
        if day < self.issued:
            return AttestationState.NOT_YET
        if day > self.expires:
            return AttestationState.EXPIRED
        return AttestationState.EXPIRING if self.expires - day < WARNED else AttestationState.ATTESTED


def read(path: Path, known: Iterable[str]) -> tuple[Attestation, ...]:
    """The attestations of a file, one for each claim that an entry names. ``known`` are the claims that exist.

    Raises CannotJudgeError, naming entry and field, where the file is none.
    """
    try:
        entries = _File.model_validate(load(path, "the attestations file")).attestations
    except ValidationError as cause:
        first = cause.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise CannotJudgeError(f"the attestations file {path}: {where}: {first['msg'].lower()}") from cause
    claims = frozenset(known)
    for number, entry in enumerate(entries):
        if not timedelta(0) < entry.expires - entry.issued <= _LONGEST:
            raise CannotJudgeError(
                f"the attestations file {path}: attestations.{number}.expires: {entry.expires} must be 1 to 365 days "
                f"after issued, {entry.issued}"
            )
        if unknown := [claim for claim in entry.claims if claim not in claims]:
            raise CannotJudgeError(
                f"the attestations file {path}: attestations.{number}.claims: there is no claim {unknown[0]}: "
                "`vouch claims` lists them all"
            )
    return tuple(
        Attestation(
            claim=claim,
            statement=entry.statement,
            owner=entry.owner,
            evidence=entry.evidence,
            sha256=entry.sha256,
            issued=entry.issued,
            expires=entry.expires,
        )
        for entry in entries
        for claim in entry.claims
    )
