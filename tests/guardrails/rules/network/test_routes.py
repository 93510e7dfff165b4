"""Which subnets are public, through associations, main tables and inline routes."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

PUBLIC, APART = "database-subnets-not-public", "vpc-public-private-subnets-separated"
NARROW = "vpc-peering-routes-narrow"
VPC = Declared(type=t.VPC, name="vpc", properties={"cidrBlock": "10.0.0.0/16"})
GATEWAY = Declared(type=t.INTERNET_GATEWAY, name="igw", properties={})


def subnet(name: str = "subnet") -> Declared:
    return Declared(type=t.SUBNET, name=name, properties={"vpcId": UNKNOWN}, depends={"vpcId": ("vpc",)})


def databases(*, subnets: Value = (UNKNOWN,)) -> Declared:
    known = {"subnetIds": ("subnet",)} if UNKNOWN in subnets else {}
    return Declared(type=t.DB_SUBNET_GROUP, name="main", properties={"subnetIds": [*subnets]}, depends=known)


def table(*routes: Value, type_: str = t.ROUTE_TABLE, **depends: tuple[str, ...]) -> Declared:
    key = "defaultRouteTableId" if type_ == t.DEFAULT_ROUTE_TABLE else "vpcId"
    return Declared(
        type=type_,
        name="table",
        properties={key: UNKNOWN, "routes": [*routes]},
        depends={key: ("vpc",), **depends},
    )


def associated(name: str = "subnet") -> Declared:
    return Declared(
        type=t.ROUTE_TABLE_ASSOCIATION,
        name=f"{name}-association",
        properties={"subnetId": UNKNOWN, "routeTableId": UNKNOWN},
        depends={"subnetId": (name,), "routeTableId": ("table",)},
    )


def route(**properties: Value) -> Declared:
    return Declared(
        type=t.ROUTE,
        name="route",
        properties={"routeTableId": UNKNOWN, **properties},
        depends={"routeTableId": ("table",), "gatewayId": ("igw",)},
    )


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"destinationCidrBlock": "0.0.0.0/0", "gatewayId": UNKNOWN}, FAILED),
        ({"destinationIpv6CidrBlock": "::/0", "gatewayId": UNKNOWN}, FAILED),
        ({"destinationCidrBlock": "128.0.0.0/1", "gatewayId": "igw-1"}, FAILED),
        ({"destinationCidrBlock": "203.0.113.0/24", "gatewayId": UNKNOWN}, PASSED),
        ({"destinationCidrBlock": "0.0.0.0/0", "gatewayId": "vgw-1"}, PASSED),
        ({"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": UNKNOWN}, PASSED),
        ({"destinationIpv6CidrBlock": "::/0", "egressOnlyGatewayId": UNKNOWN}, PASSED),
    ],
)
def test_a_database_subnet_has_no_route_to_the_internet(properties: dict[str, Value], expected: Any) -> None:
    assert verdicts(PUBLIC, VPC, GATEWAY, subnet(), databases(), table(), associated(), route(**properties)) == expected


def test_inline_routes_and_the_main_table_count() -> None:
    way = {"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}
    assert verdicts(PUBLIC, VPC, subnet(), databases(), table(way), associated()) == FAILED
    assert verdicts(PUBLIC, VPC, subnet(), databases(), table(way)) == PASSED
    main = table(way, type_=t.DEFAULT_ROUTE_TABLE)
    assert verdicts(PUBLIC, VPC, subnet(), databases(), main) == FAILED
    chosen = Declared(
        type=t.MAIN_ROUTE_TABLE,
        name="chosen",
        properties={"vpcId": UNKNOWN, "routeTableId": UNKNOWN},
        depends={"vpcId": ("vpc",), "routeTableId": ("table",)},
    )
    assert verdicts(PUBLIC, VPC, subnet(), databases(), table(way), chosen) == FAILED


def test_an_association_that_names_nothing_leaves_the_subnet_a_riddle() -> None:
    astray = Declared(
        type=t.ROUTE_TABLE_ASSOCIATION, name="astray", properties={"subnetId": UNKNOWN, "routeTableId": "rtb-1"}
    )
    assert verdicts(PUBLIC, VPC, subnet(), databases(), astray) == UNDETERMINED


def test_a_vpc_of_public_subnets_only_is_refused_and_one_without_subnets_is_not_asked() -> None:
    way = table({"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"})
    assert verdicts(APART, VPC, way, subnet(), associated(), of="vpc") == FAILED
    assert verdicts(APART, VPC, way, subnet(), associated(), subnet("private"), of="vpc") == PASSED
    assert verdicts(APART, VPC, of="vpc") == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("cidr", "expected"), [("10.1.0.0/16", PASSED), ("10.0.0.0/8", FAILED), ("10.1.2.0/24", PASSED)]
)
def test_a_peer_is_sent_no_more_than_a_vpc(cidr: str, expected: Any) -> None:
    peered = Declared(
        type=t.ROUTE, name="main", properties={"destinationCidrBlock": cidr, "vpcPeeringConnectionId": "pcx-1"}
    )
    assert verdicts(NARROW, peered) == expected


def test_the_ipv6_block_of_a_peer_is_measured_as_such() -> None:
    def peered(cidr: str) -> Declared:
        properties = {"destinationIpv6CidrBlock": cidr, "vpcPeeringConnectionId": "pcx-1"}
        return Declared(type=t.ROUTE, name="main", properties=properties)

    assert verdicts(NARROW, peered("2a05:d018::/56")) == PASSED
    assert verdicts(NARROW, peered("::/0")) == FAILED
