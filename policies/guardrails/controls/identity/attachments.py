"""The records of the rules on attached policies."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="iam-no-administrator-access",
        control="id.least",
        title="AdministratorAccess is not attached",
        severity=Severity.CRITICAL,
        fix="Attach a policy that names what is needed, or set permissionsBoundary on the role.",
        frameworks=("CIS-5.0:1.15", "SOC2:CC1.3", "SOC2:CC6.3"),
        equivalents=(
            "CKV_AWS_274",
            "CKV_AWS_275",
            "IAMNoManagedPolicies",
            "iam_role_administrator_access_policy_rule",
            "iam_aws_attached_policy_no_administrative_privileges",
            "iam_role_administratoraccess_policy",
        ),
    ),
    RuleInfo(
        id="iam-no-power-user-access",
        control="id.least",
        title="PowerUserAccess is not attached",
        severity=Severity.HIGH,
        fix="Attach a policy that names what is needed, or set permissionsBoundary on the role.",
    ),
    RuleInfo(
        id="iam-no-cloudshell-full-access",
        control="base.identity",
        title="AWSCloudShellFullAccess is not attached",
        severity=Severity.MEDIUM,
        fix="Attach a policy that leaves out cloudshell:GetFileDownloadUrls and cloudshell:GetFileUploadUrls.",
        frameworks=("CIS-5.0:1.21", "PCI-4.0:7.2.1", "PCI-4.0:7.2.2"),
        equivalents=("iam_policy_cloudshell_admin_not_attached", "IAM.27"),
    ),
    RuleInfo(
        id="iam-no-service-full-access",
        control="id.least",
        title="No FullAccess policy of AWS is attached",
        severity=Severity.MEDIUM,
        fix="Attach a policy that names the actions and resources that are needed.",
    ),
    RuleInfo(
        id="iam-no-iam-full-access",
        control="id.least",
        title="IAMFullAccess is neither attached nor written out",
        severity=Severity.HIGH,
        fix="Name the iam actions that are needed, and their resources.",
        equivalents=("CKV2_AWS_40", "CKV2_AWS_56"),
    ),
    RuleInfo(
        id="identity-center-no-administrator-access",
        control="id.sso",
        title="AdministratorAccess is given to no permission set but the break-glass one",
        severity=Severity.HIGH,
        fix=(
            "Give managedPolicyArn a narrower policy; hold the break-glass set by a "
            "ssoadmin.PermissionsBoundaryAttachment, or exempt it with a review date."
        ),
        equivalents=("CKV_AWS_274",),
    ),
    RuleInfo(
        id="identity-center-power-user-bounded",
        control="id.least",
        title="A permission set with PowerUserAccess has a permissions boundary",
        severity=Severity.HIGH,
        fix="Declare a ssoadmin.PermissionsBoundaryAttachment for the permission set, or give it a narrower policy.",
    ),
    RuleInfo(
        id="iam-support-role-present",
        control="base.identity",
        title="A role may open cases with AWS Support",
        severity=Severity.LOW,
        fix="Attach AWSSupportAccess to a role.",
        frameworks=("CIS-5.0:1.16",),
        equivalents=("AWS-0169", "iam_support_role_created", "IAM.18"),
    ),
)
