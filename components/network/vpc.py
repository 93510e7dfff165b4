"""The network of an environment: one VPC in which nothing has a public address and everything is logged."""

from collections.abc import Mapping

import pulumi
from pulumi_aws import ec2

from components.base import Component
from components.network.cidr import CidrPlan, Tier
from components.network.endpoints import gateway_endpoints, interface_endpoints
from components.network.firewall import Firewall
from components.network.flow_logs import flow_logs
from components.network.inspection import firewall, inspected_routes
from components.network.nacl import network_acl, rules
from components.network.nat import default_routes, nat_gateways
from components.network.subnets import Subnets, subnets
from components.network.vpc_args import VpcArgs

__all__ = ["Vpc", "VpcArgs"]


class Vpc(Component):
    """A VPC of three tiers over two to four zones, with room reserved for a fourth, the firewall, and a spare.

    ==========  =================================  ====================================================
    tier        default route                      network ACL
    ==========  =================================  ====================================================
    public      internet gateway                   443 and 80 from anywhere, answers, the VPC
    private     its zone's NAT gateway, or none    answers, the VPC
    isolated    none                               data ports from the private tier, answers to it
    firewall    its zone's NAT gateway             answers, the VPC
    ==========  =================================  ====================================================

    With ``inspection`` the firewall tier is there, and the private tier leaves by its zone's firewall endpoint.

    Produces the VPC; its default security group, network ACL and route table, adopted and emptied, so that what is
    forgotten reaches nothing; subnets and route tables per tier and zone, none of which hands out public addresses;
    the internet gateway and the NAT gateways; a network ACL per tier; endpoints for S3, DynamoDB and the services
    asked for, closed to other accounts; flow logs of all traffic; and the ``Firewall`` where inspection is asked for.

    Growing by a zone, and adding the firewall tier, replaces nothing: see ``CidrPlan``. The day the firewall comes or
    goes, connections that are open across it break once.

    Claims CF-14, BZ-18 (net.vpc); CF-14, OC-06 (net.private); BZ-39 (net.flowlog); OB-21, BZ-51 (net.endpoints);
    OB-08, CF-29, BZ-23, BZ-26, BZ-58 (av.az).
    """

    area = "network"
    provides = ("net.vpc", "net.private", "net.flowlog", "net.endpoints", "av.az", "pv.share")

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
    nat_gateway_ids: Mapping[str, pulumi.Output[str]]
    nat_public_ips: Mapping[str, pulumi.Output[str]]
    endpoint_security_group_id: pulumi.Output[str]
    flow_log_group_name: str
    flow_log_group_arn: pulumi.Output[str]
    firewall: Firewall | None

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
        self.nat_gateway_ids = nat.gateway_ids
        self.nat_public_ips = nat.public_ips
        behind = self._tier(Tier.FIREWALL, args) if args.inspection is not None else None
        self.firewall = self._firewall(args, behind)
        default_routes(
            self,
            public=public,
            private=private,
            internet_gateway=internet_gateway,
            nat=nat,
            endpoint_ids=self.firewall.endpoint_ids if self.firewall is not None else {},
        )
        if behind is not None and self.firewall is not None:
            inspected_routes(
                self,
                public=public,
                private=private,
                behind=behind,
                nat=nat,
                endpoint_ids=self.firewall.endpoint_ids,
            )

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

    def _firewall(self, args: VpcArgs, behind: Subnets | None) -> Firewall | None:
        if args.inspection is None or behind is None:
            return None
        return firewall(
            self,
            inspection=args.inspection,
            placement=args.placement,
            plan=args.plan,
            vpc_id=self.vpc_id,
            subnets=behind,
            log_key_arn=args.logs_key_arn,
            log_retention_days=args.flow_log_retention_days,
            protect=args.protect,
        )

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
