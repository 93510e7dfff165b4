"""Records of the rules on what an account does by default."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="ec2-metadata-defaults-imdsv2",
        control="vm.harden",
        title="Servers that say nothing of it answer only with a token",
        severity=Severity.HIGH,
        fix="Set httpTokens to required.",
        equivalents=("ec2_instance_account_imdsv2_enabled",),
    ),
    RuleInfo(
        id="ec2-serial-console-off",
        control="vm.harden",
        title="The serial console is closed",
        severity=Severity.HIGH,
        fix="Set enabled to false.",
    ),
    RuleInfo(
        id="ec2-images-not-shared",
        control="det.analyzer",
        title="No machine image can be made public",
        severity=Severity.HIGH,
        fix="Set state to block-new-sharing.",
    ),
    RuleInfo(
        id="ebs-default-customer-key",
        control="rest.files",
        title="Volumes that name no key are under a customer key",
        severity=Severity.LOW,
        fix="Add an aws.ebs.DefaultKmsKey in the region.",
    ),
    RuleInfo(
        id="s3-account-block-present",
        control="det.analyzer",
        title="The account's public access block is there",
        severity=Severity.HIGH,
        fix="Add an aws.s3.AccountPublicAccessBlock with its four flags true.",
    ),
    RuleInfo(
        id="ebs-encryption-by-default-present",
        control="rest.files",
        title="Volumes are encrypted by default where servers are",
        severity=Severity.HIGH,
        fix="Add an aws.ebs.EncryptionByDefault in each region with a VPC.",
    ),
    RuleInfo(
        id="ebs-snapshot-block-present",
        control="det.analyzer",
        title="Snapshots cannot be made public where servers are",
        severity=Severity.HIGH,
        fix="Add an aws.ebs.SnapshotBlockPublicAccess with the state block-all-sharing in each region with a VPC.",
    ),
    RuleInfo(
        id="ec2-image-block-present",
        control="det.analyzer",
        title="Machine images cannot be made public where servers are",
        severity=Severity.HIGH,
        fix="Add an aws.ec2.ImageBlockPublicAccess with the state block-new-sharing in each region with a VPC.",
        equivalents=("ec2_ami_account_block_public_access",),
    ),
    RuleInfo(
        id="ec2-metadata-defaults-present",
        control="vm.harden",
        title="IMDSv2 is the default where servers are",
        severity=Severity.MEDIUM,
        fix="Add an aws.ec2.InstanceMetadataDefaults with httpTokens required in each region with a VPC.",
    ),
    RuleInfo(
        id="ec2-serial-console-access-present",
        control="vm.harden",
        title="The serial console is kept closed where servers are",
        severity=Severity.MEDIUM,
        fix="Add an aws.ec2.SerialConsoleAccess with enabled false in each region with a VPC.",
    ),
)
