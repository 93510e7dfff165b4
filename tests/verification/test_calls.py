"""Checks and calls together: what is shared must be stated alike, for the inventory keeps one answer of it."""

from collections import defaultdict

from verification.calls import Call
from verification.checks import CHECKS


def test_no_two_checks_have_the_same_id() -> None:
    ids = [check.id for check in CHECKS]
    assert sorted({each for each in ids if ids.count(each) > 1}) == []


def test_an_operation_is_stated_alike_wherever_it_is_asked() -> None:
    # Another key, or other codes of absence, would give the second reader the first one's pages and errors.
    stated: dict[str, set[tuple[str | None, tuple[str, ...]]]] = defaultdict(set)
    for call in {call for check in CHECKS for call in check.calls}:
        stated[call.id].add((call.key, call.absent))
    assert {id_: said for id_, said in stated.items() if len(said) > 1} == {}


def test_calls_compare_by_what_they_state() -> None:
    first = Call(service="ec2", operation="describe_vpcs", key="Vpcs")
    assert first == Call(service="ec2", operation="describe_vpcs", key="Vpcs")
    assert first != Call(service="ec2", operation="describe_vpcs", key="Vpcs", region="us-east-1")
