"""Running checks: scopes, isolation of failures, stopping, and a soak over many accounts."""

import random
import threading
import tracemalloc
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from guardrails.controls.model import RuleInfo
from guardrails.profiles import profile
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Answer, Broken, NotPermitted, Unavailable, broken
from verification.calls import Call
from verification.check import Check, Examples, Found, Scope
from verification.errors import CredentialsError
from verification.live import Live, Parameters
from verification.runner import Job, Result, Run, Target, ask, in_order, jobs

LIST = Call(service="sqs", operation="list_queues", key="Queues")
LOOK = Call(service="sqs", operation="get_queue_attributes")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
BAR = profile("prod")
INFO = RuleInfo(id="queue-good", control="rest.msgs", title="Good", severity=Severity.HIGH, fix="Mend it.")


def _find(live: Live) -> Iterable[Found]:
    return [Found(str(each)) for each in live.items(LIST)]


def _judge(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    said = live.one(LOOK, {"QueueUrl": found.arn}) or {}
    if not said["good"]:
        yield broken("good", f"{found.arn} is not good")


def _check(
    id_: str = "queue-good", *, scope: Scope = Scope.REGION, presence: bool = False, severity: Severity = Severity.HIGH
) -> Check:
    return Check(
        id=id_,
        calls=(LIST, LOOK),
        finds=_find,
        judge=_judge,
        examples=Examples(holds={}, broken={}),
        scope=scope,
        presence=presence,
        info=RuleInfo(id=id_, control=INFO.control, title=INFO.title, severity=severity, fix=INFO.fix),
    )


class _Reader:
    """An account as a dictionary: its queues, and what looking at each gives or raises."""

    def __init__(self, queues: Mapping[str, bool | Exception] | Exception) -> None:
        self._queues = queues
        self.asked = 0

    def read(self, call: Call, _region: str, parameters: Parameters) -> Mapping[str, Any] | None:
        self.asked += 1
        if isinstance(self._queues, Exception):
            raise self._queues
        if call == LIST:
            return {"Queues": list(self._queues)}
        said = self._queues[parameters["QueueUrl"]]
        if isinstance(said, Exception):
            raise said
        return {"good": said}


def _target(
    reader: _Reader, account: str = "1", region: str = "a", *, home: bool = True, chief: bool = False
) -> Target:
    return Target(account=account, region=region, partition="aws", reader=reader, home=home, management=chief)


def _ask(queues: Mapping[str, bool | Exception] | Exception, check: Check | None = None) -> list[Result]:
    job = Job(check=check or _check(), target=_target(_Reader(queues)))
    return ask(job, BAR, now=NOW, accounts=frozenset({"1"}), regions=("a",))


def _said(results: Iterable[Result]) -> list[tuple[Answer, str | None, bool]]:
    return [(each.answer, each.resource, each.refused) for each in results]


def test_each_resource_has_its_own_answer() -> None:
    results = _ask({"x": True, "y": False, "z": NotPermitted("sqs:GetQueueAttributes", "no")})
    assert _said(results) == [
        (Answer.HOLDS, "x", False),
        (Answer.BROKEN, "y", True),
        (Answer.NOT_PERMITTED, "z", False),
    ]
    assert [each.calls for each in results] == [("sqs.get_queue_attributes", "sqs.list_queues")] * 3
    assert results[1].property == "good"


def test_advice_that_is_not_followed_breaks_no_promise() -> None:
    assert _said(_ask({"y": False}, _check(severity=Severity.LOW))) == [(Answer.BROKEN, "y", False)]


def test_a_check_that_may_not_list_answers_once() -> None:
    assert _said(_ask(Unavailable("sqs is throttled"))) == [(Answer.UNAVAILABLE, None, False)]


def test_none_breaks_only_what_asks_for_presence_and_is_required() -> None:
    assert _said(_ask({})) == [(Answer.ABSENT, None, False)]
    assert _said(_ask({}, _check(presence=True))) == [(Answer.ABSENT, None, True)]
    job = Job(check=_check(presence=True), target=_target(_Reader({})))
    (result,) = ask(job, profile("none"), now=NOW, accounts=frozenset(), regions=())
    assert (result.refused, result.message) == (False, "there is none")


def test_what_only_a_profile_requires_breaks_nothing_under_another() -> None:
    job = Job(check=_check(presence=True), target=_target(_Reader({"y": False})))
    for bar, refused in ((BAR, True), (profile("none"), False)):
        (result,) = ask(job, bar, now=NOW, accounts=frozenset(), regions=())
        assert (result.answer, result.refused) == (Answer.BROKEN, refused)


def test_a_check_that_raises_is_named_and_the_other_resources_are_judged() -> None:
    results = _ask({"x": KeyError("Attributes"), "y": True})
    assert _said(results) == [(Answer.ERROR, "x", False), (Answer.HOLDS, "y", False)]
    assert results[0].message == "check queue-good raised KeyError: 'Attributes'"


def test_a_call_that_a_check_did_not_state_is_an_error_of_the_check() -> None:
    def finds(live: Live) -> Iterable[Found]:
        live.one(Call(service="sqs", operation="list_queue_tags"))
        return ()

    odd = Check(id="odd", calls=(LIST,), finds=finds, judge=_judge, examples=Examples(holds={}, broken={}), info=INFO)
    (result,) = _ask({}, odd)
    assert result.answer is Answer.ERROR
    assert "sqs.list_queue_tags is not among the calls that the check states" in result.message


def test_scopes_say_where_a_check_is_asked() -> None:
    checks = [_check(scope.value, scope=scope) for scope in Scope]
    targets = [
        _target(_Reader({}), "1", "a", chief=True),
        _target(_Reader({}), "1", "b", home=False, chief=True),
        _target(_Reader({}), "2", "a"),
    ]
    assert [(job.check.id, job.target.account, job.target.region) for job in jobs(checks, targets)] == [
        ("region", "1", "a"),
        ("account", "1", "a"),
        ("organization", "1", "a"),
        ("region", "1", "b"),
        ("region", "2", "a"),
        ("account", "2", "a"),
    ]


def test_what_an_account_has_once_has_no_region() -> None:
    (result,) = _ask({"x": True}, _check(scope=Scope.ACCOUNT))
    assert result.region == ""


def test_credentials_that_fail_end_the_run() -> None:
    targets = [_target(_Reader(CredentialsError("expired")), str(number)) for number in range(20)]
    with pytest.raises(CredentialsError, match="expired"):
        list(Run(jobs([_check()], targets), BAR, regions=("a",)).results())


def test_a_stopped_run_hands_on_what_was_answered_and_starts_nothing_more() -> None:
    readers = [_Reader({"x": True}) for _ in range(30)]
    run = Run(jobs([_check()], [_target(reader, str(n)) for n, reader in enumerate(readers)]), BAR, regions=("a",))
    taken = []
    for job, answers in run.results():
        taken.append((job, answers))
        run.stop()
    assert taken
    assert len({job.target.account for job, _ in taken}) == len(taken)


def test_a_slow_service_delays_only_its_own_checks() -> None:
    """The checks of the slow service wait for those of the other, so that the order is certain without a clock."""
    others_done = threading.Event()
    slow = Call(service="sns", operation="list_topics", key="Topics")

    class Slow(_Reader):
        def read(self, call: Call, region: str, parameters: Parameters) -> Mapping[str, Any] | None:
            if call == slow:
                assert others_done.wait(30)
                return {"Topics": []}
            return super().read(call, region, parameters)

    def nothing(live: Live) -> Iterable[Found]:
        return [Found(str(each)) for each in live.items(slow)]

    waiting = [
        Check(
            id=f"slow-{number}",
            calls=(slow,),
            finds=nothing,
            judge=_judge,
            examples=Examples(holds={}, broken={}),
            info=INFO,
        )
        for number in range(40)
    ]
    quick = [_check(f"quick-{number}") for number in range(20)]
    order: list[str] = []
    for job, _ in Run(jobs([*waiting, *quick], [_target(Slow({"x": True}))]), BAR, regions=("a",)).results():
        order.append(job.check.id)
        if sum(each.startswith("quick") for each in order) == len(quick):
            others_done.set()
    assert all(each.startswith("quick") for each in order[: len(quick)])
    assert len(order) == len(waiting) + len(quick)


class _Weather:
    """An account that throttles, denies, times out or answers, by chance of its own; it knows what it did."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311  a test's dice
        self._lock = threading.Lock()
        self.asked = 0
        self.truth: dict[str, Answer] = {}

    def read(self, call: Call, _region: str, parameters: Parameters) -> Mapping[str, Any] | None:
        with self._lock:
            self.asked += 1
            dice = self._random.random()
        if call == LIST:
            return {"Queues": [f"queue-{number}" for number in range(8)]}
        name = parameters["QueueUrl"]
        for limit, answer, cause in (
            (0.1, Answer.NOT_PERMITTED, NotPermitted("sqs:GetQueueAttributes", "no")),
            (0.2, Answer.UNAVAILABLE, Unavailable("sqs is throttled")),
            (0.25, Answer.UNAVAILABLE, Unavailable("did not answer in time")),
            (0.27, Answer.ERROR, RuntimeError("odd")),
        ):
            if dice < limit:
                self.truth[name] = answer
                raise cause
        self.truth[name] = Answer.HOLDS if dice < 0.6 else Answer.BROKEN
        return {"good": dice < 0.6}


def _soak(
    accounts: int,
) -> tuple[dict[tuple[str, str], _Weather], Counter[tuple[str, str, str | None]], list[Result], int]:
    weather = {(str(account), region): _Weather(account) for account in range(accounts) for region in ("a", "b", "c")}
    targets = [
        Target(account=account, region=region, partition="aws", reader=reader, home=region == "a")
        for (account, region), reader in weather.items()
    ]
    seen: Counter[tuple[str, str, str | None]] = Counter()
    kept: list[Result] = []
    tracemalloc.start()
    for _, answers in Run(jobs([_check()], targets), BAR, regions=("a", "b", "c")).results():
        for each in answers:
            seen[each.account, each.region, each.resource] += 1
            kept.append(each)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return weather, seen, kept, peak


def test_a_soak_loses_doubles_and_whitewashes_nothing() -> None:
    weather, seen, kept, peak = _soak(50)
    assert set(seen.values()) == {1}
    assert len(seen) == 50 * 3 * 8
    told = {(each.account, each.region, each.resource): each.answer for each in kept}
    truth = {
        (account, region, queue): answer
        for (account, region), reader in weather.items()
        for queue, answer in reader.truth.items()
    }
    assert told == truth
    assert peak / len(kept) < 4_000, "bytes an answer, the run's own books included"


def test_answers_have_an_order_of_their_own() -> None:
    _, _, kept, _ = _soak(3)
    shuffled = random.Random(1).sample(kept, len(kept))  # noqa: S311  a test's dice
    assert in_order(shuffled) == in_order(kept)
