"""The records of the rules on IAM Access Analyzer."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="accessanalyzer-external-access-present",
        control="det.analyzer",
        title="An analyzer looks for what is shared beyond the account",
        severity=Severity.HIGH,
        fix="Declare an accessanalyzer.Analyzer of type ACCOUNT or ORGANIZATION.",
        frameworks=("CIS-5.0:1.19",),
        equivalents=("AWS-0175", "IAM_EXTERNAL_ACCESS_ANALYZER_ENABLED", "accessanalyzer_enabled", "IAM.28"),
    ),
    RuleInfo(
        id="accessanalyzer-where-data-is",
        control="det.analyzer",
        title="External access is analysed in every region that keeps data",
        severity=Severity.MEDIUM,
        fix="Declare an accessanalyzer.Analyzer of type ACCOUNT in each region that has buckets, keys or databases.",
    ),
    RuleInfo(
        id="accessanalyzer-public-findings-kept",
        control="det.analyzer",
        title="Findings on public access are never archived by a rule",
        severity=Severity.MEDIUM,
        fix="Add a filter with criteria isPublic and eqs [false] to filters.",
    ),
)
