"""The records of the rules on Security Hub."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="securityhub-account-present",
        control="det.hub",
        title="Security Hub is on",
        severity=Severity.HIGH,
        fix="Declare a securityhub.Account.",
        frameworks=(
            "CIS-5.0:4.16",
            "PCI-4.0:10.2.1.1",
            "PCI-4.0:10.4.1.1",
            "PCI-4.0:10.4.1",
            "PCI-4.0:10.4.2",
            "SOC2:CC3.1",
            "SOC2:CC6.8",
            "SOC2:CC7.1",
            "SOC2:CC7.2",
        ),
        equivalents=("SECURITYHUB_ENABLED", "securityhub_enabled"),
    ),
    RuleInfo(
        id="securityhub-standards-subscribed",
        control="det.hub",
        title="The account is measured against the AWS and CIS standards",
        severity=Severity.HIGH,
        fix="Declare a securityhub.StandardsSubscription to each standard that the message names.",
    ),
    RuleInfo(
        id="securityhub-new-controls-enabled",
        control="det.hub",
        title="Controls that AWS adds to a standard are switched on",
        severity=Severity.MEDIUM,
        fix="Remove autoEnableControls or set it to true.",
    ),
    RuleInfo(
        id="securityhub-no-default-standards",
        control="det.hub",
        title="Standards are chosen, not AWS's defaults, which add CIS 1.2.0",
        severity=Severity.MEDIUM,
        fix="Set enableDefaultStandards to false and subscribe to standards explicitly.",
    ),
    RuleInfo(
        id="securityhub-administrator-in-every-region",
        control="base.detection",
        title="An organisation's Security Hub administrator is appointed in every region",
        severity=Severity.MEDIUM,
        fix="Declare a securityhub.OrganizationAdminAccount in the region.",
        equivalents=("securityhub_delegated_admin_enabled_all_regions",),
    ),
    RuleInfo(
        id="securityhub-findings-aggregated",
        control="base.detection",
        title="Findings of several regions are gathered in one",
        severity=Severity.LOW,
        fix="Declare a securityhub.FindingAggregator in the home region.",
    ),
)
