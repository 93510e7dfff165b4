"""Rules on routes: databases without a way to the internet, tiers kept apart, peers sent only what is theirs."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule
from guardrails.rules.network.cidr import prefix_length
from guardrails.rules.network.tables import public_subnet, ways
from guardrails.rules.network.types import (
    DB_SUBNET_GROUP,
    DEFAULT_ROUTE_TABLE,
    INTERNET_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SUBNET,
    VPC,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

# No VPC is wider: AWS gives at most a /16 of IPv4 and a /44 of IPv6.
_WIDEST_VPC: Final = {4: 16, 6: 44}


def _not_public(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    subnets = graph.references(resource, "subnetIds", SUBNET)
    for subnet in subnets.resources:
        public = public_subnet(subnet, graph)
        if public:
            yield failed("subnetIds", f"subnet {subnet.name} has a route to an internet gateway")
        elif public is None:
            yield undetermined("subnetIds", f"the routes of subnet {subnet.name} are not known yet")
    if not subnets.resolved:
        yield undetermined("subnetIds", "subnetIds is not known yet; none of them may be public")


def _tiers_apart(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    subnets = graph.referrers(resource, SUBNET, "vpcId")
    answers = [public_subnet(subnet, graph) for subnet in subnets.resources]
    if not answers:
        yield not_applicable("no subnet of this VPC is in the stack")
    elif False in answers:
        return
    elif None in answers or not subnets.resolved:
        yield undetermined(None, "the routes of the VPC's subnets are not known yet; some must be private")
    else:
        yield failed(None, "every subnet of the VPC has a route to an internet gateway")


def _peers_narrow(resource: Resource, _bar: Thresholds) -> Findings:
    for way in ways(resource):
        if way.peering.absent:
            continue
        for destination in way.destinations:
            if destination.unknown:
                # The peer's own block, read from the peer, is no wider than a VPC can be.
                message = f"{destination.path} is not known yet; it must be no wider than a VPC"
                yield undetermined(destination, message, proven_by=(VPC, SUBNET))
                continue
            length = prefix_length(destination.text or "")
            if length is not None and length[1] < _WIDEST_VPC[length[0]]:
                yield failed(destination, f"{destination.path} is {destination.shown}, wider than any peer VPC")


def _subnet(name: str, gateway: Value | None, **depends: tuple[str, ...]) -> tuple[Declared, ...]:
    """A subnet with a table and, for a gateway, a default route to it."""
    route = Declared(
        type=ROUTE,
        name=name,
        properties={"routeTableId": UNKNOWN, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway},
        depends={"routeTableId": (name,), **depends},
    )
    return (
        Declared(
            type=SUBNET,
            name=name,
            properties={"vpcId": UNKNOWN, "cidrBlock": "10.0.0.0/20"},
            depends={"vpcId": ("main",)},
        ),
        Declared(type=ROUTE_TABLE, name=name, properties={"vpcId": UNKNOWN}, depends={"vpcId": ("main",)}),
        Declared(
            type=ROUTE_TABLE_ASSOCIATION,
            name=name,
            properties={"subnetId": UNKNOWN, "routeTableId": UNKNOWN},
            depends={"subnetId": (name,), "routeTableId": (name,)},
        ),
        *((route,) if gateway is not None else ()),
    )


def _stack(*subnets: Declared, group: str | None = None) -> tuple[Declared, ...]:
    members = Declared(
        type=DB_SUBNET_GROUP,
        properties={"subnetIds": [UNKNOWN]},
        depends={"subnetIds": (group,)} if group else {},
    )
    return (
        Declared(type=VPC, properties={"cidrBlock": "10.0.0.0/16"}),
        Declared(type=INTERNET_GATEWAY, name="gateway", properties={"vpcId": UNKNOWN}, depends={"vpcId": ("main",)}),
        *subnets,
        *((members,) if group is not None else ()),
    )


def _peering(cidr: Value) -> tuple[Declared, ...]:
    peering = "pcx-0a1b2c3d4e5f60718"
    return (
        Declared(
            type=ROUTE,
            properties={
                "routeTableId": "rtb-0a1b2c3d4e5f60718",
                "destinationCidrBlock": cidr,
                "vpcPeeringConnectionId": peering,
            },
        ),
        Declared(
            type=ROUTE_TABLE,
            name="inline",
            properties={
                "vpcId": "vpc-0a1b2c3d4e5f60718",
                "routes": [{"cidrBlock": cidr, "vpcPeeringConnectionId": peering}],
            },
        ),
    )


_PUBLIC: Final = _subnet("public", UNKNOWN, gatewayId=("gateway",))
_ISOLATED: Final = _subnet("isolated", None)
_RIDDLE: Final = _subnet("riddle", UNKNOWN)

RULES: tuple[Rule, ...] = (
    RelationRule(
        "database-subnets-not-public",
        (DB_SUBNET_GROUP,),
        _not_public,
        Examples(
            good=_stack(*_PUBLIC, *_ISOLATED, group="isolated"),
            bad=_stack(*_PUBLIC, group="public"),
            unknown=_stack(*_RIDDLE, group="riddle"),
        ),
    ),
    RelationRule(
        "vpc-public-private-subnets-separated",
        (VPC,),
        _tiers_apart,
        Examples(good=_stack(*_PUBLIC, *_ISOLATED), bad=_stack(*_PUBLIC), unknown=_stack(*_RIDDLE)),
    ),
    ResourceRule(
        "vpc-peering-routes-narrow",
        (ROUTE, ROUTE_TABLE, DEFAULT_ROUTE_TABLE),
        _peers_narrow,
        Examples(good=_peering("10.8.0.0/16"), bad=_peering("0.0.0.0/0"), unknown=_peering(UNKNOWN)),
    ),
)
