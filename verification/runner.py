"""Asking every check in every account and region, with bounded threads, and keeping what was answered.

Each service has a lane of a few threads, so that a throttled or slow one delays only the checks that ask it first.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from guardrails.profiles import Profile
from verification.answers import Answer, Unanswered
from verification.check import Check, Found, Scope
from verification.errors import CredentialsError
from verification.live import Live, Reader
from verification.records import asks_what_a_profile_requires, info_of

_LANE_THREADS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One account in one region. ``home`` marks the region where what an account has once is asked for."""

    account: str
    region: str
    partition: str
    reader: Reader
    home: bool
    management: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One answer: of a check, on a resource (None where it is the check's as a whole), in an account and region.

    ``refused`` says that the promise is broken: it does not hold, or what the profile requires is not there.
    ``asked`` is when the check was asked; ``calls`` are those that it made.
    """

    check: Check
    answer: Answer
    account: str
    region: str
    resource: str | None
    property: str | None
    message: str
    refused: bool
    asked: datetime
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A check at a target."""

    check: Check
    target: Target


def jobs(checks: Sequence[Check], targets: Sequence[Target]) -> list[Job]:
    """Every check at every target that its scope names."""
    return [Job(check=check, target=target) for target in targets for check in checks if _asked(check, target)]


def _asked(check: Check, target: Target) -> bool:
    if check.scope is Scope.REGION:
        return True
    return target.home and (check.scope is Scope.ACCOUNT or target.management)


class Run:
    """One run over jobs. ``results`` yields each job's answers as they come; ``stop`` ends it after the jobs under way.

    ``accounts`` are all those of the same owner, where the jobs are of some of them only. After ``within`` seconds
    ``results`` ends, whatever is under way, and ``late`` says so.

    Raises CredentialsError, from ``results``, where nothing can be answered at all.
    """

    def __init__(
        self,
        asked: Sequence[Job],
        profile: Profile,
        *,
        regions: tuple[str, ...],
        clock: Callable[[], datetime] | None = None,
        accounts: Iterable[str] = (),
        within: float | None = None,
    ) -> None:
        self.late = False
        self._within = within
        self._jobs = asked
        self._profile = profile
        self._regions = regions
        self._accounts = frozenset((*accounts, *(job.target.account for job in asked)))
        self._clock = clock or _now
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Starts no further job."""
        self._stopped.set()

    def results(self) -> Iterator[tuple[Job, list[Result]]]:
        """The answers of each job, in the order in which they come."""
        lanes: dict[str, ThreadPoolExecutor] = {}
        try:
            futures: dict[Future[list[Result] | None], Job] = {}
            for job in self._jobs:
                lane = lanes.get(job.check.lane)
                if lane is None:
                    lane = lanes[job.check.lane] = ThreadPoolExecutor(_LANE_THREADS, thread_name_prefix=job.check.lane)
                futures[lane.submit(self._ask, job)] = job
            for future in as_completed(futures, timeout=self._within):
                answers = future.result()
                if answers is not None:
                    # Popped, so that what was handed on is not kept: 50 accounts have many answers.
                    yield futures.pop(future), answers
        except TimeoutError:
            self.late = True
        finally:
            self.stop()
            for lane in lanes.values():
                lane.shutdown(wait=False, cancel_futures=True)

    def _ask(self, job: Job) -> list[Result] | None:
        if self._stopped.is_set():
            return None
        try:
            return ask(job, self._profile, now=self._clock(), accounts=self._accounts, regions=self._regions)
        except CredentialsError:
            self.stop()
            raise


def ask(
    job: Job, profile: Profile, *, now: datetime, accounts: frozenset[str], regions: tuple[str, ...]
) -> list[Result]:
    """Every answer of one check at one target. Raises CredentialsError; any other error becomes an answer."""
    check, target = job.check, job.target
    info = info_of(check)
    live = Live(
        account=target.account,
        region=target.region,
        partition=target.partition,
        now=now,
        reader=target.reader,
        calls=check.calls,
        accounts=accounts,
        regions=regions,
        used=set(),
    )
    results: list[Result] = []
    try:
        found = list(check.finds(live))
    except CredentialsError:
        raise
    except Exception as cause:  # noqa: BLE001  a check may fail in any way, and the others must still ask
        return [_failed(job, live, None, cause)]
    if not found:
        refused = check.presence and profile.requires(info.control)
        message = "there is none" + (f", and profile {profile.name} requires it" if refused else "")
        return [_result(job, live, Answer.ABSENT, None, None, message, refused=refused)]
    for each in found:
        results.extend(_judged(job, live, each, profile))
    return results


def _judged(job: Job, live: Live, found: Found, profile: Profile) -> Iterator[Result]:
    refused = _refuses(job.check, profile)
    said = False
    try:
        for each in job.check.judge(found, live, profile.thresholds):
            said = True
            yield _result(job, live, Answer.BROKEN, found.arn, each.property, each.message, refused=refused)
    except CredentialsError:
        raise
    except Exception as cause:  # noqa: BLE001  as above
        yield _failed(job, live, found.arn, cause)
        return
    if not said:
        yield _result(job, live, Answer.HOLDS, found.arn, None, "", refused=False)


def _refuses(check: Check, profile: Profile) -> bool:
    info = info_of(check)
    return info.severity.refuses and (profile.requires(info.control) or not asks_what_a_profile_requires(check))


def _failed(job: Job, live: Live, resource: str | None, cause: Exception) -> Result:
    if isinstance(cause, Unanswered):
        return _result(job, live, cause.answer, resource, None, str(cause), refused=False)
    message = f"check {job.check.id} raised {type(cause).__name__}: {cause}"
    return _result(job, live, Answer.ERROR, resource, None, message, refused=False)


def _result(
    job: Job, live: Live, answer: Answer, resource: str | None, property_: str | None, message: str, *, refused: bool
) -> Result:
    return Result(
        check=job.check,
        answer=answer,
        account=job.target.account,
        region=job.target.region if job.check.scope is Scope.REGION else "",
        resource=resource,
        property=property_,
        message=message,
        refused=refused,
        asked=live.now,
        calls=tuple(sorted(live.used)),
    )


def in_order(results: Iterable[Result]) -> list[Result]:
    """Answers in an order that is the same on every run."""
    return sorted(
        results,
        key=lambda each: (
            each.check.id,
            each.account,
            each.region,
            each.resource or "",
            each.property or "",
            each.message,
        ),
    )


def _now() -> datetime:
    return datetime.now(UTC)
