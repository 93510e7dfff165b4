"""The VPC and its subnets: exact counts and inputs, what is adopted, what is protected, what growing leaves alone."""

import re
from collections import Counter
from typing import Any

import pytest

from components.network.nat import Nat
from components.network.services import Service
from components.network.vpc import Vpc, VpcArgs
from guardrails.graph import Resource
from guardrails.values import UNKNOWN
from tests.components.network.building import ARGS, PLACEMENT, A, B, C, built, wired
from tests.support.recording import Recorded, record


def _made(recorded: Recorded) -> dict[str, Resource]:
    return {resource.urn: resource for resource in recorded.resources if resource.type != "pulumi:providers:aws"}


def test_three_zones_with_a_nat_gateway_each_make_exactly_this() -> None:
    assert Counter(resource.type for resource in _made(built()).values()) == {
        "vouch:network:Vpc": 1,
        "aws:ec2/vpc:Vpc": 1,
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": 1,
        "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": 1,
        "aws:ec2/defaultRouteTable:DefaultRouteTable": 1,
        "aws:ec2/subnet:Subnet": 9,
        "aws:ec2/routeTable:RouteTable": 9,
        "aws:ec2/routeTableAssociation:RouteTableAssociation": 9,
        "aws:ec2/internetGateway:InternetGateway": 1,
        "aws:ec2/eip:Eip": 3,
        "aws:ec2/natGateway:NatGateway": 3,
        "aws:ec2/route:Route": 6,
        "aws:ec2/networkAcl:NetworkAcl": 3,
        "aws:ec2/networkAclRule:NetworkAclRule": 18,
        "aws:ec2/networkAclAssociation:NetworkAclAssociation": 9,
        "aws:ec2/vpcEndpoint:VpcEndpoint": 6,
        "aws:ec2/securityGroup:SecurityGroup": 1,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": 1,
        "aws:cloudwatch/logGroup:LogGroup": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
        "aws:ec2/flowLog:FlowLog": 1,
    }


def test_every_resource_is_a_child_of_the_component() -> None:
    recorded = built()
    (component,) = recorded.all("vouch:network:Vpc")
    children = [resource for resource in _made(recorded).values() if resource.urn != component.urn]
    assert {resource.parent for resource in children} == {component.urn}


def test_the_vpc_has_its_block_and_private_names() -> None:
    assert built().one("aws:ec2/vpc:Vpc").properties == {
        "cidrBlock": "10.0.0.0/16",
        "enableDnsSupport": True,
        "enableDnsHostnames": True,
        "tags": {"Name": "network"},
    }


def test_a_protected_vpc_protects_itself_and_its_flow_logs_and_nothing_that_can_be_made_again() -> None:
    protected = {resource.name for resource in _made(built()).values() if resource.options.protect}
    assert protected == {"network-vpc", "network-flow-logs"}


def test_an_unprotected_vpc_protects_nothing() -> None:
    recorded = built(protect=False)
    assert not [resource.name for resource in _made(recorded).values() if resource.options.protect]
    assert recorded.one("aws:cloudwatch/logGroup:LogGroup").properties["deletionProtectionEnabled"] is False


def test_subnets_have_the_planned_blocks_and_hand_out_no_public_address() -> None:
    subnets = built().all("aws:ec2/subnet:Subnet")
    assert {subnet.properties["mapPublicIpOnLaunch"] for subnet in subnets} == {False}
    assert {
        (subnet.properties["tags"]["tier"], subnet.properties["availabilityZone"]): subnet.properties["cidrBlock"]
        for subnet in subnets
    } == {
        ("public", A): "10.0.192.0/21",
        ("public", B): "10.0.200.0/21",
        ("public", C): "10.0.208.0/21",
        ("private", A): "10.0.0.0/19",
        ("private", B): "10.0.32.0/19",
        ("private", C): "10.0.64.0/19",
        ("isolated", A): "10.0.128.0/20",
        ("isolated", B): "10.0.144.0/20",
        ("isolated", C): "10.0.160.0/20",
    }


def test_the_default_security_group_is_adopted_and_empty() -> None:
    group = built().one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert (group.properties["ingress"], group.properties["egress"]) == ([], [])
    assert wired(group, "vpcId") == ("aws:ec2/vpc:Vpc::network-vpc",)


def test_the_default_network_acl_is_adopted_and_lets_nothing_through() -> None:
    acl = built().one("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl")
    assert (acl.properties["ingress"], acl.properties["egress"]) == ([], [])
    assert "subnetIds" not in acl.properties
    assert acl.options.ignore_changes == ("subnetIds",)


def test_the_main_route_table_is_adopted_and_leads_nowhere() -> None:
    assert built().one("aws:ec2/defaultRouteTable:DefaultRouteTable").properties["routes"] == []


