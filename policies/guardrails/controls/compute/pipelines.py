"""The record of the rule on delivery pipelines."""

from guardrails.controls.model import RuleInfo
from guardrails.verdicts import Severity

RULES: tuple[RuleInfo, ...] = (
    RuleInfo(
        id="codepipeline-tests-before-deploy",
        control="vm.sast",
        title="A pipeline tests before it deploys",
        severity=Severity.HIGH,
        fix="Add an action of category Test to a stage before the one that deploys.",
    ),
)
