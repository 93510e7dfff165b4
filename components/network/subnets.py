"""One tier of a VPC: a subnet and a route table of its own in each zone."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2

from components.base import Component
from components.network.cidr import CidrPlan, Tier


@dataclass(frozen=True, kw_only=True)
class Subnets:
    """The subnets of one tier and their route tables, by zone."""

    ids: Mapping[str, pulumi.Output[str]]
    cidrs: Mapping[str, str]
    route_table_ids: Mapping[str, pulumi.Output[str]]


def subnets(
    owner: Component, *, tier: Tier, plan: CidrPlan, zones: tuple[str, ...], vpc_id: pulumi.Output[str]
) -> Subnets:
    """The subnets of a tier, with no route but the VPC's own.

    Each zone has its own table, in every tier, so that a zone's traffic can be sent to that zone's gateway or firewall
    endpoint without moving a subnet to another table.
    """
    ids: dict[str, pulumi.Output[str]] = {}
    tables: dict[str, pulumi.Output[str]] = {}
    cidrs = {zone: plan.subnet(tier, zone) for zone in zones}
    for zone, cidr in cidrs.items():
        name = owner.child(tier, zone)
        subnet = ec2.Subnet(
            owner.child(f"{tier}-subnet", zone),
            vpc_id=vpc_id,
            availability_zone=zone,
            cidr_block=cidr,
            map_public_ip_on_launch=False,
            tags={"Name": name, "tier": tier},
            opts=owner.inside(),
        )
        table = ec2.RouteTable(
            owner.child(f"{tier}-routes", zone),
            vpc_id=vpc_id,
            tags={"Name": name, "tier": tier},
            opts=owner.inside(),
        )
        ec2.RouteTableAssociation(
            owner.child(f"{tier}-routes", zone),
            subnet_id=subnet.id,
            route_table_id=table.id,
            opts=owner.inside(),
        )
        ids[zone] = subnet.id
        tables[zone] = table.id
    return Subnets(ids=ids, cidrs=cidrs, route_table_ids=tables)
