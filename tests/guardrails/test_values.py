"""Values as rules read them: booleans and numbers as AWS and programs spell them, and secrets inside blocks."""

import pytest

from guardrails.texts import secret_texts
from guardrails.values import UNKNOWN, Secret, Value, read


@pytest.mark.parametrize(("value", "truth"), [(True, True), ("TRUE", True), (1, True), ("1", True), (0, False)])
def test_a_boolean_is_read_however_it_is_spelled(value: Value, truth: bool) -> None:
    assert read("enabled", value).truth is truth


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "inf", "nan", "many", 10**400])
def test_what_is_no_finite_number_is_none(value: Value) -> None:
    assert read("port", value).number is None


def test_a_secret_block_in_a_list_of_one_is_read_as_the_block() -> None:
    override = read("overrideAction", [Secret({"count": {}})])
    assert override.has("count")
    assert override.get("count").secret


def test_a_secret_block_that_is_not_known_is_unknown() -> None:
    assert read("rule", [Secret(UNKNOWN)]).get("status").unknown


def test_the_texts_of_a_secret_are_those_of_its_json_too() -> None:
    value = {"open": "shown", "policy": Secret('{"Sid": "hidden", "Action": ["s3:GetObject"]}')}
    assert sorted(secret_texts(value)) == sorted(
        ['{"Sid": "hidden", "Action": ["s3:GetObject"]}', "hidden", "s3:GetObject"]
    )
