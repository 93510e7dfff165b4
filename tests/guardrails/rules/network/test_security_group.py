"""The subtle parts of the port rules: forms, protocols, ranges, and what is not known of them."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, PASSED, UNDETERMINED, results, verdicts

SSH, RDP = "security-group-ssh-not-open", "security-group-rdp-not-open"
ALL, RISKY = "security-group-all-ports-not-open", "security-group-high-risk-ports-not-open"
ANY = "0.0.0.0/0"


def group(*ingress: Value, **properties: Value) -> Declared:
    return Declared(type=t.SECURITY_GROUP, name="main", properties={"ingress": [*ingress], **properties})


def block(first: Value = 22, last: Value = 22, protocol: Value = "tcp", **peers: Value) -> dict[str, Value]:
    return {"fromPort": first, "toPort": last, "protocol": protocol, **(peers or {"cidrBlocks": [ANY]})}


def split(**properties: Value) -> Declared:
    given: dict[str, Any] = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": ANY}
    return Declared(type=t.INGRESS_RULE, name="main", properties={**given, **properties})


def rule(**properties: Value) -> Declared:
    given: dict[str, Any] = {"type": "ingress", **block()}
    return Declared(type=t.SECURITY_GROUP_RULE, name="main", properties={**given, **properties})


@pytest.mark.parametrize(
    "declared",
    [
        group(block()),
        group(block(ipv6CidrBlocks=["::/0"])),
        group(block(cidrBlocks=["10.0.0.0/8", ANY])),
        group(block(443, 443), block()),
        group(block(cidrBlocks=["0.0.0.0/1", "128.0.0.0/1"])),
        rule(),
        rule(protocol="6"),
        rule(protocol="all", fromPort=0, toPort=0),
        rule(fromPort=0, toPort=65535),
        split(),
        split(cidrIpv4=None, cidrIpv6="::/0"),
        split(ipProtocol="-1", fromPort=None, toPort=None),
        split(ipProtocol="tcp", fromPort=-1, toPort=-1),
        split(fromPort=20, toPort=25),
        split(fromPort="22", toPort="22"),
    ],
)
def test_ssh_from_the_internet_is_refused_in_every_form(declared: Declared) -> None:
    assert set(verdicts(SSH, declared)) == set(FAILED)


@pytest.mark.parametrize(
    "declared",
    [
        group(block(cidrBlocks=["10.0.0.0/8"])),
        group(block(443, 443)),
        group(block(securityGroups=["sg-1"])),
        group(block(prefixListIds=["pl-1"])),
        group(block(self=True)),
        group(),
        rule(type="egress"),
        rule(protocol="icmp", fromPort=-1, toPort=-1),
        rule(protocol="udp"),
        rule(protocol="50", fromPort=0, toPort=0),
        split(fromPort=23, toPort=65535),
        split(fromPort=UNKNOWN, toPort=21),
        split(cidrIpv4=None, referencedSecurityGroupId="sg-1"),
        split(cidrIpv4=None, prefixListId=UNKNOWN),
    ],
)
def test_what_does_not_let_the_internet_reach_ssh_passes(declared: Declared) -> None:
    assert verdicts(SSH, declared) == PASSED


@pytest.mark.parametrize(
    "declared",
    [
        group(block(cidrBlocks=[UNKNOWN])),
        group(block(cidrBlocks=UNKNOWN)),
        group(UNKNOWN),
        group(ingress=UNKNOWN),
        group(block(UNKNOWN, 65535)),
        group(block(protocol=UNKNOWN)),
        rule(type=UNKNOWN),
        split(fromPort=UNKNOWN),
        split(cidrIpv4=UNKNOWN),
        split(ipProtocol=UNKNOWN),
    ],
)
def test_what_may_let_the_internet_reach_ssh_is_undetermined(declared: Declared) -> None:
    assert verdicts(SSH, declared) == UNDETERMINED


def test_a_range_that_comes_from_the_stacks_own_network_is_settled() -> None:
    own = Declared(
        type=t.INGRESS_RULE,
        name="main",
        properties={"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": UNKNOWN},
        depends={"cidrIpv4": ("network",)},
    )
    vpc = Declared(type=t.VPC, name="network", properties={"cidrBlock": "10.0.0.0/16"})
    assert verdicts(SSH, own, vpc) == PASSED


def test_one_unknown_does_not_hide_what_is_known_to_be_open() -> None:
    stack = group(block(cidrBlocks=[UNKNOWN, ANY]), block(3389, 3389, cidrBlocks=UNKNOWN))
    assert [result.message for result in results(SSH, stack)] == [
        "ingress[0].cidrBlocks[0] is not known yet; SSH (22) must not be open to the internet",
        "ingress[0].cidrBlocks[1] is 0.0.0.0/0: SSH (22) must not be open to the internet",
    ]
    assert verdicts(RDP, stack) == UNDETERMINED


def test_rdp_is_refused_over_udp_too() -> None:
    assert verdicts(RDP, split(ipProtocol="udp", fromPort=3389, toPort=3389)) == FAILED


@pytest.mark.parametrize("port", [5432, 3306, 6379, 9092, 27017, 2375, 8080, 9200, 20, 23])
def test_database_and_management_ports_are_refused(port: int) -> None:
    assert verdicts(RISKY, split(fromPort=port, toPort=port)) == FAILED
    assert verdicts(RISKY, split(fromPort=port, toPort=port, cidrIpv4="10.0.0.0/8")) == PASSED


def test_a_web_port_is_no_high_risk_port() -> None:
    assert verdicts(RISKY, split(fromPort=443, toPort=443)) == PASSED


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (split(ipProtocol="-1", fromPort=None, toPort=None), FAILED),
        (split(fromPort=1, toPort=65535), FAILED),
        (split(ipProtocol="udp", fromPort=0, toPort=65535), FAILED),
        (split(fromPort=1024, toPort=65535), PASSED),
        (split(ipProtocol="icmp", fromPort=-1, toPort=-1), PASSED),
    ],
)
def test_all_ports_are_protocol_minus_one_or_the_whole_range(declared: Declared, expected: Any) -> None:
    assert verdicts(ALL, declared) == expected


def test_a_group_that_says_managed_by_pulumi_says_nothing() -> None:
    described = "security-group-described"
    assert (
        verdicts(described, Declared(type=t.SECURITY_GROUP, name="main", properties={"description": "API"})) == PASSED
    )
    silent = Declared(type=t.SECURITY_GROUP, name="main", properties={"description": "Managed by Pulumi"})
    assert verdicts(described, silent) == FAILED
    assert verdicts(described, group(block(), description="API")) == FAILED
    assert verdicts(described, split(description="Bastion")) == PASSED


def test_egress_of_one_port_to_anywhere_passes_and_of_all_ports_does_not() -> None:
    limited = "security-group-egress-limited"

    def out(protocol: str, port: int | None, cidr: str = ANY) -> Declared:
        return Declared(
            type=t.EGRESS_RULE,
            name="main",
            properties={"ipProtocol": protocol, "fromPort": port, "toPort": port, "cidrIpv4": cidr},
        )

    assert verdicts(limited, out("tcp", 443)) == PASSED
    assert verdicts(limited, out("-1", None)) == FAILED
    assert verdicts(limited, out("-1", None, "10.0.0.0/8")) == PASSED
    assert verdicts(limited, Declared(type=t.SECURITY_GROUP, name="main", properties={})) == PASSED


def test_prefix_lists_hide_nothing() -> None:
    entry = Declared(type=t.PREFIX_LIST_ENTRY, name="main", properties={"prefixListId": "pl-1", "cidr": ANY})
    assert verdicts("prefix-list-not-open", entry) == FAILED


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ((2, 65535), FAILED),
        ((0, 32767), FAILED),
        ((32768, 65535), FAILED),
        ((32769, 65535), PASSED),
        ((443, 443), PASSED),
    ],
)
def test_all_ports_out_but_one_or_in_two_halves_are_all_ports(ports: tuple[int, int], expected: Any) -> None:
    rule = Declared(
        type=t.EGRESS_RULE,
        properties={"ipProtocol": "tcp", "fromPort": ports[0], "toPort": ports[1], "cidrIpv4": "0.0.0.0/0"},
    )
    assert verdicts("security-group-egress-limited", rule) == expected
