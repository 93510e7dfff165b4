"""The records of the rules on users and roles."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="iam-principals-are-roles",
        control="id.sso",
        title="Principals are roles, not IAM users",
        severity=Severity.HIGH,
        fix="Replace the user by a role that people reach through Identity Center and machines by federation.",
        equivalents=("CKV_AWS_273",),
    ),
    RuleInfo(
        id="iam-no-access-key",
        control="id.sso",
        title="No access key is active",
        severity=Severity.HIGH,
        fix="Remove the access key, or set status to Inactive until it is removed.",
    ),
    RuleInfo(
        id="iam-policies-not-on-users",
        control="id.sso",
        title="Policies are attached to groups and roles",
        severity=Severity.MEDIUM,
        fix="Attach the policy to a group or a role.",
        frameworks=("CIS-5.0:1.14", "PCI-4.0:7.2.1", "PCI-4.0:7.2.2", "SOC2:CC1.3", "FSBP:IAM.2"),
        equivalents=(
            "CKV_AWS_40",
            "AWS-0143",
            "IAMUserNoPolicies",
            "iam_user_no_policies_check",
            "iam_no_policy_on_user",
            "IAM_USER_NO_POLICIES_CHECK",
            "iam_policy_attached_only_to_group_or_roles",
            "IAM.2",
        ),
    ),
    RuleInfo(
        id="iam-no-inline-policies",
        control="base.identity",
        title="Policies are managed, not inline",
        severity=Severity.INFO,
        fix="Move the document to an iam.Policy and attach it.",
        equivalents=("IAMNoInlinePolicy", "iam_no_inline_policy_check", "IAM_NO_INLINE_POLICY_CHECK"),
    ),
    RuleInfo(
        id="iam-role-session-one-hour",
        control="id.least",
        title="People assume a role for an hour",
        severity=Severity.MEDIUM,
        fix="Set maxSessionDuration to 3600 or remove it.",
    ),
    RuleInfo(
        id="iam-role-boundary-required",
        control="id.least",
        title="A role that needs a permissions boundary has one",
        severity=Severity.HIGH,
        fix="Set permissionsBoundary to the ARN of a policy.",
    ),
)
