"""What a stack becomes when it grows: more of it, and nothing that exists replaced."""

from typing import Any

import pytest

from guardrails.judge import judge
from guardrails.profiles import profile
from guardrails.rules import book
from tests.support.prod import record_settings, record_stack, settings_of


def _urns(stack: str, **changes: Any) -> set[str]:
    given = settings_of(stack)
    for section, values in changes.items():
        given = {**given, section: {**given.get(section, {}), **values}}
    return {each.urn for each in record_settings(stack, given).resources}


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_a_further_zone_changes_no_existing_urn(stack: str) -> None:
    before = {each.urn for each in record_stack(stack).resources}
    zones = ["a", "b", "c"] if stack == "staging" else ["a", "b", "c", "d"]
    grown = _urns(stack, network={"zones": zones})
    assert before - grown == set()
    assert grown - before


def test_the_firewall_can_be_switched_on_later() -> None:
    before = {each.urn for each in record_stack("staging").resources}
    assert before - _urns("staging", network={"firewall": "per_az", "nat": "per_az"}) == set()


def test_a_further_region_of_detection_changes_no_existing_urn() -> None:
    before = {each.urn for each in record_stack("prod").resources}
    assert before - _urns("prod", detection={"regions": ["eu-north-1"]}) == set()


def test_prod_on_aurora_keeps_every_promise_too() -> None:
    given = settings_of("prod")
    given = {**given, "database": {"engine": "aurora-postgres", "instance_class": "db.r8g.large"}}
    recorded = record_settings("prod", given)
    assert recorded.all("aws:rds/cluster:Cluster")
    results = judge(recorded.graph, book(), profile("prod"))
    assert [(result.info.id, result.message) for result in results if result.refused] == []
