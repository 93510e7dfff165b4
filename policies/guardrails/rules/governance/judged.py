"""The rule that what a stack makes is what the pack can judge.

Resources of other AWS providers, of Cloud Control and of CloudFormation make the same things in the account, and no
rule looks inside them.
"""

from collections import Counter
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.thresholds import Thresholds
from guardrails.tokens import STACK
from guardrails.verdicts import failed

_PACKAGES: Final = ("aws-native", "awscc")
_HIDING: Final = {
    "aws:cloudcontrol/resource:Resource": "Cloud Control",
    "aws:cloudformation/stack:Stack": "CloudFormation",
    "aws:cloudformation/stackSet:StackSet": "CloudFormation",
    "aws:servicecatalog/provisionedProduct:ProvisionedProduct": "Service Catalog",
}


def _judged(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if resource.type in _HIDING:
        yield failed(None, f"{_HIDING[resource.type]} makes resources here that no rule sees")
        return
    for package, number in graph.derived(_elsewhere).items():
        yield failed(None, f"{number} resources of the provider {package}, which no rule judges")


def _elsewhere(graph: Graph) -> Counter[str]:
    packages = (each.token.partition(":")[0] for each in graph.resources if each.custom)
    return Counter(package for package in packages if package in _PACKAGES)


_STACK: Final = Declared(type=STACK, name="example-test")

RULES: tuple[Rule, ...] = (
    RelationRule(
        "resources-are-judged",
        (STACK, *_HIDING),
        _judged,
        Examples(
            good=(_STACK, Declared(type="aws:s3/bucket:Bucket", properties={"bucket": "orders"})),
            bad=(Declared(type="aws:cloudformation/stack:Stack", properties={"templateBody": "{}"}),),
            unknown=None,
        ),
    ),
)
