"""The records of the rules on sharing."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="resource-policy-own-accounts",
        control="pv.share",
        title="Resource policies name only accounts that the stack owns",
        severity=Severity.HIGH,
        fix="Remove the account from the policy, or add it to the provider's allowedAccountIds if it is yours.",
    ),
    RuleInfo(
        id="shared-with-own-accounts",
        control="pv.share",
        title="Snapshots, images, functions, event buses and shares are given to own accounts only",
        severity=Severity.HIGH,
        fix=(
            "Remove the permission, or name in accountId, sharedAccounts or principal an account of the provider's "
            "allowedAccountIds."
        ),
    ),
    RuleInfo(
        id="resource-policy-source-pinned",
        control="pv.share",
        title="Resource policies let a service of AWS in for a stated source",
        severity=Severity.MEDIUM,
        fix="Add a condition on aws:SourceAccount, aws:SourceArn or aws:SourceOrgID to the service's statement.",
    ),
    RuleInfo(
        id="copies-stay-in-own-accounts",
        control="pv.share",
        title="Backups and replicas are copied to own accounts only",
        severity=Severity.HIGH,
        fix="Name a vault or bucket of an account of the provider's allowedAccountIds, or add the account there.",
    ),
    RuleInfo(
        id="resource-share-internal",
        control="pv.share",
        title="Resource shares take no principals from outside the organization",
        severity=Severity.HIGH,
        fix="Set allowExternalPrincipals to false.",
    ),
    RuleInfo(
        id="data-perimeter-present",
        control="pv.share",
        title="Credentials of ours reach resources of ours only",
        severity=Severity.HIGH,
        fix=(
            "Limit the policy of a VpcEndpoint by aws:ResourceAccount or aws:ResourceOrgID, or declare a resource "
            "control policy that denies by aws:PrincipalOrgID."
        ),
    ),
)
