"""SARIF follows the official schema, and what GitHub's code scanning reads of it is there."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from guardrails.verdicts import Severity, Verdict
from tests.vouch.report.made import INFOS, report, result, run
from tests.vouch.report.sarif_schema import sarif_schema
from vouch.report.model import Exempted, Report, Source
from vouch.report.sarif import render

EXEMPTED = Exempted(owner="data", reason="replaced in May", ticket="OPS-1", expires=date(2030, 5, 1))


def _sarif(made: Report) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render(made, INFOS))
    jsonschema.validate(document, sarif_schema())
    return document


def _only(made: Report) -> dict[str, Any]:
    (found,) = _sarif(made)["runs"][0]["results"]
    assert isinstance(found, dict)
    return found


def test_every_kind_of_result_follows_the_official_schema() -> None:
    document = _sarif(
        report(
            run(
                result(source=Source(file="a b/index.ts", line=7)),
                result("open", verdict=Verdict.UNDETERMINED, severity=Severity.MEDIUM, refused=False),
                result("exempt", verdict=Verdict.EXEMPT, refused=False, exemption=EXEMPTED),
                result("known", known=True, refused=False),
                result("raised", rule="bucket-other", verdict=Verdict.ERROR),
                result(None, rule="trail-present", severity=Severity.INFO, refused=False),
                result("odd\ud800\x00\x1b", claims=(), frameworks=()),
            ),
            run(stack="", path="-"),
        )
    )
    assert [len(each["results"]) for each in document["runs"]] == [7, 0]


def test_the_schema_refuses_what_is_no_sarif() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{"results": []}]}, sarif_schema())


def test_a_rule_says_what_code_scanning_shows_of_it() -> None:
    (driver,) = [each["tool"]["driver"] for each in _sarif(report(run(result())))["runs"]]
    assert (driver["name"], driver["semanticVersion"]) == ("vouch", "0.1.0")
    (rule,) = driver["rules"]
    assert rule["id"] == "bucket-named"
    assert rule["name"] == "BucketNamed"
    assert rule["shortDescription"]["text"] == "Buckets have a name"
    assert (
        rule["fullDescription"]["text"] == "Buckets have a name. Control rest.files, which keeps claims CF-02, OB-05."
    )
    assert rule["help"]["text"].splitlines() == [
        "Fix: Set bucket.",
        "Control: rest.files",
        "Claims: CF-02, OB-05",
        "Frameworks: CIS-5.0:2.1.4",
        "Also known as: CKV_AWS_18, S3.9",
    ]
    assert "**Also known as:** CKV\\_AWS\\_18, S3.9" in rule["help"]["markdown"]
    assert rule["properties"]["tags"] == [
        "security", "rest.files", "CF-02", "OB-05", "CIS-5.0:2.1.4", "CKV_AWS_18", "S3.9",
    ]  # fmt: skip
    assert rule["properties"]["security-severity"] == "8.0"
    assert rule["defaultConfiguration"]["level"] == "error"


@pytest.mark.parametrize(
    ("severity", "level", "score"),
    [
        (Severity.CRITICAL, "error", "9.5"),
        (Severity.HIGH, "error", "8.0"),
        (Severity.MEDIUM, "warning", "5.5"),
        (Severity.LOW, "note", "3.0"),
        (Severity.INFO, "note", None),
    ],
)
def test_severities_become_levels_and_scores(severity: Severity, level: str, score: str | None) -> None:
    document = _sarif(report(run(result(severity=severity))))["runs"][0]
    assert document["results"][0]["level"] == level
    assert document["tool"]["driver"]["rules"][0]["properties"].get("security-severity") == score


def test_a_rule_has_at_most_20_tags_and_all_its_claims() -> None:
    claims = tuple(f"CF-{number:02}" for number in range(30))
    (driver,) = [each["tool"]["driver"] for each in _sarif(report(run(result(claims=claims))))["runs"]]
    assert len(driver["rules"][0]["properties"]["tags"]) == 20
    assert driver["rules"][0]["properties"]["claims"] == list(claims)


def test_a_result_that_no_rule_of_the_book_gave_is_described_by_itself() -> None:
    (driver,) = [each["tool"]["driver"] for each in _sarif(report(run(result(None, rule="rule-unheard"))))["runs"]]
    assert driver["rules"][0]["shortDescription"]["text"] == "rule-unheard"


def test_a_result_says_what_where_and_of_which_resource() -> None:
    found = _only(report(run(result(source=Source(file="a b/index.ts", line=7)))))
    assert (found["ruleId"], found["ruleIndex"], found["kind"], found["level"]) == ("bucket-named", 0, "fail", "error")
    assert found["message"]["text"] == "aws:s3/bucket:Bucket logs: bucket is not set"
    (location,) = found["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uriBaseId"] == "SRCROOT"
    assert location["physicalLocation"]["artifactLocation"]["uri"].endswith("a%20b/index.ts")
    assert location["physicalLocation"]["region"] == {"startLine": 7}
    assert location["logicalLocations"] == [
        {
            "name": "logs",
            "fullyQualifiedName": "urn:pulumi:live::shop::aws:s3/bucket:Bucket::logs",
            "kind": "resource",
        }
    ]


def test_what_stands_nowhere_is_shown_at_the_first_line_of_the_stacks_file(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    program = tmp_path / "infra"
    program.mkdir()
    found = _only(report(run(result(None), kind="program", path=str(program))))
    (location,) = found["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "infra/Pulumi.live.yaml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 1},
    }
    assert location["logicalLocations"] == [{"name": "live", "kind": "stack"}]
    assert found["message"]["text"] == "bucket is not set"


def test_what_could_not_be_determined_is_open_where_it_refuses_nothing_and_fails_where_it_does() -> None:
    verdict = {"verdict": Verdict.UNDETERMINED, "message": "bucket is not known yet"}
    refused, open_ = _sarif(report(run(result(**verdict), result("other", refused=False, **verdict))))["runs"][0][
        "results"
    ]
    assert (refused["kind"], refused["level"]) == ("fail", "error")
    assert (open_["kind"], open_["level"]) == ("open", "none")
    assert open_["message"]["text"].startswith("Could not be determined. aws:s3/bucket:Bucket other: ")


def test_an_exemption_is_a_suppression_with_its_owner_and_end() -> None:
    found = _only(report(run(result(verdict=Verdict.EXEMPT, refused=False, exemption=EXEMPTED))))
    assert found["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "replaced in May (owner data, OPS-1, until 2030-05-01)",
        }
    ]


def test_with_a_baseline_every_result_is_known_or_new() -> None:
    known, new = result("old", known=True, refused=False), result()
    states = {
        each["locations"][0]["logicalLocations"][0]["name"]: each["baselineState"]
        for each in _sarif(report(run(known, new)))["runs"][0]["results"]
    }
    assert states == {"old": "unchanged", "logs": "new"}
    assert "baselineState" not in _only(report(run(new)))


def test_a_rule_that_raised_is_a_result_and_a_notification() -> None:
    document = _sarif(report(run(result(verdict=Verdict.ERROR, message="rule bucket-named raised KeyError"))))
    (invocation,) = document["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"] == [
        {
            "level": "error",
            "message": {"text": "rule bucket-named raised KeyError"},
            "associatedRule": {"id": "bucket-named"},
        }
    ]
    assert len(document["runs"][0]["results"]) == 1


def test_passed_results_are_no_alerts() -> None:
    passed = result(verdict=Verdict.PASSED, refused=False)
    other = result("other", verdict=Verdict.NOT_APPLICABLE, refused=False)
    assert _sarif(report(run(passed, other)))["runs"][0]["results"] == []


def test_a_fingerprint_outlives_lines_and_messages_and_is_the_findings_own() -> None:
    def prints(*results: Any) -> list[str]:
        found = _sarif(report(run(*results)))["runs"][0]["results"]
        return [each["partialFingerprints"]["primaryLocationLineHash"] for each in found]

    (first,) = prints(result())
    assert prints(result(message="it has no name", source=Source(file="b.py", line=9))) == [first]
    assert prints(result("other")) != [first]
    assert prints(result(property="tags")) != [first]
    assert prints(result(None)) != [first]
    twice = prints(result(), result(message="and another thing"))
    assert twice == [first, f"{first.removesuffix(':1')}:2"]


def test_each_stack_is_a_category_of_its_own() -> None:
    document = _sarif(report(run(stack="dev"), run(stack="prod", path="a"), run(stack="prod", path="b")))
    ids = [each["automationDetails"]["id"] for each in document["runs"]]
    assert ids == ["vouch/dev/", "vouch/prod/2/", "vouch/prod/3/"]


def test_a_run_of_more_than_25000_results_keeps_what_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vouch.report.sarif._RESULTS_SHOWN", 2)
    mild = [result(f"mild-{number}", severity=Severity.LOW, refused=False) for number in range(2)]
    document = _sarif(report(run(*mild, result())))["runs"][0]
    assert [each["properties"]["refused"] for each in document["results"]] == [True, False]
    (said,) = document["invocations"][0]["toolExecutionNotifications"]
    assert said["message"]["text"].startswith("1 results more are not in this file")


def test_in_a_workflow_of_this_repository_rules_link_to_their_pages(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://git.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/vouch")
    monkeypatch.setenv("GITHUB_SHA", "abc")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setattr("vouch.report.pages.HOME", tmp_path)
    assert "helpUri" not in _sarif(report(run(result())))["runs"][0]["tool"]["driver"]["rules"][0]
    page = tmp_path / "docs" / "rules" / "data" / "bucket-named.md"
    page.parent.mkdir(parents=True)
    page.write_text("# bucket-named\n", encoding="utf-8")
    (rule,) = _sarif(report(run(result())))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://git.example/acme/vouch/blob/abc/docs/rules/data/bucket-named.md"


def test_the_same_report_is_the_same_file_whatever_the_clock() -> None:
    slow = run(result())
    fast = slow.model_copy(update={"summary": slow.summary.model_copy(update={"seconds": 9.0})})
    assert render(report(slow), INFOS) == render(report(fast), INFOS)
