"""The calls that checks of compute share, so that each is made once however many checks read it."""

from typing import Any, Final

from verification.calls import Call

NAT_GATEWAYS: Final = Call(service="ec2", operation="describe_nat_gateways", key="NatGateways")
SUBNETS: Final = Call(service="ec2", operation="describe_subnets", key="Subnets")
INSTANCES: Final = Call(service="ec2", operation="describe_instances", key="Reservations")
IMAGES: Final = Call(
    service="ec2",
    operation="describe_images",
    key="Images",
    absent=("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"),
)
METADATA_DEFAULTS: Final = Call(service="ec2", operation="get_instance_metadata_defaults")
SERIAL_CONSOLE: Final = Call(service="ec2", operation="get_serial_console_access_status")

BALANCERS: Final = Call(service="elbv2", operation="describe_load_balancers", key="LoadBalancers")
BALANCER_ATTRIBUTES: Final = Call(
    service="elbv2",
    operation="describe_load_balancer_attributes",
    key="Attributes",
    absent=("LoadBalancerNotFound",),
)
TARGET_GROUPS: Final = Call(service="elbv2", operation="describe_target_groups", key="TargetGroups")
TARGET_HEALTH: Final = Call(
    service="elbv2",
    operation="describe_target_health",
    key="TargetHealthDescriptions",
    absent=("TargetGroupNotFound",),
)

CLUSTERS: Final = Call(service="ecs", operation="list_clusters", key="clusterArns")
SERVICES: Final = Call(
    service="ecs", operation="list_services", key="serviceArns", absent=("ClusterNotFoundException",)
)
SERVICE_DETAILS: Final = Call(service="ecs", operation="describe_services", key="services")
TASKS: Final = Call(service="ecs", operation="list_tasks", key="taskArns", absent=("ClusterNotFoundException",))
TASK_DETAILS: Final = Call(service="ecs", operation="describe_tasks", key="tasks")
SCALABLE_TARGETS: Final = Call(
    service="application-autoscaling", operation="describe_scalable_targets", key="ScalableTargets"
)
SCALING_POLICIES: Final = Call(
    service="application-autoscaling", operation="describe_scaling_policies", key="ScalingPolicies"
)
OF_SERVICES: Final[dict[str, Any]] = {"ServiceNamespace": "ecs"}
"""Whose targets and policies are asked for: those of ECS services."""

GROUPS: Final = Call(service="autoscaling", operation="describe_auto_scaling_groups", key="AutoScalingGroups")
GROUP_POLICIES: Final = Call(service="autoscaling", operation="describe_policies", key="ScalingPolicies")

FUNCTIONS: Final = Call(service="lambda", operation="list_functions", key="Functions")
DB_INSTANCES: Final = Call(service="rds", operation="describe_db_instances", key="DBInstances")
DB_CLUSTERS: Final = Call(service="rds", operation="describe_db_clusters", key="DBClusters")

REPOSITORIES: Final = Call(service="ecr", operation="describe_repositories", key="repositories")
REPOSITORY_POLICY: Final = Call(
    service="ecr",
    operation="get_repository_policy",
    absent=("RepositoryPolicyNotFoundException", "RepositoryNotFoundException"),
)
REPOSITORY_LIFECYCLE: Final = Call(
    service="ecr",
    operation="get_lifecycle_policy",
    absent=("LifecyclePolicyNotFoundException", "RepositoryNotFoundException"),
)
REGISTRY_POLICY: Final = Call(
    service="ecr", operation="get_registry_policy", absent=("RegistryPolicyNotFoundException",)
)
REGISTRY_SCANNING: Final = Call(service="ecr", operation="get_registry_scanning_configuration")
# Without a key: the counts are of all findings, and on the first page.
SCAN: Final = Call(
    service="ecr",
    operation="describe_image_scan_findings",
    absent=("ScanNotFoundException", "ImageNotFoundException", "RepositoryNotFoundException"),
)

IMAGE_PIPELINES: Final = Call(service="imagebuilder", operation="list_image_pipelines", key="imagePipelineList")
IMAGE_RECIPE: Final = Call(service="imagebuilder", operation="get_image_recipe", absent=("ResourceNotFoundException",))
IMAGE_INFRASTRUCTURE: Final = Call(
    service="imagebuilder", operation="get_infrastructure_configuration", absent=("ResourceNotFoundException",)
)
IMAGE_DISTRIBUTION: Final = Call(
    service="imagebuilder", operation="get_distribution_configuration", absent=("ResourceNotFoundException",)
)

CIS_SCANS: Final = Call(
    service="inspector2",
    operation="list_cis_scans",
    key="scans",
    absent=("AccessDeniedException: not enabled",),
)
PATCH_BASELINES: Final = Call(service="ssm", operation="describe_patch_baselines", key="BaselineIdentities")
PATCH_BASELINE: Final = Call(service="ssm", operation="get_patch_baseline", absent=("DoesNotExistException",))
OWN_BASELINES: Final[dict[str, Any]] = {"Filters": [{"Key": "OWNER", "Values": ["Self"]}]}
"""Which baselines are asked for: the account's own, none of AWS's."""
PATCH_STATES: Final = Call(service="ssm", operation="describe_instance_patch_states", key="InstancePatchStates")
WINDOWS: Final = Call(service="ssm", operation="describe_maintenance_windows", key="WindowIdentities")
WINDOW_TASKS: Final = Call(
    service="ssm", operation="describe_maintenance_window_tasks", key="Tasks", absent=("DoesNotExistException",)
)
WINDOW_TASK: Final = Call(service="ssm", operation="get_maintenance_window_task", absent=("DoesNotExistException",))
ASSOCIATIONS: Final = Call(service="ssm", operation="list_associations", key="Associations")
ASSOCIATION: Final = Call(service="ssm", operation="describe_association", absent=("AssociationDoesNotExist",))

PIPELINES: Final = Call(service="codepipeline", operation="list_pipelines", key="pipelines")
PIPELINE: Final = Call(service="codepipeline", operation="get_pipeline", absent=("PipelineNotFoundException",))
PROJECTS: Final = Call(service="codebuild", operation="batch_get_projects")
