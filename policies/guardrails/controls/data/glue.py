"""The records of the rules on Glue."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="glue-catalog-encrypted",
        control="rest.db",
        title="The Glue catalog is encrypted",
        severity=Severity.HIGH,
        fix="Set dataCatalogEncryptionSettings.encryptionAtRest.catalogEncryptionMode to SSE-KMS.",
        equivalents=(
            "CKV_AWS_94",
            "glue_data_catalogs_metadata_encryption_enabled",
        ),
    ),
    RuleInfo(
        id="glue-catalog-passwords-encrypted",
        control="sec.store",
        title="Passwords of Glue connections are encrypted",
        severity=Severity.HIGH,
        fix="Set dataCatalogEncryptionSettings.connectionPasswordEncryption.returnConnectionPasswordEncrypted to true.",
        equivalents=(
            "CKV_AWS_94",
            "glue_data_catalogs_connection_passwords_encryption_enabled",
        ),
    ),
    RuleInfo(
        id="glue-configuration-encrypts",
        control="rest.files",
        title="Glue encrypts what jobs log, remember and write",
        severity=Severity.HIGH,
        fix="Set cloudwatchEncryptionMode and s3EncryptionMode to SSE-KMS, and jobBookmarksEncryptionMode to CSE-KMS.",
        equivalents=(
            "CKV_AWS_99",
            "glue_etl_jobs_amazon_s3_encryption_enabled",
            "glue_etl_jobs_cloudwatch_logs_encryption_enabled",
            "glue_etl_jobs_job_bookmark_encryption_enabled",
        ),
    ),
    RuleInfo(
        id="glue-security-configuration",
        control="rest.files",
        title="Glue jobs and crawlers have a security configuration",
        severity=Severity.MEDIUM,
        fix="Set securityConfiguration to the name of one that encrypts.",
        equivalents=("CKV_AWS_195",),
    ),
    RuleInfo(
        id="glue-job-logs",
        control="log.app",
        title="Glue jobs log while they run",
        severity=Severity.LOW,
        fix="Set --enable-continuous-cloudwatch-log to true in defaultArguments.",
        equivalents=("glue_etl_jobs_logging_enabled",),
    ),
)
