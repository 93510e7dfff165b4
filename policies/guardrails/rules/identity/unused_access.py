"""Unused access: what was given and is not needed is found (control id.least)."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_at_most, when
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.identity.types import ANALYZER
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_UNUSED: Final = ("ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_UNUSED_ACCESS")
_AGE: Final = "configuration.unusedAccess.unusedAccessAge"
_DAYS: Final = 90


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    kinds = [analyzer.read("type") for analyzer in graph.of(ANALYZER)]
    if any(kind.text in _UNUSED for kind in kinds):
        return
    if any(kind.unknown for kind in kinds):
        yield undetermined(None, f"the type of an Analyzer is not known yet; one must be {' or '.join(_UNUSED)}")
    else:
        yield failed(None, f"the stack has no Analyzer of type {' or '.join(_UNUSED)}")


def _looks_for_unused(analyzer: Resource, _bar: Thresholds) -> bool | None:
    kind = analyzer.read("type")
    return None if kind.unknown else kind.text in _UNUSED


def _analyzer(kind: Value) -> tuple[Declared, ...]:
    return (Declared(type=ANALYZER, properties={"analyzerName": "unused-access", "type": kind}),)


def _of_age(days: Value) -> dict[str, Value]:
    return {
        "analyzerName": "unused-access",
        "type": "ACCOUNT_UNUSED_ACCESS",
        "configuration": {"unusedAccess": {"unusedAccessAge": days}},
    }


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="accessanalyzer-unused-access-present",
        types=(ANALYZER,),
        judge=_present,
        examples=Examples(
            good=_analyzer("ACCOUNT_UNUSED_ACCESS"), bad=_analyzer("ACCOUNT"), unknown=_analyzer(UNKNOWN)
        ),
    ),
    ResourceRule(
        id="accessanalyzer-unused-access-age",
        types=(ANALYZER,),
        # AWS takes ninety days where the analyzer is silent.
        judge=when(_looks_for_unused, must_be_at_most(_AGE, _DAYS, default=_DAYS, unit="days")),
        examples=examples(ANALYZER, good=_of_age(90), bad=_of_age(180), unknown=_of_age(UNKNOWN)),
    ),
)
