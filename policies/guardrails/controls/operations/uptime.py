"""The records of the rules on uptime."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="route53-health-check-present",
        control="mon.uptime",
        title="The stack is asked from outside",
        severity=Severity.MEDIUM,
        fix="Give the public name a HealthCheck of type HTTPS that is not disabled.",
    ),
    RuleInfo(
        id="route53-record-health-checked",
        control="mon.uptime",
        title="Every public name has a health check",
        severity=Severity.MEDIUM,
        fix="Give the record's name a HealthCheck with that fqdn, of type HTTPS and not disabled.",
    ),
    RuleInfo(
        id="route53-health-check-alarm",
        control="mon.uptime",
        title="A health check that fails raises an alarm",
        severity=Severity.MEDIUM,
        fix="Put a MetricAlarm on AWS/Route53 HealthCheckStatus with the dimension HealthCheckId in us-east-1.",
    ),
    RuleInfo(
        id="synthetics-canary-started",
        control="mon.uptime",
        title="A canary runs",
        severity=Severity.MEDIUM,
        fix="Set startCanary true.",
    ),
    RuleInfo(
        id="synthetics-canary-every-five-minutes",
        control="mon.uptime",
        title="A canary runs every five minutes or oftener",
        severity=Severity.MEDIUM,
        fix="Set schedule.expression to rate(5 minutes) or faster.",
    ),
)
