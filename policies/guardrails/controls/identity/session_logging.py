"""The records of the rules on sessions on servers and on rare roles."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="ssm-session-recorded",
        control="id.access_log",
        title="Sessions on servers are recorded, encrypted and ended",
        severity=Severity.HIGH,
        fix=(
            "Give inputs of content a cloudWatchLogGroupName or s3BucketName with its encryption enabled, kmsKeyId, "
            "idleSessionTimeout of at most 20 and maxSessionDuration."
        ),
    ),
    RuleInfo(
        id="ssm-session-preferences-present",
        control="id.access_log",
        title="The region has preferences for sessions on servers",
        severity=Severity.HIGH,
        fix="Declare an ssm.Document with name SSM-SessionManagerRunShell and documentType Session.",
    ),
    RuleInfo(
        id="support-access-alarm",
        control="id.access_log",
        title="Taking a support or break-glass role rings an alarm",
        severity=Severity.HIGH,
        fix=(
            "Add a cloudwatch.LogMetricFilter on the trail's group whose pattern takes AssumeRole of the roles by "
            "$.requestParameters.roleArn, and a MetricAlarm on its metric with alarmActions."
        ),
    ),
)
