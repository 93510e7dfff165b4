"""What was verified: the checks of each control, and what the report of one ``vouch verify`` says of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from verification.answers import Answer
from verification.check import Scope
from verification.checks import CHECKS
from verification.records import info_of
from vouch.attestations import ATTESTATIONS, AttestationState, read
from vouch.errors import CannotJudgeError
from vouch.live.model import LiveReport, LiveResult
from vouch.promises import claims

_COUNTS: Final = (AttestationState.ATTESTED, AttestationState.EXPIRING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an account, and people, have shown: verified controls, attested claims, claims whose statement expired."""

    controls: frozenset[str] = frozenset()
    attested: frozenset[str] = frozenset()
    expired: frozenset[str] = frozenset()


def by_people(day: date | None = None) -> Shown:
    """What is shown without a report: what somebody vouches for on ``day``, today where it is not given."""
    stated = read(ATTESTATIONS, [claim.id for claim in claims()]) if ATTESTATIONS.is_file() else ()
    on = day or datetime.now(UTC).date()
    return _states((each.claim, each.on(on)) for each in stated)


def _states(stated: Iterable[tuple[str, AttestationState]]) -> Shown:
    """What statements come to: a claim with several is attested while one of them counts."""
    states = tuple(stated)
    attested = frozenset(claim for claim, state in states if state in _COUNTS)
    expired = frozenset(claim for claim, state in states if state is AttestationState.EXPIRED)
    return Shown(attested=attested, expired=expired - attested)


@cache
def checks_by_control() -> Mapping[str, tuple[str, ...]]:
    """Check ids by the control that they ask for, in the order of the checks."""
    found: dict[str, list[str]] = {}
    for check in CHECKS:
        found.setdefault(info_of(check).control, []).append(check.id)
    return {control: tuple(ids) for control, ids in found.items()}


def shown_by(path: Path) -> Shown:
    """What a JSON report of ``vouch verify`` shows. Raises CannotJudgeError where it is none, or a stopped run's."""
    try:
        report = LiveReport.model_validate_json(path.read_bytes())
    except OSError as cause:
        raise CannotJudgeError(f"the report {path} cannot be read: {cause.strerror}") from cause
    except ValidationError as cause:
        first = cause.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise CannotJudgeError(
            f"{path} is no report of this version's `vouch verify --format json` ({where}: {first['msg'].lower()}): "
            "verify again"
        ) from cause
    if not report.runs or any(run.partial for run in report.runs):
        raise CannotJudgeError(f"the report {path} is of a run that was stopped, and proves nothing: verify again")
    return shown(report)


def shown(report: LiveReport) -> Shown:
    """What a whole report shows.

    A control is verified where something holds, every check of it answered, and no answer breaks it or leaves it
    open. Advice that is not followed breaks nothing. What is asked in an organisation's management account only may
    be missing: in other accounts nobody asks it.
    """
    by_control: dict[str, list[LiveResult]] = {}
    for result in (result for run in report.runs for result in run.results):
        by_control.setdefault(result.control, []).append(result)
    people = _states((each.claim, each.state) for run in report.runs for each in run.attestations)
    controls = frozenset(control for control, results in by_control.items() if _verified(control, results))
    return replace(people, controls=controls)


def _verified(control: str, results: list[LiveResult]) -> bool:
    answered = {result.rule for result in results}
    return (
        any(result.verdict is Answer.HOLDS for result in results)
        and all(result.verdict.proves and not result.refused for result in results)
        and answered.issuperset(_asked_everywhere().get(control, ()))
    )


@cache
def _asked_everywhere() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for check in CHECKS:
        if check.scope is not Scope.ORGANIZATION:
            found.setdefault(info_of(check).control, []).append(check.id)
    return {control: tuple(ids) for control, ids in found.items()}
