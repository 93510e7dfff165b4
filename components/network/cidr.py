"""Which addresses each tier and zone of a VPC has, fixed before anything is built.

Every tier and every zone slot has its range reserved from the first day, so that a third zone or a firewall tier is
an addition and never a replacement. A zone's slot follows from its letter, not from its place in a list.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network
from typing import Final

_LARGEST: Final = 16
_SMALLEST: Final = 20
_ZONE_LETTERS: Final = "abcd"
_ZONE: Final = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d+([a-z])")
_PRIVATE_RANGES: Final = tuple(
    IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)


class Tier(StrEnum):
    """A set of subnets that share one purpose and one kind of route."""

    PRIVATE = "private"
    ISOLATED = "isolated"
    PUBLIC = "public"
    SPARE = "spare"
    FIREWALL = "firewall"


# Each tier takes half of what the tiers before it left, in this order: the one that holds the workloads is the largest.
_ORDER: Final = (Tier.PRIVATE, Tier.ISOLATED, Tier.PUBLIC, Tier.SPARE, Tier.FIREWALL)


@dataclass(frozen=True, kw_only=True)
class CidrPlan:
    """The address plan of one VPC, from a private IPv4 block of /16 to /20.

    ==========  =================  ==================  ============================
    tier        of the VPC         a subnet of a /16   a subnet of a /20
    ==========  =================  ==================  ============================
    private     1/2                /19 (8187 hosts)    /23 (507 hosts)
    isolated    1/4                /20 (4091 hosts)    /24 (251 hosts)
    public      1/8                /21 (2043 hosts)    /25 (123 hosts)
    spare       1/16               /22 (1019 hosts)    /26 (59 hosts)
    firewall    1/32               /23 (507 hosts)     /27 (27 hosts)
    ==========  =================  ==================  ============================

    The last 1/32 belongs to no tier. AWS keeps five addresses of each subnet for itself, a load balancer asks for a
    /27 and a firewall endpoint for a /28, so the smallest plan still holds both.

    Raises ValueError for a block that is not written as a network, not private or not of that size.
    """

    cidr: str

    def __post_init__(self) -> None:
        network = _network(self.cidr)
        if not _LARGEST <= network.prefixlen <= _SMALLEST:
            raise ValueError(
                f"cidr {self.cidr!r} is a /{network.prefixlen}: give a block of /{_LARGEST} to /{_SMALLEST}, the sizes"
                " that AWS allows and that still hold five tiers in four zones"
            )
        if not any(network.subnet_of(private) for private in _PRIVATE_RANGES):
            raise ValueError(
                f"cidr {self.cidr!r} is not private: give a block of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16"
                " or 100.64.0.0/10"
            )

    def tier(self, tier: Tier) -> str:
        """The block of a whole tier, all four zone slots of it, used or not."""
        return str(self._tier(tier))

    def subnet(self, tier: Tier, zone: str) -> str:
        """The block of one tier in one availability zone. Raises ValueError for a zone that has no slot."""
        slots = list(self._tier(tier).subnets(prefixlen_diff=2))
        return str(slots[zone_slot(zone)])

    @property
    def unallocated(self) -> str:
        """The block that belongs to no tier."""
        *_, last = _network(self.cidr).subnets(prefixlen_diff=len(_ORDER))
        return str(last)

    def _tier(self, tier: Tier) -> IPv4Network:
        rest = _network(self.cidr)
        for each in _ORDER:
            half, rest = rest.subnets()
            if each is tier:
                return half
        raise ValueError(f"tier {tier!r} has no place in the plan: add it after the last one, never between")


def _network(cidr: str) -> IPv4Network:
    refusal = f"cidr {cidr!r} is not an IPv4 network: give its first address and a prefix length, '10.0.0.0/16'"
    try:
        network = IPv4Network(cidr)
    except ValueError as error:
        raise ValueError(refusal) from error
    # Python also reads netmasks and single addresses, which AWS refuses.
    if str(network) != cidr:
        raise ValueError(refusal)
    return network


def zone_slot(zone: str) -> int:
    """The slot of an availability zone, 0 to 3, by its letter. Raises ValueError where it has none."""
    match = _ZONE.fullmatch(zone)
    if match is None:
        raise ValueError(f"zone {zone!r} is not an availability zone: give its full name, 'eu-west-1a'")
    slot = _ZONE_LETTERS.find(match.group(1))
    if slot < 0:
        raise ValueError(
            f"zone {zone!r} has no reserved range, only the zones {', '.join(_ZONE_LETTERS)} of a region have one:"
            " choose among those"
        )
    return slot
