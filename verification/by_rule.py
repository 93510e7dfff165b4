"""Asking a rule of the pack again, of what the account answers: one judgement before a deploy and after it.

For rules whose judgement is long (policy documents, web ACLs, ranges taken together). Whoever asks writes the answer
of the API as the properties that the rule reads.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Findings, RelationRule, ResourceRule, Rule
from guardrails.thresholds import Thresholds
from guardrails.values import normalise
from guardrails.verdicts import Verdict
from verification.answers import Broken, Unavailable, broken

JudgingRule = ResourceRule | RelationRule


def the_rule(rules: Iterable[Rule], id_: str) -> JudgingRule:
    """The rule of this id. Raises LookupError where there is none that judges a resource."""
    for rule in rules:
        if rule.id == id_ and not isinstance(rule, CompletenessRule):
            return rule
    raise LookupError(f"no rule {id_} judges a resource")


def resource(type_: str, properties: Mapping[str, Any], *, id_: str = "") -> Resource:
    """Something of the account as rules see it; ``id_`` is what others name it by."""
    outputs = {"id": id_} if id_ else {}
    return Resource(
        urn=f"{type_}::{id_}", type=type_, token=type_, name=id_, properties=normalise(properties), outputs=outputs
    )


def asked(rule: JudgingRule, judged: Resource, bar: Thresholds, *others: Resource, at: str) -> Iterator[Broken]:
    """What the rule finds broken, told at ``at``, the property as the API names it.

    Raises Unavailable where the rule cannot tell: that is never a pass.
    """
    if isinstance(rule, ResourceRule):
        yield from told(rule.id, rule.judge(judged, bar), at)
    else:
        yield from told(rule.id, rule.judge(judged, Graph((judged, *others)), bar), at)


def told(id_: str, findings: Findings, at: str) -> Iterator[Broken]:
    """What a rule found broken, told at ``at``. Raises Unavailable where it cannot tell: that is never a pass."""
    for finding in findings:
        if finding.verdict is Verdict.FAILED:
            yield broken(at, finding.message)
        elif finding.verdict is Verdict.UNDETERMINED:
            raise Unavailable(f"{id_} cannot be told from what the account answers: {finding.message}")