@pytest.mark.parametrize("nat", list(Nat))
def test_a_third_zone_replaces_nothing(nat: Nat) -> None:
    before, after = _made(built(zones=(A, B), nat=nat)), _made(built(zones=(A, B, C), nat=nat))
    assert before.keys() < after.keys()
    # What an endpoint serves grows in place; everything else that was there keeps every input it had.
    grown = {"subnetIds", "routeTableIds"}
    assert {urn: _but(grown, resource) for urn, resource in before.items()} == {
        urn: _but(grown, resource) for urn, resource in after.items() if urn in before
    }


def test_the_order_in_which_zones_are_named_moves_no_subnet() -> None:
    assert {urn: _but(set(), each) for urn, each in _made(built(zones=(A, C))).items()} == {
        urn: _but(set(), each) for urn, each in _made(built(zones=(C, A))).items()
    }


def test_what_it_hands_out_is_keyed_by_zone_and_known_where_it_can_be() -> None:
    made: list[Vpc] = []
    record(lambda: made.append(Vpc("network", ARGS)))
    (vpc,) = made
    assert vpc.zones == (A, B, C)
    for mapping in (
        vpc.public_subnet_ids,
        vpc.private_subnet_ids,
        vpc.isolated_subnet_ids,
        vpc.public_route_table_ids,
        vpc.private_route_table_ids,
        vpc.isolated_route_table_ids,
        vpc.nat_public_ips,
    ):
        assert tuple(mapping) == (A, B, C)
    assert vpc.private_cidrs == {A: "10.0.0.0/19", B: "10.0.32.0/19", C: "10.0.64.0/19"}
    assert vpc.isolated_cidrs[A] == "10.0.128.0/20"
    assert vpc.public_cidrs[C] == "10.0.208.0/21"
    assert (vpc.cidr, vpc.private_tier_cidr) == ("10.0.0.0/16", "10.0.0.0/17")
    assert vpc.flow_log_group_name == "vouch-prod-network-flow-logs"


def test_it_says_what_it_provides() -> None:
    assert Vpc.type_token() == "vouch:network:Vpc"
    assert Vpc.provides == ("net.vpc", "net.private", "net.flowlog", "net.endpoints", "av.az", "pv.share")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cidr": "10.0.0.0/24"}, "cidr '10.0.0.0/24' is a /24: give a block of /16 to /20"),
        ({"zones": (A,)}, "are fewer than 2: name at least two availability zones"),
        ({"zones": (A, A)}, "name one zone twice: name each once"),
        ({"zones": (A, "eu-central-1b")}, "zone 'eu-central-1b' is not in the region eu-west-1"),
        ({"zones": (A, "eu-west-1e")}, "zone 'eu-west-1e' has no reserved range"),
        ({"zones": ("a", "b")}, "zone 'a' is not an availability zone"),
        ({"endpoints": (Service.KMS, Service.STS)}, "endpoints lack secretsmanager, logs: add them"),
        ({"endpoints": (*ARGS.endpoints, Service.KMS)}, "name one service twice"),
        ({"data_ports": ()}, "data_ports () are not usable: give 1 to 20 ports"),
        ({"data_ports": (5432, 5432)}, "are not usable: give 1 to 20 ports, each once"),
        ({"data_ports": (22,)}, "data_ports names 22: give a port of 1024 to 32766"),
        ({"data_ports": (40000,)}, "data_ports names 40000: give a port of 1024 to 32766"),
        ({"flow_log_retention_days": 0}, "flow_log_retention_days 0 is not allowed: give one of 90, 120"),
        ({"flow_log_retention_days": 30}, "flow_log_retention_days 30 is not allowed"),
        ({"flow_log_retention_days": 100}, "flow_log_retention_days 100 is not allowed"),
        ({"readable_buckets": ("anybody-*",)}, "readable_buckets names 'anybody-*', which is no bucket"),
    ],
)
def test_an_argument_that_breaks_a_promise_is_refused_with_the_remedy(changes: dict[str, Any], message: str) -> None:
    given = {
        "placement": PLACEMENT,
        "cidr": "10.0.0.0/16",
        "zones": (A, B),
        "nat": Nat.NONE,
        "logs_key_arn": ARGS.logs_key_arn,
    }
    with pytest.raises(ValueError, match=re.escape(message)):
        VpcArgs(**{**given, **changes})


def test_only_ids_of_the_cloud_are_unknown_at_preview() -> None:
    unknown = {
        (resource.type, key)
        for resource in _made(built()).values()
        for key, value in resource.properties.items()
        if value is UNKNOWN
    }
    assert {key for _, key in unknown} == {
        "vpcId",
        "subnetId",
        "routeTableId",
        "networkAclId",
        "gatewayId",
        "natGatewayId",
        "allocationId",
        "defaultNetworkAclId",
        "defaultRouteTableId",
        "securityGroupId",
        "iamRoleArn",
        "logDestination",
        "role",
    }


def _but(keys: set[str], resource: Resource) -> dict[str, Any]:
    return {key: value for key, value in resource.properties.items() if key not in keys}
