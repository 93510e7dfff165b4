"""Records of the rules on image registries."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="image-registry-present",
        control="vm.image",
        title="The stack has a registry of images",
        severity=Severity.HIGH,
        fix="Add an ecr.Repository, or name the stack that provides it in baselines.yaml.",
    ),
    RuleInfo(
        id="ecr-repository-scan-on-push",
        control="vm.image",
        title="Images are scanned when they are pushed",
        severity=Severity.HIGH,
        fix="Set imageScanningConfiguration.scanOnPush to true.",
        frameworks=("PCI-4.0:11.3.1.2", "PCI-4.0:11.3.1", "PCI-4.0:11.3.1.3", "FSBP:ECR.1"),
        equivalents=(
            "CKV_AWS_163",
            "AWS-0030",
            "ecr_repo_scan_on_push_rule",
            "ECR_PRIVATE_IMAGE_SCANNING_ENABLED",
            "ecr_repositories_scan_images_on_push_enabled",
            "ECR.1",
        ),
    ),
    RuleInfo(
        id="ecr-repository-tags-immutable",
        control="vm.image",
        title="An image's tag never moves",
        severity=Severity.HIGH,
        fix="Set imageTagMutability to IMMUTABLE.",
        frameworks=("FSBP:ECR.2",),
        equivalents=(
            "CKV_AWS_51",
            "AWS-0031",
            "ECR_PRIVATE_TAG_IMMUTABILITY_ENABLED",
            "ecr_repositories_tag_immutability",
            "ECR.2",
        ),
    ),
    RuleInfo(
        id="ecr-repository-encrypted",
        control="vm.image",
        title="Images are encrypted by KMS",
        severity=Severity.HIGH,
        fix="Set encryptionConfigurations.encryptionType to KMS.",
    ),
    RuleInfo(
        id="ecr-repository-customer-key",
        control="vm.image",
        title="Images are under a customer key",
        severity=Severity.MEDIUM,
        fix="Set encryptionConfigurations.kmsKey to a customer key.",
        equivalents=(
            "CKV_AWS_136",
            "AWS-0033",
            "ECR_REPOSITORY_CMK_ENCRYPTION_ENABLED",
            "ECR.5",
        ),
    ),
    RuleInfo(
        id="ecr-repository-not-public",
        control="vm.image",
        title="No registry or repository is open to everyone",
        severity=Severity.CRITICAL,
        fix="Name accounts or roles as Principal in policy, or limit who by a Condition.",
        equivalents=(
            "CKV_AWS_32",
            "AWS-0032",
            "ECROpenAccess",
            "ecr_repositories_not_publicly_accessible",
        ),
    ),
    RuleInfo(
        id="ecr-repository-lifecycle",
        control="base.compute",
        title="Old images are expired",
        severity=Severity.LOW,
        fix="Add an ecr.LifecyclePolicy for the repository.",
        frameworks=("PCI-4.0:10.5.1", "PCI-4.0:3.2.1", "PCI-4.0:3.3.1.1", "PCI-4.0:3.3.1.3", "FSBP:ECR.3"),
        equivalents=(
            "ECR_PRIVATE_LIFECYCLE_POLICY_CONFIGURED",
            "ecr_repositories_lifecycle_policy_enabled",
            "ECR.3",
        ),
    ),
)
