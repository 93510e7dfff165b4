"""Network ACLs: both forms, denials that come first, and answers to connections."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, PASSED, UNDETERMINED, verdicts

REMOTE, ALL = "network-acl-remote-ports-not-open", "network-acl-all-ports-not-open"
ANY = "0.0.0.0/0"


def line(number: int, action: Value, first: Value, last: Value, cidr: Value = ANY) -> dict[str, Value]:
    return {
        "ruleNo": number,
        "action": action,
        "protocol": "tcp",
        "fromPort": first,
        "toPort": last,
        "cidrBlock": cidr,
    }


def acl(*lines: Value, type_: str = t.NETWORK_ACL) -> Declared:
    return Declared(type=type_, name="main", properties={"ingress": [*lines]})


def rule(name: str, number: int, action: str, first: int, last: int, **properties: Value) -> Declared:
    return Declared(
        type=t.NETWORK_ACL_RULE,
        name=name,
        properties={
            "networkAclId": UNKNOWN,
            "ruleNumber": number,
            "ruleAction": action,
            "protocol": "tcp",
            "fromPort": first,
            "toPort": last,
            "cidrBlock": ANY,
            **properties,
        },
        depends={"networkAclId": ("main",)},
    )


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (acl(line(100, "allow", 22, 22)), FAILED),
        (acl(line(100, "ALLOW", 1024, 65535)), FAILED),
        (acl(line(100, "allow", 22, 22), type_=t.DEFAULT_NETWORK_ACL), FAILED),
        (acl(line(100, "deny", 22, 22)), PASSED),
        (acl(line(100, "allow", 1024, 3388), line(110, "allow", 3390, 65535)), PASSED),
        (acl(line(100, "deny", 3389, 3389), line(110, "allow", 1024, 65535)), PASSED),
        (acl(line(120, "deny", 3389, 3389), line(110, "allow", 1024, 65535)), FAILED),
        (acl(line(100, "deny", 3389, 3389, "10.0.0.0/8"), line(110, "allow", 1024, 65535)), FAILED),
        (acl(line(100, "deny", 3389, 3389, "::/0"), line(110, "allow", 1024, 65535)), FAILED),
        (acl(line(100, UNKNOWN, 22, 22)), UNDETERMINED),
        (acl(UNKNOWN), UNDETERMINED),
        (acl(), PASSED),
    ],
)
def test_an_acl_is_read_by_its_numbers(declared: Declared, expected: Any) -> None:
    assert verdicts(REMOTE, declared) == expected


def test_rules_of_their_own_are_judged_with_their_siblings() -> None:
    wide = rule("wide", 200, "allow", 1024, 65535)
    denial = rule("denial", 100, "deny", 3389, 3389)
    assert verdicts(REMOTE, acl(), wide, of="wide") == FAILED
    assert verdicts(REMOTE, acl(), wide, denial, of="wide") == PASSED
    assert verdicts(REMOTE, acl(line(100, "deny", 3389, 3389)), wide, of="wide") == PASSED


def test_what_leaves_is_not_asked() -> None:
    assert verdicts(REMOTE, acl(), rule("out", 100, "allow", 0, 65535, egress=True), of="out") == PASSED
    assert verdicts(REMOTE, acl(), rule("out", 100, "allow", 0, 65535, egress=UNKNOWN), of="out") == UNDETERMINED


def test_all_ports_are_every_protocol_or_the_whole_range() -> None:
    assert verdicts(ALL, acl(line(100, "allow", 0, 65535))) == FAILED
    assert verdicts(ALL, acl({**line(100, "allow", 0, 0), "protocol": "all"})) == FAILED
    assert verdicts(ALL, acl(line(100, "allow", 1024, 65535))) == PASSED
