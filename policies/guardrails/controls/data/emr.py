"""The records of the rules on EMR."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="emr-configuration-encrypts-at-rest",
        control="rest.files",
        title="EMR encrypts at rest",
        severity=Severity.HIGH,
        fix="Set EnableAtRestEncryption to true in configuration.",
        equivalents=("AWS-0137",),
    ),
    RuleInfo(
        id="emr-configuration-encrypts-in-transit",
        control="tls.internal",
        title="EMR encrypts in transit",
        severity=Severity.HIGH,
        fix="Set EnableInTransitEncryption to true in configuration.",
        equivalents=(
            "CKV_AWS_351",
            "AWS-0138",
        ),
    ),
    RuleInfo(
        id="emr-configuration-encrypts-disks",
        control="rest.files",
        title="EMR encrypts local disks",
        severity=Severity.HIGH,
        fix="Set LocalDiskEncryptionConfiguration.EncryptionKeyProviderType to AwsKms in configuration.",
        equivalents=(
            "CKV_AWS_349",
            "AWS-0139",
        ),
    ),
    RuleInfo(
        id="emr-configuration-encrypts-volumes",
        control="rest.files",
        title="EMR encrypts EBS volumes, the root volume too",
        severity=Severity.MEDIUM,
        fix="Set LocalDiskEncryptionConfiguration.EnableEbsEncryption to true in configuration.",
        equivalents=("CKV_AWS_350",),
    ),
    RuleInfo(
        id="emr-configuration-customer-key",
        control="rest.files",
        title="EMR writes to S3 under a customer key",
        severity=Severity.MEDIUM,
        fix="Set S3EncryptionConfiguration.EncryptionMode to SSE-KMS in configuration.",
        equivalents=("CKV_AWS_171",),
    ),
    RuleInfo(
        id="emr-cluster-security-configuration",
        control="rest.files",
        title="EMR clusters have a security configuration",
        severity=Severity.HIGH,
        fix="Set securityConfiguration to the name of one that encrypts.",
        equivalents=("CKV2_AWS_55",),
    ),
    RuleInfo(
        id="emr-public-access-blocked",
        control="net.private",
        title="EMR refuses clusters that are open to the world",
        severity=Severity.HIGH,
        fix="Set blockPublicSecurityGroupRules to true.",
        frameworks=("FSBP:EMR.2",),
        equivalents=(
            "CKV_AWS_390",
            "EMR.2",
            "emr_cluster_account_public_block_enabled",
        ),
    ),
)
