"""What several rules open together: address ranges, port ranges, and prefix lists, in all forms."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, results, verdicts

IN, OUT, ACL = (
    "security-group-not-open-in-parts",
    "security-group-egress-limited-in-all",
    "network-acl-not-open-in-parts",
)
LIST, DATABASE = "prefix-list-not-open", "database-security-group-not-open"
ANY = "0.0.0.0/0"
# Every public /8 in steps, so that no two touch and none alone is the internet.
SIEVE = [f"{first}.0.0.0/8" for first in range(11, 99, 2)]


def block(*cidrs: Value, first: Value = 443, last: Value = 443, protocol: Value = "tcp", **peers: Value) -> Any:
    return {"protocol": protocol, "fromPort": first, "toPort": last, "cidrBlocks": [*cidrs], **peers}


def group(*ingress: Value, egress: Value = None) -> Declared:
    return Declared(type=t.SECURITY_GROUP, properties={"ingress": [*ingress], "egress": egress})


def rule(name: str, cidr: Value, first: Value = 443, last: Value = 443, **properties: Value) -> Declared:
    given: dict[str, Value] = {"ipProtocol": "tcp", "fromPort": first, "toPort": last, "cidrIpv4": cidr}
    return Declared(
        type=properties.pop("kind", t.INGRESS_RULE),
        name=name,
        properties={"securityGroupId": UNKNOWN, **given, **properties},
        depends={"securityGroupId": ("main",)} if properties.get("securityGroupId") is None else {},
    )


def out(name: str, first: int, last: int, cidr: Value = ANY) -> Declared:
    return rule(name, cidr, first, last, kind=t.EGRESS_RULE)


@pytest.mark.parametrize(
    "stack",
    [
        (group(block(*SIEVE)),),
        (group(*(block(cidr) for cidr in SIEVE)),),
        (group(block("11.0.0.0/8")), rule("other", "13.0.0.0/8")),
        (group(), rule("one", "11.0.0.0/8"), rule("other", "13.0.0.0/8", protocol="-1", fromPort=None, toPort=None)),
        (group(block(ipv6CidrBlocks=["2a00::/16", "2a01::/16"])),),
        (group(block("11.0.0.0/8", first=1, last=500), block("13.0.0.0/8", first=400, last=900)),),
        (group(block(ANY, first=0, last=30000), block(ANY, first=30001, last=65535)),),
        (group(block(*SIEVE, protocol="udp")),),
    ],
)
def test_the_internet_in_parts_is_the_internet(stack: tuple[Declared, ...]) -> None:
    assert verdicts(IN, *stack) == FAILED


@pytest.mark.parametrize(
    "stack",
    [
        (group(),),
        (group(block("11.0.0.0/8")),),
        (group(block("11.0.0.0/8", first=80, last=80), block("13.0.0.0/8")),),
        (group(block("11.0.0.0/8"), block("13.0.0.0/8", protocol="udp")),),
        (group(block("10.0.0.0/8", "172.16.0.0/12", "11.0.0.0/8")),),
        (group(block(*SIEVE, protocol="icmp", first=-1, last=-1)),),
        # One rule that is open by itself is told of by the rules on ports.
        (group(block(ANY), block(*SIEVE)),),
        (group(block(ANY, first=0, last=65535)),),
        (group(block(ANY, first=80, last=80), block(ANY)),),
    ],
)
def test_ranges_that_stay_apart_are_judged_alone(stack: tuple[Declared, ...]) -> None:
    assert verdicts(IN, *stack) == PASSED


def test_the_message_names_the_ports() -> None:
    assert [each.message for each in results(IN, group(block(*SIEVE), block(*SIEVE, first=22, last=25)))] == [
        "the address ranges that may enter tcp 22-25, 443 are together the internet"
    ]


@pytest.mark.parametrize(
    "stack",
    [
        (group(block("11.0.0.0/8", UNKNOWN)),),
        (group(block("11.0.0.0/8"), UNKNOWN),),
        (group(block("11.0.0.0/8", first=UNKNOWN), block("13.0.0.0/8")),),
        (group(block("11.0.0.0/8")), rule("other", UNKNOWN)),
        (group(block("11.0.0.0/8")), rule("other", "13.0.0.0/8", securityGroupId=UNKNOWN)),
    ],
)
def test_a_part_that_is_not_known_leaves_the_whole_open(stack: tuple[Declared, ...]) -> None:
    assert verdicts(IN, *stack) == UNDETERMINED


def test_a_rule_of_an_unknown_group_does_not_trouble_a_closed_one() -> None:
    stack = (group(block("10.0.0.0/16")), rule("other", "13.0.0.0/8", securityGroupId=UNKNOWN))
    assert verdicts(IN, *stack) == PASSED


def test_a_part_that_comes_from_the_stacks_network_is_no_part_of_the_internet() -> None:
    vpc = Declared(type=t.VPC, name="network", properties={"cidrBlock": "10.0.0.0/16"})
    own = Declared(
        type=t.SECURITY_GROUP,
        properties={"ingress": [block("11.0.0.0/8", UNKNOWN)]},
        depends={"ingress": ("network",)},
    )
    assert verdicts(IN, own, vpc) == PASSED


def test_rules_of_a_group_elsewhere_are_told_of_once() -> None:
    stack = [rule(name, cidr, securityGroupId="sg-1") for name, cidr in (("one", SIEVE[0]), ("two", SIEVE[1]))]
    other = rule("three", SIEVE[2], securityGroupId="sg-2")
    assert verdicts(IN, *stack, other, of="one") == FAILED
    assert verdicts(IN, *stack, other, of="two") == NOT_APPLICABLE
    assert verdicts(IN, *stack, other, of="three") == PASSED


def prefix_list(*cidrs: Value, name: str = "list") -> Declared:
    entries = [{"cidr": cidr} for cidr in cidrs]
    return Declared(type=t.PREFIX_LIST, name=name, properties={"name": "partners", "entries": entries})


def entry(cidr: Value) -> Declared:
    return Declared(
        type=t.PREFIX_LIST_ENTRY,
        name="entry",
        properties={"prefixListId": UNKNOWN, "cidr": cidr},
        depends={"prefixListId": ("list",)},
    )


def listed(lists: Value = UNKNOWN, *, depends: tuple[str, ...] = ("list",)) -> Declared:
    return Declared(
        type=t.SECURITY_GROUP,
        properties={"ingress": [block("11.0.0.0/8", prefixListIds=[lists])]},
        depends={"ingress": depends},
    )


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((listed(), prefix_list("13.0.0.0/8")), FAILED),
        ((listed(), prefix_list(), entry("13.0.0.0/8")), FAILED),
        ((listed("partners", depends=()), prefix_list("13.0.0.0/8")), FAILED),
        ((listed(), prefix_list("203.0.113.0/24")), PASSED),
        ((listed("pl-1", depends=()), prefix_list("13.0.0.0/8")), PASSED),
        ((listed(), prefix_list(UNKNOWN)), UNDETERMINED),
    ],
)
def test_a_prefix_list_of_the_stack_is_a_part(stack: tuple[Declared, ...], expected: Any) -> None:
    assert verdicts(IN, *stack) == expected


def test_a_prefix_list_is_judged_with_its_entries() -> None:
    assert verdicts(LIST, prefix_list("11.0.0.0/8"), entry("13.0.0.0/8"), of="list") == FAILED
    assert verdicts(LIST, prefix_list("11.0.0.0/8"), entry("203.0.113.0/24"), of="list") == PASSED
    assert verdicts(LIST, prefix_list("11.0.0.0/8"), entry(UNKNOWN), of="list") == UNDETERMINED


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((group(), out("a", 1, 20000), out("b", 20001, 40000)), FAILED),
        ((group(), out("a", 1, 20000), out("b", 1, 20000)), PASSED),
        ((group(), out("a", 80, 80), out("b", 443, 443)), PASSED),
        ((group(), out("a", 1, 20000), out("b", 20001, 40000, "10.0.0.0/8")), PASSED),
        ((group(egress=[block(*SIEVE, protocol="-1", first=0, last=0)]),), FAILED),
        ((group(egress=[block(ANY, protocol="-1", first=0, last=0)]),), PASSED),
        ((group(egress=[block("64.0.0.0/8", "128.0.0.0/8", "192.0.0.0/8", first=0, last=65535)]),), FAILED),
        ((group(egress=UNKNOWN),), UNDETERMINED),
    ],
)
def test_what_leaves_is_judged_in_all(stack: tuple[Declared, ...], expected: Any) -> None:
    assert verdicts(OUT, *stack) == expected


def line(number: int, action: Value, cidr: Value, first: Value = 22, last: Value = 22) -> dict[str, Value]:
    return {
        "ruleNo": number,
        "action": action,
        "protocol": "tcp",
        "fromPort": first,
        "toPort": last,
        "cidrBlock": cidr,
    }


def acl(*lines: Value) -> Declared:
    return Declared(type=t.NETWORK_ACL, properties={"ingress": [*lines]})


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (acl(line(1, "allow", "11.0.0.0/8"), line(2, "allow", "13.0.0.0/8")), FAILED),
        (acl(line(1, "allow", "11.0.0.0/8"), line(2, "allow", "13.0.0.0/8", 80, 80)), PASSED),
        (acl(line(1, "deny", ANY), line(2, "allow", "11.0.0.0/8"), line(3, "allow", "13.0.0.0/8")), PASSED),
        (acl(line(9, "deny", ANY), line(2, "allow", "11.0.0.0/8"), line(3, "allow", "13.0.0.0/8")), FAILED),
        (acl(line(1, "allow", ANY, 0, 30000), line(2, "allow", ANY, 30001, 65535)), FAILED),
        (acl(line(1, "allow", ANY, 0, 65535)), PASSED),
        (acl(line(1, "allow", ANY, 80, 80), line(2, "allow", ANY, 1024, 65535)), PASSED),
        (acl(line(1, "allow", "11.0.0.0/8"), line(2, UNKNOWN, "13.0.0.0/8")), UNDETERMINED),
        (acl(line(1, "allow", "11.0.0.0/8"), line(2, "allow", UNKNOWN)), UNDETERMINED),
    ],
)
def test_the_entries_of_an_acl_are_laid_over_each_other(declared: Declared, expected: Any) -> None:
    assert verdicts(ACL, declared) == expected


def test_the_rules_of_an_acl_elsewhere_are_told_of_once() -> None:
    def of_acl(name: str, number: int, cidr: str) -> Declared:
        flow = {key: value for key, value in line(number, "allow", cidr).items() if key not in ("ruleNo", "action")}
        given = {"networkAclId": "acl-1", "ruleNumber": number, "ruleAction": "allow", **flow}
        return Declared(type=t.NETWORK_ACL_RULE, name=name, properties=given)

    stack = (of_acl("one", 1, "11.0.0.0/8"), of_acl("two", 2, "13.0.0.0/8"))
    assert verdicts(ACL, *stack, of="one") == FAILED
    assert verdicts(ACL, *stack, of="two") == NOT_APPLICABLE


def test_a_database_is_open_by_the_sum_of_its_groups() -> None:
    database = Declared(
        type=t.DB_CLUSTER,
        name="database",
        properties={"engine": "aurora-postgresql", "vpcSecurityGroupIds": [UNKNOWN]},
        depends={"vpcSecurityGroupIds": ("main",)},
    )
    assert verdicts(DATABASE, database, group(block(*SIEVE, first=5432, last=5432)), of="database") == FAILED
    assert verdicts(DATABASE, database, group(block("10.0.0.0/8")), of="database") == PASSED
