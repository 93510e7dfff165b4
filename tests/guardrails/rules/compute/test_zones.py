"""Availability zones: counted per tier, as far as they are known, and by the profile's bar."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import (
    FAILED,
    NOT_APPLICABLE,
    PASSED,
    UNDETERMINED,
    results,
    verdicts,
)

SPANS, GATEWAYS = "vpc-subnets-span-zones", "nat-gateway-per-zone"
A, B, C = "eu-west-1a", "eu-west-1b", "eu-west-1c"
VPC = Declared(type=t.VPC, name="main", properties={"cidrBlock": "10.0.0.0/16"})


def subnet(name: str, zone: Value, tier: Value = None, **properties: Value) -> Declared:
    return Declared(
        type=t.SUBNET,
        name=name,
        properties={"vpcId": UNKNOWN, "availabilityZone": zone, "tags": {"tier": tier}, **properties},
        depends={"vpcId": ("main",)},
    )


@pytest.mark.parametrize(
    ("zones", "bar", "expected"),
    [
        ((A, B, C), "prod", PASSED),
        ((A, B), "prod", FAILED),
        ((A, B), "staging", PASSED),
        ((A, A), "staging", FAILED),
        ((A, B, UNKNOWN), "prod", UNDETERMINED),
        ((A, B, None), "prod", UNDETERMINED),
        ((A, B, UNKNOWN), "dev", PASSED),
        ((), "prod", NOT_APPLICABLE),
    ],
)
def test_a_vpc_spans_the_zones_of_its_profile(zones: tuple[Value, ...], bar: str, expected: Any) -> None:
    members = [subnet(f"subnet-{number}", zone) for number, zone in enumerate(zones)]
    assert verdicts(SPANS, VPC, *members, bar=bar) == expected


def test_each_tier_is_counted_by_itself() -> None:
    public = [subnet(f"public-{zone}", zone, "public") for zone in (A, B, C)]
    isolated = [subnet(f"isolated-{zone}", zone, "isolated") for zone in (A, B)]
    assert [result.message for result in results(SPANS, VPC, *public, *isolated)] == [
        "tier isolated is in 2 zone(s), 3 are needed"
    ]


def test_zones_may_be_named_by_id() -> None:
    members = [subnet(zone, None, availabilityZoneId=zone) for zone in ("euw1-az1", "euw1-az2", "euw1-az3")]
    assert verdicts(SPANS, VPC, *members) == PASSED


def leaving(own: str, gateway: str, *, mode: Value = None, inline: bool = False) -> tuple[Declared, ...]:
    way: dict[str, Value] = {"cidrBlock": "0.0.0.0/0", "natGatewayId": UNKNOWN}
    table = Declared(
        type=t.ROUTE_TABLE,
        name="table",
        properties={"routes": [way] if inline else []},
        depends={"routes": ("nat",)} if inline else {},
    )
    route = Declared(
        type=t.ROUTE,
        name="route",
        properties={"routeTableId": UNKNOWN, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": UNKNOWN},
        depends={"routeTableId": ("table",), "natGatewayId": ("nat",)},
    )
    return (
        VPC,
        subnet("public", gateway),
        subnet("private", own),
        Declared(
            type=t.NAT_GATEWAY,
            name="nat",
            properties={"subnetId": UNKNOWN, "availabilityMode": mode},
            depends={"subnetId": ("public",)},
        ),
        table,
        *(() if inline else (route,)),
        Declared(
            type=t.ROUTE_TABLE_ASSOCIATION,
            name="association",
            properties={"routeTableId": UNKNOWN, "subnetId": UNKNOWN},
            depends={"routeTableId": ("table",), "subnetId": ("private",)},
        ),
    )


@pytest.mark.parametrize("inline", [False, True])
def test_a_subnet_leaves_by_a_gateway_of_its_own_zone(inline: bool) -> None:
    assert verdicts(GATEWAYS, *leaving(A, A, inline=inline), of="nat") == PASSED
    assert verdicts(GATEWAYS, *leaving(B, A, inline=inline), of="nat") == FAILED


def test_a_regional_gateway_is_in_every_zone() -> None:
    assert verdicts(GATEWAYS, *leaving(B, A, mode="regional"), of="nat") == NOT_APPLICABLE


@pytest.mark.parametrize("bar", ["dev", "staging"])
def test_a_profile_of_two_zones_may_save_the_gateways(bar: str) -> None:
    assert verdicts(GATEWAYS, *leaving(B, A), of="nat", bar=bar) == NOT_APPLICABLE


def test_a_stack_without_subnets_is_incomplete() -> None:
    assert verdicts("subnets-present", VPC, of=None) == FAILED
    assert verdicts("subnets-present", VPC, subnet("one", A), of=None) == PASSED
