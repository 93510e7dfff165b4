"""The subtle parts of the rules on retention: which lifecycle rules count, and tags against what is done."""

import pytest

from guardrails.controls.data import retention as records
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import retention
from guardrails.rules.data.backup_types import TABLE
from guardrails.rules.data.s3_types import BUCKET, BUCKET_LIFECYCLE
from guardrails.rules.data.types import RDS_INSTANCE
from guardrails.tokens import LOG_GROUP
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_INFOS = {info.id: info for info in records.RULES}
_RULES = {rule.id: rule for rule in retention.RULES}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]
GONE = {"noncurrentVersionExpiration": {"noncurrentDays": 90}}


def verdicts(rule: str, *stack: Declared) -> list[Verdict]:
    found = judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile("prod"))
    return [each.verdict for each in found if each.resource is not None and each.resource.name == "it"]


def bucket(**tags: Value) -> Declared:
    return Declared(type=BUCKET, name="it", properties={"bucket": "it", "tags": {"data": "customer", **tags}})


def lifecycle(**rule: Value) -> Declared:
    rules = [{"id": "tidy", "status": "Enabled", **rule}]
    return Declared(type=BUCKET_LIFECYCLE, name="side", properties={"bucket": "it", "rules": rules})


def test_every_rule_has_its_record() -> None:
    assert sorted(_RULES) == sorted(_INFOS)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (GONE, PASSED),
        ({**GONE, "filter": {}}, PASSED),
        ({**GONE, "filter": {"prefix": ""}}, PASSED),
        ({**GONE, "filter": {"prefix": "old/"}}, FAILED),
        ({**GONE, "filter": {"tag": {"key": "a", "value": "b"}}}, FAILED),
        ({**GONE, "prefix": "old/"}, FAILED),
        ({**GONE, "status": "Disabled"}, FAILED),
        ({**GONE, "status": UNKNOWN}, UNDETERMINED),
        ({"expiration": {"days": 90}}, FAILED),
    ],
)
def test_a_lifecycle_rule_counts_where_it_is_on_and_for_every_object(rule: Value, expected: list[Verdict]) -> None:
    assert verdicts("s3-customer-bucket-expires", bucket(), lifecycle(**rule)) == expected


def test_other_buckets_are_asked_nothing() -> None:
    logs = Declared(type=BUCKET, name="it", properties={"bucket": "it", "tags": {"data": "logs"}})
    assert verdicts("s3-customer-bucket-expires", logs) == NOT_APPLICABLE
    assert verdicts("customer-store-retention-stated", logs) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"retention": "90"}, PASSED),
        ({"retention": "89"}, FAILED),
        ({"retention": "none"}, FAILED),
        ({"retention": "0"}, FAILED),
        ({"retention": "90 days"}, FAILED),
        ({}, FAILED),
        ({"retention": UNKNOWN}, UNDETERMINED),
    ],
)
def test_the_tag_states_days_that_the_bucket_keeps_to(tags: Value, expected: list[Verdict]) -> None:
    assert verdicts("customer-store-retention-stated", bucket(**tags), lifecycle(**GONE)) == expected


@pytest.mark.parametrize(("days", "expected"), [(35, PASSED), (30, PASSED), (UNKNOWN, UNDETERMINED)])
def test_backups_of_a_database_end_within_its_tag(days: Value, expected: list[Verdict]) -> None:
    tags = {"data": "customer", "retention": "35"}
    store = Declared(type=RDS_INSTANCE, name="it", properties={"backupRetentionPeriod": days, "tags": tags})
    assert verdicts("customer-store-retention-stated", store) == expected


def test_recovery_of_a_table_ends_within_its_tag() -> None:
    tags = {"data": "customer", "retention": "30"}
    table = {"name": "it", "pointInTimeRecovery": {"enabled": True}, "tags": tags}
    assert verdicts("customer-store-retention-stated", Declared(type=TABLE, name="it", properties=table)) == FAILED


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"retentionInDays": 90, "tags": {"retention": "90"}}, PASSED),
        ({"retentionInDays": 365, "tags": {"retention": "90"}}, FAILED),
        ({"retentionInDays": 365, "tags": {"retention": "none"}}, PASSED),
        ({}, FAILED),
        ({"logGroupClass": "DELIVERY"}, NOT_APPLICABLE),
    ],
)
def test_a_log_ends_when_its_tag_says(properties: Value, expected: list[Verdict]) -> None:
    assert (
        verdicts("cloudwatch-log-group-expires", Declared(type=LOG_GROUP, name="it", properties=properties)) == expected
    )
