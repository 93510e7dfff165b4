"""Detective: there, where investigation is claimed."""

from guardrails.graph import Graph
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, Rule
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
)
