"""Security Hub, Inspector, Macie and GuardDuty's regions: what counts as covered."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.detection import types as t
from guardrails.tokens import BACKUP_VAULT, BUCKET
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

STANDARDS, READ = "securityhub-standards-subscribed", "macie-customer-buckets-read"
AWS = "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0"
CIS = "arn:aws:securityhub:eu-west-1::standards/cis-aws-foundations-benchmark/v/"


def hub() -> Declared:
    return Declared(type=t.HUB_ACCOUNT, properties={"autoEnableControls": True})


def standard(arn: Value, **properties: Value) -> Declared:
    return Declared(type=t.HUB_STANDARD, name=str(arn), properties={"standardsArn": arn, **properties})


@pytest.mark.parametrize(
    ("standards", "expected"),
    [
        ((standard(AWS), standard(f"{CIS}5.0.0")), PASSED),
        ((standard(AWS), standard(f"{CIS}3.0.0")), PASSED),
        ((standard(AWS), standard(f"{CIS}1.4.0")), FAILED),
        ((standard(AWS), standard("arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0")), FAILED),
        ((standard(AWS),), FAILED),
        ((standard(f"{CIS}5.0.0"),), FAILED),
        ((standard(AWS), standard(f"{CIS}5.0.0", region="us-east-1")), FAILED),
        ((standard(AWS), standard(UNKNOWN)), UNDETERMINED),
    ],
)
def test_both_standards_are_subscribed_in_the_region(standards: tuple[Declared, ...], expected: object) -> None:
    assert verdicts(STANDARDS, hub(), *standards) == expected


def scan(region: str, *types: Value) -> Declared:
    return Declared(type=t.INSPECTOR_ENABLER, properties={"resourceTypes": [*types], "region": region})


def test_code_is_scanned_where_aws_does_so() -> None:
    rule = "inspector-scans-code"
    assert verdicts(rule, scan("eu-west-1", "LAMBDA", "LAMBDA_CODE")) == PASSED
    assert verdicts(rule, scan("eu-west-1", "LAMBDA")) == FAILED
    assert verdicts(rule, scan("eu-south-1", "LAMBDA")) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ({"reason": "accepted until 2027-03-31"}, PASSED),
        ({"description": "until 2027-03-31", "reason": "accepted"}, PASSED),
        ({"reason": "until 2027-13-41"}, FAILED),
        ({"reason": "CVE-2027-03"}, FAILED),
        ({}, FAILED),
        ({"reason": UNKNOWN}, UNDETERMINED),
    ],
)
def test_a_suppression_names_its_end(note: dict[str, Value], expected: object) -> None:
    shown = Declared(type=t.INSPECTOR_FILTER, properties={"action": "SUPPRESS", **note})
    assert verdicts("inspector-suppression-ends", shown) == expected


def test_a_filter_that_hides_nothing_needs_no_end() -> None:
    shown = Declared(type=t.INSPECTOR_FILTER, properties={"action": "NONE"})
    assert verdicts("inspector-suppression-ends", shown) == NOT_APPLICABLE


SESSION = Declared(type=t.MACIE_SESSION, properties={"status": "ENABLED"})
CUSTOMERS = Declared(type=BUCKET, name="orders", properties={"bucket": "orders", "tags": {"data": "customer"}})


def job(definition: Value, kind: str = "SCHEDULED", **depends: tuple[str, ...]) -> Declared:
    properties = {"jobType": kind, "s3JobDefinition": definition}
    return Declared(type=t.CLASSIFICATION_JOB, name="job", properties=properties, depends=depends)


def named(*buckets: Value) -> dict[str, Value]:
    return {"bucketDefinitions": [{"accountId": "123456789012", "buckets": [*buckets]}]}


def by_tag(key: Value, value: str, comparator: str = "EQ", **more: Value) -> dict[str, Value]:
    criterion = {"comparator": comparator, "tagValues": [{"key": key, "value": value}]}
    return {"bucketCriteria": {"includes": {"ands": [{"tagCriterion": criterion}]}, **more}}


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((CUSTOMERS, job(named("orders"))), PASSED),
        ((CUSTOMERS, job(named("others"))), FAILED),
        ((CUSTOMERS, job(named("orders"), "ONE_TIME")), FAILED),
        ((CUSTOMERS, job(named(UNKNOWN), s3JobDefinition=("orders",))), PASSED),
        ((CUSTOMERS, job(named(UNKNOWN))), UNDETERMINED),
        # The bucket may be what unknown criteria exclude.
        ((CUSTOMERS, job(UNKNOWN, s3JobDefinition=("orders",))), UNDETERMINED),
        ((CUSTOMERS, job(by_tag("data", "customer"))), PASSED),
        ((CUSTOMERS, job(by_tag("data", "internal"))), FAILED),
        ((CUSTOMERS, job(by_tag("data", "customer", "NE"))), UNDETERMINED),
        ((CUSTOMERS, job(by_tag(UNKNOWN, "customer"))), UNDETERMINED),
        ((CUSTOMERS, job(by_tag("data", "customer", excludes={"ands": []}))), UNDETERMINED),
        ((CUSTOMERS,), FAILED),
        ((), NOT_APPLICABLE),
    ],
)
def test_customers_buckets_are_read_on_a_schedule(stack: tuple[Declared, ...], expected: object) -> None:
    assert verdicts(READ, SESSION, *stack) == expected


def test_a_region_with_data_has_a_detector() -> None:
    rule = "guardduty-detector-where-data-is"
    copies = Declared(type=BUCKET, name="copies", properties={"region": "eu-central-1"})
    here = Declared(type=t.DETECTOR, name="here", properties={"enable": True})
    there = Declared(type=t.DETECTOR, name="there", properties={"enable": True, "region": "eu-central-1"})
    assert verdicts(rule, CUSTOMERS, copies, here, there, of=None) == PASSED
    assert verdicts(rule, CUSTOMERS, copies, here, of=None) == FAILED
    assert verdicts(rule, CUSTOMERS, here, of=None) == PASSED
    vault = Declared(type=BACKUP_VAULT, name="backup-copies", properties={"region": "eu-central-1"})
    assert verdicts(rule, CUSTOMERS, vault, here, of=None) == FAILED
