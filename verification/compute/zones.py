"""av.az: tiers of subnets in several zones, and ways out that do not cross them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.compute import zones
from guardrails.rules.network.types import SUBNET, VPC
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Facts, Found, Responses, Scope, holds_if_found
from verification.compute.calls import NAT_GATEWAYS, SUBNETS
from verification.live import Live
from verification.network.calls import ROUTE_TABLES, VPCS
from verification.network.vpcs import ACCOUNT, ALL_VPCS, VPC_ID, default_routes, own_subnets, own_vpcs, tags

_SPANS: Final = the_rule(zones.RULES, "vpc-subnets-span-zones")
_GONE: Final = ("deleting", "deleted")
# A profile that is content with two zones may save the gateways, and lose its way out with one zone.
_ZONES_WITH_OWN_GATEWAY: Final = 3


def zone_of(live: Live) -> Mapping[str, str]:
    """The zone of each subnet, those that other accounts share too."""
    return {each["SubnetId"]: each["AvailabilityZone"] for each in live.items(SUBNETS)}


def _with_subnets(live: Live) -> Iterator[Found]:
    used = {subnet.facts["VpcId"] for subnet in own_subnets(live)}
    return (found for found in own_vpcs(live) if found.facts["VpcId"] in used)


def _spans(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    vpc = resource(VPC, {}, id_=found.facts["VpcId"])
    subnets = [
        resource(
            SUBNET,
            {"vpcId": each["VpcId"], "availabilityZone": each["AvailabilityZone"], "tags": tags(each)},
            id_=each["SubnetId"],
        )
        for each in live.items(SUBNETS)
        if each["VpcId"] == found.facts["VpcId"]
    ]
    yield from asked(_SPANS, vpc, bar, *subnets, at="AvailabilityZone")


def _gateways(live: Live) -> Iterator[Found]:
    for each in live.items(NAT_GATEWAYS):
        if each.get("State") not in _GONE:
            yield Found(live.arn("ec2", f"natgateway/{each['NatGatewayId']}"), each)


def _available(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    state = found.facts.get("State")
    if state not in ("available", "pending"):
        yield broken("State", f"State is {state}: {found.facts.get('FailureMessage') or 'it lets nothing out'}")


def _own_zone(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    # A regional gateway is in every zone in use.
    if bar.minimum_zones < _ZONES_WITH_OWN_GATEWAY or found.facts.get("AvailabilityMode") == "regional":
        return
    zone = zone_of(live).get(found.facts.get("SubnetId", ""))
    for subnet in own_subnets(live):
        if _leaves_by(live, subnet.facts, found.facts["NatGatewayId"]) and subnet.facts["AvailabilityZone"] != zone:
            there = subnet.facts["AvailabilityZone"]
            yield broken(
                "SubnetId", f"subnet {subnet.facts['SubnetId']} in {there} leaves by this gateway, which is in {zone}"
            )


def _leaves_by(live: Live, subnet: Facts, gateway: str) -> bool:
    return any(route.get("NatGatewayId") == gateway for route in default_routes(live, subnet))


def a_subnet(number: int, zone: str, tier: str = "private") -> dict[str, Any]:
    """A subnet of examples."""
    return {
        "SubnetId": f"subnet-0{number}",
        "VpcId": VPC_ID,
        "OwnerId": ACCOUNT,
        "AvailabilityZone": zone,
        "Tags": [{"Key": "tier", "Value": tier}],
    }


THREE_SUBNETS: Final = {"Subnets": [a_subnet(number, f"eu-west-1{zone}") for number, zone in enumerate("abc")]}
"""A tier over three zones."""


def _gateway(*, state: str = "available", zone: str = "eu-west-1a") -> Responses:
    gateway = {"NatGatewayId": "nat-0a1b2c3d", "SubnetId": "subnet-09", "VpcId": VPC_ID, "State": state}
    route = {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-0a1b2c3d"}
    table = {"VpcId": VPC_ID, "Routes": [route], "Associations": [{"SubnetId": "subnet-01"}]}
    public = a_subnet(9, "eu-west-1a", "public")
    return {
        NAT_GATEWAYS: {"NatGateways": [gateway]},
        SUBNETS: {"Subnets": [a_subnet(1, zone), public]},
        ROUTE_TABLES: {"RouteTables": [table]},
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="subnets-present",
        calls=(SUBNETS,),
        finds=own_subnets,
        judge=holds_if_found,
        # Of a stack's regions only the home one must have them: the others hold copies and what is global.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds={SUBNETS: THREE_SUBNETS}, broken=None),
    ),
    Check(
        id="vpc-subnets-span-zones",
        calls=(SUBNETS, VPCS),
        finds=_with_subnets,
        judge=_spans,
        examples=Examples(
            holds={SUBNETS: THREE_SUBNETS, VPCS: ALL_VPCS},
            broken={
                SUBNETS: {"Subnets": [*THREE_SUBNETS["Subnets"], a_subnet(4, "eu-west-1a", "data")]},
                VPCS: ALL_VPCS,
            },
        ),
    ),
    Check(
        id="nat-gateway-available",
        calls=(NAT_GATEWAYS,),
        finds=_gateways,
        judge=_available,
        examples=Examples(holds=_gateway(), broken=_gateway(state="failed")),
        info=RuleInfo(
            id="nat-gateway-available",
            control="av.az",
            title="NAT gateways work",
            severity=Severity.HIGH,
            fix="Delete the failed gateway and deploy again: its failure message says what was wrong.",
        ),
    ),
    Check(
        id="nat-gateway-per-zone",
        calls=(NAT_GATEWAYS, SUBNETS, ROUTE_TABLES),
        finds=_gateways,
        judge=_own_zone,
        examples=Examples(holds=_gateway(), broken=_gateway(zone="eu-west-1b")),
    ),
)
