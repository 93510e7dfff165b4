"""Drift in a report: results beside those of checks, numbers, and the schema that the report keeps to."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

import jsonschema
import pytest

from guardrails.profiles import profile
from tests.support.account import ACCOUNT, REGION, ScriptedAccount
from tests.verification.drift.cases import CASES
from tests.verification.drift.support import graph
from verification.answers import Answer
from verification.check import Responses
from verification.drift.counterparts import CALLS
from verification.permissions import policy
from verification.runner import Target
from vouch.live.drift import DriftFound, against
from vouch.live.model import LiveReport, LiveResult, LiveRun, LiveSubject
from vouch.live.schema import SCHEMA, schema
from vouch.live.table import show
from vouch.live.verify import exit_code
from vouch.live.verify import run as report_run
from vouch.report.console import text
from vouch.report.model import Tool

_DB = next(case for case in CASES if case.type == "aws:rds/instance:Instance")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def _target(responses: Responses) -> Target:
    account = ScriptedAccount(CALLS, responses)
    return Target(account=ACCOUNT, region=REGION, partition="aws", reader=account.inventory(), home=True)


def _found(responses: Responses) -> DriftFound:
    found, stopped = against(graph(_DB.stack), [_target(responses)], lambda _results: None)
    assert not stopped
    return found


def _run(found: DriftFound) -> LiveRun:
    return report_run(
        LiveSubject(stack="prod", accounts=(ACCOUNT,), regions=(REGION,)),
        profile("prod"),
        (),
        (),
        day=date(2026, 11, 21),
        started=NOW,
        ended=NOW,
        checks=0,
        calls=1,
        partial=False,
        drift=found.summary,
        drifted=found.results,
    )


def test_drift_is_a_result_of_gov_drift_that_refuses() -> None:
    found = _found(_DB.changed)
    (result,) = found.results
    assert (result.rule, result.control, result.verdict, result.refused) == ("drift", "gov.drift", Answer.BROKEN, True)
    assert result.property == "publiclyAccessible"
    assert exit_code((_run(found),)) == 1


def test_what_is_as_declared_breaks_nothing() -> None:
    found = _found(_DB.holds)
    assert [each.verdict for each in found.results] == [Answer.HOLDS]
    assert exit_code((_run(found),)) == 0


def test_what_is_not_there_is_refused() -> None:
    (result,) = _found({}).results
    assert (result.verdict, result.refused) == (Answer.ABSENT, True)


def test_the_report_says_how_much_was_compared() -> None:
    drift = _run(_found(_DB.holds)).drift
    assert drift is not None
    assert drift.model_dump() == {"resources": 1, "compared": 7, "unknown": 1, "unmapped": 0, "unanswered": 0}
    console, buffer = text()
    show(console, _run(_found(_DB.holds)))
    said = " ".join(buffer.getvalue().split())
    assert "7 properties that rules read are compared, of 1 resource; not compared: 1 known only to the cloud" in said


def test_a_stopped_comparison_keeps_what_it_has() -> None:
    def stop(_results: Sequence[LiveResult]) -> None:
        raise KeyboardInterrupt

    found, stopped = against(graph(_DB.stack), [_target(_DB.holds)], stop)
    assert stopped
    assert len(found.results) == 1


def test_the_schema_is_up_to_date_and_describes_the_report() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run `vouch generate`"
    report = LiveReport(tool=Tool(version="1"), runs=(_run(_found(_DB.changed)),))
    jsonschema.validate(json.loads(report.model_dump_json()), json.loads(schema()))


def test_the_permissions_of_a_comparison_are_those_of_its_calls() -> None:
    (statement,) = policy((), CALLS)["Statement"]
    assert statement["Action"] == sorted({action for call in CALLS for action in call.permissions})
    assert "cloudtrail:LookupEvents" in statement["Action"]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.id)
def test_every_call_only_reads(call) -> None:  # type: ignore[no-untyped-def]
    words = ("Describe", "Get", "List", "Lookup", "BatchGet", "Search", "GET", "Head")
    assert all(action.partition(":")[2].startswith(words) for action in call.permissions)
