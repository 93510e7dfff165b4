"""Every check, on the accounts of its examples: holds, broken, absent, not permitted, throttled, not implemented."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from guardrails.profiles import profile
from tests.support.account import ACCOUNT, REGION, ScriptedAccount
from verification.answers import Answer
from verification.check import Check, Responses, holds_if_found
from verification.checks import CHECKS
from verification.records import info_of
from verification.runner import Job, Result, Target, ask

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture(params=CHECKS, ids=lambda check: check.id)
def check(request: pytest.FixtureRequest) -> Check:
    chosen: Check = request.param
    return chosen


def _asked(check: Check, account: ScriptedAccount) -> list[Result]:
    target = Target(
        account=ACCOUNT, region=REGION, partition="aws", reader=account.inventory(), home=True, management=True
    )
    bar = replace(profile("prod"), required=frozenset({info_of(check).control}))
    return ask(
        Job(check=check, target=target),
        bar,
        now=NOW,
        accounts=frozenset({ACCOUNT}),
        regions=("eu-west-1", "eu-central-1"),
    )


def _answers(check: Check, responses: Responses) -> list[Result]:
    return _asked(check, ScriptedAccount(check.calls, responses))


def _told(check: Check) -> list[Responses]:
    """The accounts of the examples that have what the check looks for."""
    return [each for each in (check.examples.holds, check.examples.broken) if each is not None]


def test_the_check_holds(check: Check) -> None:
    results = _answers(check, check.examples.holds)
    assert [(each.message, each.answer) for each in results if each.answer is not Answer.HOLDS] == []
    assert results


def test_the_check_says_what_is_broken(check: Check) -> None:
    if check.examples.broken is None:
        assert check.presence
        assert check.judge is holds_if_found
        pytest.skip("it asks for presence alone")
    results = _answers(check, check.examples.broken)
    broken = [each for each in results if each.answer is Answer.BROKEN]
    assert broken, [each.message for each in results]
    assert {each.answer for each in results} <= {Answer.BROKEN, Answer.HOLDS}
    for each in broken:
        assert each.message
        assert not each.message.endswith(".")
        assert each.refused is info_of(check).severity.refuses


def test_what_is_not_there_is_absent(check: Check) -> None:
    if check.examples.absent is None:
        pytest.skip("an account always has it")
    (result,) = _answers(check, check.examples.absent)
    assert (result.answer, result.resource) == (Answer.ABSENT, None), result.message
    assert result.refused is check.presence


def test_every_call_is_made(check: Check) -> None:
    asked: set[str] = set()
    for responses in _told(check):
        account = ScriptedAccount(check.calls, responses)
        _asked(check, account)
        asked.update(account.asked)
    assert {call.id for call in check.calls} == asked


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("AccessDeniedException", Answer.NOT_PERMITTED),
        ("ThrottlingException", Answer.UNAVAILABLE),
        ("404", Answer.UNAVAILABLE),
    ],
)
def test_a_call_that_tells_nothing_is_no_pass(check: Check, code: str, answer: Answer) -> None:
    for call in check.calls:
        for responses in _told(check):
            account = ScriptedAccount(
                check.calls, responses, {call.id: code}, message="no identity-based policy allows it"
            )
            results = _asked(check, account)
            if call.id not in account.asked:
                continue
            told = [each for each in results if each.answer is answer]
            assert told, (call.id, [(each.answer, each.message) for each in results])
            if answer is Answer.NOT_PERMITTED:
                assert all(call.permissions[0] in each.message for each in told)
            if responses is check.examples.holds:
                assert not any(each.refused for each in results)
