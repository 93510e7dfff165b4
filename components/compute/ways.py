"""How tasks and servers are reached, by a load balancer only, and where they may connect to, one port at a time."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import vpc

from components.base import Component

_HTTPS: Final = 443
ANYWHERE: Final = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """The load balancer that tasks or servers are behind: the only way in.

    ``target_group_arn`` is of type ``ip`` for tasks, ``instance`` for servers; ``ready`` is the
    component that makes the listener: ECS refuses a target group that is not yet a load balancer's.
    """

    target_group_arn: pulumi.Input[str]
    load_balancer_arn_suffix: pulumi.Input[str]
    security_group_id: pulumi.Input[str]
    ready: tuple[pulumi.Resource, ...] = ()

    @property
    def request_label(self) -> pulumi.Output[str]:
        """How scaling names the target group whose requests it follows."""
        balancer = pulumi.Output.from_input(self.load_balancer_arn_suffix)
        targets = pulumi.Output.from_input(self.target_group_arn).apply(lambda arn: arn.rpartition(":")[2])
        return pulumi.Output.concat(balancer, "/", targets)


@dataclass(frozen=True, kw_only=True)
class Way:
    """A TCP port of a security group or of a CIDR block, exactly one of the two; else ValueError.

    Only HTTPS may lead to the whole internet: to AWS's services without an endpoint, and to the outside through NAT.
    """

    port: int
    security_group_id: pulumi.Input[str] | None = None
    cidr: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.port <= 65535:
            raise ValueError(f"port is {self.port}, ports are 1 to 65535: give one of those")
        if (self.security_group_id is None) == (self.cidr is None):
            raise ValueError("a way out names a security_group_id or a cidr: give exactly one")
        if self.cidr is not None and ipaddress.ip_network(self.cidr).prefixlen == 0 and self.port != _HTTPS:
            raise ValueError(
                f"a way out leads to the whole internet on port {self.port}: only {_HTTPS} may, give the CIDR of the "
                "subnets that are meant"
            )


def ways_out(owner: Component, group_id: pulumi.Input[str], ways: Mapping[str, Way]) -> None:
    """The egress rules of a security group, one for each way and by its key."""
    for key, way in ways.items():
        vpc.SecurityGroupEgressRule(
            owner.child("egress", key),
            security_group_id=group_id,
            description=f"Out to {key}",
            ip_protocol="tcp",
            from_port=way.port,
            to_port=way.port,
            referenced_security_group_id=way.security_group_id,
            cidr_ipv4=way.cidr,
            opts=owner.inside(),
        )


def way_in(owner: Component, group_id: pulumi.Input[str], entry: Entry, port: int, key: str) -> None:
    """The ingress rule of a security group for one load balancer, on the port that speaks TLS."""
    vpc.SecurityGroupIngressRule(
        owner.child("ingress", key),
        security_group_id=group_id,
        description="TLS from the load balancer",
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        referenced_security_group_id=entry.security_group_id,
        opts=owner.inside(),
    )
