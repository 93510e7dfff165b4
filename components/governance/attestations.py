"""What no machine can check, vouched for by a person for a limited time: kept where a verifier reads it."""

import json
import re
from dataclasses import dataclass
from datetime import date

import pulumi
from pulumi_aws import ssm

from components.base import Component
from components.placement import Placement

LONGEST_DAYS = 365
"""How long a statement may vouch for something before somebody must say it again (control gov.attest)."""
_STANDARD_BYTES = 4096


@dataclass(frozen=True, kw_only=True)
class Attestation:
    """One statement by one person; errors are ValueErrors that name the claim and the field.

    ``claim`` is the id of a claim in ``promises/claims.csv``. ``evidence`` says where the evidence is (an S3 object
    or a page), ``sha256`` what it was when it was issued. Expired or not is no question here: a deploy never depends
    on the clock.
    """

    claim: str
    statement: str
    owner: str
    evidence: str
    sha256: str
    issued: date
    expires: date

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{2}-\d{2}", self.claim):
            raise ValueError(f"claim is {self.claim!r}: give the id of a claim, such as 'BZ-03'")
        for field, value in (("statement", self.statement), ("owner", self.owner)):
            if not value.strip():
                raise ValueError(f"{field} of the attestation of {self.claim} is empty: say it in a sentence")
        if not re.match(r"(s3|https)://\S+", self.evidence):
            raise ValueError(
                f"evidence of the attestation of {self.claim} is {self.evidence!r}: say where it is, as s3:// or https://"
            )
        if not re.fullmatch(r"[0-9a-f]{64}", self.sha256):
            raise ValueError(
                f"sha256 of the attestation of {self.claim} is {self.sha256!r}: give 64 hexadecimal digits"
            )
        if not 0 < (self.expires - self.issued).days <= LONGEST_DAYS:
            raise ValueError(
                f"the attestation of {self.claim} is issued {self.issued} and expires {self.expires}: "
                f"let it expire 1 to {LONGEST_DAYS} days after it is issued"
            )

    def record(self) -> str:
        """The attestation as JSON, the same from run to run."""
        return json.dumps(
            {
                "claim": self.claim,
                "statement": self.statement,
                "owner": self.owner,
                "evidence": {"url": self.evidence, "sha256": self.sha256},
                "issued": self.issued.isoformat(),
                "expires": self.expires.isoformat(),
            },
            separators=(",", ":"),
            ensure_ascii=False,
        )


@dataclass(frozen=True, kw_only=True)
class AttestationsArgs:
    """The statements to keep, one a claim; ValueError for two of one claim, or one longer than a parameter holds."""

    placement: Placement
    attestations: tuple[Attestation, ...]

    def __post_init__(self) -> None:
        claims = [each.claim for each in self.attestations]
        if repeated := sorted({claim for claim in claims if claims.count(claim) > 1}):
            raise ValueError(f"attestations has more than one of {', '.join(repeated)}: keep the latest of each")
        for each in self.attestations:
            if len(each.record().encode()) > _STANDARD_BYTES:
                raise ValueError(
                    f"the attestation of {each.claim} is longer than the {_STANDARD_BYTES} bytes of a parameter: "
                    "shorten its statement, the evidence holds the rest"
                )


class Attestations(Component):
    """The attestations of ``promises/attestations.yaml``, each an SSM parameter ``/attest/<project>-<stack>/<claim>``.

    A record that somebody vouches, never proof. The parameters are in clear text on purpose: they state what is
    public, name no secret, and are read by auditors. SSM keeps their former values, a hundred of each.

    Claims with gov.attest in ``promises/claims.csv`` (gov.attest).
    """

    area = "governance"
    provides = ("gov.attest",)

    prefix: str

    def __init__(self, name: str, args: AttestationsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.prefix = f"/attest/{args.placement.project}-{args.placement.stack}"
        for each in args.attestations:
            ssm.Parameter(
                self.child("attestation", each.claim.lower()),
                name=f"{self.prefix}/{each.claim}",
                description=f"Attestation of claim {each.claim}, until {each.expires}",
                type="String",
                tier="Standard",
                # Not ``value``, which Pulumi hides as a secret: a changed statement shows in the difference.
                insecure_value=each.record(),
                tags={"data": "internal", "retention": str(LONGEST_DAYS)},
                opts=self.inside(),
            )
        self.register_outputs({"prefix": self.prefix})
