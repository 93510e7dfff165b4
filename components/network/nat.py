"""The ways out of a VPC: the internet gateway's routes, and the NAT gateways of the private tier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import pulumi
from pulumi_aws import ec2

from components.base import Component
from components.network.subnets import Subnets

ANYWHERE: Final = "0.0.0.0/0"


class Nat(StrEnum):
    """How the private tier reaches the internet.

    ``none``: not at all, only AWS's services through endpoints. ``single``: one gateway in the first zone named, whose
    loss cuts off all. ``per_az``: one in each zone, with fixed addresses that others can allow. ``regional``: one
    gateway that AWS spreads over the zones in use, with addresses that AWS chooses; a zone newly in use is served
    from another for up to an hour, until the gateway has spread there (AWS: "Regional NAT gateways").
    """

    NONE = "none"
    SINGLE = "single"
    PER_AZ = "per_az"
    REGIONAL = "regional"


@dataclass(frozen=True, kw_only=True)
class NatGateways:
    """The gateway that each zone's private subnet leaves by, and the fixed addresses the world sees, by zone."""

    gateway_ids: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)
    public_ips: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)
    regional_gateway_id: pulumi.Output[str] | None = None


def nat_gateways(
    owner: Component,
    *,
    nat: Nat,
    zones: tuple[str, ...],
    vpc_id: pulumi.Output[str],
    public: Subnets,
    internet_gateway: ec2.InternetGateway,
) -> NatGateways:
    """The NAT gateways that ``nat`` asks for."""
    if nat is Nat.NONE:
        return NatGateways()
    if nat is Nat.REGIONAL:
        regional = ec2.NatGateway(
            owner.child("nat", "regional"),
            vpc_id=vpc_id,
            availability_mode="regional",
            connectivity_type="public",
            tags={"Name": owner.child("nat", "regional")},
            # AWS writes the route of the gateway's own table when it is made, and needs the internet gateway for it.
            opts=owner.inside(depends_on=[internet_gateway]),
        )
        return NatGateways(gateway_ids=dict.fromkeys(zones, regional.id), regional_gateway_id=regional.id)
    homes = zones[:1] if nat is Nat.SINGLE else zones
    gateways: dict[str, pulumi.Output[str]] = {}
    addresses: dict[str, pulumi.Output[str]] = {}
    for zone in homes:
        name = owner.child("nat", zone)
        address = ec2.Eip(name, domain="vpc", tags={"Name": name}, opts=owner.inside(depends_on=[internet_gateway]))
        gateway = ec2.NatGateway(
            name,
            subnet_id=public.ids[zone],
            allocation_id=address.allocation_id,
            connectivity_type="public",
            tags={"Name": name},
            opts=owner.inside(depends_on=[internet_gateway]),
        )
        gateways[zone] = gateway.id
        addresses[zone] = address.public_ip
    return NatGateways(
        gateway_ids={zone: gateways.get(zone, gateways[zones[0]]) for zone in zones}, public_ips=addresses
    )


def default_routes(
    owner: Component,
    *,
    public: Subnets,
    private: Subnets,
    internet_gateway: ec2.InternetGateway,
    nat: NatGateways,
    endpoint_ids: Mapping[str, pulumi.Output[str]],
) -> None:
    """Sends the public tier to the internet gateway and the private tier to its zone's NAT gateway; no other tier.

    ``endpoint_ids`` are the firewall's, by zone, where there is one: the private tier then leaves by its zone's. The
    route keeps its name, so that it is changed in place.
    """
    for zone, table in public.route_table_ids.items():
        ec2.Route(
            owner.child("public-default", zone),
            route_table_id=table,
            destination_cidr_block=ANYWHERE,
            gateway_id=internet_gateway.id,
            opts=owner.inside(),
        )
    for zone, gateway in nat.gateway_ids.items():
        endpoint = endpoint_ids.get(zone)
        ec2.Route(
            owner.child("private-default", zone),
            route_table_id=private.route_table_ids[zone],
            destination_cidr_block=ANYWHERE,
            nat_gateway_id=gateway if endpoint is None else None,
            vpc_endpoint_id=endpoint,
            opts=owner.inside(),
        )
