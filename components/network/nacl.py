"""Network ACLs: what may cross the edge of each tier's subnets, whatever a security group says.

An ACL keeps no state, so the answers to connections that were opened from inside must be let in by their port. Those
ranges leave out 3389, and nothing lets in 22: CIS AWS 5.2 and Security Hub EC2.21 forbid both from the internet.
The price is that one source port in 64 512 gets no answer through a zonal NAT gateway, and the client tries another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import ec2

from components.base import Component
from components.network.cidr import CidrPlan, Tier
from components.network.nat import ANYWHERE

_EPHEMERAL: Final = (1024, 65535)
_ANSWERS: Final = {"low": (1024, 3388), "high": (3390, 65535)}
# Rule numbers end at 32766, and an ingress rule of the isolated tier carries the number of its port.
DATA_PORTS: Final = range(1024, 32767)


@dataclass(frozen=True, kw_only=True)
class AclRule:
    """One allowed flow; what no rule allows is denied. ``number`` is part of the rule's identity in AWS.

    ``ports`` is the first and last port, None for a protocol without ports; ``icmp`` is a type and a code.
    """

    key: str
    number: int
    cidr: str
    egress: bool = False
    protocol: str = "tcp"
    ports: tuple[int, int] | None = None
    icmp: tuple[int, int] | None = None


def rules(tier: Tier, plan: CidrPlan, data_ports: tuple[int, ...]) -> tuple[AclRule, ...]:
    """The rules of a tier, from the plan alone: the same whatever zones are in use."""
    if tier is Tier.ISOLATED:
        return _isolated(plan, data_ports)
    inside = AclRule(key="in-vpc", number=100, cidr=plan.cidr, protocol="-1")
    out = AclRule(key="out-anywhere", number=100, cidr=ANYWHERE, egress=True, protocol="-1")
    if tier is Tier.PUBLIC:
        return (inside, *_entry(), *_answers(), out)
    # The firewall's endpoints pass packets on with their addresses unchanged, so its tier needs what the private needs.
    return (inside, *_answers(), out)


def network_acl(
    owner: Component,
    *,
    tier: Tier,
    vpc_id: pulumi.Output[str],
    subnet_ids: Mapping[str, pulumi.Output[str]],
    allowed: tuple[AclRule, ...],
) -> pulumi.Output[str]:
    """The ACL of a tier, put on each of its subnets; gives its id."""
    acl = ec2.NetworkAcl(
        owner.child(f"{tier}-acl"),
        vpc_id=vpc_id,
        tags={"Name": owner.child(tier), "tier": tier},
        opts=owner.inside(),
    )
    for rule in allowed:
        from_port, to_port = rule.ports or (None, None)
        icmp_type, icmp_code = rule.icmp or (None, None)
        ec2.NetworkAclRule(
            owner.child(f"{tier}-acl", rule.key),
            network_acl_id=acl.id,
            rule_number=rule.number,
            rule_action="allow",
            egress=rule.egress,
            protocol=rule.protocol,
            cidr_block=rule.cidr,
            from_port=from_port,
            to_port=to_port,
            icmp_type=icmp_type,
            icmp_code=icmp_code,
            opts=owner.inside(),
        )
    for zone, subnet_id in subnet_ids.items():
        ec2.NetworkAclAssociation(
            owner.child(f"{tier}-acl", zone),
            network_acl_id=acl.id,
            subnet_id=subnet_id,
            opts=owner.inside(),
        )
    return acl.id


def _isolated(plan: CidrPlan, data_ports: tuple[int, ...]) -> tuple[AclRule, ...]:
    # The private tier's whole reserved block, so that a new zone changes no rule; nothing else can live in it.
    clients = plan.tier(Tier.PRIVATE)
    return (
        *(AclRule(key=f"in-{port}", number=port, cidr=clients, ports=(port, port)) for port in data_ports),
        AclRule(key="out-answers", number=100, cidr=clients, egress=True, ports=_EPHEMERAL),
    )


def _entry() -> tuple[AclRule, ...]:
    return (
        AclRule(key="in-https", number=200, cidr=ANYWHERE, ports=(443, 443)),
        # The load balancer's HTTP listener only redirects to HTTPS.
        AclRule(key="in-http", number=210, cidr=ANYWHERE, ports=(80, 80)),
    )


def _answers() -> tuple[AclRule, ...]:
    """What comes back: TCP and UDP answers, and the ICMP message without which path MTU discovery stalls."""
    answers = tuple(
        AclRule(key=f"in-answers-{protocol}-{part}", number=number, cidr=ANYWHERE, protocol=protocol, ports=ports)
        for number, (protocol, part, ports) in zip(
            (300, 310, 320, 330),
            ((protocol, part, ports) for protocol in ("tcp", "udp") for part, ports in _ANSWERS.items()),
            strict=True,
        )
    )
    return (*answers, AclRule(key="in-path-mtu", number=340, cidr=ANYWHERE, protocol="icmp", icmp=(3, 4)))
