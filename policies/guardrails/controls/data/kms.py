"""The records of the rules on customer keys."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="kms-key-rotated",
        control="rest.keys",
        title="Symmetric customer keys rotate every year",
        severity=Severity.HIGH,
        fix="Set enableKeyRotation to true, and rotationPeriodInDays to 365 or less.",
        frameworks=("CIS-5.0:3.6", "PCI-4.0:3.7.4", "PCI-4.0:3.7.5", "SOC2:PI1.5"),
        equivalents=(
            "CKV_AWS_7",
            "AWS-0065",
            "KMSBackingKeyRotationEnabled",
            "cmk_backing_key_rotation_enabled",
            "CMK_BACKING_KEY_ROTATION_ENABLED",
            "kms_cmk_rotation_enabled",
            "KMS.4",
        ),
    ),
    RuleInfo(
        id="kms-key-enabled",
        control="rest.keys",
        title="Customer keys are enabled",
        severity=Severity.MEDIUM,
        fix="Set isEnabled (enabled on replicas and external keys) to true.",
        equivalents=("CKV_AWS_227", "kms_cmk_are_used"),
    ),
    RuleInfo(
        id="kms-key-deletion-window",
        control="rest.keys",
        title="Customer keys are slow to delete",
        severity=Severity.MEDIUM,
        fix="Set deletionWindowInDays to 30.",
        frameworks=("PCI-4.0:3.5.1.1", "PCI-4.0:3.5.1.3", "PCI-4.0:3.6.1.2", "PCI-4.0:3.6.1.3", "FSBP:KMS.3"),
        equivalents=(
            "kms_cmk_not_scheduled_for_deletion",
            "KMS_CMK_NOT_SCHEDULED_FOR_DELETION",
            "kms_cmk_not_deleted_unintentionally",
            "KMS.3",
        ),
    ),
    RuleInfo(
        id="kms-key-lockout-check",
        control="rest.keys",
        title="AWS checks that a key policy locks nobody out",
        severity=Severity.MEDIUM,
        fix="Leave bypassPolicyLockoutSafetyCheck out.",
    ),
    RuleInfo(
        id="kms-key-protected",
        control="rest.keys",
        title="Customer keys carry the protect option",
        severity=Severity.MEDIUM,
        fix="Set the resource option protect on the key.",
    ),
    RuleInfo(
        id="kms-key-policy-set",
        control="base.data",
        title="Customer keys state their policy",
        severity=Severity.INFO,
        fix="Set policy on the key, or add a KeyPolicy.",
        equivalents=("CKV2_AWS_64",),
    ),
    RuleInfo(
        id="kms-key-policy-not-public",
        control="rest.keys",
        title="No key policy is public",
        severity=Severity.CRITICAL,
        fix="Name the principals in policy, or limit them by a kms:CallerAccount condition.",
        frameworks=("FSBP:KMS.5",),
        equivalents=("CKV_AWS_33", "kms_no_wildcard_principal", "kms_key_not_publicly_accessible", "KMS.5"),
    ),
    RuleInfo(
        id="kms-key-policy-least-privilege",
        control="id.least",
        title="Key policies give all of a key to the account's root only",
        severity=Severity.HIGH,
        fix="List in policy the actions that the principals need, instead of * or kms:*.",
    ),
    RuleInfo(
        id="kms-key-policy-own-accounts",
        control="det.analyzer",
        title="Key policies name only accounts that the stack owns",
        severity=Severity.MEDIUM,
        fix="Remove the account from policy, or add it to the provider's allowedAccountIds if it is yours.",
    ),
)
