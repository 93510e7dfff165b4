"""Examples of security-group rules in their three forms, so that every port rule shows and tests all of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from guardrails.rule import Declared, Examples
from guardrails.rules.network.types import (
    EGRESS_RULE,
    INGRESS_RULE,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
)
from guardrails.values import Value


@dataclass(frozen=True, slots=True)
class Flow:
    """What an example lets through: a CIDR block, ports and a protocol."""

    cidr: Value
    first: Value
    last: Value
    protocol: Value = "tcp"


def in_three_forms(flow: Flow, *, direction: str = "ingress") -> tuple[Declared, ...]:
    """The flow inline in a group, as a ``SecurityGroupRule``, and as a ``SecurityGroupIngressRule`` or EgressRule."""
    ports: Mapping[str, Value] = {"fromPort": flow.first, "toPort": flow.last}
    block = {"protocol": flow.protocol, **ports, "cidrBlocks": [flow.cidr], "description": "HTTPS"}
    return (
        Declared(type=SECURITY_GROUP, name="inline", properties={"description": "Service", direction: [block]}),
        Declared(
            type=SECURITY_GROUP_RULE,
            name="rule",
            properties={"type": direction, "securityGroupId": "sg-0a1b2c3d4e5f60718", **block},
        ),
        Declared(
            type=INGRESS_RULE if direction == "ingress" else EGRESS_RULE,
            name=direction,
            properties={
                "securityGroupId": "sg-0a1b2c3d4e5f60718",
                "ipProtocol": flow.protocol,
                **ports,
                "cidrIpv4": flow.cidr,
                "description": "HTTPS",
            },
        ),
    )


def examples(*, good: Flow, bad: Flow, unknown: Flow, direction: str = "ingress") -> Examples:
    """The examples of a port rule."""
    return Examples(
        good=in_three_forms(good, direction=direction),
        bad=in_three_forms(bad, direction=direction),
        unknown=in_three_forms(unknown, direction=direction),
    )
