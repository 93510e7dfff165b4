"""The records of the rules on secrets."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="secret-customer-key",
        control="rest.msgs",
        title="Secrets and their replicas are under a customer key",
        severity=Severity.HIGH,
        fix="Set kmsKeyId, and replicas.kmsKeyId of each replica, to a customer key.",
        equivalents=(
            "CKV_AWS_149",
            "AWS-0098",
            "SecretsManagerUsingKMSKey",
            "secretsmanager_using_cmk",
            "SECRETSMANAGER_USING_CMK",
        ),
    ),
    RuleInfo(
        id="secret-rotated",
        control="sec.store",
        title="Secrets are rotated",
        severity=Severity.HIGH,
        fix="Declare a SecretRotation whose secretId is the secret.",
        frameworks=("PCI-4.0:3.5.1", "PCI-4.0:8.2.2", "FSBP:SecretsManager.1"),
        equivalents=(
            "CKV2_AWS_57",
            "SecretsManagerRotationEnabled",
            "secretsmanager_rotation_enabled_check",
            "SECRETSMANAGER_ROTATION_ENABLED_CHECK",
            "secretsmanager_automatic_rotation_enabled",
            "SecretsManager.1",
        ),
    ),
    RuleInfo(
        id="secret-rotation-interval",
        control="sec.store",
        title="Secrets are rotated every 90 days or more often",
        severity=Severity.HIGH,
        fix="Set rotationRules.automaticallyAfterDays to 90 or less, and leave rotationEnabled out.",
        frameworks=("FSBP:SecretsManager.4",),
        equivalents=(
            "CKV_AWS_304",
            "SECRETSMANAGER_SECRET_PERIODIC_ROTATION",
            "secretsmanager_secret_rotated_periodically",
            "SecretsManager.4",
        ),
    ),
    RuleInfo(
        id="secret-policy-not-public",
        control="det.analyzer",
        title="No secret's policy is public",
        severity=Severity.CRITICAL,
        fix="Name the principals in policy.",
        equivalents=("secretsmanager_not_publicly_accessible", "secretsmanager_has_restrictive_resource_policy"),
    ),
    RuleInfo(
        id="secret-recovery-window",
        control="sec.store",
        title="A deleted secret can be recovered",
        severity=Severity.HIGH,
        fix="Set recoveryWindowInDays to 30.",
    ),
    RuleInfo(
        id="ssm-parameter-secret-encrypted",
        control="sec.store",
        title="Secrets in Parameter Store are encrypted",
        severity=Severity.HIGH,
        fix="Set type to SecureString and keyId to a customer key.",
        equivalents=("CKV2_AWS_34",),
    ),
)
