"""The records of the rules on resilience tests."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="fis-zone-loss-experiment-present",
        control="dr.test",
        title="The loss of a zone can be exercised",
        severity=Severity.MEDIUM,
        fix="Give an ExperimentTemplate the action aws:network:disrupt-connectivity or aws:rds:failover-db-cluster.",
    ),
    RuleInfo(
        id="fis-experiment-stop-condition",
        control="dr.test",
        title="An alarm stops an experiment that hurts",
        severity=Severity.HIGH,
        fix="Give stopConditions the source aws:cloudwatch:alarm and the ARN of an alarm.",
    ),
    RuleInfo(
        id="resiliencehub-policy-zone-objective",
        control="dr.test",
        title="The time to recover from the loss of a zone is stated",
        severity=Severity.MEDIUM,
        fix="Set policy.az.rto.",
    ),
    RuleInfo(
        id="scheduler-game-day-dated",
        control="dr.test",
        title="A game day has a date",
        severity=Severity.MEDIUM,
        fix="Give the stack a Schedule that is ENABLED.",
    ),
)
