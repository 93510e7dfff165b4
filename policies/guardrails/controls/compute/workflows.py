"""The records of the rules on state machines and jobs."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="state-machine-logged",
        control="base.compute",
        title="A state machine writes down what it did",
        severity=Severity.MEDIUM,
        fix="Set loggingConfiguration.level to ALL or ERROR, and logDestination to a log group.",
        equivalents=(
            "CKV_AWS_285",
            "STEP_FUNCTIONS_STATE_MACHINE_LOGGING_ENABLED",
            "stepfunctions_statemachine_logging_enabled",
            "StepFunctions.1",
        ),
    ),
    RuleInfo(
        id="state-machine-calls-over-tls",
        control="base.compute",
        title="A state machine calls nothing over plain HTTP",
        severity=Severity.HIGH,
        fix="Name an https:// address in ApiEndpoint of definition.",
    ),
    RuleInfo(
        id="batch-container-not-privileged",
        control="base.compute",
        title="No container of a job is privileged",
        severity=Severity.HIGH,
        fix="Set privileged to false in containerProperties.",
        equivalents=("CKV_AWS_210",),
    ),
)
