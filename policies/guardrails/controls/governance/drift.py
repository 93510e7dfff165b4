"""The records of the rules on drift."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="security-properties-not-ignored",
        control="gov.drift",
        title="No property that promises depend on is left out of comparison",
        severity=Severity.HIGH,
        fix="Remove the property from the resource option ignoreChanges.",
    ),
    RuleInfo(
        id="drift-watch-present",
        control="gov.drift",
        title="Changes made in the console ring an alarm",
        severity=Severity.HIGH,
        fix=(
            "Declare a LogMetricFilter on the trail whose pattern tests $.sessionCredentialFromConsole, and a "
            "MetricAlarm with alarmActions on its metric."
        ),
    ),
    RuleInfo(
        id="resources-are-judged",
        control="base.governance",
        title="What the stack makes is what the pack can judge",
        severity=Severity.MEDIUM,
        fix="Declare the resources by pulumi-aws, or judge their templates elsewhere and exempt the resource here.",
    ),
)
