"""Answers as findings of Security Hub."""

from typing import Any

import boto3
import botocore.session
import pytest
from botocore.validate import validate_parameters

from verification.asff import Hub, Pass, batches, broken, mended, resolved

HUB = Hub(account="123456789012", region="eu-west-1", stack="prod")
AT = "2026-11-21T03:10:00Z"
QUEUE = "arn:aws:sqs:eu-west-1:210987654321:q"


def _result(verdict: str = "failed", **changed: Any) -> dict[str, Any]:
    return {
        "rule": "queue-good",
        "control": "rest.msgs",
        "claims": ["OB-05"],
        "severity": "high",
        "verdict": verdict,
        "refused": verdict == "failed",
        "resource": QUEUE,
        "account": "210987654321",
        "region": "eu-west-1",
        "property": "good",
        "message": "q is not good",
        "fix": "Mend it.",
        "frameworks": ["CIS-5.0:1"],
        **changed,
    }


def _findings(*results: dict[str, Any]) -> list[dict[str, Any]]:
    return list(broken(HUB, results, {}, AT))


def _seen(open_: dict[str, Any], *results: dict[str, Any]) -> Pass:
    seen = Pass()
    for each in results:
        seen.note(HUB, open_, each)
    return seen


def test_a_broken_promise_is_a_failed_finding_of_the_default_product() -> None:
    (finding,) = _findings(_result())
    assert finding["ProductArn"] == "arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default"
    assert finding["AwsAccountId"] == "123456789012"
    assert finding["GeneratorId"] == "vouch/queue-good"
    assert finding["Severity"] == {"Label": "HIGH"}
    assert finding["Compliance"] == {"Status": "FAILED", "RelatedRequirements": ["CIS-5.0:1"]}
    assert finding["Resources"] == [{"Type": "Other", "Id": QUEUE, "Partition": "aws", "Region": "eu-west-1"}]
    assert (finding["Description"], finding["CreatedAt"], finding["UpdatedAt"]) == ("q is not good", AT, AT)
    assert finding["ProductFields"]["vouch/account"] == "210987654321"


def test_findings_are_what_the_api_takes() -> None:
    shape = botocore.session.get_session().get_service_model("securityhub")
    findings = _findings(_result(), _result(resource=None, region="", severity="info", claims=[], frameworks=[]))
    validate_parameters({"Findings": findings}, shape.operation_model("BatchImportFindings").input_shape)
    validate_parameters(resolved(findings), shape.operation_model("BatchUpdateFindings").input_shape)
    validate_parameters({"Filters": HUB.filters()}, shape.operation_model("GetFindings").input_shape)
    assert all("" not in finding["ProductFields"].values() for finding in findings)


def test_what_holds_or_is_not_refused_is_no_finding() -> None:
    assert _findings(_result("passed"), _result("failed", refused=False), _result("not_permitted")) == []


def test_a_resource_has_one_finding_of_a_check_however_much_is_wrong_with_it() -> None:
    (finding,) = _findings(_result(), _result(property="other"), _result(property="third"))
    assert finding["Description"] == "q is not good And 2 more."


def test_the_id_is_the_same_on_every_run_and_differs_by_place() -> None:
    same = {HUB.id_of(_result()), HUB.id_of(_result(message="said otherwise", property=None))}
    others = [_result(account="1"), _result(region="us-east-1"), _result(resource="r"), _result(rule="other")]
    assert len(same) == 1
    assert len({HUB.id_of(each) for each in others} | same) == 5


def test_a_finding_that_is_open_keeps_its_time_of_creation() -> None:
    (first,) = _findings(_result())
    (again,) = broken(HUB, [_result()], {first["Id"]: first}, "2026-11-22T03:10:00Z")
    assert (again["CreatedAt"], again["UpdatedAt"]) == (AT, "2026-11-22T03:10:00Z")


def _mended(*results: dict[str, Any], whole: bool = True) -> list[tuple[str, str]]:
    (finding,) = _findings(_result())
    open_ = {finding["Id"]: finding}
    found = list(mended(open_, _seen(open_, *results), AT, whole=whole))
    return [(each["Compliance"]["Status"], each["RecordState"]) for each in found]


def test_what_holds_again_is_passed_and_stays_in_sight() -> None:
    assert _mended(_result("passed")) == [("PASSED", "ACTIVE")]


def test_what_is_broken_still_is_not_mended() -> None:
    assert _mended(_result()) == []


def test_a_resource_that_is_gone_is_archived() -> None:
    assert _mended(_result("passed", resource="another")) == [("PASSED", "ARCHIVED")]
    assert _mended(_result("absent", resource=None)) == [("PASSED", "ARCHIVED")]


@pytest.mark.parametrize("verdict", ["not_permitted", "unavailable", "error"])
def test_what_could_not_be_asked_stays_open(verdict: str) -> None:
    assert _mended(_result(verdict)) == []
    assert _mended(_result("passed", resource="another"), _result(verdict, resource=None)) == []


def test_what_nobody_asked_stays_open() -> None:
    assert _mended() == []
    assert _mended(_result("passed", account="1", resource="another")) == []


def test_a_run_that_was_not_whole_archives_nothing_but_passes_what_holds() -> None:
    assert _mended(_result("passed", resource="another"), whole=False) == []
    assert _mended(_result("passed"), whole=False) == [("PASSED", "ACTIVE")]


def test_what_an_account_has_once_is_found_again_without_a_region() -> None:
    (finding,) = _findings(_result(region="", resource=None))
    open_ = {finding["Id"]: finding}
    seen = _seen(open_, _result("passed", region="", resource="another"))
    (found,) = mended(open_, seen, AT, whole=True)
    assert found["RecordState"] == "ARCHIVED"
    assert "Region" not in finding["Resources"][0]


def test_what_security_hub_added_is_not_sent_back() -> None:
    (finding,) = _findings(_result())
    added = {
        **finding,
        "Workflow": {"Status": "NEW"},
        "WorkflowState": "NEW",
        "FirstObservedAt": AT,
        "Severity": {"Label": "HIGH", "Normalized": 70},
        "ProductFields": {**finding["ProductFields"], "aws/securityhub/CompanyName": "Personal"},
    }
    open_ = {finding["Id"]: added}
    (found,) = mended(open_, _seen(open_, _result("passed")), AT, whole=True)
    assert not {"Workflow", "WorkflowState", "FirstObservedAt"} & set(found)
    assert found["Severity"] == {"Label": "HIGH"}
    assert found["ProductFields"] == finding["ProductFields"]


def test_findings_go_by_the_hundred() -> None:
    assert [len(batch) for batch in batches({} for _ in range(250))] == [100, 100, 50]


def test_long_texts_are_cut_to_what_the_format_takes() -> None:
    (finding,) = _findings(_result(message="m" * 2000, fix="f" * 900), _result(property="other"))
    assert len(finding["Description"]) == 1024
    assert finding["Description"].endswith("… And 1 more.")
    assert len(finding["Remediation"]["Recommendation"]["Text"]) == 512


def test_the_client_of_the_findings_exists() -> None:
    client = boto3.client("securityhub", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b")
    assert client.can_paginate("get_findings")
