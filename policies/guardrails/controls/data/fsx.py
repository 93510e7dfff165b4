"""The records of the rules on FSx."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="fsx-customer-key",
        control="rest.files",
        title="FSx file systems are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyId to a customer key.",
        equivalents=(
            "CKV_AWS_178",
            "CKV_AWS_179",
            "CKV_AWS_190",
            "CKV_AWS_203",
        ),
    ),
    RuleInfo(
        id="fsx-backup-retention",
        control="bk.pitr",
        title="FSx file systems are backed up daily",
        severity=Severity.HIGH,
        fix="Set automaticBackupRetentionDays to the days of the profile.",
    ),
    RuleInfo(
        id="fsx-windows-zones",
        control="av.db",
        title="Windows file systems survive the loss of a zone",
        severity=Severity.LOW,
        fix="Set deploymentType to MULTI_AZ_1.",
        equivalents=("fsx_windows_file_system_multi_az_enabled",),
    ),
    RuleInfo(
        id="fsx-openzfs-tags-on-copies",
        control="base.data",
        title="Backups and volumes of OpenZFS carry the file system's tags",
        severity=Severity.LOW,
        fix="Set copyTagsToBackups and copyTagsToVolumes to true.",
        frameworks=("FSBP:FSx.1",),
        equivalents=(
            "FSx.1",
            "fsx_file_system_copy_tags_to_backups_enabled",
            "fsx_file_system_copy_tags_to_volumes_enabled",
        ),
    ),
)
