"""A compliant account in moto, and one violation of it at a time: each breaks exactly what it should."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from moto import mock_aws

from tests.support.compliant import seed
from tests.support.compliant.broken_entries import ENTRIES
from tests.support.compliant.broken_stores import STORES
from tests.support.compliant.broken_watch import WATCH
from tests.support.compliant.model import Account, client
from tests.support.compliant.violations import Violation
from tests.verification.moto.asking import Changed, ask_all, broken, worst
from tests.verification.moto.flips import FLIPS
from tests.verification.moto.known import EXPECTED
from verification.answers import Answer
from verification.reader import Inventory
from verification.records import info_of
from verification.runner import Result

VIOLATIONS = (*STORES, *WATCH, *ENTRIES)


@dataclass(frozen=True)
class Seeded:
    """The account, its reader, and what every check answered."""

    account: Account
    reader: Inventory
    results: list[Result]


@pytest.fixture(scope="module")
def seeded() -> Iterator[Seeded]:
    with mock_aws():
        account = seed()
        reader = Inventory(client)
        yield Seeded(account, reader, ask_all(reader))


def test_everything_that_moto_can_answer_holds(seeded: Seeded) -> None:
    # Exact, so that a moto that learns more must be told here.
    told = {id_: answer for id_, answer in worst(seeded.results).items() if answer is not Answer.HOLDS}
    assert told == EXPECTED


def test_no_check_raises(seeded: Seeded) -> None:
    assert [each.message for each in seeded.results if each.answer is Answer.ERROR] == []


def test_every_violation_has_its_expectation() -> None:
    assert [each.name for each in VIOLATIONS] == list(FLIPS)


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda violation: violation.name.replace(" ", "-"))
def test_a_violation_breaks_exactly_what_it_should(seeded: Seeded, violation: Violation) -> None:
    services = {*violation.services, "resourcegroupstaggingapi"}
    before = broken(ask_all(Changed(seeded.reader, services)))
    with violation.breaks(seeded.account):
        results = ask_all(Changed(seeded.reader, services))
    new = broken(results) - before
    assert sorted({id_ for id_, _, _ in new}) == list(FLIPS[violation.name])
    controls = {info_of(each.check).control for each in results if each.check.id in FLIPS[violation.name]}
    assert controls
