"""The records of the rules on what caches keep."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="elasticache-snapshots",
        control="bk.pitr",
        title="Redis caches make snapshots",
        severity=Severity.MEDIUM,
        fix="Set snapshotRetentionLimit to the days to keep them.",
        frameworks=("FSBP:ElastiCache.1",),
        equivalents=(
            "CKV_AWS_134",
            "AWS-0050",
            "ElastiCache.1",
            "elasticache_redis_cluster_backup_enabled",
        ),
    ),
    RuleInfo(
        id="elasticache-minor-upgrades",
        control="vm.patch",
        title="Caches take minor versions by themselves",
        severity=Severity.MEDIUM,
        fix="Leave autoMinorVersionUpgrade at true.",
        frameworks=("FSBP:ElastiCache.2",),
        equivalents=(
            "CKV_AWS_322",
            "ElastiCache.2",
            "elasticache_redis_cluster_auto_minor_version_upgrades",
        ),
    ),
    RuleInfo(
        id="elasticache-authenticated",
        control="id.least",
        title="Caches ask every client who it is",
        severity=Severity.MEDIUM,
        fix="Set userGroupIds, or authToken from a managed secret.",
        frameworks=("FSBP:ElastiCache.6",),
        equivalents=(
            "CKV_AWS_31",
            "ElastiCache.6",
            "elasticache_redis_replication_group_auth_enabled",
        ),
    ),
    RuleInfo(
        id="elasticache-subnet-group",
        control="net.vpc",
        title="Caches are in subnets of their own",
        severity=Severity.MEDIUM,
        fix="Set subnetGroupName to a group of private subnets.",
        frameworks=("FSBP:ElastiCache.7",),
        equivalents=(
            "CKV_AWS_323",
            "ElastiCache.7",
        ),
    ),
    RuleInfo(
        id="elasticache-serverless-customer-key",
        control="rest.db",
        title="Serverless caches are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyId to a customer key.",
    ),
)
