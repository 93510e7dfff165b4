"""The records of the rules on EKS."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="eks-cluster-endpoint-private",
        control="net.private",
        title="The API of a cluster is not public",
        severity=Severity.HIGH,
        fix="Set vpcConfig.endpointPublicAccess to false and endpointPrivateAccess to true.",
        frameworks=("FSBP:EKS.1",),
        equivalents=(
            "CKV_AWS_39",
            "AWS-0040",
            "EKS.1",
            "eks_cluster_not_publicly_accessible",
        ),
    ),
    RuleInfo(
        id="eks-cluster-endpoint-for-few",
        control="net.private",
        title="The API of a cluster is not open to everybody",
        severity=Severity.CRITICAL,
        fix="Set vpcConfig.publicAccessCidrs to the addresses that need it, or endpointPublicAccess to false.",
        equivalents=(
            "CKV_AWS_38",
            "AWS-0041",
        ),
    ),
    RuleInfo(
        id="eks-cluster-secrets-encrypted",
        control="rest.msgs",
        title="Secrets of Kubernetes are under a customer key",
        severity=Severity.HIGH,
        fix="Set encryptionConfig.resources to secrets and encryptionConfig.provider.keyArn to a customer key.",
        frameworks=("FSBP:EKS.3",),
        equivalents=(
            "CKV_AWS_58",
            "AWS-0039",
            "EKS.3",
            "eks_cluster_kms_cmk_encryption_in_secrets_enabled",
        ),
    ),
    RuleInfo(
        id="eks-cluster-logs",
        control="log.infra",
        title="Clusters keep the logs of their control plane",
        severity=Severity.HIGH,
        fix="Set enabledClusterLogTypes to api, audit, authenticator, controllerManager and scheduler.",
        frameworks=("FSBP:EKS.8",),
        equivalents=(
            "CKV_AWS_37",
            "AWS-0038",
            "EKS.8",
            "eks_control_plane_logging_all_types_enabled",
        ),
    ),
    RuleInfo(
        id="eks-cluster-version",
        control="vm.patch",
        title="Clusters run a version that EKS supports",
        severity=Severity.MEDIUM,
        fix="Set version to one in standard support.",
        frameworks=("FSBP:EKS.2",),
        equivalents=(
            "CKV_AWS_339",
            "EKS.2",
            "eks_cluster_uses_a_supported_version",
        ),
    ),
    RuleInfo(
        id="eks-cluster-deletion-protection",
        control="av.heal",
        title="AWS refuses to delete clusters",
        severity=Severity.LOW,
        fix="Set deletionProtection to true.",
        equivalents=("eks_cluster_deletion_protection_enabled",),
    ),
    RuleInfo(
        id="eks-nodes-without-open-ssh",
        control="net.private",
        title="SSH of nodes is not open to everybody",
        severity=Severity.CRITICAL,
        fix="Leave remoteAccess out, or set remoteAccess.sourceSecurityGroupIds.",
        equivalents=("CKV_AWS_100",),
    ),
)
