"""Comparing a stack with an account: an answer for each declared resource that the account can be asked about."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.values import UNKNOWN, Secret, Value
from guardrails.verdicts import Severity
from verification.answers import Answer, Unanswered
from verification.check import Found
from verification.drift.compare import differences
from verification.drift.counterparts import CALLS, COUNTERPARTS
from verification.drift.events import last_change
from verification.drift.model import Counterpart, Subject
from verification.drift.severities import severities
from verification.errors import CredentialsError
from verification.live import Live
from verification.runner import Target

_THREADS: Final = 6
_BY_TYPE: Final = {each.type: each for each in COUNTERPARTS}
_GRAVEST: Final = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Of the properties that rules read and the program states: how many were compared, and how many not, and why.

    ``unknown`` are known only to the cloud until it is deployed; ``unmapped`` have no counterpart that is asked for;
    ``unanswered`` are of resources that were not found, not told apart, or not permitted to be read.
    """

    compared: int = 0
    unknown: int = 0
    unmapped: int = 0
    unanswered: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(
            compared=self.compared + other.compared,
            unknown=self.unknown + other.unknown,
            unmapped=self.unmapped + other.unmapped,
            unanswered=self.unanswered + other.unanswered,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drifted:
    """One answer on a declared resource: of one property where it differs, or of all where ``property`` is None."""

    answer: Answer
    severity: Severity
    account: str
    region: str
    resource: str
    property: str | None
    message: str
    calls: tuple[str, ...]
    asked: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What came of one resource."""

    resource: Resource
    counted: Counted
    answers: tuple[Drifted, ...]


def compare(
    graph: Graph, targets: Sequence[Target], *, clock: Callable[[], datetime] | None = None
) -> Iterator[Compared]:
    """Each declared AWS resource with what the account says of it, as answers come.

    ``targets`` are one account's regions. A resource of another region is counted as not answered. Raises
    CredentialsError where nothing can be answered at all.
    """
    by_region = {target.region: target for target in targets}
    declared = [each for each in graph.resources if each.custom and each.type.startswith("aws:")]
    now = clock or _now
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="drift") as pool:
        futures = [pool.submit(_compared, each, graph, by_region, now()) for each in declared]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


def to_compare(graph: Graph) -> int:
    """How many resources ``compare`` tells of."""
    return sum(each.custom and each.type.startswith("aws:") for each in graph.resources)


def _compared(resource: Resource, graph: Graph, targets: Mapping[str, Target], now: datetime) -> Compared:
    read = severities().get(resource.type, {})
    stated = [key for key in read if not resource.read(key).absent]
    counterpart = _BY_TYPE.get(resource.type)
    region = graph.region_of(resource).text or ""
    target = targets.get(region)
    if counterpart is None:
        return Compared(resource=resource, counted=Counted(unmapped=len(stated)), answers=())
    known = [key for key in stated if key in counterpart.properties]
    counted = Counted(unmapped=len(stated) - len(known))
    if target is None:
        return Compared(resource=resource, counted=counted + Counted(unanswered=len(known)), answers=())
    asking = _Asking(
        subject=Subject(resource=resource, graph=graph),
        counterpart=counterpart,
        severities=read,
        live=_live(target, now, targets),
    )
    return asking.compared(known, counted)


def _live(target: Target, now: datetime, targets: Mapping[str, Target]) -> Live:
    return Live(
        account=target.account,
        region=target.region,
        partition=target.partition,
        now=now,
        reader=target.reader,
        calls=CALLS,
        accounts=frozenset({target.account}),
        regions=tuple(targets),
        used=set(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """One declared resource, being asked about."""

    subject: Subject
    counterpart: Counterpart
    severities: Mapping[str, Severity]
    live: Live

    def compared(self, keys: Sequence[str], counted: Counted) -> Compared:
        try:
            found = self.counterpart.find(self.subject, self.live)
        except CredentialsError:
            raise
        except Exception as cause:  # noqa: BLE001  one that cannot be read in any way must not stop the others
            answers = [self._failed(self._declared_as, None, cause)]
            return self._came(answers, counted + Counted(unanswered=len(keys)))
        if found is None:
            message = "the program declares it, and the account has none"
            answers = [self._answer(Answer.ABSENT, self._declared_as, None, message)]
            return self._came(answers, counted + Counted(unanswered=len(keys)))
        answers = []
        for key in keys:
            one, count = self._property(key, found)
            answers.extend(one)
            counted += count
        answers.extend(self._beyond(found))
        if not answers:
            message = f"{counted.compared} properties are as declared" if counted.compared else "it is there"
            answers = [self._answer(Answer.HOLDS, found.arn, None, message)]
        return self._came(answers, counted)

    def _property(self, key: str, found: Found) -> tuple[list[Drifted], Counted]:
        compared = self.counterpart.properties[key]
        declared = self.subject.resource.properties[key]
        shown = compared.shown and not isinstance(declared, Secret)
        stated = compared.declared(declared.value if isinstance(declared, Secret) else declared)
        if not _known(stated):
            return [], Counted(unknown=1)
        try:
            actual = compared.actual(found, self.live)
            different = [
                f"{each.path} is declared {each.declared}, is {each.actual}"
                for each in differences(stated, actual, key, shown=shown)
            ]
        except CredentialsError:
            raise
        except Exception as cause:  # noqa: BLE001  as above
            return [self._failed(found.arn, key, cause)], Counted(unanswered=1)
        if not different:
            return [], Counted(compared=1)
        message = "; ".join((*different, *self._who(found)))
        return [self._answer(Answer.BROKEN, found.arn, key, message)], Counted(compared=1)

    def _beyond(self, found: Found) -> Iterator[Drifted]:
        """What the account has that nobody declared."""
        try:
            extras = list(self.counterpart.extras(self.subject, found, self.live))
        except CredentialsError:
            raise
        except Exception as cause:  # noqa: BLE001  as above
            yield self._failed(found.arn, None, cause)
            return
        for each in extras:
            message = "; ".join((each.message, *self._who(found)))
            yield self._answer(Answer.BROKEN, found.arn, each.property, message)

    def _who(self, found: Found) -> Iterable[str]:
        """Who changed it last; nothing where nobody tells."""
        names = (found.arn, found.arn.rpartition(":")[2], found.arn.rpartition("/")[2])
        where = self.counterpart.recorded_in
        said = last_change(names, replace(self.live, region=where) if where else self.live)
        return (said,) if said else ()

    def _failed(self, resource: str, key: str | None, cause: Exception) -> Drifted:
        if isinstance(cause, Unanswered):
            return self._answer(cause.answer, resource, key, str(cause))
        message = f"comparing {self._declared_as} raised {type(cause).__name__}: {cause}"
        return self._answer(Answer.ERROR, resource, key, message)

    def _answer(self, answer: Answer, resource: str, key: str | None, message: str) -> Drifted:
        gravest = min(self.severities.values(), key=_GRAVEST.__getitem__, default=Severity.MEDIUM)
        return Drifted(
            answer=answer,
            severity=self.severities.get(key or "", gravest),
            account=self.live.account,
            region=self.live.region,
            resource=resource,
            property=key,
            message=message,
            calls=(),
            asked=self.live.now,
        )

    def _came(self, answers: Iterable[Drifted], counted: Counted) -> Compared:
        calls = tuple(sorted(self.live.used))
        told = tuple(replace(each, calls=calls) for each in answers)
        return Compared(resource=self.subject.resource, counted=counted, answers=told)

    @property
    def _declared_as(self) -> str:
        return self.subject.resource.urn


def _known(value: Value) -> bool:
    """Whether a part of a value can be compared."""
    if isinstance(value, Secret):
        return _known(value.value)
    if isinstance(value, dict):
        return not value or any(_known(each) for each in value.values())
    if isinstance(value, list):
        return all(each is not UNKNOWN for each in value)
    return value is not UNKNOWN


def _now() -> datetime:
    return datetime.now(UTC)
