"""Who reaches a database: its security group and the sources that may connect."""

import ipaddress
from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_aws as aws

from components.base import Component

# Not IPv4Network.is_private: it looks at both ends of a network, and both ends of 0.0.0.0/0 are reserved.
_PRIVATE: Final = tuple(
    ipaddress.IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)


def refuse_open_clients(
    cidrs: Mapping[str, pulumi.Input[str]], security_groups: Mapping[str, pulumi.Input[str]]
) -> None:
    """Raises ValueError for a CIDR that is not private, and for a client named in both ways."""
    both = sorted(set(cidrs) & set(security_groups))
    if both:
        raise ValueError(
            f"client {both[0]!r} is in client_cidrs and in client_security_groups: name each client in one of them"
        )
    for name, cidr in cidrs.items():
        if not isinstance(cidr, str):
            continue
        try:
            network = ipaddress.IPv4Network(cidr)
        except ValueError as error:
            raise ValueError(
                f"client_cidrs entry {name!r} is {cidr!r}, not an IPv4 network: write it like '10.0.16.0/20'"
            ) from error
        if not any(network.subnet_of(private) for private in _PRIVATE):
            raise ValueError(
                f"client_cidrs entry {name!r} is {cidr!r}, which reaches beyond private networks: "
                "give the CIDR of a subnet"
            )


def security_group(
    owner: Component,
    *,
    identifier: str,
    vpc_id: pulumi.Input[str],
    port: int,
    cidrs: Mapping[str, pulumi.Input[str]],
    security_groups: Mapping[str, pulumi.Input[str]],
) -> aws.ec2.SecurityGroup:
    """A group that lets the named clients in on ``port`` and nothing out: a database opens no connection itself."""
    group = aws.ec2.SecurityGroup(
        owner.child("security-group"),
        description=f"Clients of the database {identifier}",
        vpc_id=vpc_id,
        tags={"Name": identifier},
        opts=owner.inside(),
    )
    for key, cidr in cidrs.items():
        aws.vpc.SecurityGroupIngressRule(
            owner.child("ingress", key),
            security_group_id=group.id,
            description=f"PostgreSQL from {key}",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=cidr,
            opts=owner.inside(),
        )
    for key, source in security_groups.items():
        aws.vpc.SecurityGroupIngressRule(
            owner.child("ingress", key),
            security_group_id=group.id,
            description=f"PostgreSQL from {key}",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            referenced_security_group_id=source,
            opts=owner.inside(),
        )
    return group
