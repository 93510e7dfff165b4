"""The records of the rules on who may assume a role."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="iam-role-trust-not-public",
        control="id.least",
        title="A role trusts named principals only",
        severity=Severity.CRITICAL,
        fix="Name the principals in assumeRolePolicy.",
        equivalents=(
            "CKV_AWS_60",
            "CKV_AWS_61",
            "iam_role_no_full_access_on_trust_policy",
            "iam_no_custom_policy_permissive_role_assumption",
        ),
    ),
    RuleInfo(
        id="iam-role-trust-own-accounts",
        control="id.least",
        title="A role trusts other accounts only with an external id",
        severity=Severity.HIGH,
        fix=(
            "Add a condition on sts:ExternalId to the statement of assumeRolePolicy, or own the account in "
            "the provider's allowedAccountIds."
        ),
    ),
    RuleInfo(
        id="iam-role-trust-github-scoped",
        control="id.least",
        title="A role trusts GitHub for one repository",
        severity=Severity.CRITICAL,
        fix="Compare token.actions.githubusercontent.com:sub with repo:<owner>/<name>:<ref> in assumeRolePolicy.",
        equivalents=("CKV_AWS_358", "CKV_AWS_393"),
    ),
    RuleInfo(
        id="iam-role-trust-federation-limited",
        control="id.least",
        title="A role trusts a federation for one audience or subject",
        severity=Severity.HIGH,
        fix="Compare the provider's :aud and :sub in a condition of assumeRolePolicy.",
    ),
    RuleInfo(
        id="iam-role-trust-source-pinned",
        control="base.identity",
        title="A role trusts a service for one source",
        severity=Severity.LOW,
        fix="Add a condition on aws:SourceAccount and aws:SourceArn to assumeRolePolicy.",
        equivalents=("iam_role_cross_service_confused_deputy_prevention",),
    ),
)
