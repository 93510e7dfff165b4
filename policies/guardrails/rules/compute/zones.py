"""Rules on availability zones: tiers that span them, and ways out that do not cross them."""

from collections.abc import Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.network.tables import ways
from guardrails.rules.network.types import (
    DEFAULT_ROUTE_TABLE,
    NAT_GATEWAY,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SUBNET,
    VPC,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_ZONES: Final = ("eu-west-1a", "eu-west-1b", "eu-west-1c")
# A profile that is content with two zones may save the gateways, and lose its way out with one zone.
_ZONES_WITH_OWN_GATEWAY: Final = 3
_TABLES: Final = (ROUTE_TABLE, DEFAULT_ROUTE_TABLE)


def _zone(subnet: Resource) -> Reading:
    name = subnet.read("availabilityZone")
    return subnet.read("availabilityZoneId") if name.absent else name


def _spans(resource: Resource, graph: Graph, bar: Thresholds) -> Findings:
    found = graph.referrers(resource, SUBNET, "vpcId")
    if not found.resources:
        if found.resolved:
            yield not_applicable("no subnet of this VPC is in the stack")
        else:
            yield undetermined(None, "a subnet's vpcId is not known, it may be in this VPC")
        return
    tiers: dict[str, list[Reading]] = {}
    for subnet in found.resources:
        tiers.setdefault(subnet.read("tags.tier").text or "", []).append(_zone(subnet))
    for tier, zones in tiers.items():
        known = {zone.text for zone in zones if zone.known}
        if len(known) >= bar.minimum_zones:
            continue
        named = f"tier {tier}" if tier else "the VPC"
        # AWS chooses the zone where the program names none.
        if any(not zone.known for zone in zones) or not found.resolved:
            yield undetermined(None, f"{named}: the zones of its subnets are not known; {bar.minimum_zones} are needed")
        else:
            yield failed(None, f"{named} is in {len(known)} zone(s), {bar.minimum_zones} are needed")


def _own_zone(resource: Resource, graph: Graph, bar: Thresholds) -> Findings:
    if bar.minimum_zones < _ZONES_WITH_OWN_GATEWAY:
        yield not_applicable("the profile does not ask for a gateway in each zone")
        return
    mode = resource.read("availabilityMode")
    if mode.text == "regional":
        yield not_applicable("a regional NAT gateway is in every zone in use")
        return
    homes = graph.references(resource, "subnetId", SUBNET).resources
    zones = {zone.text for home in homes if (zone := _zone(home)).known}
    for subnet in _leaving_by(resource, graph):
        zone = _zone(subnet)
        if mode.unknown or not zones or not zone.known:
            yield undetermined("subnetId", f"the zones of the gateway and of subnet {subnet.name} are not known yet")
        elif zone.text not in zones:
            yield failed("subnetId", f"subnet {subnet.name} in {zone.text} leaves by a gateway in another zone")


def _leaving_by(gateway: Resource, graph: Graph) -> Iterator[Resource]:
    """The subnets whose route tables send traffic to a NAT gateway."""
    exits = graph.derived(_exits)
    owners = {owner.urn: owner for name in (*gateway.identities(), gateway.urn) for owner in exits.get(name, ())}
    tables: dict[str, Resource] = {}
    for owner in owners.values():
        if owner.type == ROUTE:
            tables |= {table.urn: table for table in graph.references(owner, "routeTableId", *_TABLES).resources}
        else:
            tables[owner.urn] = owner
    for table in tables.values():
        for association in graph.referrers(table, ROUTE_TABLE_ASSOCIATION, "routeTableId").resources:
            yield from graph.references(association, "subnetId", SUBNET).resources


def _exits(graph: Graph) -> dict[str, list[Resource]]:
    """The routes and tables that lead to a NAT gateway, by its name where known, by its URN where depended on."""
    exits: dict[str, list[Resource]] = {}
    for types, path in (((ROUTE,), "natGatewayId"), (_TABLES, "routes")):
        for owner in graph.of(*types):
            for way in ways(owner):
                named = [way.nat.text] if way.nat.known else []
                depended = owner.property_dependencies.get(path, ()) if way.nat.unknown else ()
                for name in (*named, *depended):
                    exits.setdefault(str(name), []).append(owner)
    return exits


def _any_subnet(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(SUBNET):
        yield failed(None, "the stack has no subnet")


def _tier(*zones: Value, vpc: str = "main") -> tuple[Declared, ...]:
    return (
        Declared(type=VPC, properties={"cidrBlock": "10.0.0.0/16"}),
        *(
            Declared(
                type=SUBNET,
                name=f"private-{number}",
                properties={
                    "vpcId": UNKNOWN,
                    "cidrBlock": f"10.0.{number}.0/24",
                    "availabilityZone": zone,
                    "tags": {"tier": "private"},
                },
                depends={"vpcId": (vpc,)},
            )
            for number, zone in enumerate(zones)
        ),
    )


def _leaving(own: Value, gateway: Value) -> tuple[Declared, ...]:
    """A private subnet in zone ``own`` that leaves by a NAT gateway in zone ``gateway``."""
    return (
        Declared(type=SUBNET, name="public", properties={"cidrBlock": "10.0.0.0/24", "availabilityZone": gateway}),
        Declared(type=SUBNET, name="private", properties={"cidrBlock": "10.0.1.0/24", "availabilityZone": own}),
        Declared(
            type=NAT_GATEWAY,
            properties={"subnetId": UNKNOWN, "connectivityType": "public"},
            depends={"subnetId": ("public",)},
        ),
        Declared(type=ROUTE_TABLE, name="private", properties={"vpcId": "vpc-0a1b2c3d4e5f60718"}),
        Declared(
            type=ROUTE,
            name="way-out",
            properties={"routeTableId": UNKNOWN, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": UNKNOWN},
            depends={"routeTableId": ("private",), "natGatewayId": ("main",)},
        ),
        Declared(
            type=ROUTE_TABLE_ASSOCIATION,
            name="way-out",
            properties={"routeTableId": UNKNOWN, "subnetId": UNKNOWN},
            depends={"routeTableId": ("private",), "subnetId": ("private",)},
        ),
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        "subnets-present",
        (SUBNET,),
        _any_subnet,
        Examples(good=_tier(*_ZONES), bad=(Declared(type=VPC, properties={"cidrBlock": "10.0.0.0/16"}),), unknown=None),
    ),
    RelationRule(
        "vpc-subnets-span-zones",
        (VPC,),
        _spans,
        Examples(good=_tier(*_ZONES), bad=_tier(_ZONES[0], _ZONES[0]), unknown=_tier(*_ZONES[:2], UNKNOWN)),
    ),
    RelationRule(
        "nat-gateway-per-zone",
        (NAT_GATEWAY,),
        _own_zone,
        Examples(
            good=_leaving(_ZONES[0], _ZONES[0]),
            bad=_leaving(_ZONES[1], _ZONES[0]),
            unknown=_leaving(UNKNOWN, _ZONES[0]),
        ),
    ),
)
