"""net.private: nothing inside has a public address or a way to the internet of its own."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.network.cidr import prefix_length
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Responses
from verification.live import Live
from verification.network.calls import (
    BLOCK_PUBLIC_ACCESS,
    DB_INSTANCES,
    DB_SUBNET_GROUPS,
    INSTANCES,
    LAUNCH_TEMPLATES,
    ROUTE_TABLES,
    SUBNETS,
    VPCS,
)
from verification.network.placement import databases, instances
from verification.network.vpcs import ACCOUNT, ALL_VPCS, VPC_ID, is_public, own, own_subnets, own_vpcs

# No VPC is wider: AWS gives at most a /16 of IPv4 and a /44 of IPv6.
_WIDEST_VPC: Final = {4: 16, 6: 44}
_NEWEST: Final = {"Versions": ["$Default", "$Latest"]}


def _block(live: Live) -> Iterator[Found]:
    facts = (live.one(BLOCK_PUBLIC_ACCESS) or {}).get("VpcBlockPublicAccessOptions") or {}
    # Blocking needs exclusions for public subnets: it is for who chose it, and nobody has in the default state.
    if facts.get("State", "default-state") != "default-state":
        yield Found(live.arn("ec2", "vpc-block-public-access-options"), facts)


def _templates(live: Live) -> Iterator[Found]:
    found: dict[str, Found] = {}
    for each in live.items(LAUNCH_TEMPLATES, _NEWEST):
        arn = live.arn("ec2", f"launch-template/{each['LaunchTemplateId']}:{each.get('VersionNumber', '')}")
        # The default version may be the latest one too.
        found[arn] = Found(arn, each)
    yield from found.values()


def _subnet_groups(live: Live) -> Iterator[Found]:
    for each in live.items(DB_SUBNET_GROUPS):
        if each.get("DBSubnetGroupName") != "default":
            yield Found(each["DBSubnetGroupArn"], each)


def _gives_none(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("MapPublicIpOnLaunch"):
        yield broken("MapPublicIpOnLaunch", "MapPublicIpOnLaunch is true: what is launched here gets a public address")


def _blocks(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    mode = found.facts.get("InternetGatewayBlockMode", "off")
    if mode == "off":
        yield broken("InternetGatewayBlockMode", "InternetGatewayBlockMode is off")


def _not_accessible(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if found.facts.get("PubliclyAccessible"):
        yield broken("PubliclyAccessible", "PubliclyAccessible is true")


def _no_address(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if address := found.facts.get("PublicIpAddress"):
        yield broken("PublicIpAddress", f"PublicIpAddress is {address}, the internet can call the server")


def _starts_without(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in (found.facts.get("LaunchTemplateData") or {}).get("NetworkInterfaces") or ():
        if each.get("AssociatePublicIpAddress"):
            yield broken("NetworkInterfaces.AssociatePublicIpAddress", "AssociatePublicIpAddress is true")


def _isolated(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    members = {each.get("SubnetIdentifier") for each in found.facts.get("Subnets") or ()}
    for subnet in live.items(SUBNETS):
        if subnet["SubnetId"] in members and is_public(live, subnet):
            yield broken("Subnets", f"subnet {subnet['SubnetId']} has a route to an internet gateway")


def _tiers_apart(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    inside = [each.facts for each in own_subnets(live) if each.facts.get("VpcId") == found.facts["VpcId"]]
    if inside and all(is_public(live, subnet) for subnet in inside):
        yield broken("RouteTables", "every subnet of the VPC has a route to an internet gateway")


def _with_peers(live: Live) -> Iterator[Found]:
    for each in live.items(ROUTE_TABLES):
        if own(live, each) and any(route.get("VpcPeeringConnectionId") for route in each.get("Routes") or ()):
            yield Found(live.arn("ec2", f"route-table/{each['RouteTableId']}"), each)


def _peers_narrow(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for route in found.facts.get("Routes") or ():
        for key in ("DestinationCidrBlock", "DestinationIpv6CidrBlock"):
            length = prefix_length(route.get(key) or "") if route.get("VpcPeeringConnectionId") else None
            if length is not None and length[1] < _WIDEST_VPC[length[0]]:
                yield broken(f"Routes.{key}", f"{key} is {route[key]}, wider than any peer VPC")


def _peering(cidr: str) -> Responses:
    route = {"DestinationCidrBlock": cidr, "VpcPeeringConnectionId": "pcx-0a1b2c3d4e5f60718"}
    return {ROUTE_TABLES: {"RouteTables": [{"RouteTableId": "rtb-0a1b2c3d4e5f60718", "Routes": [route]}]}}


def _subnets(*, public_addresses: bool = False) -> Mapping[str, Any]:
    return {
        "Subnets": [
            {
                "SubnetId": "subnet-0a1b2c3d4e5f60718",
                "VpcId": VPC_ID,
                "OwnerId": ACCOUNT,
                "MapPublicIpOnLaunch": public_addresses,
                "DefaultForAz": False,
            }
        ]
    }


def _routes(gateway: str) -> Mapping[str, Any]:
    routes = [
        {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"},
        {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway},
    ]
    return {"RouteTables": [{"VpcId": VPC_ID, "Associations": [{"Main": True}], "Routes": routes}]}


def _address(**facts: Any) -> Mapping[str, Any]:
    server = {"InstanceId": "i-0a1b2c3d4e5f60718", "State": {"Name": "running"}, **facts}
    return {"Reservations": [{"OwnerId": ACCOUNT, "Instances": [server]}]}


def _database(*, public: bool) -> Mapping[str, Any]:
    arn = "arn:aws:rds:eu-west-1:123456789012:db:orders"
    return {"DBInstances": [{"DBInstanceArn": arn, "PubliclyAccessible": public}]}


def _template(*, public: bool) -> Mapping[str, Any]:
    data = {"NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": public}]}
    version = {"LaunchTemplateId": "lt-0a1b2c3d4e5f60718", "VersionNumber": 3, "LaunchTemplateData": data}
    return {"LaunchTemplateVersions": [version]}


def _switch(state: str, mode: str) -> Mapping[str, Any]:
    return {"VpcBlockPublicAccessOptions": {"State": state, "InternetGatewayBlockMode": mode}}


def _databases_in(gateway: str) -> Responses:
    group = {
        "DBSubnetGroupArn": "arn:aws:rds:eu-west-1:123456789012:subgrp:orders",
        "DBSubnetGroupName": "orders",
        "Subnets": [{"SubnetIdentifier": "subnet-0a1b2c3d4e5f60718"}],
    }
    return {
        DB_SUBNET_GROUPS: {"DBSubnetGroups": [group]},
        SUBNETS: _subnets(),
        ROUTE_TABLES: _routes(gateway),
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="subnet-no-public-ip",
        calls=(SUBNETS,),
        finds=own_subnets,
        judge=_gives_none,
        examples=Examples(holds={SUBNETS: _subnets()}, broken={SUBNETS: _subnets(public_addresses=True)}),
    ),
    Check(
        id="vpc-block-public-access-on",
        calls=(BLOCK_PUBLIC_ACCESS,),
        finds=_block,
        judge=_blocks,
        examples=Examples(
            holds={BLOCK_PUBLIC_ACCESS: _switch("update-complete", "block-bidirectional")},
            broken={BLOCK_PUBLIC_ACCESS: _switch("update-complete", "off")},
            absent={BLOCK_PUBLIC_ACCESS: _switch("default-state", "off")},
        ),
    ),
    Check(
        id="rds-not-public",
        calls=(DB_INSTANCES,),
        finds=databases,
        judge=_not_accessible,
        examples=Examples(holds={DB_INSTANCES: _database(public=False)}, broken={DB_INSTANCES: _database(public=True)}),
    ),
    Check(
        id="ec2-instance-no-public-address",
        calls=(INSTANCES,),
        finds=instances,
        judge=_no_address,
        examples=Examples(holds={INSTANCES: _address()}, broken={INSTANCES: _address(PublicIpAddress="198.51.100.7")}),
    ),
    Check(
        id="ec2-launch-template-no-public-address",
        calls=(LAUNCH_TEMPLATES,),
        finds=_templates,
        judge=_starts_without,
        examples=Examples(
            holds={LAUNCH_TEMPLATES: _template(public=False)}, broken={LAUNCH_TEMPLATES: _template(public=True)}
        ),
    ),
    Check(
        id="database-subnets-not-public",
        calls=(DB_SUBNET_GROUPS, SUBNETS, ROUTE_TABLES),
        finds=_subnet_groups,
        judge=_isolated,
        examples=Examples(holds=_databases_in("vpce-0a1b2c3d4e5f60718"), broken=_databases_in("igw-0a1b2c3d4e5f60718")),
    ),
    Check(
        id="vpc-public-private-subnets-separated",
        calls=(VPCS, SUBNETS, ROUTE_TABLES),
        finds=own_vpcs,
        judge=_tiers_apart,
        examples=Examples(
            holds={VPCS: ALL_VPCS, SUBNETS: _subnets(), ROUTE_TABLES: _routes("vpce-0a1b2c3d4e5f60718")},
            broken={VPCS: ALL_VPCS, SUBNETS: _subnets(), ROUTE_TABLES: _routes("igw-0a1b2c3d4e5f60718")},
        ),
    ),
    Check(
        id="vpc-peering-routes-narrow",
        calls=(ROUTE_TABLES,),
        finds=_with_peers,
        judge=_peers_narrow,
        examples=Examples(holds=_peering("10.1.0.0/16"), broken=_peering("10.0.0.0/8")),
    ),
)
