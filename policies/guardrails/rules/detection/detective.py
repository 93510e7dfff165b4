"""Detective: there, where investigation is claimed, and a year of behaviour not deleted by mistake."""

from guardrails.graph import Graph
from guardrails.requirements import must_be_protected
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, ResourceRule, Rule, examples
from guardrails.rules.detection.types import DETECTIVE_GRAPH
from guardrails.thresholds import Thresholds
from guardrails.verdicts import failed


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(DETECTIVE_GRAPH):
        yield failed(None, "the stack has no Detective graph")


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="detective-graph-present",
        types=(DETECTIVE_GRAPH,),
        judge=_present,
        examples=Examples(good=(Declared(type=DETECTIVE_GRAPH),), bad=(), unknown=None),
    ),
    ResourceRule(
        id="detective-graph-protected",
        types=(DETECTIVE_GRAPH,),
        judge=must_be_protected,
        examples=examples(DETECTIVE_GRAPH, good={}, bad={}, unknown=None, protect=(True, False)),
    ),
)
