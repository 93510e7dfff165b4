"""The records of the rules on Detective."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="detective-graph-present",
        control="det.detective",
        title="Detective keeps a graph",
        severity=Severity.MEDIUM,
        fix="Declare a detective.Graph.",
    ),
)
