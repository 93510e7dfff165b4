"""Rules on public entries: each has a web ACL in front of it, where AWS can put one.

Network load balancers and HTTP APIs cannot carry one; what stands behind them must be reached some other way.
"""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_set
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.balancer import APPLICATION, kind, public
from guardrails.rules.edge.types import (
    DISTRIBUTION,
    LOAD_BALANCER,
    REST_API,
    REST_STAGE,
    USER_POOL,
    WEB_ACL,
    WEB_ACL_ASSOCIATION,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

# What an association names; another kind (AppSync, App Runner) stays unresolved, and the verdict undetermined.
_ENTRIES: Final = (LOAD_BALANCER, REST_STAGE, USER_POOL)
_WEB_ACL_ARN: Final = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/entry/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


def _balancer(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    own, exposed = kind(resource), public(resource)
    if own not in (None, APPLICATION) or exposed is False:
        yield not_applicable("the load balancer is internal, or of a kind that carries no web ACL")
    else:
        yield from _associated(resource, graph, sure=own is not None and exposed is not None)


def _stage(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    apis = graph.references(resource, "restApi", REST_API)
    kinds = [api.read("endpointConfiguration.types") for api in apis.resources]
    if any(element.text == "PRIVATE" for each in kinds for element in each.each()):
        yield not_applicable("the API is private")
        return
    yield from _associated(resource, graph, sure=not any(each.unknown for each in kinds))


def _pool(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    yield from _associated(resource, graph, sure=True)


def _associated(resource: Resource, graph: Graph, *, sure: bool) -> Findings:
    """What is wrong with an entry that no association names; where it may be no entry, nothing fails."""
    associations = graph.referrers(resource, WEB_ACL_ASSOCIATION, "resourceArn")
    if associations.resources:
        return
    if not graph.derived(_every_entry_known):
        yield undetermined(None, "a WebAclAssociation's resourceArn is not known, it may be this resource's")
    elif not sure:
        yield undetermined(None, "no WebAclAssociation names this resource, and whether it is public is not known")
    else:
        yield failed(None, "no WebAclAssociation names this public entry")


def _every_entry_known(graph: Graph) -> bool:
    """Whether each association is known to name some entry, of whichever type."""
    associations = graph.of(WEB_ACL_ASSOCIATION)
    return all(graph.references(each, "resourceArn", *_ENTRIES).resolved for each in associations)


def _entry(type_: str, properties: dict[str, Value]) -> Examples:
    entry = Declared(type=type_, properties=properties)
    association = {"resourceArn": UNKNOWN, "webAclArn": _WEB_ACL_ARN}
    return Examples(
        good=(
            entry,
            Declared(
                type=WEB_ACL_ASSOCIATION, name="web-acl", properties=association, depends={"resourceArn": ("main",)}
            ),
        ),
        bad=(entry,),
        unknown=(entry, Declared(type=WEB_ACL_ASSOCIATION, name="web-acl", properties=association)),
    )


RULES: tuple[Rule, ...] = (
    RelationRule(
        "load-balancer-web-acl",
        (LOAD_BALANCER,),
        _balancer,
        _entry(LOAD_BALANCER, {"loadBalancerType": "application", "internal": False}),
    ),
    RelationRule(
        "apigateway-stage-web-acl",
        (REST_STAGE,),
        _stage,
        _entry(REST_STAGE, {"restApi": "a1b2c3d4e5", "deployment": "f6g7h8", "stageName": "live"}),
    ),
    ResourceRule(
        "cloudfront-distribution-web-acl",
        (DISTRIBUTION,),
        must_be_set("webAclId", proven_by=(WEB_ACL,)),
        examples(
            DISTRIBUTION,
            good={"enabled": True, "webAclId": _WEB_ACL_ARN},
            bad={"enabled": True},
            unknown={"enabled": True, "webAclId": UNKNOWN},
        ),
    ),
    RelationRule("cognito-user-pool-web-acl", (USER_POOL,), _pool, _entry(USER_POOL, {"name": "customers"})),
)
