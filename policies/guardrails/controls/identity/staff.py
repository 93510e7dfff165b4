"""The records of the rules on what the account has for its staff, and on access that nobody uses."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="iam-password-policy-present",
        control="id.pw",
        title="The account has a password policy",
        severity=Severity.MEDIUM,
        fix="Declare an iam.AccountPasswordPolicy.",
    ),
    RuleInfo(
        id="identity-center-permission-set-present",
        control="id.sso",
        title="Identity Center has permission sets",
        severity=Severity.HIGH,
        fix="Declare a ssoadmin.PermissionSet for each duty of the staff.",
    ),
    RuleInfo(
        id="identity-center-permission-set-assigned",
        control="base.identity",
        title="A permission set is assigned to somebody",
        severity=Severity.LOW,
        fix="Declare a ssoadmin.AccountAssignment with the permissionSetArn, or remove the set.",
    ),
    RuleInfo(
        id="accessanalyzer-unused-access-present",
        control="id.least",
        title="An analyzer looks for access that nobody uses",
        severity=Severity.MEDIUM,
        fix="Declare an accessanalyzer.Analyzer of type ACCOUNT_UNUSED_ACCESS.",
    ),
    RuleInfo(
        id="accessanalyzer-unused-access-age",
        control="id.least",
        title="Access that is not used for ninety days is found",
        severity=Severity.MEDIUM,
        fix="Set configuration.unusedAccess.unusedAccessAge to 90 or less.",
    ),
)
