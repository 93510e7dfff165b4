"""Which subnets are public: the routes of the table that each uses, followed through the stack."""

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.graph import Graph, Resource
from guardrails.rules.network.cidr import open_to_internet
from guardrails.rules.network.ports import any_of, elements
from guardrails.rules.network.types import (
    DEFAULT_ROUTE_TABLE,
    INTERNET_GATEWAY,
    MAIN_ROUTE_TABLE,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    VPC,
)
from guardrails.values import Reading

_TABLES = (ROUTE_TABLE, DEFAULT_ROUTE_TABLE)


@dataclass(frozen=True, slots=True)
class Way:
    """One route, inline in a table or on its own: where to, and through what."""

    owner: Resource
    destinations: tuple[Reading, ...]
    gateway: Reading
    nat: Reading
    peering: Reading
    endpoint: Reading
    transit: Reading


def ways(resource: Resource) -> Iterator[Way]:
    """The routes that a route, or a table with inline routes, makes."""
    if resource.type == ROUTE:
        yield Way(
            resource,
            elements(resource.read("destinationCidrBlock"), resource.read("destinationIpv6CidrBlock")),
            resource.read("gatewayId"),
            resource.read("natGatewayId"),
            resource.read("vpcPeeringConnectionId"),
            resource.read("vpcEndpointId"),
            resource.read("transitGatewayId"),
        )
        return
    for block in elements(resource.read("routes")):
        yield Way(
            resource,
            (block,) if block.unknown else elements(block.get("cidrBlock"), block.get("ipv6CidrBlock")),
            block.get("gatewayId"),
            block.get("natGatewayId"),
            block.get("vpcPeeringConnectionId"),
            block.get("vpcEndpointId"),
            block.get("transitGatewayId"),
        )


def ways_of(table: Resource, graph: Graph) -> tuple[Way, ...]:
    """Every route of a table."""
    routes = graph.referrers(table, ROUTE, "routeTableId").resources
    return tuple(way for resource in (table, *routes) for way in ways(resource))


def public_table(table: Resource, graph: Graph) -> bool | None:
    """Whether a table sends the internet's addresses to an internet gateway; None where that is not known."""
    return any_of(_to_internet(way, graph) for way in ways_of(table, graph))


def tables_of(subnet: Resource, graph: Graph) -> tuple[tuple[Resource, ...], bool]:
    """The route tables that a subnet uses, its VPC's main table where it has none of its own, and whether that is all.

    Without a table in the stack a subnet uses the main table as AWS makes it, which leads nowhere outside.
    """
    own = graph.referrers(subnet, ROUTE_TABLE_ASSOCIATION, "subnetId")
    if own.resources:
        followed = [graph.references(each, "routeTableId", *_TABLES) for each in own.resources]
        return tuple(table for found in followed for table in found.resources), all(each.resolved for each in followed)
    if not own.resolved:
        return (), False
    tables: list[Resource] = []
    resolved = True
    for vpc in graph.references(subnet, "vpcId", VPC).resources:
        adopted = graph.referrers(vpc, DEFAULT_ROUTE_TABLE, "defaultRouteTableId")
        tables += adopted.resources
        for main in graph.referrers(vpc, MAIN_ROUTE_TABLE, "vpcId").resources:
            named = graph.references(main, "routeTableId", *_TABLES)
            tables += named.resources
            resolved = resolved and named.resolved
    return tuple(tables), resolved


def public_subnet(subnet: Resource, graph: Graph) -> bool | None:
    """Whether a subnet is public, by the routes of its table; None where that is not known."""
    tables, resolved = tables_of(subnet, graph)
    answer = any_of(public_table(table, graph) for table in tables)
    return None if answer is False and not resolved else answer


def _to_internet(way: Way, graph: Graph) -> bool | None:
    reaches = any_of(open_to_internet(destination) for destination in way.destinations)
    gateway = _internet_gateway(way, graph)
    if reaches is False or gateway is False:
        return False
    return None if reaches is None or gateway is None else True


def _internet_gateway(way: Way, graph: Graph) -> bool | None:
    if way.gateway.absent:
        return False
    if way.gateway.known:
        text = way.gateway.text or ""
        if text == "local" or text.startswith(("vgw-", "vpce-")):
            return False
        return text.startswith("igw-") or bool(graph.references(way.owner, "gatewayId", INTERNET_GATEWAY).resources)
    return True if graph.depends_on(way.owner, way.gateway.path, INTERNET_GATEWAY) else None
