"""Verifies one account in one region, and leaves every answer in the work bucket before its time is over."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.profiles import Profile, profile_for
from operations.verifier.settings import Settings
from verification.accounts import Asked, CannotReachError, targets
from verification.check import Check
from verification.checks import CHECKS
from verification.errors import CredentialsError
from verification.runner import Job, Result, Run, Target, jobs
from verification.written import order, written

LONGEST_SECONDS: Final = 14 * 60
"""A function ends after fifteen minutes; an item stops asking before that and says what it did not ask."""
_TO_WRITE_SECONDS: Final = 45
Reach = Callable[[Settings, Mapping[str, Any]], Target]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What one item came to: ``unanswered`` are checks without an answer in time, ``error`` says why none was asked."""

    results: Sequence[Result]
    unanswered: tuple[str, ...]
    calls: int
    error: str = ""

    @property
    def partial(self) -> bool:
        """Whether something was not asked."""
        return bool(self.unanswered or self.error)


def key_of(run: str, account: str, region: str) -> str:
    """Where the result of an item is, in the work bucket."""
    return f"runs/{run}/results/{account}/{region}.jsonl"


def verify(
    settings: Settings,
    s3: Any,
    event: Mapping[str, Any],
    *,
    remaining_seconds: float,
    reach: Reach | None = None,
    checks: Sequence[Check] = CHECKS,
) -> dict[str, Any]:
    """Asks every check of one item, writes the answers as JSON lines, a head first, and returns where they are."""
    item, within = event["item"], min(LONGEST_SECONDS, max(1.0, remaining_seconds - _TO_WRITE_SECONDS))
    started = _now()
    verified = answers(settings, item, event["accounts"], within=within, reach=reach or into_account, checks=checks)
    key = key_of(event["run"], item["account"], item["region"])
    head = {
        "account": item["account"],
        "region": item["region"],
        "started": started,
        "ended": _now(),
        "partial": verified.partial,
        "unanswered": list(verified.unanswered),
        "error": verified.error,
        "calls": verified.calls,
    }
    body = b"\n".join(json.dumps(each, separators=(",", ":")).encode() for each in _lines(head, verified.results))
    s3.put_object(Bucket=settings.work, Key=key, Body=body, ContentType="application/jsonl")
    return {"account": item["account"], "region": item["region"], "partial": verified.partial, "key": key}


def answers(
    settings: Settings,
    item: Mapping[str, Any],
    accounts: Iterable[str],
    *,
    within: float,
    reach: Reach,
    checks: Sequence[Check],
) -> Verified:
    """Every answer of an account and region within so many seconds. An account that cannot be entered is an error."""
    try:
        target = reach(settings, item)
        asked = jobs(checks, (target,))
        running = Run(asked, _profile(settings), regions=settings.regions, accounts=accounts, within=within)
        results, done = _run(running)
    except (CannotReachError, CredentialsError) as cause:
        return Verified(results=(), unanswered=(), calls=0, error=str(cause))
    unanswered = tuple(sorted(job.check.id for job in asked if job.check.id not in done))
    return Verified(results=results, unanswered=unanswered, calls=target.reader.asked)


def into_account(settings: Settings, item: Mapping[str, Any]) -> Target:
    """The item's account and region, by its read-only role. Raises CannotReachError or CredentialsError."""
    asked = Asked(
        role=f"arn:{settings.partition}:iam::{item['account']}:role/{settings.role}",
        accounts=(item["account"],),
        regions=(item["region"],),
        external_id=settings.external_id or None,
    )
    (target,) = targets(asked)
    return replace(target, home=bool(item["home"]))


def _run(running: Run) -> tuple[list[Result], set[str]]:
    results: list[Result] = []
    done: set[str] = set()
    job: Job
    for job, answered in running.results():
        done.add(job.check.id)
        results.extend(answered)
    return results, done


def _lines(head: Mapping[str, Any], results: Iterable[Result]) -> Iterator[Mapping[str, Any]]:
    yield head
    yield from sorted((written(each) for each in results), key=order)


def _profile(settings: Settings) -> Profile:
    return profile_for(settings.project, settings.stack)


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
