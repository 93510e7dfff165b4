"""The records of the rules on DynamoDB."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="dynamodb-table-point-in-time-recovery",
        control="bk.pitr",
        title="Tables can be restored to any moment of the last weeks",
        severity=Severity.HIGH,
        fix="Set pointInTimeRecovery.enabled to true, and pointInTimeRecovery of each replica.",
        frameworks=(
            "PCI-4.0:10.3.3",
            "PCI-4.0:10.5.1",
            "PCI-4.0:3.2.1",
            "PCI-4.0:3.3.1.1",
            "SOC2:CC7.4",
            "SOC2:A1.2",
            "FSBP:DynamoDB.2",
        ),
        equivalents=(
            "CKV_AWS_28",
            "AWS-0024",
            "DynamoDBPITREnabled",
            "dynamodb_pitr_enabled",
            "DYNAMODB_PITR_ENABLED",
            "dynamodb_tables_pitr_enabled",
            "DynamoDB.2",
        ),
    ),
    RuleInfo(
        id="dynamodb-table-customer-key",
        control="rest.db",
        title="Tables are encrypted under a customer key",
        severity=Severity.HIGH,
        fix="Set serverSideEncryption.enabled to true and kmsKeyArn to a customer key, for each replica too.",
        frameworks=("PCI-4.0:3.5.1", "PCI-4.0:8.3.2", "SOC2:PI1.5"),
        equivalents=(
            "CKV_AWS_119",
            "AWS-0025",
            "dynamodb_table_encrypted_kms",
            "DYNAMODB_TABLE_ENCRYPTED_KMS",
            "dynamodb_tables_kms_cmk_encryption_enabled",
        ),
    ),
    RuleInfo(
        id="dynamodb-table-deletion-protected",
        control="av.db",
        title="Tables cannot be deleted by mistake",
        severity=Severity.MEDIUM,
        fix="Set deletionProtectionEnabled to true.",
        frameworks=("FSBP:DynamoDB.6",),
        equivalents=(
            "DYNAMODB_TABLE_DELETION_PROTECTION_ENABLED",
            "dynamodb_table_deletion_protection_enabled",
            "DynamoDB.6",
        ),
    ),
)
