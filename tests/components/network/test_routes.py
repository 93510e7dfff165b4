"""Which tier leaves by which gateway, in each NAT mode."""

import pytest

from components.network.nat import Nat
from tests.components.network.building import A, B, C, built, wired
from tests.support.recording import Recorded

_TABLE = "aws:ec2/routeTable:RouteTable::network-"
_NAT = "aws:ec2/natGateway:NatGateway::network-nat-"
_INTERNET = "aws:ec2/internetGateway:InternetGateway::network-internet"


def _defaults(recorded: Recorded) -> dict[str, str]:
    """The target of each route table's default route, by the table's name."""
    found: dict[str, str] = {}
    for route in recorded.all("aws:ec2/route:Route"):
        assert route.properties["destinationCidrBlock"] == "0.0.0.0/0"
        (table,) = wired(route, "routeTableId")
        (target,) = wired(route, "gatewayId") + wired(route, "natGatewayId")
        assert table not in found
        found[table.removeprefix(_TABLE)] = target
    return found


def _public(zones: tuple[str, ...]) -> dict[str, str]:
    return {f"public-routes-{zone}": _INTERNET for zone in zones}


def test_without_nat_only_the_public_tier_has_a_default_route() -> None:
    recorded = built(nat=Nat.NONE)
    assert _defaults(recorded) == _public((A, B, C))
    assert not recorded.all("aws:ec2/natGateway:NatGateway")
    assert not recorded.all("aws:ec2/eip:Eip")


def test_a_single_gateway_is_in_the_first_zone_and_serves_all() -> None:
    recorded = built(nat=Nat.SINGLE, zones=(B, A))
    assert _defaults(recorded) == _public((A, B)) | {f"private-routes-{zone}": f"{_NAT}{B}" for zone in (A, B)}
    gateway = recorded.one("aws:ec2/natGateway:NatGateway")
    assert wired(gateway, "subnetId") == (f"aws:ec2/subnet:Subnet::network-public-subnet-{B}",)
    assert wired(gateway, "allocationId") == (f"aws:ec2/eip:Eip::network-nat-{B}",)


def test_with_one_gateway_per_zone_each_private_subnet_leaves_by_its_own_zone() -> None:
    recorded = built(nat=Nat.PER_AZ)
    assert _defaults(recorded) == _public((A, B, C)) | {f"private-routes-{zone}": f"{_NAT}{zone}" for zone in (A, B, C)}
    for gateway in recorded.all("aws:ec2/natGateway:NatGateway"):
        zone = gateway.name.removeprefix("network-nat-")
        assert wired(gateway, "subnetId") == (f"aws:ec2/subnet:Subnet::network-public-subnet-{zone}",)
        assert wired(gateway, "allocationId") == (f"aws:ec2/eip:Eip::network-nat-{zone}",)
        assert gateway.properties["connectivityType"] == "public"
    assert {address.properties["domain"] for address in recorded.all("aws:ec2/eip:Eip")} == {"vpc"}


def test_a_regional_gateway_belongs_to_the_vpc_and_serves_every_zone() -> None:
    recorded = built(nat=Nat.REGIONAL)
    assert _defaults(recorded) == _public((A, B, C)) | {
        f"private-routes-{zone}": f"{_NAT}regional" for zone in (A, B, C)
    }
    gateway = recorded.one("aws:ec2/natGateway:NatGateway")
    assert (gateway.properties["availabilityMode"], gateway.properties["connectivityType"]) == ("regional", "public")
    assert not {"subnetId", "allocationId"} & gateway.properties.keys()
    assert wired(gateway, "vpcId") == ("aws:ec2/vpc:Vpc::network-vpc",)
    assert not recorded.all("aws:ec2/eip:Eip")


@pytest.mark.parametrize("nat", [Nat.SINGLE, Nat.PER_AZ, Nat.REGIONAL])
def test_nat_gateways_and_their_addresses_wait_for_the_internet_gateway(nat: Nat) -> None:
    recorded = built(nat=nat)
    for resource in (*recorded.all("aws:ec2/natGateway:NatGateway"), *recorded.all("aws:ec2/eip:Eip")):
        assert any(urn.endswith(_INTERNET) for urn in resource.dependencies)


@pytest.mark.parametrize("nat", list(Nat))
def test_the_isolated_tier_never_has_a_route_out(nat: Nat) -> None:
    assert not [table for table in _defaults(built(nat=nat)) if table.startswith("isolated")]


def test_each_subnet_has_the_route_table_of_its_own_tier_and_zone() -> None:
    pairs = {
        (wired(each, "subnetId"), wired(each, "routeTableId"))
        for each in built().all("aws:ec2/routeTableAssociation:RouteTableAssociation")
    }
    assert pairs == {
        ((f"aws:ec2/subnet:Subnet::network-{tier}-subnet-{zone}",), (f"{_TABLE}{tier}-routes-{zone}",))
        for tier in ("public", "private", "isolated")
        for zone in (A, B, C)
    }


def test_no_route_is_written_inside_a_table() -> None:
    assert not [table.name for table in built().all("aws:ec2/routeTable:RouteTable") if "routes" in table.properties]
