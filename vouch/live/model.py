"""The report of ``vouch verify`` as data: the contract that ``schemas/verify.schema.json`` is generated from.

Results have the members of ``vouch check``'s, with an ARN, an account and a region in place of a URN.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, NonNegativeInt

from guardrails.verdicts import Severity
from verification.answers import Answer
from vouch.attestations import AttestationState
from vouch.report.model import Tool


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LiveSubject(_Model):
    """What was asked."""

    kind: Literal["account"] = "account"
    stack: str
    accounts: tuple[str, ...]
    regions: tuple[str, ...]


class LiveSummary(_Model):
    """The run in numbers. Answers are counted for each check and resource; ``calls`` are those that went to AWS."""

    checks: NonNegativeInt
    passed: NonNegativeInt
    failed: NonNegativeInt
    absent: NonNegativeInt
    not_permitted: NonNegativeInt
    unavailable: NonNegativeInt
    errors: NonNegativeInt
    refused: NonNegativeInt = Field(description="Results that say that a promise is broken.")
    attested: NonNegativeInt
    expiring: NonNegativeInt
    expired: NonNegativeInt
    calls: NonNegativeInt
    seconds: NonNegativeFloat


class LiveResult(_Model):
    """One answer. What is said of an account as a whole has no resource; what it has once has no region."""

    rule: str = Field(description="The check's id: its rule's, where there is one.")
    control: str
    claims: tuple[str, ...]
    severity: Severity
    verdict: Answer
    refused: bool
    resource: str | None = Field(description="The ARN.")
    account: str
    region: str
    property: str | None
    message: str
    fix: str
    frameworks: tuple[str, ...]
    calls: tuple[str, ...] = Field(description="The API calls that answered, as service.operation.")
    asked: datetime


class LiveDrift(_Model):
    """How much of the program was compared with the account: of the properties that rules read and it states."""

    resources: NonNegativeInt = Field(description="AWS resources that the program declares.")
    compared: NonNegativeInt
    unknown: NonNegativeInt = Field(description="Known only to the cloud until they are deployed.")
    unmapped: NonNegativeInt = Field(description="Nothing of the account is asked for them.")
    unanswered: NonNegativeInt = Field(description="Of resources not found, not told apart or not permitted.")


class LiveAttestation(_Model):
    """What a person vouches for; never a proof."""

    claim: str
    statement: str
    owner: str
    evidence: str
    sha256: str
    issued: date
    expires: date
    state: AttestationState


class LiveRun(_Model):
    """One verification. ``partial`` says that it was stopped before every check had answered."""

    subject: LiveSubject
    profile: str
    partial: bool
    started: datetime
    ended: datetime
    summary: LiveSummary
    results: tuple[LiveResult, ...]
    attestations: tuple[LiveAttestation, ...]
    drift: LiveDrift | None = Field(default=None, description="Only where the program was compared.")


class LiveReport(_Model):
    """Everything one ``vouch verify`` asked."""

    tool: Tool
    runs: tuple[LiveRun, ...]
