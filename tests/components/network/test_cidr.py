"""The address plan: reserved slots, no overlap, and nothing that moves when the VPC grows."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.network.cidr import CidrPlan, Tier, zone_slot

ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1d")


@st.composite
def _blocks(draw: st.DrawFn) -> str:
    prefix = draw(st.integers(min_value=16, max_value=20))
    home, length = draw(st.sampled_from([("10.0.0.0", 8), ("172.16.0.0", 12), ("192.168.0.0", 16), ("100.64.0.0", 10)]))
    index = draw(st.integers(min_value=0, max_value=2 ** (prefix - length) - 1))
    first = int(IPv4Network(f"{home}/{length}").network_address) + index * 2 ** (32 - prefix)
    return str(IPv4Network((first, prefix)))


def _subnets(plan: CidrPlan) -> list[IPv4Network]:
    return [IPv4Network(plan.subnet(tier, zone)) for tier in Tier for zone in ZONES]


@pytest.mark.parametrize(
    ("tier", "block", "first", "last"),
    [
        (Tier.PRIVATE, "10.0.0.0/17", "10.0.0.0/19", "10.0.96.0/19"),
        (Tier.ISOLATED, "10.0.128.0/18", "10.0.128.0/20", "10.0.176.0/20"),
        (Tier.PUBLIC, "10.0.192.0/19", "10.0.192.0/21", "10.0.216.0/21"),
        (Tier.SPARE, "10.0.224.0/20", "10.0.224.0/22", "10.0.236.0/22"),
        (Tier.FIREWALL, "10.0.240.0/21", "10.0.240.0/23", "10.0.246.0/23"),
    ],
)
def test_a_slash_16_is_laid_out_as_documented(tier: Tier, block: str, first: str, last: str) -> None:
    plan = CidrPlan(cidr="10.0.0.0/16")
    assert (plan.tier(tier), plan.subnet(tier, ZONES[0]), plan.subnet(tier, ZONES[3])) == (block, first, last)


def test_the_last_thirty_second_part_belongs_to_no_tier() -> None:
    assert CidrPlan(cidr="10.0.0.0/16").unallocated == "10.0.248.0/21"


def test_the_smallest_block_still_holds_a_load_balancer_and_a_firewall_endpoint() -> None:
    plan = CidrPlan(cidr="10.8.16.0/20")
    assert {tier: IPv4Network(plan.subnet(tier, ZONES[0])).prefixlen for tier in Tier} == {
        Tier.PRIVATE: 23,
        Tier.ISOLATED: 24,
        Tier.PUBLIC: 25,
        Tier.SPARE: 26,
        Tier.FIREWALL: 27,
    }


@given(_blocks())
def test_no_two_subnets_overlap(cidr: str) -> None:
    plan = CidrPlan(cidr=cidr)
    blocks = [*_subnets(plan), IPv4Network(plan.unallocated)]
    assert not any(one.overlaps(other) for one, other in combinations(blocks, 2))


@given(_blocks())
def test_the_subnets_and_the_unallocated_rest_fill_the_block_exactly(cidr: str) -> None:
    plan = CidrPlan(cidr=cidr)
    blocks = [*_subnets(plan), IPv4Network(plan.unallocated)]
    assert all(block.subnet_of(IPv4Network(cidr)) for block in blocks)
    assert sum(block.num_addresses for block in blocks) == IPv4Network(cidr).num_addresses


@given(_blocks())
def test_every_subnet_lies_in_its_tier_and_takes_no_other_size_than_its_sisters(cidr: str) -> None:
    plan = CidrPlan(cidr=cidr)
    for tier in Tier:
        subnets = [IPv4Network(plan.subnet(tier, zone)) for zone in ZONES]
        assert all(subnet.subnet_of(IPv4Network(plan.tier(tier))) for subnet in subnets)
        assert len({subnet.prefixlen for subnet in subnets}) == 1
        assert 16 <= subnets[0].prefixlen <= 28


def test_a_zone_has_the_slot_of_its_letter_whatever_the_region() -> None:
    assert [zone_slot(zone) for zone in ("us-gov-west-1a", "ap-southeast-2b", "eu-west-1c", "us-east-1d")] == [
        0,
        1,
        2,
        3,
    ]


@pytest.mark.parametrize("zone", ["us-east-1e", "us-east-1f"])
def test_a_zone_beyond_the_fourth_letter_is_refused_with_the_choice_there_is(zone: str) -> None:
    with pytest.raises(ValueError, match=f"zone '{zone}' has no reserved range, only the zones a, b, c, d"):
        zone_slot(zone)


@pytest.mark.parametrize("zone", ["a", "eu-west-1", "us-east-1-bos-1a", "euw1-az1", "eu-west-1a "])
def test_what_is_no_availability_zone_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="is not an availability zone: give its full name"):
        zone_slot(zone)


@pytest.mark.parametrize(
    "cidr", ["10.0.0.1/16", "10.0.0.0/33", "10.0.0/16", "10.0.0.0", "10.0.0.0/255.255.0.0", "fd00::/56", "ten", ""]
)
def test_what_is_no_ipv4_network_is_refused(cidr: str) -> None:
    with pytest.raises(ValueError, match="is not an IPv4 network: give its first address and a prefix length"):
        CidrPlan(cidr=cidr)


@pytest.mark.parametrize("cidr", ["10.0.0.0/8", "10.0.0.0/15", "10.0.0.0/21", "10.0.0.0/28"])
def test_a_block_too_large_or_too_small_is_refused(cidr: str) -> None:
    with pytest.raises(ValueError, match="give a block of /16 to /20"):
        CidrPlan(cidr=cidr)


@pytest.mark.parametrize("cidr", ["8.8.0.0/16", "172.32.0.0/16", "192.169.0.0/16", "100.128.0.0/16", "169.254.0.0/16"])
def test_a_public_block_is_refused(cidr: str) -> None:
    with pytest.raises(ValueError, match="is not private"):
        CidrPlan(cidr=cidr)
