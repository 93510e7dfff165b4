"""The records of the rules on CloudWatch Logs."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="cloudwatch-log-group-retention",
        control="log.app",
        title="A log group keeps its events as long as stated, an audit log group a year",
        severity=Severity.HIGH,
        fix="Set retentionInDays to at least 90, and to at least 365 with the tag stream=audit.",
        frameworks=(
            "PCI-4.0:10.5.1",
            "PCI-4.0:3.2.1",
            "PCI-4.0:3.3.1.1",
            "PCI-4.0:3.3.1.3",
            "SOC2:CC7.2",
            "SOC2:CC7.3",
            "SOC2:C1.2",
        ),
        equivalents=(
            "CKV_AWS_66",
            "CloudWatchLogGroupRetentionPeriod",
            "cw_loggroup_retention_period_check",
            "CW_LOGGROUP_RETENTION_PERIOD_CHECK",
            "cloudwatch_log_group_retention_policy_specific_days_enabled",
            "CloudWatch.16",
        ),
    ),
    RuleInfo(
        id="cloudwatch-log-group-retention-one-year",
        control="base.audit",
        title="A log group keeps its events for a year",
        severity=Severity.LOW,
        fix="Set retentionInDays to at least 365.",
        frameworks=(
            "PCI-4.0:10.5.1",
            "PCI-4.0:3.2.1",
            "PCI-4.0:3.3.1.1",
            "PCI-4.0:3.3.1.3",
            "SOC2:CC7.2",
            "SOC2:CC7.3",
            "SOC2:C1.2",
        ),
        equivalents=(
            "CKV_AWS_338",
            "cw_loggroup_retention_period_check",
            "CW_LOGGROUP_RETENTION_PERIOD_CHECK",
            "cloudwatch_log_group_retention_policy_specific_days_enabled",
            "CloudWatch.16",
        ),
    ),
    RuleInfo(
        id="cloudwatch-log-group-encrypted",
        control="rest.msgs",
        title="A log group is encrypted with a customer key",
        severity=Severity.HIGH,
        fix="Set kmsKeyId to the ARN of a customer key that logs.<region>.amazonaws.com may use.",
        frameworks=("PCI-4.0:10.3.2", "PCI-4.0:10.3.3", "PCI-4.0:10.3.4", "PCI-4.0:3.5.1", "SOC2:CC7.3", "SOC2:PI1.4"),
        equivalents=(
            "CKV_AWS_158",
            "AWS-0017",
            "CloudWatchLogGroupEncrypted",
            "cloudwatch_log_group_encrypted",
            "CLOUDWATCH_LOG_GROUP_ENCRYPTED",
            "cloudwatch_log_group_kms_encryption_enabled",
        ),
    ),
    RuleInfo(
        id="cloudwatch-log-policy-not-public",
        control="pv.share",
        title="A resource policy of CloudWatch Logs lets only named principals in",
        severity=Severity.CRITICAL,
        fix="Name the service or account in Principal of policyDocument, or limit it by aws:SourceAccount.",
        frameworks=("SOC2:PI1.4",),
        equivalents=("cloudwatch_log_group_not_publicly_accessible",),
    ),
    RuleInfo(
        id="workload-cannot-blind-records",
        control="log.integrity",
        title="No workload may stop, shorten or blind what is recorded of it",
        severity=Severity.HIGH,
        fix="Take the action out of the policies of the task's, function's or server's role.",
    ),
)
