"""The records of the rules on attestations."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="attestation-well-formed",
        control="gov.attest",
        title="An attestation says what, by whom, on what evidence and until when",
        severity=Severity.MEDIUM,
        fix=(
            "Give in value a JSON object with statement, owner, evidence.url, evidence.sha256, issued and expires, "
            "at most 365 days apart."
        ),
    ),
    RuleInfo(
        id="attestations-present",
        control="gov.attest",
        title="Somebody vouches for what no machine can check",
        severity=Severity.LOW,
        fix="Write attestations into promises/attestations.yaml, or ssm.Parameters below /attest/.",
    ),
)
