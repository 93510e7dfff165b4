"""Asking one check of a scripted account, at a time that examples know."""

from collections.abc import Mapping
from datetime import UTC, datetime

from guardrails.profiles import profile
from tests.support.account import ACCOUNT, REGION, ScriptedAccount
from verification.answers import Answer
from verification.check import Check, Responses
from verification.checks import CHECKS
from verification.runner import Job, Target, ask

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def the_check(id_: str) -> Check:
    """The check of this id."""
    (found,) = (check for check in CHECKS if check.id == id_)
    return found


def asked(
    id_: str, responses: Responses, *, bar: str = "prod", refused: Mapping[str, str] | None = None
) -> list[tuple[Answer, str | None, str]]:
    """What a check answers of an account: each answer, with its resource and message, in order of resource."""
    check = the_check(id_)
    account = ScriptedAccount(check.calls, responses, refused, message="said by a test")
    target = Target(
        account=ACCOUNT, region=REGION, partition="aws", reader=account.inventory(), home=True, management=True
    )
    results = ask(
        Job(check=check, target=target), profile(bar), now=NOW, accounts=frozenset({ACCOUNT}), regions=(REGION,)
    )
    return sorted(
        ((each.answer, each.resource, each.message) for each in results), key=lambda each: (each[1] or "", each[2])
    )


def messages(id_: str, responses: Responses, *, bar: str = "prod") -> list[str]:
    """What a check says is broken. What it could not tell fails the test: it would look like nothing broken."""
    results = asked(id_, responses, bar=bar)
    assert all(answer.proves for answer, _, _ in results), results
    return [message for answer, _, message in results if answer is Answer.BROKEN]
