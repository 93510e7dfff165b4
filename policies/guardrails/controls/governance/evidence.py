"""The records of the rules on requests of people for their data, and on evidence that comes from outside AWS."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="data-request-answered-in-time",
        control="pv.dsar",
        title="A request to export or erase data is answered within 30 days",
        severity=Severity.HIGH,
        fix="In definition, set TimeoutSeconds to 2592000 or less.",
    ),
    RuleInfo(
        id="data-requests-present",
        control="pv.dsar",
        title="Processes export and erase a person's data",
        severity=Severity.HIGH,
        fix="Declare an sfn.StateMachine with the tag process=data-export, and one with process=data-erasure.",
    ),
    RuleInfo(
        id="ci-evidence-present",
        control="gov.ci",
        title="Review, tests and scans of what is deployed are vouched for",
        severity=Severity.MEDIUM,
        fix="Attest each claim of gov.ci in promises/attestations.yaml: a parameter below /attest/ each.",
    ),
    RuleInfo(
        id="aws-reports-present",
        control="gov.artifact",
        title="AWS's own audit reports are vouched for",
        severity=Severity.MEDIUM,
        fix="Attest each claim of gov.artifact in promises/attestations.yaml: a parameter below /attest/ each.",
    ),
)
