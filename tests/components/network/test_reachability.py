"""Where packets go, by the tables that were built: from every tier and zone to every other and to the internet."""

from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network
from itertools import product
from types import SimpleNamespace

import pulumi
import pytest

from components.network import vpc as module
from components.network.nat import Nat
from components.network.vpc import Vpc
from tests.components.network.building import ARGS, INSPECTION, A, B, C, wired
from tests.support.recording import Recorded, record

_TIERS = ("public", "private", "isolated")
_INTERNET = IPv4Address("198.51.100.7")
_TABLE, _SUBNET = "aws:ec2/routeTable:RouteTable::network-", "aws:ec2/subnet:Subnet::network-"
_NAT = "aws:ec2/natGateway:NatGateway::network-nat-"


@dataclass(frozen=True)
class Place:
    """A subnet."""

    tier: str
    zone: str


class Network:
    """The subnets and routes of a recorded VPC."""

    def __init__(self, recorded: Recorded) -> None:
        self.cidr = IPv4Network(recorded.one("aws:ec2/vpc:Vpc").properties["cidrBlock"])
        self.subnets = {
            Place(each.properties["tags"]["tier"], each.properties["availabilityZone"]): IPv4Network(
                each.properties["cidrBlock"]
            )
            for each in recorded.all("aws:ec2/subnet:Subnet")
        }
        tables = {
            wired(each, "subnetId")[0].removeprefix(_SUBNET): wired(each, "routeTableId")[0].removeprefix(_TABLE)
            for each in recorded.all("aws:ec2/routeTableAssociation:RouteTableAssociation")
        }
        routes: dict[str, list[tuple[IPv4Network, str]]] = {}
        for each in recorded.all("aws:ec2/route:Route"):
            target = str(each.properties.get("vpcEndpointId") or (*wired(each, "natGatewayId"), "internet")[0])
            table = wired(each, "routeTableId")[0].removeprefix(_TABLE)
            routes.setdefault(table, []).append((IPv4Network(each.properties["destinationCidrBlock"]), target))
        self.routes = {place: routes.get(tables[f"{place.tier}-subnet-{place.zone}"], []) for place in self.subnets}
        self.homes = {
            each.name.removeprefix("network-nat-"): wired(each, "subnetId")[0].removeprefix(f"{_SUBNET}public-subnet-")
            for each in recorded.all("aws:ec2/natGateway:NatGateway")
        }

    def host(self, place: Place) -> IPv4Address:
        return self.subnets[place][10]

    def hops(self, start: Place, to: IPv4Address) -> list[str]:
        """What a packet passes on its way, and where it ends: a subnet, the internet, or nowhere."""
        passed: list[str] = []
        here = start
        for _ in range(10):
            local = [(self.cidr, "local")]
            fitting = [(block.prefixlen, target) for block, target in (*self.routes[here], *local) if to in block]
            if not fitting:
                return [*passed, "nowhere"]
            target = max(fitting)[1]
            if target == "local":
                found = next(place for place, block in self.subnets.items() if to in block)
                return [*passed, f"{found.tier} {found.zone}"]
            if target == "internet":
                return [*passed, "internet"]
            passed.append(target.removeprefix(_NAT) if target.startswith("vpce-") else f"nat {target[len(_NAT) :]}")
            here = (
                Place("firewall", target.removeprefix("vpce-"))
                if target.startswith("vpce-")
                else Place("public", self.homes[target.removeprefix(_NAT)])
            )
        raise AssertionError(f"a loop from {start} to {to}: {passed}")


def _network(monkeypatch: pytest.MonkeyPatch, *, nat: Nat, zones: tuple[str, ...], inspected: bool) -> Network:
    # Only the cloud can say which endpoint is in which zone; here each is named after its own.
    def firewall(*_args: object, **_given: object) -> object:
        return SimpleNamespace(endpoint_ids={zone: pulumi.Output.from_input(f"vpce-{zone}") for zone in zones})

    monkeypatch.setattr(module, "firewall", firewall)
    args = replace(ARGS, nat=nat, zones=zones, inspection=INSPECTION if inspected else None)
    return Network(record(lambda: Vpc("network", args)))


_SHAPES = [
    pytest.param(nat, zones, inspected, id=f"{nat}-{len(zones)}-{'inspected' if inspected else 'plain'}")
    for nat, zones, inspected in product((Nat.SINGLE, Nat.PER_AZ), ((A, B), (A, B, C)), (True, False))
]


@pytest.mark.parametrize(("nat", "zones", "inspected"), _SHAPES)
def test_the_private_tier_leaves_and_is_answered_by_its_own_zones_firewall(
    monkeypatch: pytest.MonkeyPatch, nat: Nat, zones: tuple[str, ...], inspected: bool
) -> None:
    network = _network(monkeypatch, nat=nat, zones=zones, inspected=inspected)
    for zone in zones:
        gateway = zones[0] if nat is Nat.SINGLE else zone
        firewall = [f"vpce-{zone}"] if inspected else []
        private = Place("private", zone)
        assert network.hops(private, _INTERNET) == [*firewall, f"nat {gateway}", "internet"]
        # The answer comes to the gateway, which puts the private address back and sends it on from its own subnet.
        answered = network.hops(Place("public", gateway), network.host(private))
        assert answered == [*firewall, f"private {zone}"]


@pytest.mark.parametrize(("nat", "zones", "inspected"), _SHAPES)
def test_the_public_and_the_private_tier_meet_at_the_private_zones_firewall_both_ways(
    monkeypatch: pytest.MonkeyPatch, nat: Nat, zones: tuple[str, ...], inspected: bool
) -> None:
    network = _network(monkeypatch, nat=nat, zones=zones, inspected=inspected)
    for public_zone, private_zone in product(zones, zones):
        public, private = Place("public", public_zone), Place("private", private_zone)
        firewall = [f"vpce-{private_zone}"] if inspected else []
        assert network.hops(public, network.host(private)) == [*firewall, f"private {private_zone}"]
        assert network.hops(private, network.host(public)) == [*firewall, f"public {public_zone}"]


@pytest.mark.parametrize(("nat", "zones", "inspected"), _SHAPES)
def test_every_path_between_subnets_is_the_same_there_and_back(
    monkeypatch: pytest.MonkeyPatch, nat: Nat, zones: tuple[str, ...], inspected: bool
) -> None:
    network = _network(monkeypatch, nat=nat, zones=zones, inspected=inspected)
    places = [Place(tier, zone) for tier, zone in product(_TIERS, zones)]
    for one, other in product(places, places):
        there, back = network.hops(one, network.host(other)), network.hops(other, network.host(one))
        assert there[-1] == f"{other.tier} {other.zone}"
        assert there[:-1] == list(reversed(back[:-1]))
        if {one.tier, other.tier} != {"public", "private"}:
            assert there[:-1] == []


@pytest.mark.parametrize(("nat", "zones", "inspected"), _SHAPES)
def test_the_isolated_tier_has_no_way_out_and_the_public_tier_its_own(
    monkeypatch: pytest.MonkeyPatch, nat: Nat, zones: tuple[str, ...], inspected: bool
) -> None:
    network = _network(monkeypatch, nat=nat, zones=zones, inspected=inspected)
    for zone in zones:
        assert network.hops(Place("isolated", zone), _INTERNET) == ["nowhere"]
        assert network.hops(Place("public", zone), _INTERNET) == ["internet"]
