"""The records of the rules on MemoryDB."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="memorydb-cluster-tls",
        control="tls.internal",
        title="MemoryDB takes connections by TLS only",
        severity=Severity.HIGH,
        fix="Leave tlsEnabled at true.",
        equivalents=("CKV_AWS_202",),
    ),
    RuleInfo(
        id="memorydb-cluster-customer-key",
        control="rest.db",
        title="MemoryDB clusters are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyArn to a customer key.",
        equivalents=("CKV_AWS_201",),
    ),
    RuleInfo(
        id="memorydb-snapshot-customer-key",
        control="rest.backup",
        title="MemoryDB snapshots are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyArn to a customer key.",
        equivalents=("CKV_AWS_278",),
    ),
    RuleInfo(
        id="memorydb-cluster-authenticated",
        control="id.least",
        title="MemoryDB lets nobody in without a name",
        severity=Severity.HIGH,
        fix="Set aclName to an ACL with users of its own.",
    ),
    RuleInfo(
        id="memorydb-cluster-backup-retention",
        control="bk.pitr",
        title="MemoryDB keeps snapshots of the last weeks",
        severity=Severity.MEDIUM,
        fix="Set snapshotRetentionLimit to the days of the profile.",
    ),
    RuleInfo(
        id="memorydb-cluster-minor-upgrades",
        control="vm.patch",
        title="MemoryDB takes minor versions by itself",
        severity=Severity.MEDIUM,
        fix="Leave autoMinorVersionUpgrade at true.",
        equivalents=("memorydb_cluster_auto_minor_version_upgrades",),
    ),
)
