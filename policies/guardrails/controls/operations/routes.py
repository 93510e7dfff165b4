"""The records of the rules on the routes of findings and alarms."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="events-route-guardduty",
        control="ir.route",
        title="GuardDuty findings reach the incident process",
        severity=Severity.HIGH,
        fix="Give an EventRule on aws.guardduty a topic or a state machine as target, with a deadLetterConfig.",
    ),
    RuleInfo(
        id="events-route-security-hub",
        control="ir.route",
        title="Security Hub findings reach the incident process",
        severity=Severity.HIGH,
        fix="Give an EventRule on aws.securityhub a topic or a state machine as target, with a deadLetterConfig.",
    ),
    RuleInfo(
        id="events-route-health",
        control="ir.route",
        title="AWS Health events reach the incident process",
        severity=Severity.HIGH,
        fix="Give an EventRule on aws.health a topic or a state machine as target, with a deadLetterConfig.",
    ),
    RuleInfo(
        id="events-route-alarms",
        control="ir.route",
        title="CloudWatch alarms reach the incident process",
        severity=Severity.HIGH,
        fix="Give an EventRule on aws.cloudwatch a topic or a state machine as target, with a deadLetterConfig.",
    ),
    RuleInfo(
        id="events-rule-enabled",
        control="mon.alarms",
        title="An event rule is enabled",
        severity=Severity.MEDIUM,
        fix="Leave state ENABLED, or remove the rule.",
    ),
    RuleInfo(
        id="cloudwatch-alarm-topic-subscribed",
        control="mon.alarms",
        title="Somebody hears an alarm",
        severity=Severity.HIGH,
        fix="Give the topic of alarmActions a TopicSubscription.",
    ),
    RuleInfo(
        id="incident-response-plan-impact",
        control="ir.route",
        title="A response plan says how grave its incidents are",
        severity=Severity.MEDIUM,
        fix="Set incidentTemplate.impact, 1 (critical) to 5 (none).",
    ),
)
