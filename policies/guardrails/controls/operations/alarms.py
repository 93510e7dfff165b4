"""The records of the rules on alarms."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="cloudwatch-alarm-acts",
        control="mon.alarms",
        title="An alarm acts",
        severity=Severity.HIGH,
        fix="Give alarmActions a topic and leave actionsEnabled true.",
        frameworks=("PCI-4.0:10.2.1.1", "PCI-4.0:10.4.1.1", "PCI-4.0:10.4.1"),
        equivalents=(
            "CKV_AWS_319",
            "CloudWatchAlarmAction",
            "cloudwatch_alarm_action_check",
            "CLOUDWATCH_ALARM_ACTION_CHECK",
            "CLOUDWATCH_ALARM_ACTION_ENABLED_CHECK",
            "cloudwatch_alarm_actions_enabled",
            "cloudwatch_alarm_actions_alarm_state_configured",
            "CloudWatch.15",
            "CloudWatch.17",
        ),
    ),
)
