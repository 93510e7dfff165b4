"""Records of the rules on clusters, services and task definitions."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="ecs-cluster-container-insights",
        control="base.compute",
        title="A cluster's Container Insights are on",
        severity=Severity.MEDIUM,
        fix="Add to settings the name containerInsights with value enhanced.",
        frameworks=("FSBP:ECS.12",),
        equivalents=(
            "CKV_AWS_65",
            "AWS-0034",
            "ECSClusterCloudWatchContainerInsights",
            "ECS_CONTAINER_INSIGHTS_ENABLED",
            "ecs_cluster_container_insights_enabled",
            "ECS.12",
        ),
    ),
    RuleInfo(
        id="ecs-cluster-sessions-recorded",
        control="log.app",
        title="Sessions in containers are recorded, under a customer key",
        severity=Severity.MEDIUM,
        fix=(
            "Set configuration.executeCommandConfiguration: logging OVERRIDE, kmsKeyId, and a "
            "logConfiguration that is encrypted."
        ),
        equivalents=(
            "CKV_AWS_223",
            "CKV_AWS_224",
        ),
    ),
    RuleInfo(
        id="ecs-service-no-public-address",
        control="net.private",
        title="A service's tasks have no public address",
        severity=Severity.HIGH,
        fix="Set networkConfiguration.assignPublicIp to false.",
        frameworks=("FSBP:ECS.2",),
        equivalents=(
            "CKV_AWS_333",
            "ecs_service_no_assign_public_ip",
            "ECS.2",
        ),
    ),
    RuleInfo(
        id="ecs-service-in-subnets",
        control="net.vpc",
        title="A service's tasks are in subnets of the VPC",
        severity=Severity.HIGH,
        fix="Set networkConfiguration.subnets.",
    ),
    RuleInfo(
        id="ecs-service-latest-platform",
        control="vm.patch",
        title="A service runs on the newest platform of Fargate",
        severity=Severity.MEDIUM,
        fix="Set platformVersion to LATEST, or leave it out.",
        frameworks=("PCI-4.0:6.3.3", "FSBP:ECS.10"),
        equivalents=(
            "CKV_AWS_332",
            "ECS_FARGATE_LATEST_PLATFORM_VERSION",
            "ecs_service_fargate_latest_platform_version",
            "ECS.10",
        ),
    ),
    RuleInfo(
        id="ecs-service-circuit-breaker",
        control="av.heal",
        title="A deployment that cannot succeed is stopped",
        severity=Severity.HIGH,
        fix="Set deploymentCircuitBreaker.enable to true.",
    ),
    RuleInfo(
        id="ecs-service-rolls-back",
        control="av.heal",
        title="A deployment that was stopped is rolled back",
        severity=Severity.MEDIUM,
        fix="Set deploymentCircuitBreaker.rollback to true.",
    ),
    RuleInfo(
        id="ecs-service-zone-rebalancing",
        control="av.az",
        title="A service's tasks are spread again after a zone was lost",
        severity=Severity.LOW,
        fix="Set availabilityZoneRebalancing to ENABLED.",
    ),
    RuleInfo(
        id="ecs-service-spans-zones",
        control="av.az",
        title="A service runs in two zones or more",
        severity=Severity.HIGH,
        fix="Name in networkConfiguration.subnets a subnet of each zone.",
    ),
    RuleInfo(
        id="healing-service-present",
        control="av.heal",
        title="The stack runs something that is replaced when sick",
        severity=Severity.HIGH,
        fix=("Add an ecs.Service or an autoscaling.Group, or name the stack that provides them in baselines.yaml."),
    ),
)
