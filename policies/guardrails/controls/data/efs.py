"""The records of the rules on EFS."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="efs-encrypted",
        control="rest.files",
        title="File systems are encrypted",
        severity=Severity.CRITICAL,
        fix="Set encrypted to true.",
        frameworks=("CIS-5.0:2.3.1", "PCI-4.0:3.5.1", "PCI-4.0:8.3.2", "FSBP:EFS.1", "FSBP:EFS.8"),
        equivalents=(
            "CKV_AWS_42",
            "AWS-0037",
            "EFSEncrypted",
            "efs_encrypted_check",
            "EFS_ENCRYPTED_CHECK",
            "efs_encryption_at_rest_enabled",
            "EFS.1",
            "EFS.8",
        ),
    ),
    RuleInfo(
        id="efs-customer-key",
        control="rest.files",
        title="File systems are encrypted under a customer key",
        severity=Severity.HIGH,
        fix="Set kmsKeyId to the ARN of a customer key.",
        equivalents=("CKV_AWS_184",),
    ),
    RuleInfo(
        id="efs-access-point-root-directory",
        control="base.data",
        title="Access points show a directory of their own, never the whole file system",
        severity=Severity.MEDIUM,
        fix="Set rootDirectory.path to a directory below /.",
        frameworks=("PCI-4.0:10.3.2", "PCI-4.0:3.5.1.3", "PCI-4.0:A1.1.2", "PCI-4.0:A3.4.1", "FSBP:EFS.3"),
        equivalents=(
            "CKV_AWS_329",
            "EFS_ACCESS_POINT_ENFORCE_ROOT_DIRECTORY",
            "efs_access_point_enforce_root_directory",
            "EFS.3",
        ),
    ),
    RuleInfo(
        id="efs-access-point-user",
        control="base.data",
        title="Access points enforce a user",
        severity=Severity.MEDIUM,
        fix="Set posixUser.uid and posixUser.gid.",
        frameworks=("PCI-4.0:10.3.2", "PCI-4.0:3.5.1.3", "PCI-4.0:A1.1.2", "PCI-4.0:A3.4.1", "FSBP:EFS.4"),
        equivalents=(
            "CKV_AWS_330",
            "EFS_ACCESS_POINT_ENFORCE_USER_IDENTITY",
            "efs_access_point_enforce_user_identity",
            "EFS.4",
        ),
    ),
    RuleInfo(
        id="efs-policy-not-public",
        control="base.data",
        title="File systems are open to nobody public",
        severity=Severity.CRITICAL,
        fix="Name the roles in Principal, or limit clients by the condition elasticfilesystem:AccessedViaMountTarget.",
        equivalents=("efs_not_publicly_accessible",),
    ),
    RuleInfo(
        id="efs-tls-only",
        control="tls.internal",
        title="File systems refuse clients without TLS",
        severity=Severity.HIGH,
        fix="Declare an efs.FileSystemPolicy that denies elasticfilesystem:* where aws:SecureTransport is false.",
    ),
    RuleInfo(
        id="efs-mount-target-not-public",
        control="base.data",
        title="Mount targets are in no public subnet",
        severity=Severity.HIGH,
        fix="Set subnetId to a subnet whose route table has no route to an internet gateway.",
        frameworks=("FSBP:EFS.6",),
        equivalents=("efs_mount_target_not_publicly_accessible", "EFS.6"),
    ),
)
