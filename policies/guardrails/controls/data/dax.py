"""The records of the rules on DynamoDB Accelerator."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="dax-cluster-encrypted",
        control="rest.db",
        title="DAX clusters are encrypted",
        severity=Severity.CRITICAL,
        fix="Set serverSideEncryption.enabled to true.",
        frameworks=("FSBP:DynamoDB.3",),
        equivalents=(
            "CKV_AWS_47",
            "AWS-0023",
            "DynamoDB.3",
            "dynamodb_accelerator_cluster_encryption_enabled",
        ),
    ),
    RuleInfo(
        id="dax-cluster-tls",
        control="tls.internal",
        title="DAX endpoints speak TLS",
        severity=Severity.HIGH,
        fix="Set clusterEndpointEncryptionType to TLS.",
        frameworks=("FSBP:DynamoDB.7",),
        equivalents=(
            "CKV_AWS_239",
            "DynamoDB.7",
        ),
    ),
)
