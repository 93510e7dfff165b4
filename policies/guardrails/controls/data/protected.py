"""The record of the rule on the protect option of what holds data."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="stateful-resource-protected",
        control="base.data",
        title="What holds data carries the protect option",
        severity=Severity.MEDIUM,
        fix="Set the resource option protect on the resource.",
    ),
)
