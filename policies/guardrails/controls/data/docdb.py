"""The records of the rules on DocumentDB."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="docdb-cluster-encrypted",
        control="rest.db",
        title="DocumentDB clusters are encrypted",
        severity=Severity.CRITICAL,
        fix="Set storageEncrypted to true and kmsKeyId to a customer key.",
        frameworks=("FSBP:DocumentDB.1",),
        equivalents=(
            "CKV_AWS_74",
            "AWS-0021",
            "DocumentDB.1",
            "documentdb_cluster_storage_encrypted",
        ),
    ),
    RuleInfo(
        id="docdb-cluster-customer-key",
        control="rest.db",
        title="DocumentDB clusters are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyId to a customer key.",
        equivalents=(
            "CKV_AWS_182",
            "AWS-0022",
        ),
    ),
    RuleInfo(
        id="docdb-global-cluster-encrypted",
        control="rest.db",
        title="Global DocumentDB clusters are encrypted",
        severity=Severity.CRITICAL,
        fix="Set storageEncrypted to true.",
        equivalents=("CKV_AWS_292",),
    ),
    RuleInfo(
        id="docdb-cluster-logs-exported",
        control="log.infra",
        title="DocumentDB clusters export logs",
        severity=Severity.HIGH,
        fix="Add audit to enabledCloudwatchLogsExports, and profiler where slow queries matter.",
        equivalents=(
            "CKV_AWS_85",
            "AWS-0020",
        ),
    ),
    RuleInfo(
        id="docdb-cluster-audit-exported",
        control="id.access_log",
        title="DocumentDB clusters export their audit log",
        severity=Severity.MEDIUM,
        fix="Add audit to enabledCloudwatchLogsExports.",
        frameworks=("FSBP:DocumentDB.4",),
        equivalents=(
            "DocumentDB.4",
            "documentdb_cluster_cloudwatch_log_export",
        ),
    ),
    RuleInfo(
        id="docdb-cluster-audit-on",
        control="id.access_log",
        title="DocumentDB writes an audit log",
        severity=Severity.MEDIUM,
        fix="Set the parameter audit_logs to enabled.",
        equivalents=("CKV_AWS_104",),
    ),
    RuleInfo(
        id="docdb-cluster-tls",
        control="tls.internal",
        title="DocumentDB takes connections by TLS only",
        severity=Severity.HIGH,
        fix="Leave the parameter tls at enabled.",
        equivalents=("CKV_AWS_90",),
    ),
    RuleInfo(
        id="docdb-cluster-backup-retention",
        control="bk.pitr",
        title="DocumentDB clusters can be restored to any moment of the last weeks",
        severity=Severity.HIGH,
        fix="Set backupRetentionPeriod to the days of the profile.",
        frameworks=("FSBP:DocumentDB.2",),
        equivalents=(
            "CKV_AWS_360",
            "DocumentDB.2",
            "documentdb_cluster_backup_enabled",
        ),
    ),
    RuleInfo(
        id="docdb-cluster-final-snapshot",
        control="bk.pitr",
        title="DocumentDB leaves a last snapshot when a cluster is deleted",
        severity=Severity.MEDIUM,
        fix="Set skipFinalSnapshot to false and finalSnapshotIdentifier to a name.",
    ),
    RuleInfo(
        id="docdb-cluster-deletion-protection",
        control="av.db",
        title="AWS refuses to delete DocumentDB clusters",
        severity=Severity.HIGH,
        fix="Set deletionProtection to true.",
        frameworks=("FSBP:DocumentDB.5",),
        equivalents=(
            "DocumentDB.5",
            "documentdb_cluster_deletion_protection",
        ),
    ),
    RuleInfo(
        id="docdb-cluster-managed-password",
        control="sec.store",
        title="DocumentDB makes and keeps the master password",
        severity=Severity.HIGH,
        fix="Set manageMasterUserPassword to true and leave masterPassword out.",
    ),
)
