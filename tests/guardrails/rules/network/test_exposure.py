"""Who may be reached from the internet: whose group it is, what listens behind it, and what databases let in."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.edge.types import LISTENER, LOAD_BALANCER
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

EDGE, HTTP = "security-group-public-only-at-edge", "security-group-http-only-redirects"
PURPOSE, DATABASE = "load-balancer-public-on-purpose", "database-security-group-not-open"
ANY = "0.0.0.0/0"
REDIRECT = {"type": "redirect", "redirect": {"protocol": "HTTPS", "statusCode": "HTTP_301"}}
FORWARD = {"type": "forward", "targetGroupArn": "arn:tg"}


def group(tags: Value = None, ingress: Value = None) -> Declared:
    return Declared(type=t.SECURITY_GROUP, name="group", properties={"tags": tags, "ingress": ingress})


def entry(first: Value = 443, last: Value = 443, protocol: str = "tcp", cidr: Value = ANY) -> Declared:
    return Declared(
        type=t.INGRESS_RULE,
        name="main",
        properties={
            "securityGroupId": UNKNOWN,
            "ipProtocol": protocol,
            "fromPort": first,
            "toPort": last,
            "cidrIpv4": cidr,
        },
        depends={"securityGroupId": ("group",)},
    )


@pytest.mark.parametrize(
    ("rule", "tags", "expected"),
    [
        (entry(), {"tier": "edge"}, PASSED),
        (entry(protocol="udp"), {"tier": "edge"}, PASSED),
        (entry(80, 80), {"tier": "edge"}, PASSED),
        (entry(), {"tier": "private"}, FAILED),
        (entry(), None, FAILED),
        (entry(443, 444), {"tier": "edge"}, FAILED),
        (entry(8443, 8443), {"tier": "edge"}, FAILED),
        (entry(protocol="-1"), {"tier": "edge"}, FAILED),
        (entry(-1, -1, "icmp"), {"tier": "edge"}, FAILED),
        (entry(), UNKNOWN, UNDETERMINED),
        (entry(443, UNKNOWN), {"tier": "edge"}, UNDETERMINED),
        (entry(cidr=UNKNOWN), {"tier": "edge"}, PASSED),
        (entry(cidr=UNKNOWN), {"tier": "private"}, UNDETERMINED),
        (entry(8443, 8443, cidr="10.0.0.0/8"), {"tier": "private"}, PASSED),
    ],
)
def test_only_https_on_an_edge_group_is_open(rule: Declared, tags: Value, expected: Any) -> None:
    assert verdicts(EDGE, rule, group(tags)) == expected


def test_a_group_of_another_stack_may_be_an_edge_group() -> None:
    elsewhere = Declared(
        type=t.INGRESS_RULE,
        name="main",
        properties={"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": ANY},
    )
    assert verdicts(EDGE, elsewhere) == UNDETERMINED


def test_an_inline_rule_is_judged_by_the_tags_of_its_own_group() -> None:
    https = [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": [ANY]}]
    assert verdicts(EDGE, group({"tier": "edge"}, https), of="group") == PASSED
    assert verdicts(EDGE, group({"tier": "web"}, https), of="group") == FAILED


def listening(*listeners: tuple[str, Value]) -> tuple[Declared, ...]:
    return (
        entry(80, 80),
        group({"tier": "edge"}),
        Declared(
            type=LOAD_BALANCER,
            name="lb",
            properties={"securityGroups": [UNKNOWN]},
            depends={"securityGroups": ("group",)},
        ),
        *(
            Declared(
                type=LISTENER,
                name=f"listener-{number}",
                properties={
                    "loadBalancerArn": UNKNOWN,
                    "port": 80 + number,
                    "protocol": protocol,
                    "defaultActions": [action],
                },
                depends={"loadBalancerArn": ("lb",)},
            )
            for number, (protocol, action) in enumerate(listeners)
        ),
    )


@pytest.mark.parametrize(
    ("listeners", "expected"),
    [
        ([("HTTP", REDIRECT)], PASSED),
        ([("HTTP", REDIRECT), ("HTTPS", FORWARD)], PASSED),
        ([("HTTP", FORWARD)], FAILED),
        ([("HTTP", REDIRECT), ("HTTP", FORWARD)], FAILED),
        ([("HTTP", {"type": "redirect", "redirect": {"statusCode": "HTTP_301"}})], FAILED),
        ([("HTTPS", FORWARD)], FAILED),
        ([], FAILED),
        ([("HTTP", UNKNOWN)], UNDETERMINED),
    ],
)
def test_port_80_is_open_only_to_a_redirect(listeners: list[tuple[str, Value]], expected: Any) -> None:
    assert verdicts(HTTP, *listening(*listeners)) == expected


def test_a_range_around_port_80_is_no_redirect() -> None:
    _, *rest = listening(("HTTP", REDIRECT))
    assert verdicts(HTTP, entry(80, 90), *rest) == FAILED
    assert verdicts(HTTP, entry(443, 443), *rest) == PASSED


def database(*others: Declared, depends: tuple[str, ...] = ("group",)) -> tuple[Declared, ...]:
    return (
        Declared(
            type=t.DB_CLUSTER,
            name="database",
            properties={"engine": "aurora-postgresql", "vpcSecurityGroupIds": [UNKNOWN]},
            depends={"vpcSecurityGroupIds": depends},
        ),
        *others,
    )


def test_every_rule_of_every_group_of_a_database_counts() -> None:
    inline = group(None, [{"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": [ANY]}])
    assert verdicts(DATABASE, *database(inline), of="database") == FAILED
    assert verdicts(DATABASE, *database(group(), entry(5432, 5432, cidr="::/0")), of="database") == FAILED
    assert verdicts(DATABASE, *database(group(), entry(5432, 5432, cidr="10.0.0.0/8")), of="database") == PASSED
    assert verdicts(DATABASE, *database(group(), depends=()), of="database") == UNDETERMINED


def test_the_message_names_the_rule_that_opens_the_database() -> None:
    said = results(DATABASE, *database(group(), entry(5432, 5432)))
    assert [result.message for result in said] == ["main lets 0.0.0.0/0 into the database"]


def balancer(**properties: Value) -> Declared:
    return Declared(type=LOAD_BALANCER, name="main", properties=properties)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (balancer(internal=True), NOT_APPLICABLE),
        (balancer(loadBalancerType="gateway"), NOT_APPLICABLE),
        (balancer(), FAILED),
        (balancer(loadBalancerType="network", tags={"tier": "edge"}), PASSED),
        (balancer(loadBalancerType="network"), FAILED),
        (balancer(internal=UNKNOWN), UNDETERMINED),
        (balancer(securityGroups=["sg-1"]), UNDETERMINED),
        (balancer(tags=UNKNOWN), UNDETERMINED),
    ],
)
def test_a_load_balancer_faces_the_internet_on_purpose(declared: Declared, expected: Any) -> None:
    assert verdicts(PURPOSE, declared) == expected


@pytest.mark.parametrize("owner", ["main", "group"])
def test_a_rule_of_its_own_fills_the_default_group_again(owner: str) -> None:
    vpc = Declared(type=t.VPC, name="main", properties={"cidrBlock": "10.0.0.0/16"})
    emptied = Declared(
        type=t.DEFAULT_SECURITY_GROUP, name="group", properties={"vpcId": UNKNOWN}, depends={"vpcId": ("main",)}
    )
    rule = Declared(
        type=t.SECURITY_GROUP_RULE,
        name="rule",
        properties={"type": "ingress", "protocol": "-1", "securityGroupId": UNKNOWN},
        depends={"securityGroupId": (owner,)},
    )
    assert verdicts("vpc-default-security-group-managed", vpc, emptied) == PASSED
    assert verdicts("vpc-default-security-group-managed", vpc, emptied, rule) == FAILED
