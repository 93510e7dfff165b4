"""The records of the rules on Macie."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="macie-session-present",
        control="det.macie",
        title="Macie is on and reads buckets on a schedule",
        severity=Severity.HIGH,
        fix="Declare a macie2.Account and a macie2.ClassificationJob with jobType SCHEDULED.",
    ),
    RuleInfo(
        id="macie-session-enabled",
        control="det.macie",
        title="Macie is not paused",
        severity=Severity.HIGH,
        fix="Remove status or set it to ENABLED.",
        frameworks=("CIS-5.0:2.1.3", "PCI-4.0:A3.2.5.1", "PCI-4.0:A3.2.5.2", "FSBP:Macie.1"),
        equivalents=("MACIE_STATUS_CHECK", "macie_is_enabled", "Macie.1"),
    ),
    RuleInfo(
        id="macie-results-exported",
        control="det.macie",
        title="Results are kept beyond Macie's ninety days",
        severity=Severity.MEDIUM,
        fix="Declare a macie2.ClassificationExportConfiguration in the region.",
    ),
    RuleInfo(
        id="macie-results-encrypted",
        control="det.macie",
        title="Results are kept under a customer key",
        severity=Severity.HIGH,
        fix="Set s3Destination.kmsKeyArn to the ARN of a customer key.",
    ),
    RuleInfo(
        id="macie-customer-buckets-read",
        control="det.macie",
        title="Buckets of customers' data are read on a schedule",
        severity=Severity.HIGH,
        fix=("Name the bucket, or its tag, in s3JobDefinition of a macie2.ClassificationJob with jobType SCHEDULED."),
    ),
)
