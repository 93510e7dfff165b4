"""What the answers of a run come to: absences over regions, attestations, exit codes."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from guardrails.controls.model import RuleInfo
from guardrails.profiles import profile
from guardrails.verdicts import Severity
from verification.answers import Answer
from verification.calls import Call
from verification.check import Check, Examples, holds_if_found
from verification.runner import Result
from vouch.attestations import Attestation
from vouch.live.model import LiveRun, LiveSubject
from vouch.live.verify import exit_code, run, settled

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.date()
CALL = Call(service="sqs", operation="list_queues", key="QueueUrls")
BAR = replace(profile("prod"), required=frozenset({"rest.msgs", "log.trail"}))


def _check(id_: str, control: str = "rest.msgs", *, presence: bool = False, everywhere: bool = False) -> Check:
    return Check(
        id=id_,
        calls=(CALL,),
        finds=lambda _: (),
        judge=holds_if_found,
        examples=Examples(holds={}, broken={}),
        presence=presence,
        everywhere=everywhere,
        info=RuleInfo(id=id_, control=control, title="A title", severity=Severity.HIGH, fix="Mend it."),
    )


def _result(check: Check, answer: Answer, region: str = "eu-west-1", account: str = "1", **changed: bool) -> Result:
    refused = changed.get("refused", answer is Answer.BROKEN or (answer is Answer.ABSENT and check.presence))
    return Result(
        check=check,
        answer=answer,
        account=account,
        region=region,
        resource=None if answer is Answer.ABSENT else "arn:aws:sqs:eu-west-1:1:q",
        property=None,
        message="",
        refused=refused,
        asked=NOW,
        calls=("sqs.list_queues",),
    )


def _refused(results: list[Result]) -> list[bool]:
    return [each.refused for each in results]


def test_what_another_region_has_is_not_missing() -> None:
    check = _check("present", presence=True)
    results = [_result(check, Answer.HOLDS), _result(check, Answer.ABSENT, "us-east-1")]
    assert _refused(settled(results, [check], BAR)) == [False, False]


def test_what_another_account_has_is_missing_here() -> None:
    check = _check("present", presence=True)
    results = [_result(check, Answer.HOLDS), _result(check, Answer.ABSENT, account="2")]
    assert _refused(settled(results, [check], BAR)) == [False, True]


def test_what_every_region_must_have_is_missing_in_one() -> None:
    check = _check("present", presence=True, everywhere=True)
    results = [_result(check, Answer.HOLDS), _result(check, Answer.ABSENT, "us-east-1")]
    assert _refused(settled(results, [check], BAR)) == [False, True]


def test_a_required_control_of_which_nothing_was_found_is_broken_once() -> None:
    one, two = _check("one"), _check("two")
    results = [_result(one, Answer.ABSENT), _result(two, Answer.ABSENT)]
    judged = settled(results, [one, two], BAR)
    assert _refused(judged) == [True, False]
    assert judged[0].message == "nothing of rest.msgs is there, and profile prod requires it"


@pytest.mark.parametrize("answer", [Answer.HOLDS, Answer.BROKEN, Answer.NOT_PERMITTED, Answer.UNAVAILABLE])
def test_a_control_that_another_check_saw_is_not_called_missing(answer: Answer) -> None:
    one, two = _check("one"), _check("two")
    judged = settled([_result(one, Answer.ABSENT), _result(two, answer)], [one, two], BAR)
    assert not judged[0].refused


def test_what_the_profile_does_not_require_is_not_missing() -> None:
    check = _check("one", "net.vpc")
    assert _refused(settled([_result(check, Answer.ABSENT)], [check], BAR)) == [False]


def _run(*answers: Answer, attested: tuple[Attestation, ...] = (), day: date = TODAY, partial: bool = False) -> LiveRun:
    check = _check("one")
    return run(
        LiveSubject(stack="prod", accounts=("1",), regions=("eu-west-1",)),
        BAR,
        [_result(check, answer, refused=answer is Answer.BROKEN) for answer in answers],
        attested,
        day=day,
        started=NOW,
        ended=NOW,
        checks=1,
        calls=1,
        partial=partial,
    )


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ((), 0),
        ((Answer.HOLDS, Answer.ABSENT), 0),
        ((Answer.HOLDS, Answer.BROKEN), 1),
        ((Answer.HOLDS, Answer.NOT_PERMITTED), 3),
        ((Answer.HOLDS, Answer.UNAVAILABLE), 3),
        ((Answer.BROKEN, Answer.NOT_PERMITTED), 1),
        ((Answer.BROKEN, Answer.ERROR), 2),
        ((Answer.ERROR, Answer.NOT_PERMITTED), 2),
    ],
)
def test_two_comes_before_one_and_one_before_three(answers: tuple[Answer, ...], code: int) -> None:
    assert exit_code([_run(*answers)]) == code


def test_a_run_that_was_stopped_proves_nothing() -> None:
    assert exit_code([_run(Answer.HOLDS, partial=True)]) == 2


ATTESTED = Attestation(
    claim="BZ-03",
    statement="Staff sign",
    owner="People",
    evidence="s3://evidence/nda.pdf",
    sha256="0" * 64,
    issued=date(2026, 1, 15),
    expires=date(2026, 12, 31),
)


@pytest.mark.parametrize(
    ("day", "state", "code"),
    [
        (date(2026, 1, 14), "not_yet", 0),
        (date(2026, 1, 15), "attested", 0),
        (date(2026, 12, 1), "attested", 0),
        (date(2026, 12, 2), "expiring", 0),
        (date(2026, 12, 31), "expiring", 0),
        (date(2027, 1, 1), "expired", 1),
    ],
)
def test_an_attestation_counts_until_its_last_day_and_is_warned_of_30_days_before(
    day: date, state: str, code: int
) -> None:
    verified = _run(Answer.HOLDS, attested=(ATTESTED,), day=day)
    assert verified.attestations[0].state == state
    assert exit_code([verified]) == code
