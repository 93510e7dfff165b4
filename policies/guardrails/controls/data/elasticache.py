"""The records of the rules on caches."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="elasticache-encrypted-at-rest",
        control="rest.db",
        title="Caches are encrypted at rest",
        severity=Severity.CRITICAL,
        fix="Set atRestEncryptionEnabled to true when the group is made.",
        frameworks=("FSBP:ElastiCache.4",),
        equivalents=("CKV_AWS_29", "AWS-0045", "elasticache_redis_cluster_rest_encryption_enabled", "ElastiCache.4"),
    ),
    RuleInfo(
        id="elasticache-customer-key",
        control="rest.db",
        title="Caches are encrypted under a customer key",
        severity=Severity.HIGH,
        fix="Set kmsKeyId to a customer key when the group is made.",
        equivalents=("CKV_AWS_191",),
    ),
    RuleInfo(
        id="elasticache-encrypted-in-transit",
        control="tls.internal",
        title="Caches are reached over TLS only",
        severity=Severity.HIGH,
        fix="Set transitEncryptionEnabled to true, and transitEncryptionMode to required or nothing.",
        frameworks=("FSBP:ElastiCache.5",),
        equivalents=(
            "CKV_AWS_30",
            "AWS-0051",
            "elasticache_redis_cluster_in_transit_encryption_enabled",
            "ElastiCache.5",
        ),
    ),
    RuleInfo(
        id="elasticache-cluster-encrypted-in-transit",
        control="tls.internal",
        title="Cache clusters outside a replication group are reached over TLS only",
        severity=Severity.HIGH,
        fix="Set transitEncryptionEnabled to true when the cluster is made.",
    ),
    RuleInfo(
        id="elasticache-automatic-failover",
        control="av.db",
        title="Caches fail over to another zone by themselves",
        severity=Severity.HIGH,
        fix="Set automaticFailoverEnabled and multiAzEnabled to true, with two nodes or more in each shard.",
        frameworks=("FSBP:ElastiCache.3",),
        equivalents=("elasticache_redis_cluster_automatic_failover_enabled", "ElastiCache.3"),
    ),
)
