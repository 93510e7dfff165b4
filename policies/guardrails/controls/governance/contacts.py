"""The records of the rules on the account's contacts."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="account-contacts-present",
        control="gov.contacts",
        title="The account has contacts for security, operations and billing",
        severity=Severity.MEDIUM,
        fix=("Declare an account.AlternativeContact for each alternateContactType: SECURITY, OPERATIONS and BILLING."),
        frameworks=("CIS-5.0:1.2", "PCI-4.0:A1.2.3", "FSBP:Account.1"),
        equivalents=(
            "SECURITY_ACCOUNT_INFORMATION_PROVIDED",
            "account_security_contact_information_is_registered",
            "Account.1",
            "account_maintain_different_contact_details_to_security_billing_and_operations",
        ),
    ),
)
