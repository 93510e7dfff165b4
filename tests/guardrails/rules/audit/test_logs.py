"""Log groups: retention by stream and profile, and who may write."""

import json

import pytest

from guardrails.rule import Declared
from guardrails.rules.audit import types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

KEPT, YEAR, PUBLIC = (
    "cloudwatch-log-group-retention",
    "cloudwatch-log-group-retention-one-year",
    "cloudwatch-log-policy-not-public",
)


def group(days: Value, stream: Value = None) -> Declared:
    return Declared(type=t.LOG_GROUP, properties={"retentionInDays": days, "tags": {"stream": stream}})


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (group(90), PASSED),
        (group(60), FAILED),
        (group(0), FAILED),
        (group(None), FAILED),
        (group(UNKNOWN), UNDETERMINED),
        (group(90, "audit"), FAILED),
        (group(365, "audit"), PASSED),
        (group(90, UNKNOWN), UNDETERMINED),
        (group(365, UNKNOWN), PASSED),
        (group(60, UNKNOWN), FAILED),
    ],
)
def test_events_are_kept_as_long_as_their_stream_asks(declared: Declared, expected: list[Verdict]) -> None:
    assert verdicts(KEPT, declared) == expected


@pytest.mark.parametrize(("days", "expected"), [(365, PASSED), (90, FAILED), (0, NOT_APPLICABLE)])
def test_a_year_is_advised_where_events_are_not_kept_for_ever(days: int, expected: list[Verdict]) -> None:
    assert verdicts(YEAR, group(days)) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Principal": "*"}, FAILED),
        ({"NotPrincipal": {"AWS": "210987654321"}}, FAILED),
        ({"Principal": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}, PASSED),
        ({"Principal": {"Service": "es.amazonaws.com"}}, PASSED),
        ({"Principal": {"Service": "*"}}, FAILED),
    ],
)
def test_a_log_policy_is_open_to_nobody_unnamed(statement: dict[str, Value], expected: list[Verdict]) -> None:
    stated = {"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*", **statement}
    declared = Declared(type=t.LOG_RESOURCE_POLICY, properties={"policyDocument": json.dumps({"Statement": stated})})
    assert verdicts(PUBLIC, declared) == expected


def test_a_public_log_policy_fails_whatever_else_of_it_is_unknown() -> None:
    stated = {"Effect": "Allow", "Principal": "*", "Action": "logs:PutLogEvents", "Resource": UNKNOWN}
    declared = Declared(type=t.LOG_RESOURCE_POLICY, properties={"policyDocument": {"Statement": [stated]}})
    assert verdicts(PUBLIC, declared) == FAILED
