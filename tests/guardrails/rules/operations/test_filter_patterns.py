"""Filter patterns are read as CloudWatch Logs reads them, however they are written."""

import pytest

from guardrails.rules.operations.filter_patterns import NotUnderstoodError, parse

EVENT = {"eventName": "StopLogging", "eventSource": "cloudtrail.amazonaws.com", "errorCode": "AccessDeniedException"}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{ $.eventName = StopLogging }", True),
        ('{$.eventName="StopLogging"}', True),
        ("{ ($.eventName = StopLogging) }", True),
        ("{ (($.eventName=StartLogging)||($.eventName=StopLogging)) }", True),
        ("{ $.eventName = StartLogging }", False),
        ('{ $.eventName != "StartLogging" }', True),
        ("{ $.errorCode = AccessDenied* }", True),
        ('{ $.errorCode = "*Denied" }', False),
        ('{ $.errorCode = "*Exception" }', True),
        ("{ $.eventName = StopLogging && $.eventSource = s3.amazonaws.com }", False),
        # && binds closer than ||.
        ("{ $.eventName = StopLogging || $.eventName = X && $.eventSource = Y }", True),
        ("{ ($.eventName = StopLogging || $.eventName = X) && $.eventSource = Y }", False),
        ("{ $.userIdentity.invokedBy NOT EXISTS }", True),
        ("{ $.eventName NOT EXISTS }", False),
        ("{ $.eventName EXISTS }", True),
        ("{ $.readOnly IS NULL }", True),
        # An event without the field is taken by neither comparison.
        ('{ $.missing != "x" }', False),
        ('{ $.missing = "x" }', False),
        ("  {\n $.eventName =\tStopLogging\n}  ", True),
    ],
)
def test_a_pattern_takes_what_cloudwatch_would_take(pattern: str, expected: bool) -> None:
    assert parse(pattern)(EVENT) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "ERROR",
        "{ }",
        "{ $.eventName }",
        "{ $.eventName = }",
        "{ ($.eventName = X }",
        "{ $.eventName = X } more",
        "{ $.eventName = %Stop.*% }",
        "{ $.resources[0].ARN = X }",
        "[ip, user]",
        "{ $.count > 3 }",
    ],
)
def test_what_is_not_understood_is_said_to_be(pattern: str) -> None:
    with pytest.raises(NotUnderstoodError):
        parse(pattern)
