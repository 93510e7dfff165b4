"""The records of the rules on identity policies."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="iam-policy-no-admin",
        control="id.least",
        title="No policy allows all actions on all resources",
        severity=Severity.CRITICAL,
        fix="Name the actions and resources that are needed in the statement.",
        frameworks=("CIS-5.0:1.15", "SOC2:CC1.3", "SOC2:CC6.3", "FSBP:IAM.1"),
        equivalents=(
            "CKV_AWS_1",
            "CKV_AWS_62",
            "IAMPolicyNoStatementsWithAdminAccess",
            "iam_policy_no_statements_with_admin_access",
            "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS",
            "iam_customer_attached_policy_no_administrative_privileges",
            "iam_inline_policy_no_administrative_privileges",
            "IAM.1",
        ),
    ),
    RuleInfo(
        id="iam-policy-no-every-action",
        control="id.least",
        title="No policy allows every action, whatever the resource",
        severity=Severity.HIGH,
        fix="Name the actions that are needed in the statement.",
        equivalents=("CKV_AWS_63",),
    ),
    RuleInfo(
        id="iam-policy-no-full-service-access",
        control="id.least",
        title="No policy allows every action of a service on all resources",
        severity=Severity.HIGH,
        fix="Name the service's actions that are needed, and the resources.",
        frameworks=("FSBP:IAM.21",),
        equivalents=(
            "CKV_AWS_49",
            "AWS-0057",
            "IAMPolicyNoStatementsWithFullAccess",
            "iam_policy_no_statements_with_full_access",
            "IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS",
            "IAM.21",
        ),
    ),
    RuleInfo(
        id="iam-policy-no-allow-by-not-action",
        control="id.least",
        title="No policy allows by NotAction",
        severity=Severity.HIGH,
        fix="Replace NotAction by the actions that are needed.",
    ),
    RuleInfo(
        id="iam-policy-changes-confined",
        control="id.least",
        title="What changes something is allowed on named resources",
        severity=Severity.MEDIUM,
        fix="Name the resources in Resource, or limit them by a condition on their tags.",
        equivalents=(
            "CKV_AWS_111",
            "CKV_AWS_290",
            "CKV_AWS_355",
            "CKV_AWS_356",
            "AWS-0345",
            "IAMNoWildcardPermissions",
            "iam_policydocument_no_wildcard_resource",
        ),
    ),
    RuleInfo(
        id="iam-policy-data-reads-confined",
        control="id.least",
        title="What reads data or credentials is allowed on named resources",
        severity=Severity.HIGH,
        fix="Name the objects, secrets, parameters, tables or roles in Resource.",
        equivalents=(
            "CKV_AWS_107",
            "CKV_AWS_108",
            "CKV_AWS_287",
            "CKV_AWS_288",
        ),
    ),
    RuleInfo(
        id="iam-policy-permission-changes-confined",
        control="id.least",
        title="What changes permissions is allowed on named resources",
        severity=Severity.HIGH,
        fix="Name the resources in Resource, or limit them by a condition.",
        equivalents=(
            "CKV_AWS_109",
            "CKV_AWS_289",
        ),
    ),
    RuleInfo(
        id="iam-policy-no-decrypt-on-all-keys",
        control="id.least",
        title="No policy allows decryption with every key",
        severity=Severity.HIGH,
        fix="Name the keys in Resource, or limit them by kms:ResourceAliases or kms:ViaService.",
        frameworks=("PCI-4.0:3.5.1.1", "PCI-4.0:3.5.1.3", "FSBP:KMS.1", "FSBP:KMS.2"),
        equivalents=(
            "IAM_CUSTOMER_POLICY_BLOCKED_KMS_ACTIONS",
            "IAM_INLINE_POLICY_BLOCKED_KMS_ACTIONS",
            "iam_policy_no_full_access_to_kms",
            "iam_inline_policy_no_full_access_to_kms",
            "KMS.1",
            "KMS.2",
        ),
    ),
    RuleInfo(
        id="iam-policy-pass-role-confined",
        control="id.least",
        title="Roles are passed by name",
        severity=Severity.HIGH,
        fix="Name the roles in Resource of the statement that allows iam:PassRole.",
        equivalents=("AWS-0342", "iam_policy_no_wildcard_resource_on_passrole"),
    ),
    RuleInfo(
        id="iam-policy-no-privilege-escalation",
        control="id.least",
        title="No policy opens a way to any permission",
        severity=Severity.HIGH,
        fix="Name the resources of the actions that the message gives, or leave one of them out.",
        frameworks=("SOC2:CC3.3",),
        equivalents=(
            "CKV_AWS_110",
            "CKV_AWS_286",
            "iam_policy_allows_privilege_escalation",
            "iam_inline_policy_allows_privilege_escalation",
        ),
    ),
    RuleInfo(
        id="iam-permissions-boundary-holds",
        control="id.least",
        title="Those whom a permissions boundary holds cannot shed it",
        severity=Severity.HIGH,
        fix=(
            "Deny the iam actions that create identities or change boundaries, unless iam:PermissionsBoundary"
            " is this policy."
        ),
    ),
)
