"""JUnit XML follows the structure that build servers read, counts right, and fails where the deploy is refused."""

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
import xmlschema

from guardrails.verdicts import Severity, Verdict
from tests.vouch.report.made import report, result, run
from vouch.report.junit import render
from vouch.report.model import Exempted, Report, Source

SCHEMA = xmlschema.XMLSchema11(Path(__file__).with_name("junit.xsd"))
EXEMPTED = Exempted(owner="data", reason="replaced in May", ticket="OPS-1", expires=date(2030, 5, 1))


def _junit(made: Report) -> Element:
    text = render(made)
    SCHEMA.validate(text)
    return fromstring(text)  # noqa: S314  made here


def _case(made: Report) -> Element:
    (case,) = _junit(made).iter("testcase")
    return case


def _counts(element: Element) -> dict[str, str | None]:
    return {count: element.get(count) for count in ("tests", "failures", "errors", "skipped")}


def test_suites_are_controls_and_cases_rules_on_resources() -> None:
    root = _junit(
        report(
            run(
                result(),
                result(property="tags", message="tags is not set"),
                result("other", verdict=Verdict.PASSED, refused=False),
                result("old", known=True, refused=False),
                result(None, rule="trail-present", control="log.trail", verdict=Verdict.ERROR, message="it raised"),
            ),
            run(result(), stack="dev"),
        )
    )
    assert [suite.get("name") for suite in root] == ["live log.trail", "live rest.files", "dev rest.files"]
    assert _counts(root) == {"tests": "5", "failures": "2", "errors": "1", "skipped": None}
    assert _counts(root[1]) == {"tests": "3", "failures": "1", "errors": "0", "skipped": "1"}
    assert [case.get("name") for case in root.iter("testcase")] == [
        "trail-present: the stack",
        "bucket-named: aws:s3/bucket:Bucket logs",
        "bucket-named: aws:s3/bucket:Bucket old",
        "bucket-named: aws:s3/bucket:Bucket other",
        "bucket-named: aws:s3/bucket:Bucket logs",
    ]
    assert {case.get("classname") for case in root[1]} == {"live.rest.files"}
    assert root.get("time") == "1.000"


def test_a_refused_result_is_a_failure_that_says_what_which_claims_and_how_to_mend() -> None:
    case = _case(report(run(result(), result(property="tags", message="it has none"), path="-")))
    (failure,) = case
    assert (failure.tag, failure.get("type")) == ("failure", "failed")
    assert failure.get("message") == "bucket is not set (and 1 more)"
    assert (failure.text or "").splitlines() == [
        "bucket is not set",
        "tags: it has none",
        "at: Pulumi.live.yaml",
        "severity: high",
        "claims: CF-02, OB-05",
        "fix: Set bucket.",
    ]


def test_a_refused_undetermined_result_is_a_failure_of_its_own_type() -> None:
    (failure,) = _case(report(run(result(verdict=Verdict.UNDETERMINED, message="bucket is not known yet"))))
    assert (failure.tag, failure.get("type")) == ("failure", "undetermined")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"verdict": Verdict.UNDETERMINED, "message": "bucket is unknown"},
            "could not be determined: bucket is unknown",
        ),
        ({"severity": Severity.LOW}, "severity low refuses nothing: bucket is not set"),
        ({"known": True}, "known in the baseline: bucket is not set"),
        (
            {"verdict": Verdict.EXEMPT, "exemption": EXEMPTED},
            "exempt until 2030-05-01 by data, OPS-1: replaced in May; bucket is not set",
        ),
    ],
)
def test_what_refuses_nothing_is_skipped_and_says_why(fields: dict[str, Any], message: str) -> None:
    (skipped,) = _case(report(run(result(refused=False, **fields))))
    assert (skipped.tag, skipped.get("message")) == ("skipped", message)


def test_a_passed_result_is_a_case_without_outcome_and_what_does_not_apply_is_none() -> None:
    passed = result(verdict=Verdict.PASSED, refused=False)
    other = result("other", verdict=Verdict.NOT_APPLICABLE, refused=False)
    assert list(_case(report(run(passed, other)))) == []


def test_a_run_that_found_nothing_has_one_passed_case() -> None:
    case = _case(report(run()))
    assert (case.get("classname"), case.get("name"), list(case)) == ("live", "2 rules judged", [])


def test_a_failure_names_the_file_and_line_that_declare_its_resource(tmp_path: Path) -> None:
    (failure,) = _case(
        report(run(result(source=Source(file="stacks/data.py", line=12)), kind="program", path=str(tmp_path)))
    )
    assert "at: stacks/data.py:12" in (failure.text or "").splitlines()


def test_resources_of_one_name_under_different_parents_are_different_cases() -> None:
    twins = [result(urn=f"urn:pulumi:live::shop::{parent}$aws:s3/bucket:Bucket::logs") for parent in ("a:b:A", "a:b:B")]
    assert [case.get("name") for case in _junit(report(run(*twins))).iter("testcase")] == [
        "bucket-named: aws:s3/bucket:Bucket logs",
        "bucket-named: urn:pulumi:live::shop::a:b:B$aws:s3/bucket:Bucket::logs",
    ]


def test_characters_that_xml_has_not_are_replaced() -> None:
    case = _case(report(run(result('a\x00\x1b\ud800<&"\uffff', message="broken \x0b ]]> here"))))
    assert case.get("name") == 'bucket-named: aws:s3/bucket:Bucket a\ufffd\ufffd\ufffd<&"\ufffd'
    assert case[0].get("message") == "bucket: broken \ufffd ]]> here"
