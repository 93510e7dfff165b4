"""The records of the rules on what auditors ask for."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="audit-evidence-collected",
        control="det.audit",
        title="Evidence is collected by conformance packs and a Security Hub standard, or by Audit Manager",
        severity=Severity.HIGH,
        fix="Declare a cfg.ConformancePack and a securityhub.StandardsSubscription.",
    ),
)
