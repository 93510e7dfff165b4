"""What every check of networks asks first: the account's own VPCs, and where subnets lead."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.network.cidr import internet
from verification.check import Facts, Found
from verification.live import Live
from verification.network.calls import ROUTE_TABLES, SUBNETS, VPCS

_DEFAULT: Final = ("DestinationCidrBlock", "DestinationIpv6CidrBlock")


def own(live: Live, facts: Facts) -> bool:
    """Whether a resource is this account's: what others share with it is asked about in their accounts."""
    return bool(facts.get("OwnerId", live.account) == live.account)


def tags(facts: Facts) -> dict[str, str]:
    """The tags of a resource of EC2."""
    return {each["Key"]: each.get("Value", "") for each in facts.get("Tags") or ()}


def default_vpcs(live: Live) -> frozenset[str]:
    """The ids of the VPCs that AWS made, one a region."""
    return frozenset(each["VpcId"] for each in live.items(VPCS) if each.get("IsDefault"))


def vpc(live: Live, facts: Facts) -> Found:
    """A VPC of the account."""
    return Found(live.arn("ec2", f"vpc/{facts['VpcId']}"), facts)


def own_vpcs(live: Live) -> Iterator[Found]:
    """The VPCs that somebody made. AWS's default one is judged by what is in it (``vpc-not-default``) only."""
    for each in live.items(VPCS):
        if own(live, each) and not each.get("IsDefault"):
            yield vpc(live, each)


def own_subnets(live: Live) -> Iterator[Found]:
    """The subnets that somebody made, those that AWS made in its default VPC left out."""
    for each in live.items(SUBNETS):
        if own(live, each) and not each.get("DefaultForAz"):
            yield Found(live.arn("ec2", f"subnet/{each['SubnetId']}"), each)


def default_routes(live: Live, subnet: Facts) -> Iterator[Mapping[str, Any]]:
    """The routes of a subnet's table, the VPC's main one where it has none, that lead to the internet's addresses."""
    for route in _table(live, subnet).get("Routes") or ():
        if any(internet(route.get(key) or "") for key in _DEFAULT):
            yield route


def is_public(live: Live, subnet: Facts) -> bool:
    """Whether a subnet sends the internet's addresses to an internet gateway."""
    return any((route.get("GatewayId") or "").startswith("igw-") for route in default_routes(live, subnet))


def _table(live: Live, subnet: Facts) -> Mapping[str, Any]:
    main: Mapping[str, Any] = {}
    for table in live.items(ROUTE_TABLES):
        for association in _associated(table.get("Associations") or ()):
            if association.get("SubnetId") == subnet["SubnetId"]:
                found: Mapping[str, Any] = table
                return found
            if association.get("Main") and table.get("VpcId") == subnet.get("VpcId"):
                main = table
    return main


def _associated(associations: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for each in associations:
        if (each.get("AssociationState") or {}).get("State", "associated") in ("associated", "associating"):
            yield each


ACCOUNT: Final = "123456789012"
VPC_ID: Final = "vpc-0a1b2c3d4e5f60718"
"""The VPC of examples."""
DEFAULT_VPC_ID: Final = "vpc-0f1e2d3c4b5a69788"
ALL_VPCS: Final[Mapping[str, Any]] = {
    "Vpcs": [
        {"VpcId": VPC_ID, "IsDefault": False, "OwnerId": ACCOUNT},
        {"VpcId": DEFAULT_VPC_ID, "IsDefault": True, "OwnerId": ACCOUNT},
    ]
}
"""What examples answer of VPCs: one of the account's own, and AWS's default one."""
