"""Network ACLs: what crosses the edge of each tier, and what never does."""

import pytest

from components.network.nat import Nat
from guardrails.graph import Resource
from tests.components.network.building import A, B, C, built, wired

_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
_ANSWERS = {
    "in-answers-tcp-low": (300, "tcp", 1024, 3388, "0.0.0.0/0"),
    "in-answers-tcp-high": (310, "tcp", 3390, 65535, "0.0.0.0/0"),
    "in-answers-udp-low": (320, "udp", 1024, 3388, "0.0.0.0/0"),
    "in-answers-udp-high": (330, "udp", 3390, 65535, "0.0.0.0/0"),
    "in-path-mtu": (340, "icmp", None, None, "0.0.0.0/0"),
}


def _rules(tier: str, resources: tuple[Resource, ...], *, egress: bool) -> dict[str, tuple[object, ...]]:
    prefix = f"network-{tier}-acl-"
    keys = ("ruleNumber", "protocol", "fromPort", "toPort", "cidrBlock")
    return {
        rule.name.removeprefix(prefix): tuple(rule.properties.get(key) for key in keys)
        for rule in resources
        if rule.name.startswith(prefix) and rule.properties["egress"] is egress
    }


def test_the_isolated_tier_takes_the_database_port_from_the_private_tier_and_answers_it() -> None:
    rules = built().all(_RULE)
    assert _rules("isolated", rules, egress=False) == {"in-5432": (5432, "tcp", 5432, 5432, "10.0.0.0/17")}
    assert _rules("isolated", rules, egress=True) == {"out-answers": (100, "tcp", 1024, 65535, "10.0.0.0/17")}


def test_a_further_data_port_adds_a_rule_and_leaves_the_first_alone() -> None:
    assert _rules("isolated", built(data_ports=(3306, 5432)).all(_RULE), egress=False) == {
        "in-3306": (3306, "tcp", 3306, 3306, "10.0.0.0/17"),
        "in-5432": (5432, "tcp", 5432, 5432, "10.0.0.0/17"),
    }


def test_the_public_tier_takes_https_and_http_answers_and_the_vpc() -> None:
    rules = built().all(_RULE)
    assert _rules("public", rules, egress=False) == {
        "in-vpc": (100, "-1", None, None, "10.0.0.0/16"),
        "in-https": (200, "tcp", 443, 443, "0.0.0.0/0"),
        "in-http": (210, "tcp", 80, 80, "0.0.0.0/0"),
        **_ANSWERS,
    }
    assert _rules("public", rules, egress=True) == {"out-anywhere": (100, "-1", None, None, "0.0.0.0/0")}


def test_the_private_tier_takes_answers_and_the_vpc_and_opens_no_service_to_the_internet() -> None:
    rules = built().all(_RULE)
    assert _rules("private", rules, egress=False) == {
        "in-vpc": (100, "-1", None, None, "10.0.0.0/16"),
        **_ANSWERS,
    }
    assert _rules("private", rules, egress=True) == {"out-anywhere": (100, "-1", None, None, "0.0.0.0/0")}


def test_path_mtu_discovery_works_and_no_other_icmp_comes_in_from_outside() -> None:
    icmp = [rule.properties for rule in built().all(_RULE) if rule.properties["protocol"] == "icmp"]
    assert [(rule["icmpType"], rule["icmpCode"]) for rule in icmp] == [(3, 4), (3, 4)]


@pytest.mark.parametrize("nat", list(Nat))
@pytest.mark.parametrize("port", [20, 21, 22, 3389])
def test_no_rule_lets_an_administrators_port_in_from_the_internet(nat: Nat, port: int) -> None:
    open_ = [
        rule.name
        for rule in built(nat=nat).all(_RULE)
        if not rule.properties["egress"]
        and rule.properties["cidrBlock"] == "0.0.0.0/0"
        and rule.properties["protocol"] != "icmp"
        and rule.properties.get("fromPort", 0) <= port <= rule.properties.get("toPort", 65535)
    ]
    assert open_ == []


def test_every_rule_allows_and_no_two_of_a_direction_share_a_number() -> None:
    rules = built(data_ports=(5432, 3306, 6379)).all(_RULE)
    assert {rule.properties["ruleAction"] for rule in rules} == {"allow"}
    places = [(wired(rule, "networkAclId"), rule.properties["egress"], rule.properties["ruleNumber"]) for rule in rules]
    assert len(places) == len(set(places))


def test_every_subnet_is_on_the_acl_of_its_tier() -> None:
    pairs = {
        (wired(each, "subnetId"), wired(each, "networkAclId"))
        for each in built().all("aws:ec2/networkAclAssociation:NetworkAclAssociation")
    }
    assert pairs == {
        (
            (f"aws:ec2/subnet:Subnet::network-{tier}-subnet-{zone}",),
            (f"aws:ec2/networkAcl:NetworkAcl::network-{tier}-acl",),
        )
        for tier in ("public", "private", "isolated")
        for zone in (A, B, C)
    }


def test_no_rule_is_written_inside_an_acl() -> None:
    for acl in built().all("aws:ec2/networkAcl:NetworkAcl"):
        assert not {"ingress", "egress"} & acl.properties.keys()
