"""The records of the rules on CodeBuild."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="codebuild-artifacts-encrypted",
        control="rest.files",
        title="Artifacts of builds are encrypted",
        severity=Severity.HIGH,
        fix="Set encryptionDisabled of artifacts and secondaryArtifacts to false.",
        equivalents=(
            "CKV_AWS_78",
            "AWS-0018",
        ),
    ),
    RuleInfo(
        id="codebuild-customer-key",
        control="rest.files",
        title="Builds are under a customer key",
        severity=Severity.LOW,
        fix="Set encryptionKey to a customer key.",
        equivalents=("CKV_AWS_147",),
    ),
    RuleInfo(
        id="codebuild-logs",
        control="log.app",
        title="Builds keep their logs",
        severity=Severity.MEDIUM,
        fix="Leave logsConfig.cloudwatchLogs.status at ENABLED.",
        frameworks=("FSBP:CodeBuild.4",),
        equivalents=(
            "CKV_AWS_314",
            "CodeBuild.4",
            "codebuild_project_logging_enabled",
        ),
    ),
    RuleInfo(
        id="codebuild-bucket-logs-encrypted",
        control="rest.files",
        title="Logs of builds in buckets are encrypted",
        severity=Severity.HIGH,
        fix="Set logsConfig.s3Logs.encryptionDisabled to false.",
        frameworks=("FSBP:CodeBuild.3",),
        equivalents=(
            "CKV_AWS_311",
            "CodeBuild.3",
            "codebuild_project_s3_logs_encrypted",
        ),
    ),
    RuleInfo(
        id="codebuild-not-privileged",
        control="vm.harden",
        title="Builds are not root on their host",
        severity=Severity.MEDIUM,
        fix="Set environment.privilegedMode to false.",
        frameworks=("FSBP:CodeBuild.5",),
        equivalents=(
            "CKV_AWS_316",
            "CodeBuild.5",
        ),
    ),
    RuleInfo(
        id="codebuild-not-public",
        control="net.private",
        title="Results of builds are not public",
        severity=Severity.HIGH,
        fix="Leave projectVisibility at PRIVATE.",
        equivalents=("codebuild_project_not_publicly_accessible",),
    ),
    RuleInfo(
        id="codebuild-source-verified",
        control="tls.internal",
        title="Builds know where their source comes from",
        severity=Severity.HIGH,
        fix="Set insecureSsl of source and secondarySources to false.",
    ),
    RuleInfo(
        id="codebuild-source-without-password",
        control="sec.store",
        title="No URL of a source holds a password",
        severity=Severity.CRITICAL,
        fix="Use a connection (source.auth), and a location without user and password.",
        frameworks=("FSBP:CodeBuild.1",),
        equivalents=(
            "CodeBuild.1",
            "codebuild_project_source_repo_url_no_sensitive_credentials",
        ),
    ),
    RuleInfo(
        id="codebuild-reports-encrypted",
        control="rest.files",
        title="Exported test reports are encrypted",
        severity=Severity.MEDIUM,
        fix="Set exportConfig.s3Destination.encryptionDisabled to false.",
        frameworks=("FSBP:CodeBuild.7",),
        equivalents=(
            "CodeBuild.7",
            "codebuild_report_group_export_encrypted",
        ),
    ),
)
