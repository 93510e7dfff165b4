"""The policies that the engine knows: one for every rule, under the rule's own id.

So the CLI and Pulumi Cloud show rule, severity, framework and fix, and a configuration can name a rule. The SDK's own
loop over policies would cost milliseconds a resource and policy (sdk-facts.md); ``servicer`` does not use it.

All are stack policies to the engine, also those that judge a resource before it is created. The type decides one thing
only: of resource policies the engine lists, for every resource and twice, each one that passed, which for hundreds of
rules took a fifth of what the pack adds to a preview; of stack policies it lists them once, in the event that the
workflow looks for (pkg/resource/analyzer/summary.go).
"""

from typing import Any, Final

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    Severity,
    StackValidationPolicy,
)

from guardrails import verdicts
from guardrails.claims import claims_of
from guardrails.controls.frameworks import FRAMEWORKS, framework_of
from guardrails.controls.model import RuleInfo
from guardrails.exempting import RULES as OF_EXEMPTIONS
from guardrails.exemptions import SCHEMA
from guardrails.judge import RuleBook
from guardrails.pack.configuration import EXEMPTIONS, Level
from guardrails.pack.targets import WHOLE_STACK

_SEVERITIES: Final = {
    verdicts.Severity.CRITICAL: Severity.CRITICAL,
    verdicts.Severity.HIGH: Severity.HIGH,
    verdicts.Severity.MEDIUM: Severity.MEDIUM,
    verdicts.Severity.LOW: Severity.LOW,
    verdicts.Severity.INFO: Severity.LOW,
}
_LEVELS: Final = {Level.MANDATORY: EnforcementLevel.MANDATORY, Level.ADVISORY: EnforcementLevel.ADVISORY}
_OF_THE_RUN: Final = (*OF_EXEMPTIONS, WHOLE_STACK)
_FRAMEWORKS: Final = {each.id: each for each in FRAMEWORKS}


def level(info: RuleInfo) -> Level:
    """The level of a rule: what is critical, high or medium refuses."""
    return Level.MANDATORY if info.severity.refuses else Level.ADVISORY


def infos(rules: RuleBook) -> dict[str, RuleInfo]:
    """The record of every policy that judges, by its name: rules, and what refuses a run for its own sake."""
    return {info.id: info for info in (*(rules.info(rule) for rule in rules.rules), *_OF_THE_RUN)}


def policies(rules: RuleBook) -> list[Policy]:
    """Every rule, what refuses a run for its own sake, and what carries the exemptions, as policies."""
    return [*(_policy(info) for info in infos(rules).values()), _exemptions()]


def _policy(info: RuleInfo) -> Policy:
    return StackValidationPolicy(
        name=info.id,
        description=info.title,
        validate=_never,
        enforcement_level=_LEVELS[level(info)],
        severity=_SEVERITIES[info.severity],
        framework=_framework(info),
        tags=_tags(info),
        remediation_steps=info.fix,
    )


def _exemptions() -> Policy:
    return StackValidationPolicy(
        name=EXEMPTIONS,
        description="The exemptions of the judged stack, as promises/exemptions.yaml lists them",
        validate=_never,
        enforcement_level=EnforcementLevel.MANDATORY,
        config_schema=PolicyConfigSchema(properties={key: dict(value) for key, value in SCHEMA.items()}),
    )


def _framework(info: RuleInfo) -> PolicyComplianceFramework | None:
    """The first framework that numbers the rule; Pulumi has room for one, and the tags list all."""
    if not info.frameworks:
        return None
    number = info.frameworks[0]
    known = _FRAMEWORKS.get(framework_of(number))
    return PolicyComplianceFramework(
        name=known.title if known else framework_of(number),
        version=known.version if known else None,
        reference=number.partition(":")[2] or None,
    )


def _tags(info: RuleInfo) -> list[str]:
    return [f"control:{info.control}", *(f"claim:{claim}" for claim in claims_of(info.control)), *info.frameworks]


def _never(_args: Any, _report: Any) -> None:
    """The servicer judges for all policies at once; the SDK asks for a function of each."""
    raise NotImplementedError("the servicer judges for all policies at once")
