"""Records of the rules on task definitions."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="ecs-container-not-privileged",
        control="base.compute",
        title="No container is privileged",
        severity=Severity.HIGH,
        fix="Leave privileged out of containerDefinitions, or set it to false.",
        frameworks=("PCI-4.0:7.2.1", "PCI-4.0:7.2.2", "PCI-4.0:7.2.3", "FSBP:ECS.4"),
        equivalents=(
            "CKV_AWS_334",
            "ECS_CONTAINERS_NONPRIVILEGED",
            "ecs_task_definitions_no_privileged_containers",
            "ECS.4",
        ),
    ),
    RuleInfo(
        id="ecs-container-root-read-only",
        control="base.compute",
        title="A container cannot write its root file system",
        severity=Severity.MEDIUM,
        fix=("Set readonlyRootFilesystem to true in containerDefinitions, and mount a volume where files are written."),
        frameworks=("PCI-4.0:10.3.2", "PCI-4.0:10.6.3", "PCI-4.0:3.5.1.3", "PCI-4.0:7.2.1", "FSBP:ECS.5"),
        equivalents=(
            "CKV_AWS_336",
            "ECS_CONTAINERS_READONLY_ACCESS",
            "ecs_task_definitions_containers_readonly_access",
            "ECS.5",
        ),
    ),
    RuleInfo(
        id="ecs-container-not-root",
        control="base.compute",
        title="No container runs as root",
        severity=Severity.MEDIUM,
        fix="Set user in containerDefinitions to a user other than root.",
        equivalents=(
            "ECS_TASK_DEFINITION_NONROOT_USER",
            "ECS.20",
        ),
    ),
    RuleInfo(
        id="ecs-container-logged",
        control="log.app",
        title="Every container is logged",
        severity=Severity.HIGH,
        fix="Set logConfiguration in containerDefinitions.",
        frameworks=(
            "PCI-4.0:10.2.1.1",
            "PCI-4.0:10.2.1",
            "PCI-4.0:10.2.1.2",
            "PCI-4.0:10.2.1.3",
            "SOC2:A1.2",
            "FSBP:ECS.9",
        ),
        equivalents=(
            "ECSTaskDefinitionContainerLogging",
            "ECS_TASK_DEFINITION_LOG_CONFIGURATION",
            "ecs_task_definitions_logging_enabled",
            "ecs_task_definitions_logging_block_mode",
            "ECS.9",
        ),
    ),
    RuleInfo(
        id="ecs-container-environment-without-keys",
        control="sec.store",
        title="No key is told a container in plain text",
        severity=Severity.CRITICAL,
        fix=(
            "Put the key into Secrets Manager and name its ARN in secrets of containerDefinitions; revoke it, "
            "for it was seen."
        ),
        frameworks=("PCI-4.0:3.5.1", "PCI-4.0:8.2.2", "PCI-4.0:8.3.2", "FSBP:ECS.8"),
        equivalents=(
            "AWS-0036",
            "ECSTaskDefinitionNoEnvironmentVariables",
            "ECS_NO_ENVIRONMENT_SECRETS",
            "ecs_task_definitions_no_environment_secrets",
            "ECS.8",
        ),
    ),
    RuleInfo(
        id="ecs-container-environment-without-secrets",
        control="sec.store",
        title="No environment variable of a container is named like a secret",
        severity=Severity.MEDIUM,
        fix="Put the value into Secrets Manager and name its ARN in secrets of containerDefinitions.",
        equivalents=("AWS-0036",),
    ),
    RuleInfo(
        id="ecs-container-memory-limited",
        control="base.compute",
        title="A container, or its task, has a limit of memory",
        severity=Severity.LOW,
        fix="Set memory on the task, or on each of containerDefinitions.",
        equivalents=("ECS_TASK_DEFINITION_MEMORY_HARD_LIMIT",),
    ),
    RuleInfo(
        id="ecs-task-in-vpc",
        control="net.vpc",
        title="A task has an address and security groups of its own",
        severity=Severity.HIGH,
        fix="Set networkMode to awsvpc.",
    ),
    RuleInfo(
        id="ecs-task-off-host-namespaces",
        control="base.compute",
        title="No task shares the network, processes or memory of its machine",
        severity=Severity.HIGH,
        fix="Set networkMode to awsvpc, and leave pidMode and ipcMode out or set them to task.",
        frameworks=("PCI-4.0:1.4.5", "PCI-4.0:7.2.1", "PCI-4.0:7.2.2", "PCI-4.0:7.2.3", "FSBP:ECS.1", "FSBP:ECS.3"),
        equivalents=(
            "CKV_AWS_335",
            "ECSTaskDefinitionUserForHostMode",
            "ecs_task_definition_user_for_host_mode_check",
            "ECS_TASK_DEFINITION_PID_MODE_CHECK",
            "ECS_TASK_DEFINITION_USER_FOR_HOST_MODE_CHECK",
            "ecs_task_definitions_host_namespace_not_shared",
            "ecs_task_definitions_host_networking_mode_users",
            "ECS.3",
            "ECS.1",
        ),
    ),
    RuleInfo(
        id="ecs-task-roles-differ",
        control="base.compute",
        title="What a service may do is not what is needed to start it",
        severity=Severity.MEDIUM,
        fix="Give the task a taskRoleArn other than its executionRoleArn.",
        equivalents=("CKV_AWS_249",),
    ),
    RuleInfo(
        id="ecs-task-efs-encrypted-in-transit",
        control="tls.internal",
        title="Shared files are encrypted on their way to a task",
        severity=Severity.HIGH,
        fix="Set volumes.efsVolumeConfiguration.transitEncryption to ENABLED.",
        equivalents=(
            "CKV_AWS_97",
            "AWS-0035",
        ),
    ),
)
