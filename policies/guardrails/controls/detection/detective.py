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
    RuleInfo(
        id="detective-graph-protected",
        control="det.detective",
        title="The Detective graph is protected from deletion",
        severity=Severity.MEDIUM,
        fix="Set the resource option protect=True: with the graph goes a year of behaviour.",
    ),
)
