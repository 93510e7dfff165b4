"""The firewall in a VPC: what is asked of it, and the routes that lead through it, the same way there and back.

All traffic between the private subnet of a zone and the public tier passes the endpoint of *that* zone, in both
directions: a firewall that saw one half of a connection would drop it.

==================  =======================  =======================================
table               destination              next
==================  =======================  =======================================
private, zone j     anywhere                 endpoint j
private, zone j     public, any zone i       endpoint j
firewall, zone j    anywhere                 the NAT gateway of zone j, or the only one
public, zone i      private, any zone j      endpoint j
==================  =======================  =======================================

The routes between tiers are more specific than the VPC's own, which AWS allows for the whole block of a subnet
(VPC user guide, "Middlebox routing"). The isolated tier is reached from the private one alone and passes no firewall.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2

from components.base import Component
from components.network.cidr import CidrPlan, Tier
from components.network.domains import check_domains
from components.network.firewall import Firewall, FirewallArgs
from components.network.firewall_rules import MOST_DOMAINS, FirewallMode, Passage
from components.network.nat import ANYWHERE, Nat, NatGateways
from components.network.subnets import Subnets
from components.placement import Placement


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """A firewall with an endpoint in each zone, and what it lets through beside AWS's managed groups.

    ``service_ports`` are the TCP ports of the private tier that load balancers in the public tier reach.
    ``allowed_domains``, ``key_arn``, ``mode``, ``growing`` are the firewall's (see ``FirewallArgs``).
    """

    service_ports: tuple[int, ...]
    allowed_domains: tuple[str, ...]
    key_arn: pulumi.Input[str]
    mode: FirewallMode = FirewallMode.BLOCK
    growing: bool = False

    def __post_init__(self) -> None:
        if not self.service_ports or len(set(self.service_ports)) != len(self.service_ports):
            raise ValueError(f"service_ports {self.service_ports!r} are not usable: give at least one, each once")
        check_domains("allowed_domains", self.allowed_domains, MOST_DOMAINS)


def check_nat(nat: Nat) -> None:
    """Raises ValueError for a way out that the firewall cannot stand in."""
    if nat is Nat.REGIONAL:
        raise ValueError(
            "nat is 'regional' and inspection is given: a regional gateway answers by a route table of its own, past"
            " the firewall; use per_az or single"
        )
    if nat is Nat.NONE:
        raise ValueError(
            "nat is 'none' and inspection is given: there is no way out to inspect; use per_az or single, or give no"
            " inspection"
        )


def firewall(
    owner: Component,
    *,
    inspection: Inspection,
    placement: Placement,
    plan: CidrPlan,
    vpc_id: pulumi.Output[str],
    subnets: Subnets,
    log_key_arn: pulumi.Input[str],
    log_retention_days: int,
    protect: bool,
) -> Firewall:
    """The firewall of a VPC, on the subnets of the firewall tier."""
    return Firewall(
        owner.child("firewall"),
        FirewallArgs(
            placement=placement,
            vpc_id=vpc_id,
            subnet_ids=subnets.ids,
            # The tiers' whole blocks, so that a new zone changes no rule.
            passages=tuple(
                Passage(source=plan.tier(Tier.PUBLIC), destination=plan.tier(Tier.PRIVATE), port=port)
                for port in inspection.service_ports
            ),
            allowed_domains=inspection.allowed_domains,
            key_arn=inspection.key_arn,
            log_key_arn=log_key_arn,
            log_retention_days=log_retention_days,
            mode=inspection.mode,
            growing=inspection.growing,
            protect=protect,
        ),
        owner.inside(),
    )


def inspected_routes(
    owner: Component,
    *,
    public: Subnets,
    private: Subnets,
    behind: Subnets,
    nat: NatGateways,
    endpoint_ids: Mapping[str, pulumi.Output[str]],
) -> None:
    """The routes through the endpoints, but for the private tier's default ones, which are there without them too.

    ``behind`` are the subnets of the firewall tier.
    """
    for zone, endpoint in endpoint_ids.items():
        ec2.Route(
            owner.child("firewall-default", zone),
            route_table_id=behind.route_table_ids[zone],
            destination_cidr_block=ANYWHERE,
            nat_gateway_id=nat.gateway_ids[zone],
            opts=owner.inside(),
        )
        for other, cidr in public.cidrs.items():
            ec2.Route(
                owner.child("private-to-public", f"{zone}-{other}"),
                route_table_id=private.route_table_ids[zone],
                destination_cidr_block=cidr,
                vpc_endpoint_id=endpoint,
                opts=owner.inside(),
            )
            ec2.Route(
                owner.child("public-to-private", f"{other}-{zone}"),
                route_table_id=public.route_table_ids[other],
                destination_cidr_block=private.cidrs[zone],
                vpc_endpoint_id=endpoint,
                opts=owner.inside(),
            )
