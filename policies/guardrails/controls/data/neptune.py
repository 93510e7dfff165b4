"""The records of the rules on Neptune."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="neptune-cluster-encrypted",
        control="rest.db",
        title="Neptune clusters are encrypted",
        severity=Severity.CRITICAL,
        fix="Set storageEncrypted to true and kmsKeyArn to a customer key.",
        frameworks=("FSBP:Neptune.1",),
        equivalents=(
            "CKV_AWS_44",
            "AWS-0076",
            "Neptune.1",
            "neptune_cluster_storage_encrypted",
        ),
    ),
    RuleInfo(
        id="neptune-cluster-customer-key",
        control="rest.db",
        title="Neptune clusters are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyArn to a customer key.",
        equivalents=(
            "CKV_AWS_347",
            "AWS-0128",
        ),
    ),
    RuleInfo(
        id="neptune-cluster-audit-exported",
        control="id.access_log",
        title="Neptune clusters export their audit log",
        severity=Severity.HIGH,
        fix="Add audit to enableCloudwatchLogsExports.",
        frameworks=("FSBP:Neptune.2",),
        equivalents=(
            "CKV_AWS_101",
            "AWS-0075",
            "Neptune.2",
            "neptune_cluster_integration_cloudwatch_logs",
        ),
    ),
    RuleInfo(
        id="neptune-cluster-audit-on",
        control="id.access_log",
        title="Neptune writes an audit log",
        severity=Severity.MEDIUM,
        fix="Set the parameter neptune_enable_audit_log to 1.",
    ),
    RuleInfo(
        id="neptune-cluster-iam-authentication",
        control="id.least",
        title="Neptune asks IAM who connects",
        severity=Severity.MEDIUM,
        fix="Set iamDatabaseAuthenticationEnabled to true.",
        frameworks=("FSBP:Neptune.7",),
        equivalents=(
            "CKV_AWS_359",
            "Neptune.7",
            "neptune_cluster_iam_authentication_enabled",
        ),
    ),
    RuleInfo(
        id="neptune-cluster-deletion-protection",
        control="av.db",
        title="AWS refuses to delete Neptune clusters",
        severity=Severity.HIGH,
        fix="Set deletionProtection to true.",
        frameworks=("FSBP:Neptune.4",),
        equivalents=(
            "CKV2_AWS_58",
            "Neptune.4",
            "neptune_cluster_deletion_protection",
        ),
    ),
    RuleInfo(
        id="neptune-cluster-backup-retention",
        control="bk.pitr",
        title="Neptune clusters can be restored to any moment of the last weeks",
        severity=Severity.HIGH,
        fix="Set backupRetentionPeriod to the days of the profile.",
        frameworks=("FSBP:Neptune.5",),
        equivalents=(
            "CKV_AWS_361",
            "Neptune.5",
            "neptune_cluster_backup_enabled",
        ),
    ),
    RuleInfo(
        id="neptune-cluster-final-snapshot",
        control="bk.pitr",
        title="Neptune leaves a last snapshot when a cluster is deleted",
        severity=Severity.MEDIUM,
        fix="Set skipFinalSnapshot to false and finalSnapshotIdentifier to a name.",
    ),
    RuleInfo(
        id="neptune-cluster-tags-on-snapshots",
        control="base.data",
        title="Snapshots of Neptune carry the cluster's tags",
        severity=Severity.LOW,
        fix="Set copyTagsToSnapshot to true.",
        frameworks=("FSBP:Neptune.8",),
        equivalents=(
            "CKV_AWS_362",
            "Neptune.8",
            "neptune_cluster_copy_tags_to_snapshots",
        ),
    ),
    RuleInfo(
        id="neptune-instance-private",
        control="net.private",
        title="Neptune instances are not public",
        severity=Severity.CRITICAL,
        fix="Set publiclyAccessible to false.",
        equivalents=("CKV_AWS_102",),
    ),
    RuleInfo(
        id="neptune-instance-minor-upgrades",
        control="vm.patch",
        title="Neptune takes minor versions by itself",
        severity=Severity.MEDIUM,
        fix="Leave autoMinorVersionUpgrade at true.",
    ),
)
