"""The records of the rules on database migration."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="dms-instance-private",
        control="net.private",
        title="Replication instances are not public",
        severity=Severity.CRITICAL,
        fix="Set publiclyAccessible to false.",
        frameworks=("FSBP:DMS.1",),
        equivalents=(
            "CKV_AWS_89",
            "DMS.1",
            "dms_instance_no_public_access",
        ),
    ),
    RuleInfo(
        id="dms-instance-customer-key",
        control="rest.db",
        title="Replication instances are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyArn to a customer key.",
        equivalents=("CKV_AWS_212",),
    ),
    RuleInfo(
        id="dms-instance-minor-upgrades",
        control="vm.patch",
        title="Replication instances take minor versions by themselves",
        severity=Severity.MEDIUM,
        fix="Set autoMinorVersionUpgrade to true.",
        frameworks=("FSBP:DMS.6",),
        equivalents=(
            "CKV_AWS_222",
            "DMS.6",
            "dms_instance_minor_version_upgrade_enabled",
        ),
    ),
    RuleInfo(
        id="dms-instance-zones",
        control="av.db",
        title="Replication instances survive the loss of a zone",
        severity=Severity.LOW,
        fix="Set multiAz to true.",
        equivalents=("dms_instance_multi_az_enabled",),
    ),
    RuleInfo(
        id="dms-endpoint-tls",
        control="tls.internal",
        title="Migration reads and writes by TLS",
        severity=Severity.HIGH,
        fix="Set sslMode to verify-full, verify-ca or require.",
        frameworks=("FSBP:DMS.9",),
        equivalents=(
            "CKV2_AWS_49",
            "DMS.9",
            "dms_endpoint_ssl_enabled",
        ),
    ),
    RuleInfo(
        id="dms-endpoint-customer-key",
        control="rest.db",
        title="What migration endpoints keep is under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyArn to a customer key.",
        equivalents=("CKV_AWS_296",),
    ),
    RuleInfo(
        id="dms-endpoint-password-stored",
        control="sec.store",
        title="No password of a migration endpoint is in the program",
        severity=Severity.HIGH,
        fix="Set secretsManagerArn and leave password out.",
    ),
    RuleInfo(
        id="dms-s3-endpoint-customer-key",
        control="rest.files",
        title="What migration writes to S3 is under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyArn to a customer key.",
        equivalents=("CKV_AWS_298",),
    ),
)
