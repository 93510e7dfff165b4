"""The records of the rules on purpose."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="analytics-reads-no-customer-data",
        control="pv.purpose",
        title="Nothing that analyses reads a store of customer data",
        severity=Severity.HIGH,
        fix="Point the analysis at data that is no customer's, in a store with another value of the tag data.",
    ),
    RuleInfo(
        id="customer-key-bound-to-services",
        control="pv.purpose",
        title="The key of customer data decrypts only through the services that keep it",
        severity=Severity.HIGH,
        fix="Add a condition on kms:ViaService to each statement of policy that allows kms:Decrypt to principals.",
    ),
    RuleInfo(
        id="purpose-bound-key-present",
        control="pv.purpose",
        title="There is a key that decrypts only through the services that keep the data",
        severity=Severity.MEDIUM,
        fix="Declare a kms.Key whose policy allows kms:Decrypt under a condition on kms:ViaService.",
    ),
    RuleInfo(
        id="ai-services-opted-out",
        control="pv.purpose",
        title="The organization is opted out of AWS's AI services keeping content",
        severity=Severity.MEDIUM,
        fix="Declare an organizations.Policy of type AISERVICES_OPT_OUT_POLICY and attach it to the root.",
        equivalents=("organizations_opt_out_ai_services_policy",),
    ),
)
