"""The records of the rules on Inspector."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="inspector-enabler-present",
        control="det.inspector",
        title="Inspector is on",
        severity=Severity.HIGH,
        fix="Declare an inspector2.Enabler.",
    ),
    RuleInfo(
        id="inspector-scans-instances",
        control="det.inspector",
        title="Instances are scanned for vulnerabilities",
        severity=Severity.HIGH,
        fix="Add EC2 to resourceTypes.",
        frameworks=("FSBP:Inspector.1",),
        equivalents=("INSPECTOR_EC2_SCAN_ENABLED", "inspector2_is_enabled", "Inspector.1"),
    ),
    RuleInfo(
        id="inspector-scans-images",
        control="det.inspector",
        title="Images are scanned for vulnerabilities",
        severity=Severity.HIGH,
        fix="Add ECR to resourceTypes.",
        frameworks=("FSBP:Inspector.2",),
        equivalents=("INSPECTOR_ECR_SCAN_ENABLED", "inspector2_is_enabled", "Inspector.2"),
    ),
    RuleInfo(
        id="inspector-scans-functions",
        control="det.inspector",
        title="Functions are scanned for vulnerabilities",
        severity=Severity.HIGH,
        fix="Add LAMBDA to resourceTypes.",
        frameworks=("FSBP:Inspector.3", "FSBP:Inspector.4"),
        equivalents=(
            "INSPECTOR_LAMBDA_STANDARD_SCAN_ENABLED",
            "INSPECTOR_LAMBDA_CODE_SCAN_ENABLED",
            "inspector2_is_enabled",
            "Inspector.3",
            "Inspector.4",
        ),
    ),
    RuleInfo(
        id="inspector-scans-code",
        control="det.inspector",
        title="The code of functions is scanned, where AWS does so",
        severity=Severity.MEDIUM,
        fix="Add LAMBDA_CODE to resourceTypes.",
    ),
    RuleInfo(
        id="ecr-registry-scanning-enhanced",
        control="det.inspector",
        title="The registry's images are scanned by Inspector",
        severity=Severity.HIGH,
        fix="Set scanType to ENHANCED.",
    ),
    RuleInfo(
        id="inspector-suppression-ends",
        control="det.inspector",
        title="A finding is suppressed until a date, not for ever",
        severity=Severity.MEDIUM,
        fix="Say in reason until when, as in 2027-03-31, or set action to NONE.",
    ),
)
