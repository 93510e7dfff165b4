"""What is declared is compared with what is there: what is stated, as far as it is known, and no secret shown."""

import json
from typing import Any

import pytest

from guardrails.values import UNKNOWN, Secret
from verification.drift.compare import Difference, differences


def _differences(declared: Any, actual: Any, *, shown: bool = True) -> list[Difference]:
    return list(differences(declared, actual, "p", shown=shown))


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        (True, True),
        (True, "true"),
        ("35", 35),
        (5, 5.0),
        (False, None),
        ([], None),
        ("", None),
        (None, "whatever"),
        (UNKNOWN, "whatever"),
        ([UNKNOWN], ["sg-1", "sg-2"]),
        (["a", "b"], ["b", "a"]),
        ({"enabled": True}, {"enabled": True, "bucket": "the provider's"}),
        ({"enabled": True, "bucket": UNKNOWN}, {"enabled": "true", "bucket": "logs"}),
        ({"mode": "on"}, [{"mode": "on"}]),
        ([{"name": "x", "arn": UNKNOWN}, {"name": "y"}], [{"name": "y"}, {"name": "x", "arn": "arn"}]),
    ],
)
def test_what_is_there_is_as_declared(declared: Any, actual: Any) -> None:
    assert _differences(declared, actual) == []


@pytest.mark.parametrize(
    ("declared", "actual", "expected"),
    [
        (True, False, Difference("p", "true", "false")),
        (True, None, Difference("p", "true", "not set")),
        (35, 7, Difference("p", "35", "7")),
        (["a"], ["a", "b"], Difference("p", "a", "a, b")),
        (["a"], None, Difference("p", "a", "not set")),
        ([], ["a"], Difference("p", "not set", "a")),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, Difference("p.a.b", "1", "2")),
        ({"a": 1}, None, Difference("p", "a block", "not set")),
        ([{"name": "x", "n": 1}], [{"name": "x", "n": 2}], Difference("p.n", "1", "2")),
        ([{"n": 1}], [{"n": 1}, {"n": 2}], Difference("p", "1 of them", "2 of them")),
    ],
)
def test_a_difference_is_told_at_its_place(declared: Any, actual: Any, expected: Difference) -> None:
    assert _differences(declared, actual) == [expected]


def test_a_secret_is_compared_and_never_shown() -> None:
    assert _differences(Secret("s3cret"), "s3cret") == []
    assert _differences(Secret("s3cret"), "other") == [Difference("p", "[secret]", "[secret]")]
    assert _differences({"KEY": "s3cret"}, {"KEY": "other"}, shown=False) == [
        Difference("p.KEY", "[secret]", "[secret]")
    ]
    assert _differences(Secret('{"key": "s3cret"}'), '{"key": "other"}') == [Difference("p", "[secret]", "[secret]")]
    (inside,) = _differences({"list": [Secret("s3cret")]}, {"list": ["other"]})
    assert "s3cret" not in repr(inside)


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


_READ = {"Sid": "Read", "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "*"}


def test_a_policy_is_compared_as_a_document() -> None:
    root = {**_READ, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}
    account = {**_READ, "Action": "s3:GetObject", "Principal": {"AWS": ["123456789012"]}}
    assert _differences(_policy(root), _policy(account)) == []
    assert _differences(_policy(root), json.loads(_policy(account))) == []


def test_another_document_is_told_without_its_text() -> None:
    assert _differences('{"source": ["a"]}', '{"source": ["b"]}') == [Difference("p", "a document", "another one")]
    assert _differences('{"source": ["a"]}', None) == [Difference("p", "a document", "not set")]


def test_statements_that_differ_are_named() -> None:
    wider = {**_READ, "Sid": "All", "Action": "s3:*"}
    assert _differences(_policy(_READ), _policy(_READ, wider)) == [
        Difference("p", "no such statement", "the statements All")
    ]
    assert _differences(_policy(_READ), None) == [Difference("p", "the statements Read", "no such statement")]
