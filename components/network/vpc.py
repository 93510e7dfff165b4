"""The network of an environment: one VPC in which nothing has a public address and everything is logged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import ec2

from components.base import Component
from components.network.cidr import CidrPlan, Tier, zone_slot
from components.network.endpoints import gateway_endpoints, interface_endpoints
from components.network.flow_logs import flow_logs
from components.network.nacl import DATA_PORTS, network_acl, rules
from components.network.nat import Nat, default_routes, nat_gateways
from components.network.services import REQUIRED, Service
from components.network.subnets import Subnets, subnets
from components.placement import Placement
from components.retention import RETENTIONS

_FEWEST_ZONES: Final = 2
# AWS's quota of rules in one direction of a network ACL.
_MOST_DATA_PORTS: Final = 20
_BUCKET_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True, kw_only=True)
class VpcArgs:
    """What a VPC is made of.

    ``cidr`` is a private block of /16 to /20, ``zones`` two to four availability zones of the region by full name;
    with ``Nat.SINGLE`` the first named hosts the gateway, so add zones at the end. ``endpoints`` are the interface
    endpoints, the four that every VPC has among them. ``data_ports`` are the TCP ports of the isolated tier that the
    private tier may reach. ``readable_buckets`` are foreign buckets, by name, whose objects the VPC may read beside
    AWS's own. ``flow_log_retention_days`` is one of CloudWatch's retentions from 90 days up. ``protect`` keeps the VPC
    and its flow logs from being destroyed.

    Raises ValueError for an argument that AWS would refuse or that would break a promise.
    """

    placement: Placement
    cidr: str
    zones: tuple[str, ...]
    nat: Nat
    logs_key_arn: pulumi.Input[str]
    flow_log_retention_days: int = 365
    endpoints: tuple[Service, ...] = REQUIRED
    data_ports: tuple[int, ...] = (5432,)
    readable_buckets: tuple[str, ...] = ()
    protect: bool = True

    def __post_init__(self) -> None:
        CidrPlan(cidr=self.cidr)
        self._check_zones()
        self._check_endpoints()
        self._check_data_ports()
        if self.flow_log_retention_days not in RETENTIONS:
            raise ValueError(
                f"flow_log_retention_days {self.flow_log_retention_days} is not allowed: give one of"
                f" {', '.join(map(str, RETENTIONS))}"
            )
        for bucket in self.readable_buckets:
            if not _BUCKET_NAME.fullmatch(bucket):
                raise ValueError(
                    f"readable_buckets names {bucket!r}, which is no bucket: give the whole name, without wildcards"
                )

    @property
    def plan(self) -> CidrPlan:
        """The address plan of ``cidr``."""
        return CidrPlan(cidr=self.cidr)

    def _check_zones(self) -> None:
        if len(self.zones) < _FEWEST_ZONES:
            raise ValueError(
                f"zones {self.zones!r} are fewer than {_FEWEST_ZONES}: name at least two availability zones, so that"
                " the loss of one is survived"
            )
        if len(set(self.zones)) != len(self.zones):
            raise ValueError(f"zones {self.zones!r} name one zone twice: name each once")
        for zone in self.zones:
            zone_slot(zone)
            if zone[:-1] != self.placement.region:
                raise ValueError(
                    f"zone {zone!r} is not in the region {self.placement.region}: name zones of that region"
                )

    def _check_endpoints(self) -> None:
        if len(set(self.endpoints)) != len(self.endpoints):
            raise ValueError(f"endpoints {[*map(str, self.endpoints)]} name one service twice: name each once")
        missing = [str(service) for service in REQUIRED if service not in self.endpoints]
        if missing:
            raise ValueError(
                f"endpoints lack {', '.join(missing)}: add them, control net.endpoints asks for"
                f" {', '.join(REQUIRED)} in every VPC"
            )

    def _check_data_ports(self) -> None:
        if not 0 < len(self.data_ports) <= _MOST_DATA_PORTS or len(set(self.data_ports)) != len(self.data_ports):
            raise ValueError(
                f"data_ports {self.data_ports!r} are not usable: give 1 to {_MOST_DATA_PORTS} ports, each once"
            )
        for port in self.data_ports:
            if port not in DATA_PORTS:
                raise ValueError(
                    f"data_ports names {port}: give a port of {DATA_PORTS.start} to {DATA_PORTS.stop - 1}, which is"
                    " also the number of its network ACL rule"
                )


class Vpc(Component):
    """A VPC of three tiers over two to four zones, with room reserved for a fourth, the firewall, and a spare.

    ==========  =================================  ====================================================
    tier        default route                      network ACL
    ==========  =================================  ====================================================
    public      internet gateway                   443 and 80 from anywhere, answers, the VPC
    private     its zone's NAT gateway, or none    answers, the VPC
    isolated    none                               data ports from the private tier, answers to it
    ==========  =================================  ====================================================

    Produces the VPC; its default security group, network ACL and route table, adopted and emptied, so that what is
    forgotten reaches nothing; subnets and route tables per tier and zone, none of which hands out public addresses;
    the internet gateway and the NAT gateways; a network ACL per tier; endpoints for S3, DynamoDB and the services
    asked for, closed to other accounts; and flow logs of all traffic.

    Growing by a zone, and adding the firewall tier, replaces nothing: see ``CidrPlan``.

    Claims CF-14, BZ-18 (net.vpc); CF-14, OC-06 (net.private); BZ-39 (net.flowlog); OB-21, BZ-51 (net.endpoints);
    OB-08, CF-29, BZ-23, BZ-26, BZ-58 (av.az).
    """

    area = "network"
    provides = ("net.vpc", "net.private", "net.flowlog", "net.endpoints", "av.az")

    plan: CidrPlan
    zones: tuple[str, ...]
    vpc_id: pulumi.Output[str]
    cidr: str
    private_tier_cidr: str
    internet_gateway_id: pulumi.Output[str]
    public_subnet_ids: Mapping[str, pulumi.Output[str]]
    private_subnet_ids: Mapping[str, pulumi.Output[str]]
    isolated_subnet_ids: Mapping[str, pulumi.Output[str]]
    public_cidrs: Mapping[str, str]
    private_cidrs: Mapping[str, str]
    isolated_cidrs: Mapping[str, str]
    public_route_table_ids: Mapping[str, pulumi.Output[str]]
    private_route_table_ids: Mapping[str, pulumi.Output[str]]
    isolated_route_table_ids: Mapping[str, pulumi.Output[str]]
    nat_public_ips: Mapping[str, pulumi.Output[str]]
    endpoint_security_group_id: pulumi.Output[str]
    flow_log_group_name: str
    flow_log_group_arn: pulumi.Output[str]

    def __init__(self, name: str, args: VpcArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.plan = args.plan
        self.zones = args.zones
        vpc = self._vpc(args)
        self.vpc_id = vpc.id
        self.cidr = args.cidr
        self.private_tier_cidr = args.plan.tier(Tier.PRIVATE)

        public, private, isolated = (self._tier(tier, args) for tier in (Tier.PUBLIC, Tier.PRIVATE, Tier.ISOLATED))
        self.public_subnet_ids, self.public_cidrs = public.ids, public.cidrs
        self.private_subnet_ids, self.private_cidrs = private.ids, private.cidrs
        self.isolated_subnet_ids, self.isolated_cidrs = isolated.ids, isolated.cidrs
        self.public_route_table_ids = public.route_table_ids
        self.private_route_table_ids = private.route_table_ids
        self.isolated_route_table_ids = isolated.route_table_ids

        internet_gateway = ec2.InternetGateway(
            self.child("internet"), vpc_id=vpc.id, tags={"Name": self.child("internet")}, opts=self.inside()
        )
        self.internet_gateway_id = internet_gateway.id
        nat = nat_gateways(
            self, nat=args.nat, zones=args.zones, vpc_id=vpc.id, public=public, internet_gateway=internet_gateway
        )
        self.nat_public_ips = nat.public_ips
        default_routes(self, public=public, private=private, internet_gateway=internet_gateway, nat=nat)

        gateway_endpoints(
            self,
            placement=args.placement,
            vpc_id=vpc.id,
            private=private,
            readable_buckets=args.readable_buckets,
        )
        self.endpoint_security_group_id = interface_endpoints(
            self,
            placement=args.placement,
            vpc_id=vpc.id,
            vpc_cidr=args.cidr,
            private=private,
            services=args.endpoints,
        )
        logs = flow_logs(
            self,
            placement=args.placement,
            vpc_id=vpc.id,
            regional_nat_gateway_id=nat.regional_gateway_id,
            key_arn=args.logs_key_arn,
            retention_days=args.flow_log_retention_days,
            protect=args.protect,
        )
        self.flow_log_group_name = logs.log_group_name
        self.flow_log_group_arn = logs.log_group_arn
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "cidr": self.cidr,
                "public_subnet_ids": self.public_subnet_ids,
                "private_subnet_ids": self.private_subnet_ids,
                "isolated_subnet_ids": self.isolated_subnet_ids,
                "nat_public_ips": self.nat_public_ips,
                "endpoint_security_group_id": self.endpoint_security_group_id,
                "flow_log_group_name": self.flow_log_group_name,
                "flow_log_group_arn": self.flow_log_group_arn,
            }
        )

    def _vpc(self, args: VpcArgs) -> ec2.Vpc:
        """The VPC, and what AWS makes with it, adopted and emptied."""
        vpc = ec2.Vpc(
            self.child("vpc"),
            cidr_block=args.cidr,
            # Both are needed for the private names of the interface endpoints.
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": self._name},
            opts=self.inside(protect=args.protect or None),
        )
        tags = {"Name": self.child("default-unused")}
        ec2.DefaultSecurityGroup(
            self.child("default"), vpc_id=vpc.id, ingress=[], egress=[], tags=tags, opts=self.inside()
        )
        ec2.DefaultNetworkAcl(
            self.child("default"),
            default_network_acl_id=vpc.default_network_acl_id,
            ingress=[],
            egress=[],
            tags=tags,
            # A subnet is on the default ACL until its tier's takes it over, which would look like a difference.
            opts=self.inside(ignore_changes=["subnetIds"]),
        )
        ec2.DefaultRouteTable(
            self.child("default"),
            default_route_table_id=vpc.default_route_table_id,
            routes=[],
            tags=tags,
            opts=self.inside(),
        )
        return vpc

    def _tier(self, tier: Tier, args: VpcArgs) -> Subnets:
        made = subnets(self, tier=tier, plan=args.plan, zones=args.zones, vpc_id=self.vpc_id)
        network_acl(
            self,
            tier=tier,
            vpc_id=self.vpc_id,
            subnet_ids=made.ids,
            allowed=rules(tier, args.plan, args.data_ports),
        )
        return made
