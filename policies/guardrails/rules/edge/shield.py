"""Rules on floods: something limits them at all, and a stack that pays for Shield Advanced protects what is public."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.balancer import APPLICATION, kind, public
from guardrails.rules.edge.types import (
    DISTRIBUTION,
    ELASTIC_IP,
    LOAD_BALANCER,
    NAT_GATEWAY,
    SHIELD_PROTECTION,
    SHIELD_SUBSCRIPTION,
    WEB_ACL,
    ZONE,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(WEB_ACL):
        yield failed(None, "the stack has no web ACL that could block a flood of requests")


def _protected(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(SHIELD_SUBSCRIPTION):
        yield not_applicable("the stack does not subscribe to Shield Advanced; Shield Standard is always on")
        return
    reason, sure = _exposure(resource, graph)
    if reason is not None:
        yield not_applicable(reason)
        return
    protections = graph.referrers(resource, SHIELD_PROTECTION, "resourceArn")
    # An ARN can be written before the resource exists, around the id alone.
    named = not graph.derived(_protected_names).isdisjoint(identity for identity in resource.identities() if identity)
    if protections.resources or named:
        return
    if not graph.derived(_every_protection_known):
        yield undetermined(None, "a shield.Protection's resourceArn is not known, it may be this resource's")
    elif not sure:
        yield undetermined(None, "no shield.Protection names this resource, and whether it is public is not known")
    else:
        yield failed(None, "no shield.Protection names this public entry, and the stack pays for Shield Advanced")


def _protected_names(graph: Graph) -> frozenset[str]:
    texts = (protection.read("resourceArn").text for protection in graph.of(SHIELD_PROTECTION))
    return frozenset(text.rpartition("/")[2] for text in texts if text)


def _every_protection_known(graph: Graph) -> bool:
    """Whether each protection is known to be of some entry, of whichever type."""
    protections = graph.of(SHIELD_PROTECTION)
    return all(graph.references(each, "resourceArn", *_TYPES).resolved for each in protections)


def _exposure(resource: Resource, graph: Graph) -> tuple[str | None, bool]:
    """Why a resource needs no protection, if so; else whether it is certainly public."""
    if resource.type == LOAD_BALANCER:
        own, exposed = kind(resource), public(resource)
        if exposed is False:
            return "the load balancer is internal", True
        if own not in (None, APPLICATION):
            return "Shield protects a network load balancer by its elastic addresses", True
        return None, own is not None and exposed is not None
    if resource.type == ZONE:
        return ("the zone is private" if not resource.read("vpcs").absent else None), True
    if resource.type == ELASTIC_IP:
        gateways = graph.referrers(resource, NAT_GATEWAY, "allocationId")
        if gateways.resources:
            return "the address is a NAT gateway's, which nobody can call", True
        return None, gateways.resolved
    return None, True


def _entry(*, protected: bool | None) -> tuple[Declared, ...]:
    arn: dict[str, Value] = {"name": "app", "resourceArn": UNKNOWN}
    protection = Declared(
        type=SHIELD_PROTECTION,
        name="app",
        properties=arn,
        depends={"resourceArn": ("main",)} if protected else {},
    )
    return (
        Declared(type=SHIELD_SUBSCRIPTION, name="subscription", properties={"autoRenew": "ENABLED"}),
        Declared(type=LOAD_BALANCER, properties={"loadBalancerType": "application", "internal": False}),
        *(() if protected is False else (protection,)),
    )


_TYPES: Final = (LOAD_BALANCER, DISTRIBUTION, ELASTIC_IP, ZONE)

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        "flood-limit-present",
        (WEB_ACL,),
        _present,
        Examples(
            good=(Declared(type=WEB_ACL, properties={"scope": "REGIONAL", "defaultAction": {"allow": {}}}),),
            bad=(),
            unknown=None,
        ),
    ),
    RelationRule(
        "shield-protects-entries",
        _TYPES,
        _protected,
        Examples(good=_entry(protected=True), bad=_entry(protected=False), unknown=_entry(protected=None)),
    ),
    ResourceRule(
        "shield-subscription-renews",
        (SHIELD_SUBSCRIPTION,),
        must_be_one_of("autoRenew", "ENABLED", default="ENABLED"),
        examples(
            SHIELD_SUBSCRIPTION,
            good={"autoRenew": "ENABLED"},
            bad={"autoRenew": "DISABLED"},
            unknown={"autoRenew": UNKNOWN},
        ),
    ),
)
