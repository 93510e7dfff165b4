"""The records of the rules on unusual activity."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="logs-anomaly-detector-enabled",
        control="mon.anomaly",
        title="A log anomaly detector is enabled",
        severity=Severity.MEDIUM,
        fix="Set enabled true.",
    ),
    RuleInfo(
        id="logs-anomaly-detector-present",
        control="mon.anomaly",
        title="The stack looks for anomalies in its logs",
        severity=Severity.MEDIUM,
        fix="Give the audit log group a LogAnomalyDetector with enabled true.",
    ),
    RuleInfo(
        id="cloudwatch-sign-ins-band",
        control="mon.anomaly",
        title="Unusual sign-ins raise an alarm",
        severity=Severity.MEDIUM,
        fix="Give an alarm on AWS/Cognito SignInSuccesses an ANOMALY_DETECTION_BAND as thresholdMetricId.",
    ),
    RuleInfo(
        id="cloudwatch-requests-band",
        control="mon.anomaly",
        title="Unusual numbers of requests raise an alarm",
        severity=Severity.MEDIUM,
        fix="Give an alarm on requests (load balancer, web ACL) an ANOMALY_DETECTION_BAND as thresholdMetricId.",
    ),
)
