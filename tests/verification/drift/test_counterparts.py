"""Each type is found and compared: as declared it holds, and the one property that was changed is what differs."""

from pathlib import Path

import pytest

from tests.support.drift_severities import rendered, severities
from tests.verification.drift.cases import CASES, Case
from tests.verification.drift.support import compared
from verification.answers import Answer
from verification.drift.counterparts import COUNTERPARTS
from verification.drift.severities import LISTED

_MEND = "run: PYTHONPATH=.:policies python -m tests.support.drift_severities"
PAGE = Path(__file__).parents[3] / "docs" / "verify.md"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.type)
def test_what_is_as_declared_holds(case: Case) -> None:
    (answer,) = compared(case.stack, case.holds)["it"].answers
    assert (answer.answer, answer.property) == (Answer.HOLDS, None), answer.message


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.type)
def test_what_was_changed_is_the_property_that_differs(case: Case) -> None:
    answers = compared(case.stack, case.changed)["it"].answers
    assert [(each.answer, each.property) for each in answers] == [(Answer.BROKEN, case.differs)]
    assert answers[0].message.startswith(case.differs)
    assert "s3cret" not in answers[0].message


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.type)
def test_what_the_account_lacks_is_never_as_declared(case: Case) -> None:
    answers = compared(case.stack, {})["it"].answers
    # A setting that is always there answers nothing in a bare account, and is declared off in one case.
    bare = {Answer.HOLDS} if case.type == "aws:ec2/serialConsoleAccess:SerialConsoleAccess" else set()
    assert {each.answer for each in answers} <= {Answer.ABSENT, Answer.BROKEN} | bare


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.type)
def test_what_may_not_be_read_is_not_permitted(case: Case) -> None:
    refused = dict.fromkeys(case.answers, "AccessDeniedException")
    (answer,) = compared(case.stack, {}, refused=refused)["it"].answers
    assert answer.answer is Answer.NOT_PERMITTED
    assert "is not permitted" in answer.message


def test_each_type_has_one_counterpart_and_compares_what_rules_read() -> None:
    types = [each.type for each in COUNTERPARTS]
    assert len(types) == len(set(types))
    read = severities()
    beside = [
        (each.type, key) for each in COUNTERPARTS for key in each.properties if key not in read.get(each.type, {})
    ]
    assert beside == []


def test_the_severities_are_those_of_the_rules() -> None:
    assert LISTED.read_text(encoding="utf-8") == rendered(severities()), _MEND


def test_the_page_lists_what_is_compared() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for each in COUNTERPARTS:
        said = ", ".join(f"`{key}`" for key in sorted(each.properties)) or "that it is there"
        assert f"| `{each.type}` | {said} |" in page
