"""Records of the rules on volumes."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="ec2-block-devices-encrypted",
        control="rest.files",
        title="Every volume that a server starts with is encrypted",
        severity=Severity.CRITICAL,
        fix=(
            "Set encrypted to true in rootBlockDevice and ebsBlockDevices (blockDeviceMappings.ebs of a "
            "launch template)."
        ),
        frameworks=("FSBP:EC2.181",),
        equivalents=(
            "CKV_AWS_8",
            "AWS-0008",
            "AWS-0122",
            "AWS-0131",
            "EC2EBSVolumeEncrypted",
            "EC2_LAUNCH_TEMPLATES_EBS_VOLUME_ENCRYPTED",
            "EC2.181",
        ),
    ),
    RuleInfo(
        id="ebs-volume-encrypted",
        control="rest.files",
        title="Every volume is encrypted",
        severity=Severity.CRITICAL,
        fix="Set encrypted to true.",
        frameworks=("CIS-5.0:5.1.1", "PCI-4.0:3.5.1", "PCI-4.0:8.3.2", "SOC2:PI1.5", "FSBP:EC2.3"),
        equivalents=(
            "CKV_AWS_3",
            "AWS-0026",
            "EC2EBSVolumeEncrypted",
            "encrypted_volumes",
            "ENCRYPTED_VOLUMES",
            "ec2_ebs_volume_encryption",
            "EC2.3",
        ),
    ),
    RuleInfo(
        id="ebs-volume-customer-key",
        control="rest.files",
        title="Every volume is under a customer key",
        severity=Severity.MEDIUM,
        fix="Set kmsKeyId to a customer key.",
        equivalents=(
            "CKV_AWS_189",
            "AWS-0027",
            "ebs_volume_encryption_key_rule",
        ),
    ),
    RuleInfo(
        id="ebs-encryption-by-default",
        control="rest.files",
        title="The account encrypts volumes by default",
        severity=Severity.HIGH,
        fix="Set enabled to true, or leave it out.",
        frameworks=("FSBP:EC2.7",),
        equivalents=(
            "CKV_AWS_106",
            "EC2_EBS_ENCRYPTION_BY_DEFAULT",
            "ec2_ebs_default_encryption",
            "EC2.7",
        ),
    ),
    RuleInfo(
        id="ebs-snapshots-not-shared",
        control="det.analyzer",
        title="No snapshot of a volume is open to everyone",
        severity=Severity.CRITICAL,
        fix="Set state to block-all-sharing.",
        frameworks=(
            "SOC2:CC6.6",
            "PCI-4.0:10.3.2",
            "PCI-4.0:3.5.1.3",
            "PCI-4.0:A1.1.2",
            "PCI-4.0:A3.4.1",
            "FSBP:EC2.1",
        ),
        equivalents=(
            "EBS_SNAPSHOT_PUBLIC_RESTORABLE_CHECK",
            "ec2_ebs_public_snapshot",
            "ec2_ebs_snapshot_account_block_public_access",
            "EC2.1",
            "EC2.182",
        ),
    ),
)
