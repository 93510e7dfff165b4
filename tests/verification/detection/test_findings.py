"""Findings past their term, and services that are not enabled."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.asking import NOW, asked, messages
from verification.answers import Answer
from verification.check import Refusal
from verification.detection.calls import (
    ANALYZERS,
    EXTERNAL_FINDINGS,
    HUB,
    HUB_FINDINGS,
    HUB_STANDARDS,
    MACIE,
    MACIE_FINDINGS,
)
from verification.detection.overdue import OpenFinding, overdue

HUB_ON = {HUB: {"HubArn": "arn:aws:securityhub:eu-west-1:123456789012:hub/default", "AutoEnableControls": True}}


def _finding(**changed: Any) -> dict[str, Any]:
    finding = {
        "SchemaVersion": "2018-10-08",
        "Id": "1",
        "ProductArn": "arn:aws:securityhub:eu-west-1::product/aws/securityhub",
        "GeneratorId": "security-control/S3.1",
        "AwsAccountId": "123456789012",
        "CreatedAt": "2026-01-01T00:00:00.000Z",
        "UpdatedAt": "2026-01-01T00:00:00.000Z",
        "Title": "S3.1",
        "Description": "S3.1",
        "Resources": [{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders"}],
        "Severity": {"Label": "HIGH"},
        "Compliance": {"Status": "FAILED"},
    }
    return finding | changed


@pytest.mark.parametrize(
    ("severity", "days", "late"),
    [("CRITICAL", 15, False), ("CRITICAL", 16, True), ("HIGH", 30, False), ("HIGH", 31, True)],
)
def test_a_finding_has_a_term_by_its_severity(severity: str, days: int, late: bool) -> None:
    finding = OpenFinding(severity, "a port", NOW - timedelta(days=days))
    assert [each.message for each in overdue("Findings", [finding], NOW)] == (
        [f"a port is {severity} and open for {days} days, its term is {15 if severity == 'CRITICAL' else 30}"]
        if late
        else []
    )


def test_the_oldest_are_named_and_the_rest_counted() -> None:
    findings = [OpenFinding("HIGH", f"port {days}", NOW - timedelta(days=days)) for days in range(31, 54)]
    said = [each.message for each in overdue("Findings", findings, NOW)]
    assert (len(said), said[0]) == (21, "port 53 is HIGH and open for 53 days, its term is 30")
    assert said[-1] == "3 more findings are open past their term"


@pytest.mark.parametrize(
    "changed",
    [
        {"Region": "eu-central-1"},
        {"Severity": {"Label": "MEDIUM"}},
        {"Compliance": {"Status": "WARNING"}},
        {"FirstObservedAt": "2026-11-20T00:00:00Z"},
    ],
    ids=["of another region", "medium", "not failed", "new"],
)
def test_what_security_hub_tells_beside_is_not_late(changed: dict[str, Any]) -> None:
    assert messages("securityhub-findings-in-time", HUB_ON | {HUB_FINDINGS: {"Findings": [_finding(**changed)]}}) == []


def test_a_failed_control_past_its_term_is_named_with_its_resource() -> None:
    assert messages("securityhub-findings-in-time", HUB_ON | {HUB_FINDINGS: {"Findings": [_finding()]}}) == [
        "S3.1 (arn:aws:s3:::orders) is HIGH and open for 324 days, its term is 30"
    ]


@pytest.mark.parametrize("code", ["InvalidAccessException", "ResourceNotFoundException"])
def test_security_hub_that_is_not_enabled_is_absent(code: str) -> None:
    ((answer, _, message),) = asked("securityhub-account-present", {HUB: Refusal(code)}, bar="prod-full")
    assert (answer, message) == (Answer.ABSENT, "there is none, and profile prod-full requires it")


def test_macie_that_is_not_enabled_is_absent_and_a_denial_is_not() -> None:
    off = {MACIE: Refusal("AccessDeniedException: Macie is not enabled")}
    assert [answer for answer, _, _ in asked("macie-session-enabled", off)] == [Answer.ABSENT]
    denied = asked("macie-session-enabled", {}, refused={"macie2.get_macie_session": "AccessDeniedException"})
    assert [answer for answer, _, _ in denied] == [Answer.NOT_PERMITTED]


def test_every_standard_that_is_there_must_be_ready() -> None:
    subscription = {
        "StandardsSubscriptionArn": "arn:aws:securityhub:eu-west-1:123456789012:subscription/x",
        "StandardsArn": "arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/5.0.0",
        "StandardsInput": {},
        "StandardsStatus": "INCOMPLETE",
    }
    responses = HUB_ON | {HUB_STANDARDS: {"StandardsSubscriptions": [subscription]}}
    assert messages("securityhub-standards-subscribed", responses) == [
        f"StandardsStatus of {subscription['StandardsArn']} is INCOMPLETE, it must be READY",
        "the region does not subscribe to AWS Foundational Security Best Practices",
    ]


def test_many_findings_of_macie_are_counted() -> None:
    responses: dict[Any, Any] = {
        MACIE: {"status": "ENABLED"},
        MACIE_FINDINGS: {"findingIds": [f"{number:02}" for number in range(25)]},
    }
    said = messages("macie-findings-in-time", responses)
    assert len(said) == 21
    assert "5 more high findings are open for more than 30 days" in said


def test_a_finding_says_whom_it_lets_in() -> None:
    at = "2026-11-01T00:00:00Z"
    analyzer = {"arn": "arn:1", "name": "external", "type": "ORGANIZATION", "status": "ACTIVE", "createdAt": at}
    finding = {
        "id": "1",
        "resource": "arn:aws:sqs:eu-west-1:123456789012:orders",
        "resourceType": "AWS::SQS::Queue",
        "resourceOwnerAccount": "123456789012",
        "condition": {},
        "isPublic": True,
        "status": "ACTIVE",
        "createdAt": at,
        "analyzedAt": at,
        "updatedAt": at,
    }
    responses: dict[Any, Any] = {ANALYZERS: {"analyzers": [analyzer]}, EXTERNAL_FINDINGS: {"findings": [finding]}}
    assert messages("accessanalyzer-nothing-shared", responses) == [
        "arn:aws:sqs:eu-west-1:123456789012:orders can be reached by everyone"
    ]
