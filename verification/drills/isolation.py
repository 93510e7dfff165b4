"""Where a restored database may be: subnets without any way to the internet, a security group that lets nobody in."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from verification.drills.model import GUARD, ISOLATED, CannotDrillError, tags_of

_EVERYWHERE: Final = ("0.0.0.0/0", "::/0")


def subnet_group(rds: Any, ec2: Any, vpc: str) -> str:
    """The isolated subnet group of a VPC.

    Raises CannotDrillError where none carries the guard tag, or one of its subnets has a way to the internet.
    """
    groups = [
        each
        for page in rds.get_paginator("describe_db_subnet_groups").paginate()
        for each in page["DBSubnetGroups"]
        if each.get("VpcId") == vpc
    ]
    for each in groups:
        tags = tags_of(rds.list_tags_for_resource(ResourceName=each["DBSubnetGroupArn"]).get("TagList"))
        if tags.get(GUARD) == ISOLATED:
            _refuse_ways_out(ec2, vpc, each)
            return str(each["DBSubnetGroupName"])
    raise CannotDrillError(
        f"no DB subnet group of {vpc} carries the tag {GUARD}={ISOLATED}: tag the one that drills may restore into"
    )


def _refuse_ways_out(ec2: Any, vpc: str, group: Mapping[str, Any]) -> None:
    tables = [
        each
        for page in ec2.get_paginator("describe_route_tables").paginate(Filters=[{"Name": "vpc-id", "Values": [vpc]}])
        for each in page["RouteTables"]
    ]
    for subnet in (each["SubnetIdentifier"] for each in group["Subnets"]):
        for route in _routes(tables, subnet):
            destination = route.get("DestinationCidrBlock") or route.get("DestinationIpv6CidrBlock")
            gateway = str(route.get("GatewayId", ""))
            if destination in _EVERYWHERE or gateway.startswith("igw-"):
                raise CannotDrillError(
                    f"subnet {subnet} of the subnet group {group['DBSubnetGroupName']} has a route to {destination}, "
                    "so that it is not isolated: restore into subnets without one"
                )


def _routes(tables: Iterable[Mapping[str, Any]], subnet: str) -> Iterable[Mapping[str, Any]]:
    """The routes of a subnet: those of its own table, or of the VPC's main one."""
    main: Iterable[Mapping[str, Any]] = ()
    for table in tables:
        for association in table.get("Associations", ()):
            if association.get("SubnetId") == subnet:
                return list(table.get("Routes", ()))
            if association.get("Main"):
                main = list(table.get("Routes", ()))
    return main


def security_group(ec2: Any, vpc: str) -> str:
    """The group that drills restore into. Raises CannotDrillError where none carries the guard tag, or it is open."""
    found = ec2.describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": f"tag:{GUARD}", "Values": [ISOLATED]}]
    )["SecurityGroups"]
    if not found:
        raise CannotDrillError(
            f"no security group of {vpc} carries the tag {GUARD}={ISOLATED}: tag the one that drills restore into"
        )
    group = found[0]
    for permission in group.get("IpPermissions", ()):
        if permission.get("IpRanges") or permission.get("Ipv6Ranges") or permission.get("PrefixListIds"):
            raise CannotDrillError(
                f"security group {group['GroupId']} lets addresses in, so that what is restored would be reachable: "
                "let only the security group of the hook in"
            )
    return str(group["GroupId"])
