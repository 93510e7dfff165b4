"""The VPC's end of every office's links, and where their tunnels log."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import ec2

from components.base import Component
from components.network.log_delivery import delivery, log_group
from components.placement import Placement
from components.retention import check_retention

_PRIVATE_ASNS: Final = (range(64512, 65535), range(4200000000, 4294967295))


@dataclass(frozen=True, kw_only=True)
class OfficeGatewayArgs:
    """Which VPC the offices reach, and which of its route tables learn the way back.

    ``route_table_ids`` are keyed by zone. ``bgp_asn`` is the gateway's own number, of the private ones, and none that
    an office has. ``protect`` keeps the log from being destroyed. Raises ValueError for another number or retention.
    """

    placement: Placement
    vpc_id: pulumi.Input[str]
    route_table_ids: Mapping[str, pulumi.Input[str]]
    log_key_arn: pulumi.Input[str]
    bgp_asn: int = 64512
    retention_days: int = 365
    protect: bool = True

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=90)
        if not any(self.bgp_asn in numbers for numbers in _PRIVATE_ASNS):
            raise ValueError(
                f"bgp_asn is {self.bgp_asn}, not a private number: give 64512 to 65534 or 4200000000 to 4294967294"
            )
        if not self.route_table_ids:
            raise ValueError("route_table_ids are empty, so that no answer would reach an office: name the tables")


class OfficeGateway(Component):
    """A virtual private gateway with propagated routes, and the encrypted log of the tunnels.

    Produces the gateway, the propagation of the offices' routes into each table, the log group and the resource policy
    that lets log delivery write to it. A VPC has one such gateway. What comes through it passes the subnets' network
    ACLs and security groups, and not a network firewall of the VPC's.

    Claims BZ-56, BZ-57 (its part of office.isp), BZ-65 (mon.internet).
    """

    area = "network"
    provides = ("office.isp",)

    gateway_id: pulumi.Output[str]
    log_group_name: str
    log_group_arn: pulumi.Output[str]
    logs_ready: list[pulumi.Resource]

    def __init__(self, name: str, args: OfficeGatewayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        gateway = ec2.VpnGateway(
            self.child("gateway"),
            vpc_id=args.vpc_id,
            amazon_side_asn=str(args.bgp_asn),
            tags={"Name": self.child("gateway")},
            opts=self.inside(),
        )
        for zone, table_id in args.route_table_ids.items():
            ec2.VpnGatewayRoutePropagation(
                self.child("routes", zone),
                vpn_gateway_id=gateway.id,
                route_table_id=table_id,
                opts=self.inside(),
            )
        self.log_group_name = args.placement.local(self.child("tunnels"), limit=512)
        group = log_group(
            self,
            "tunnels",
            name=self.log_group_name,
            key_arn=args.log_key_arn,
            retention_days=args.retention_days,
            protect=args.protect,
        )
        policy = delivery(self, placement=args.placement, log_groups=(self.log_group_name,))
        self.gateway_id = gateway.id
        self.log_group_arn = group.arn
        self.logs_ready = [policy]
        self.register_outputs(
            {
                "gateway_id": self.gateway_id,
                "log_group_name": self.log_group_name,
                "log_group_arn": self.log_group_arn,
            }
        )
