"""The records of the rules on what a container may do to its machine, and on which image it is."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="ecs-container-capabilities",
        control="base.compute",
        title="No container adds a capability or a device that leads out of it",
        severity=Severity.HIGH,
        fix="Take the capability out of linuxParameters.capabilities.add, and devices out of linuxParameters.",
    ),
    RuleInfo(
        id="ecs-container-image-pinned",
        control="base.compute",
        title="A container runs an image whose tag does not move",
        severity=Severity.LOW,
        fix="Name a version or a digest in image of containerDefinitions, in place of latest.",
    ),
    RuleInfo(
        id="ecs-task-no-host-folders",
        control="base.compute",
        title="No task mounts a folder or socket of its machine",
        severity=Severity.HIGH,
        fix="Take hostPath out of volumes, and use efsVolumeConfiguration or a scratch volume.",
    ),
)
