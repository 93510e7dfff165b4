"""From answers to a report: what is absent though required, what was attested, and what the run comes to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from guardrails.claims import claims_of
from guardrails.profiles import Profile
from guardrails.verdicts import Severity
from verification.answers import Answer
from verification.check import Check
from verification.records import info_of
from verification.runner import Result
from verification.settling import Settling
from vouch.attestations import Attestation, AttestationState
from vouch.live.model import LiveAttestation, LiveDrift, LiveResult, LiveRun, LiveSubject, LiveSummary

HOLDS: Final = 0
BROKEN: Final = 1
COULD_NOT: Final = 2
INCOMPLETE: Final = 3
_GRAVITY: Final = {severity: rank for rank, severity in enumerate(Severity)}
_RANK: Final = {answer: rank for rank, answer in enumerate((Answer.ERROR, Answer.BROKEN, Answer.ABSENT))}


def settled(results: Sequence[Result], checks: Sequence[Check], profile: Profile) -> list[Result]:
    """The results of a whole run, with what is absent judged by all regions of its account (``Settling``)."""
    settling = Settling(checks, profile)
    for each in results:
        settling.note(each.check, each.account, each.answer, refused=each.refused)
    judged: list[Result] = []
    for each in results:
        refused, message = settling.settle(each.check, each.account, each.answer, each.message, refused=each.refused)
        judged.append(replace(each, refused=refused, message=message))
    return judged


def run(
    subject: LiveSubject,
    profile: Profile,
    results: Iterable[Result],
    attestations: Iterable[Attestation],
    *,
    day: date,
    started: datetime,
    ended: datetime,
    checks: int,
    calls: int,
    partial: bool,
    drift: LiveDrift | None = None,
    drifted: Iterable[LiveResult] = (),
) -> LiveRun:
    """The report of one verification; attestations count as they are on ``day``.

    ``drifted`` are the answers on what the program declares, where it was compared.
    """
    listed = tuple(sorted((*(_result(each) for each in results), *drifted), key=_order))
    attested = tuple(_attestation(each, day) for each in attestations)
    return LiveRun(
        subject=subject,
        profile=profile.name,
        partial=partial,
        started=started,
        ended=ended,
        summary=_summary(listed, attested, checks, calls, (ended - started).total_seconds()),
        results=listed,
        attestations=attested,
        drift=drift,
    )


def exit_code(runs: Iterable[LiveRun]) -> int:
    """0 all hold, 1 something does not, 2 could not run, 3 nothing failed but the proof is incomplete."""
    codes = {_code(each) for each in runs}
    return next((code for code in (COULD_NOT, BROKEN, INCOMPLETE) if code in codes), HOLDS)


def _code(each: LiveRun) -> int:
    summary = each.summary
    if each.partial or summary.errors:
        return COULD_NOT
    if summary.refused or summary.expired:
        return BROKEN
    return INCOMPLETE if summary.not_permitted or summary.unavailable else HOLDS


def _summary(
    results: Sequence[LiveResult], attested: Sequence[LiveAttestation], checks: int, calls: int, seconds: float
) -> LiveSummary:
    answers = Counter(each.verdict for each in results)
    states = Counter(each.state for each in attested)
    return LiveSummary(
        checks=checks,
        passed=answers[Answer.HOLDS],
        failed=answers[Answer.BROKEN],
        absent=answers[Answer.ABSENT],
        not_permitted=answers[Answer.NOT_PERMITTED],
        unavailable=answers[Answer.UNAVAILABLE],
        errors=answers[Answer.ERROR],
        refused=sum(each.refused for each in results),
        attested=states[AttestationState.ATTESTED] + states[AttestationState.EXPIRING],
        expiring=states[AttestationState.EXPIRING],
        expired=states[AttestationState.EXPIRED],
        calls=calls,
        seconds=round(seconds, 3),
    )


def _result(each: Result) -> LiveResult:
    info = info_of(each.check)
    return LiveResult(
        rule=each.check.id,
        control=info.control,
        claims=claims_of(info.control),
        severity=info.severity,
        verdict=each.answer,
        refused=each.refused,
        resource=each.resource,
        account=each.account,
        region=each.region,
        property=each.property,
        message=each.message,
        fix=info.fix,
        frameworks=info.frameworks,
        calls=each.calls,
        asked=each.asked,
    )


def _attestation(each: Attestation, day: date) -> LiveAttestation:
    return LiveAttestation(
        claim=each.claim,
        statement=each.statement,
        owner=each.owner,
        evidence=each.evidence,
        sha256=each.sha256,
        issued=each.issued,
        expires=each.expires,
        state=each.on(day),
    )


def _order(each: LiveResult) -> tuple[int, int, str, str, str, str, str, str]:
    return (
        _GRAVITY[each.severity],
        _RANK.get(each.verdict, len(_RANK)),
        each.rule,
        each.account,
        each.region,
        each.resource or "",
        each.property or "",
        each.message,
    )
