"""The rule that a door to the internet is one on purpose: it, or its security group, is tagged ``tier=edge``."""

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.edge.balancer import kind, public
from guardrails.rules.edge.types import LOAD_BALANCER
from guardrails.rules.network.types import SECURITY_GROUP
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, not_applicable, undetermined


def _on_purpose(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    exposed = public(resource)
    if exposed is False:
        yield not_applicable("the load balancer is internal, or a gateway")
        return
    groups = graph.references(resource, "securityGroups", SECURITY_GROUP)
    tiers = [member.read("tags.tier") for member in (resource, *groups.resources)]
    if any(tier.text == "edge" for tier in tiers):
        return
    # A known id of a group that is not in the stack says nothing of its tags.
    seen = groups.resolved and len(groups.resources) >= sum(1 for _ in resource.read("securityGroups").each())
    if exposed is None or not seen or kind(resource) is None or any(tier.unknown for tier in tiers):
        yield undetermined("internal", f"internal is {resource.read('internal').shown}, and the tags are not all known")
    else:
        yield failed("internal", "the load balancer faces the internet, and nothing tags it or its group tier=edge")


def _balancer(tier: str, *, depends: bool = True) -> tuple[Declared, ...]:
    return (
        Declared(type=SECURITY_GROUP, properties={"description": "Entry", "tags": {"tier": tier}}),
        Declared(
            type=LOAD_BALANCER,
            name="entry",
            properties={"internal": False, "securityGroups": [UNKNOWN]},
            depends={"securityGroups": ("main",)} if depends else {},
        ),
    )


RULES: tuple[Rule, ...] = (
    RelationRule(
        "load-balancer-public-on-purpose",
        (LOAD_BALANCER,),
        _on_purpose,
        Examples(good=_balancer("edge"), bad=_balancer("private"), unknown=_balancer("edge", depends=False)),
    ),
)
