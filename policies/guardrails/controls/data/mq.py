"""The records of the rules on message brokers."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="mq-broker-private",
        control="net.private",
        title="Brokers are not public",
        severity=Severity.CRITICAL,
        fix="Set publiclyAccessible to false.",
        equivalents=(
            "CKV_AWS_69",
            "AWS-0072",
            "mq_broker_not_publicly_accessible",
        ),
    ),
    RuleInfo(
        id="mq-broker-customer-key",
        control="rest.msgs",
        title="Brokers are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set encryptionOptions.useAwsOwnedKey to false and encryptionOptions.kmsKeyId to a customer key.",
        equivalents=("CKV_AWS_209",),
    ),
    RuleInfo(
        id="mq-broker-general-log",
        control="log.infra",
        title="Brokers log what they do",
        severity=Severity.HIGH,
        fix="Set logs.general to true.",
        equivalents=(
            "CKV_AWS_48",
            "AWS-0071",
            "mq_broker_logging_enabled",
        ),
    ),
    RuleInfo(
        id="mq-broker-audit-log",
        control="id.access_log",
        title="Brokers log who manages them",
        severity=Severity.HIGH,
        fix="Set logs.audit to true.",
        equivalents=(
            "CKV_AWS_197",
            "AWS-0070",
        ),
    ),
    RuleInfo(
        id="mq-broker-minor-upgrades",
        control="vm.patch",
        title="Brokers take minor versions by themselves",
        severity=Severity.MEDIUM,
        fix="Set autoMinorVersionUpgrade to true.",
        equivalents=(
            "CKV_AWS_207",
            "mq_broker_auto_minor_version_upgrade",
        ),
    ),
    RuleInfo(
        id="mq-broker-version",
        control="vm.patch",
        title="Brokers run a version that Amazon MQ supports",
        severity=Severity.MEDIUM,
        fix="Set engineVersion to ActiveMQ 5.18 or RabbitMQ 3.13, or later.",
        equivalents=("CKV_AWS_208",),
    ),
    RuleInfo(
        id="mq-broker-zones",
        control="av.db",
        title="Brokers survive the loss of a zone",
        severity=Severity.MEDIUM,
        fix="Set deploymentMode to ACTIVE_STANDBY_MULTI_AZ (ActiveMQ) or CLUSTER_MULTI_AZ (RabbitMQ).",
        equivalents=(
            "mq_broker_active_deployment_mode",
            "mq_broker_cluster_deployment_mode",
        ),
    ),
)
