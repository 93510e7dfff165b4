"""The records of the rules on Athena."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="athena-workgroup-results-encrypted",
        control="rest.files",
        title="Results of queries are encrypted",
        severity=Severity.HIGH,
        fix="Set configuration.resultConfiguration.encryptionConfiguration.encryptionOption to SSE_KMS.",
        frameworks=("FSBP:Athena.1",),
        equivalents=(
            "CKV_AWS_159",
            "AWS-0006",
            "Athena.1",
            "athena_workgroup_encryption",
        ),
    ),
    RuleInfo(
        id="athena-database-encrypted",
        control="rest.files",
        title="Athena databases are encrypted",
        severity=Severity.HIGH,
        fix="Set encryptionConfiguration.encryptionOption to SSE_KMS.",
        equivalents=(
            "CKV_AWS_77",
            "AWS-0006",
        ),
    ),
    RuleInfo(
        id="athena-workgroup-enforced",
        control="rest.files",
        title="Clients cannot leave the workgroup's settings",
        severity=Severity.MEDIUM,
        fix="Set configuration.enforceWorkgroupConfiguration to true.",
        equivalents=(
            "CKV_AWS_82",
            "AWS-0007",
            "athena_workgroup_enforce_configuration",
        ),
    ),
    RuleInfo(
        id="athena-workgroup-metrics",
        control="log.app",
        title="Workgroups publish metrics of their queries",
        severity=Severity.LOW,
        fix="Leave configuration.publishCloudwatchMetricsEnabled at true.",
        equivalents=("athena_workgroup_logging_enabled",),
    ),
)
