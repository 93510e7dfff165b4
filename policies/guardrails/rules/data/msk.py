"""Rules on Kafka clusters: encrypted at rest and in transit, private, logged, and closed to strangers."""

from typing import Final

from guardrails.requirements import must_be_customer_key, must_be_false, must_be_one_of, must_be_true, must_not_be
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.lists import one_must_be_true
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.values import UNKNOWN

_CLUSTER: Final = "aws:msk/cluster:Cluster"
_CONNECTOR: Final = "aws:mskconnect/connector:Connector"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_LOGS: Final = "loggingInfo.brokerLogs"
_WORKER_LOGS: Final = "logDelivery.workerLogDelivery"


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "msk-cluster-encrypted-in-transit",
        (_CLUSTER,),
        must_be_one_of("encryptionInfo.encryptionInTransit.clientBroker", "TLS", default="TLS"),
        examples(
            _CLUSTER,
            good={"clusterName": "orders", "encryptionInfo": {"encryptionInTransit": {"clientBroker": "TLS"}}},
            bad={"clusterName": "orders", "encryptionInfo": {"encryptionInTransit": {"clientBroker": "TLS_PLAINTEXT"}}},
            unknown={"clusterName": "orders", "encryptionInfo": {"encryptionInTransit": {"clientBroker": UNKNOWN}}},
        ),
    ),
    ResourceRule(
        "msk-cluster-encrypted-among-brokers",
        (_CLUSTER,),
        must_be_true("encryptionInfo.encryptionInTransit.inCluster", default=True),
        examples(
            _CLUSTER,
            good={"clusterName": "orders", "encryptionInfo": {"encryptionInTransit": {"inCluster": True}}},
            bad={"clusterName": "orders", "encryptionInfo": {"encryptionInTransit": {"inCluster": False}}},
            unknown={"clusterName": "orders", "encryptionInfo": {"encryptionInTransit": {"inCluster": UNKNOWN}}},
        ),
    ),
    ResourceRule(
        "msk-cluster-customer-key",
        (_CLUSTER,),
        must_be_customer_key("encryptionInfo.encryptionAtRestKmsKeyArn", proven_by=NAMES_OF_KEYS),
        examples(
            _CLUSTER,
            good={"clusterName": "orders", "encryptionInfo": {"encryptionAtRestKmsKeyArn": _KEY}},
            bad={"clusterName": "orders"},
            unknown={"clusterName": "orders", "encryptionInfo": {"encryptionAtRestKmsKeyArn": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "msk-cluster-logs",
        (_CLUSTER,),
        one_must_be_true(f"{_LOGS}.cloudwatchLogs.enabled", f"{_LOGS}.firehose.enabled", f"{_LOGS}.s3.enabled"),
        examples(
            _CLUSTER,
            good={"clusterName": "orders", "loggingInfo": {"brokerLogs": {"cloudwatchLogs": {"enabled": True}}}},
            bad={"clusterName": "orders"},
            unknown={"clusterName": "orders", "loggingInfo": {"brokerLogs": {"cloudwatchLogs": {"enabled": UNKNOWN}}}},
        ),
    ),
    ResourceRule(
        "msk-cluster-private",
        (_CLUSTER,),
        must_not_be("brokerNodeGroupInfo.connectivityInfo.publicAccess.type", "SERVICE_PROVIDED_EIPS"),
        examples(
            _CLUSTER,
            good={
                "clusterName": "orders",
                "brokerNodeGroupInfo": {"connectivityInfo": {"publicAccess": {"type": "DISABLED"}}},
            },
            bad={
                "clusterName": "orders",
                "brokerNodeGroupInfo": {"connectivityInfo": {"publicAccess": {"type": "SERVICE_PROVIDED_EIPS"}}},
            },
            unknown={
                "clusterName": "orders",
                "brokerNodeGroupInfo": {"connectivityInfo": {"publicAccess": {"type": UNKNOWN}}},
            },
        ),
    ),
    ResourceRule(
        "msk-cluster-authenticated",
        (_CLUSTER,),
        must_be_false("clientAuthentication.unauthenticated"),
        examples(
            _CLUSTER,
            good={"clusterName": "orders", "clientAuthentication": {"unauthenticated": False}},
            bad={"clusterName": "orders", "clientAuthentication": {"unauthenticated": True}},
            unknown={"clusterName": "orders", "clientAuthentication": {"unauthenticated": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "msk-cluster-monitoring",
        (_CLUSTER,),
        must_be_one_of("enhancedMonitoring", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION", default="DEFAULT"),
        examples(
            _CLUSTER,
            good={"clusterName": "orders", "enhancedMonitoring": "PER_TOPIC_PER_BROKER"},
            bad={"clusterName": "orders"},
            unknown={"clusterName": "orders", "enhancedMonitoring": UNKNOWN},
        ),
    ),
    ResourceRule(
        "msk-connector-encrypted-in-transit",
        (_CONNECTOR,),
        must_be_one_of("kafkaClusterEncryptionInTransit.encryptionType", "TLS", default="PLAINTEXT"),
        examples(
            _CONNECTOR,
            good={"name": "orders", "kafkaClusterEncryptionInTransit": {"encryptionType": "TLS"}},
            bad={"name": "orders"},
            unknown={"name": "orders", "kafkaClusterEncryptionInTransit": {"encryptionType": UNKNOWN}},
        ),
    ),
    ResourceRule(
        "msk-connector-logs",
        (_CONNECTOR,),
        one_must_be_true(
            f"{_WORKER_LOGS}.cloudwatchLogs.enabled", f"{_WORKER_LOGS}.firehose.enabled", f"{_WORKER_LOGS}.s3.enabled"
        ),
        examples(
            _CONNECTOR,
            good={"name": "orders", "logDelivery": {"workerLogDelivery": {"cloudwatchLogs": {"enabled": True}}}},
            bad={"name": "orders"},
            unknown={"name": "orders", "logDelivery": {"workerLogDelivery": {"cloudwatchLogs": {"enabled": UNKNOWN}}}},
        ),
    ),
)
