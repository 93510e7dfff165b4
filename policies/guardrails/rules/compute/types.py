"""Type tokens that compute's rules look at."""

from typing import Final

from guardrails import tokens

CLUSTER: Final = tokens.ECS_CLUSTER
SERVICE: Final = tokens.ECS_SERVICE
TASK_DEFINITION: Final = tokens.ECS_TASK_DEFINITION
SCALABLE_TARGET: Final = "aws:appautoscaling/target:Target"
SCALING_POLICY: Final = "aws:appautoscaling/policy:Policy"

REPOSITORY: Final = "aws:ecr/repository:Repository"
REPOSITORY_POLICY: Final = tokens.REPOSITORY_POLICY
REPOSITORY_LIFECYCLE: Final = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
REGISTRY_POLICY: Final = tokens.REGISTRY_POLICY
REGISTRY_SCANNING: Final = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"

GROUP: Final = tokens.SCALING_GROUP
GROUP_POLICY: Final = "aws:autoscaling/policy:Policy"
INSTANCE: Final = tokens.EC2_INSTANCE
LAUNCH_TEMPLATE: Final = "aws:ec2/launchTemplate:LaunchTemplate"
LAUNCH_CONFIGURATION: Final = "aws:ec2/launchConfiguration:LaunchConfiguration"
AMI_PERMISSION: Final = tokens.AMI_PERMISSION
SERVERS: Final = (INSTANCE, LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION)
"""Every type that says how a server starts."""

VOLUME: Final = tokens.EBS_VOLUME
ENCRYPTION_BY_DEFAULT: Final = "aws:ebs/encryptionByDefault:EncryptionByDefault"
SNAPSHOT_BLOCK: Final = "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"

FUNCTION: Final = tokens.FUNCTION
FUNCTION_URL: Final = "aws:lambda/functionUrl:FunctionUrl"
FUNCTION_PERMISSION: Final = tokens.FUNCTION_PERMISSION
FUNCTION_INVOCATIONS: Final = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
RUNTIME_MANAGEMENT: Final = "aws:lambda/runtimeManagementConfig:RuntimeManagementConfig"

DEFAULT_VOLUME_KEY: Final = "aws:ebs/defaultKmsKey:DefaultKmsKey"
IMAGE_BLOCK: Final = "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess"
METADATA_DEFAULTS: Final = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
SERIAL_CONSOLE: Final = "aws:ec2/serialConsoleAccess:SerialConsoleAccess"

PATCH_BASELINE: Final = "aws:ssm/patchBaseline:PatchBaseline"
DEFAULT_PATCH_BASELINE: Final = "aws:ssm/defaultPatchBaseline:DefaultPatchBaseline"
MAINTENANCE_WINDOW: Final = "aws:ssm/maintenanceWindow:MaintenanceWindow"
MAINTENANCE_TASK: Final = "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask"
SSM_ASSOCIATION: Final = "aws:ssm/association:Association"
SSM_DOCUMENT: Final = tokens.SSM_DOCUMENT
SSM_SETTING: Final = "aws:ssm/serviceSetting:ServiceSetting"

PIPELINE: Final = "aws:codepipeline/pipeline:Pipeline"

IMAGE: Final = "aws:imagebuilder/image:Image"
IMAGE_COMPONENT: Final = "aws:imagebuilder/component:Component"
IMAGE_DISTRIBUTION: Final = "aws:imagebuilder/distributionConfiguration:DistributionConfiguration"
IMAGE_INFRASTRUCTURE: Final = "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration"
IMAGE_PIPELINE: Final = "aws:imagebuilder/imagePipeline:ImagePipeline"
IMAGE_RECIPE: Final = "aws:imagebuilder/imageRecipe:ImageRecipe"
