"""The records of the rules on stores with few settings."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="qldb-ledger-deletion-protection",
        control="av.db",
        title="AWS refuses to delete ledgers",
        severity=Severity.HIGH,
        fix="Leave deletionProtection at true.",
        equivalents=("CKV_AWS_172",),
    ),
    RuleInfo(
        id="qldb-ledger-permissions",
        control="id.least",
        title="Ledgers ask IAM for every command",
        severity=Severity.HIGH,
        fix="Set permissionsMode to STANDARD.",
        equivalents=("CKV_AWS_170",),
    ),
    RuleInfo(
        id="timestream-influx-private",
        control="net.private",
        title="InfluxDB instances are not public",
        severity=Severity.CRITICAL,
        fix="Leave publiclyAccessible at false.",
    ),
    RuleInfo(
        id="cloudsearch-domain-https",
        control="tls.internal",
        title="CloudSearch domains take HTTPS only",
        severity=Severity.HIGH,
        fix="Set endpointOptions.enforceHttps to true.",
        equivalents=("CKV_AWS_220",),
    ),
    RuleInfo(
        id="cloudsearch-domain-tls-version",
        control="tls.internal",
        title="CloudSearch domains take TLS 1.2 or newer",
        severity=Severity.HIGH,
        fix="Set endpointOptions.tlsSecurityPolicy to Policy-Min-TLS-1-2-2019-07.",
        equivalents=("CKV_AWS_218",),
    ),
    RuleInfo(
        id="lightsail-database-private",
        control="net.private",
        title="Lightsail databases are not public",
        severity=Severity.CRITICAL,
        fix="Leave publiclyAccessible at false.",
        equivalents=("lightsail_database_public",),
    ),
    RuleInfo(
        id="lightsail-database-backups",
        control="bk.pitr",
        title="Lightsail databases are backed up",
        severity=Severity.HIGH,
        fix="Leave backupRetentionEnabled at true.",
    ),
    RuleInfo(
        id="workspace-volumes-encrypted",
        control="rest.files",
        title="Volumes of desktops are encrypted",
        severity=Severity.HIGH,
        fix="Set rootVolumeEncryptionEnabled and userVolumeEncryptionEnabled to true.",
        equivalents=(
            "CKV_AWS_155",
            "CKV_AWS_156",
            "AWS-0109",
            "workspaces_volume_encryption_enabled",
        ),
    ),
    RuleInfo(
        id="storage-gateway-share-encrypted",
        control="rest.files",
        title="File shares of Storage Gateway are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsEncrypted to true and kmsKeyArn to a customer key.",
        equivalents=("storagegateway_fileshare_encryption_enabled",),
    ),
    RuleInfo(
        id="datasync-location-without-secret",
        control="sec.store",
        title="No key to an object store is in the program",
        severity=Severity.HIGH,
        fix="Leave secretKey out.",
        equivalents=("CKV_AWS_295",),
    ),
    RuleInfo(
        id="global-accelerator-flow-logs",
        control="log.infra",
        title="Accelerators log their flows",
        severity=Severity.MEDIUM,
        fix="Set attributes.flowLogsEnabled to true and flowLogsS3Bucket to a bucket.",
        equivalents=("CKV_AWS_75",),
    ),
)
