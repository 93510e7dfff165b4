"""What a report of a verification shows: verified controls, and what people vouch for."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from guardrails.verdicts import Severity
from tests.vouch.conftest import Ended
from verification.answers import Answer
from verification.check import Scope
from verification.checks import CHECKS
from verification.records import info_of
from vouch.attestations import AttestationState
from vouch.errors import CannotJudgeError
from vouch.live.model import LiveAttestation, LiveReport, LiveResult, LiveRun, LiveSubject, LiveSummary
from vouch.report.model import Tool
from vouch.verified import by_people, checks_by_control, shown, shown_by

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CONTROL = "rest.db"
ASKED = [check.id for check in CHECKS if info_of(check).control == CONTROL and check.scope is not Scope.ORGANIZATION]


def _result(rule: str, verdict: Answer = Answer.HOLDS, *, refused: bool = False, control: str = CONTROL) -> LiveResult:
    return LiveResult(
        rule=rule,
        control=control,
        claims=(),
        severity=Severity.HIGH,
        verdict=verdict,
        refused=refused,
        resource=None,
        account="123456789012",
        region="eu-west-1",
        property=None,
        message="",
        fix="",
        frameworks=(),
        calls=(),
        asked=NOW,
    )


def _attested(claim: str, state: AttestationState) -> LiveAttestation:
    return LiveAttestation(
        claim=claim,
        statement="It is so.",
        owner="Head of People",
        evidence="https://example.com/it",
        sha256="0" * 64,
        issued=date(2026, 1, 1),
        expires=date(2026, 12, 31),
        state=state,
    )


def _report(*results: LiveResult, attestations: tuple[LiveAttestation, ...] = (), partial: bool = False) -> LiveReport:
    summary = dict.fromkeys(LiveSummary.model_fields, 0)
    run = LiveRun(
        subject=LiveSubject(stack="prod", accounts=("123456789012",), regions=("eu-west-1",)),
        profile="prod",
        partial=partial,
        started=NOW,
        ended=NOW,
        summary=LiveSummary.model_validate(summary),
        results=results,
        attestations=attestations,
    )
    return LiveReport(tool=Tool(version="1"), runs=(run,))


def _controls(*results: LiveResult) -> frozenset[str]:
    return shown(_report(*results)).controls


def test_a_control_is_verified_where_every_check_answered_and_something_holds() -> None:
    assert _controls(*map(_result, ASKED)) == {CONTROL}
    absent = [_result(each, Answer.ABSENT) for each in ASKED[1:]]
    assert _controls(_result(ASKED[0]), *absent) == {CONTROL}
    assert _controls(*(_result(each, Answer.ABSENT) for each in ASKED)) == frozenset()
    assert _controls(*map(_result, ASKED[1:])) == frozenset()


@pytest.mark.parametrize("verdict", [Answer.NOT_PERMITTED, Answer.UNAVAILABLE, Answer.ERROR])
def test_one_answer_that_proves_nothing_leaves_a_control_unverified(verdict: Answer) -> None:
    assert _controls(*map(_result, ASKED), _result(ASKED[0], verdict)) == frozenset()


def test_what_is_refused_unverifies_and_advice_does_not() -> None:
    assert _controls(*map(_result, ASKED), _result(ASKED[0], Answer.BROKEN, refused=True)) == frozenset()
    assert _controls(*map(_result, ASKED), _result(ASKED[0], Answer.BROKEN)) == {CONTROL}


def test_drift_unverifies_its_control() -> None:
    checks = [_result(each, control="gov.drift") for each in checks_by_control().get("gov.drift", ("one",))]
    drifted = _result("drift", Answer.BROKEN, refused=True, control="gov.drift")
    assert "gov.drift" in _controls(*checks)
    assert "gov.drift" not in _controls(*checks, drifted)


def test_attestations_count_as_the_report_saw_them() -> None:
    states = {"A": AttestationState.ATTESTED, "B": AttestationState.EXPIRING, "C": AttestationState.EXPIRED}
    told = shown(_report(attestations=tuple(_attested(*each) for each in states.items())))
    assert told.attested == {"A", "B"}
    assert told.expired == {"C"}


def test_a_newer_statement_takes_the_place_of_an_expired_one() -> None:
    told = shown(
        _report(
            attestations=(_attested("A", AttestationState.EXPIRED), _attested("A", AttestationState.ATTESTED)),
        )
    )
    assert told.attested == {"A"}
    assert not told.expired


def test_nobody_vouches_for_anything_yet() -> None:
    assert by_people() == by_people(date(2026, 11, 21))
    assert by_people().controls == frozenset()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{}", "is no report of this version's"),
        ("no json", "is no report of this version's"),
        (_report(partial=True).model_dump_json(), "is of a run that was stopped, and proves nothing"),
    ],
)
def test_what_is_no_whole_report_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotJudgeError, match=sentence):
        shown_by(path)


def test_a_missing_report_ends_with_2(vouch: Callable[..., Ended], tmp_path: Path) -> None:
    ended = vouch("claims", "--report", tmp_path / "none.json")
    assert ended.code == 2
    assert ended.err == f"vouch: the report {tmp_path / 'none.json'} cannot be read: No such file or directory\n"


def test_claims_are_listed_with_what_a_report_shows(vouch: Callable[..., Ended], tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(_report(*map(_result, ASKED)).model_dump_json(), encoding="utf-8")
    assert vouch("claims", "--report", path).code == 0
    assert shown_by(path).controls == {CONTROL}
