"""The records of the rules on Kafka clusters."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="msk-cluster-encrypted-in-transit",
        control="tls.internal",
        title="Clients speak TLS with Kafka",
        severity=Severity.HIGH,
        fix="Set encryptionInfo.encryptionInTransit.clientBroker to TLS.",
        equivalents=(
            "CKV_AWS_81",
            "AWS-0073",
            "kafka_cluster_in_transit_encryption_enabled",
        ),
    ),
    RuleInfo(
        id="msk-cluster-encrypted-among-brokers",
        control="tls.internal",
        title="Brokers of Kafka speak TLS among themselves",
        severity=Severity.HIGH,
        fix="Leave encryptionInfo.encryptionInTransit.inCluster at true.",
        frameworks=("FSBP:MSK.1",),
        equivalents=("MSK.1",),
    ),
    RuleInfo(
        id="msk-cluster-customer-key",
        control="rest.msgs",
        title="Kafka clusters are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set encryptionInfo.encryptionAtRestKmsKeyArn to a customer key.",
        equivalents=(
            "AWS-0179",
            "kafka_cluster_encryption_at_rest_uses_cmk",
        ),
    ),
    RuleInfo(
        id="msk-cluster-logs",
        control="log.infra",
        title="Kafka brokers keep their logs",
        severity=Severity.HIGH,
        fix="Set loggingInfo.brokerLogs.cloudwatchLogs.enabled to true and logGroup to a log group.",
        equivalents=(
            "CKV_AWS_80",
            "AWS-0074",
        ),
    ),
    RuleInfo(
        id="msk-cluster-private",
        control="net.private",
        title="Kafka brokers are not public",
        severity=Severity.CRITICAL,
        fix="Leave brokerNodeGroupInfo.connectivityInfo.publicAccess.type at DISABLED.",
        equivalents=(
            "CKV_AWS_291",
            "kafka_cluster_is_public",
        ),
    ),
    RuleInfo(
        id="msk-cluster-authenticated",
        control="id.least",
        title="Kafka lets nobody in without a name",
        severity=Severity.HIGH,
        fix="Set clientAuthentication.sasl.iam to true, and unauthenticated to false.",
        equivalents=("kafka_cluster_unrestricted_access_disabled",),
    ),
    RuleInfo(
        id="msk-cluster-monitoring",
        control="base.data",
        title="Kafka clusters publish metrics of their topics",
        severity=Severity.LOW,
        fix="Set enhancedMonitoring to PER_TOPIC_PER_BROKER.",
        frameworks=("FSBP:MSK.2",),
        equivalents=(
            "MSK.2",
            "kafka_cluster_enhanced_monitoring_enabled",
        ),
    ),
    RuleInfo(
        id="msk-connector-encrypted-in-transit",
        control="tls.internal",
        title="Kafka connectors speak TLS",
        severity=Severity.HIGH,
        fix="Set kafkaClusterEncryptionInTransit.encryptionType to TLS.",
        equivalents=("kafka_connector_in_transit_encryption_enabled",),
    ),
    RuleInfo(
        id="msk-connector-logs",
        control="log.infra",
        title="Kafka connectors keep their logs",
        severity=Severity.MEDIUM,
        fix="Set logDelivery.workerLogDelivery.cloudwatchLogs.enabled to true and logGroup to a log group.",
    ),
)
