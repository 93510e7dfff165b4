"""What actions do, from the data of AWS's Service Authorization Reference."""

import pytest

from guardrails.rules.identity import actions


def test_a_pattern_names_the_actions_it_matches() -> None:
    assert actions.matching("kms:reencrypt*") == ("kms:reencryptfrom", "kms:reencryptto")


def test_an_action_that_nobody_knows_names_itself() -> None:
    assert actions.matching("newservice:creatething") == ("newservice:creatething",)
    assert actions.matching("newservice:*") == ()


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("s3:get*", None),
        ("s3:putobject", "s3:putobject"),
        ("cloudwatch:putmetricdata", None),
        ("kms:generatedatakey", "kms:generatedatakey"),
    ],
)
def test_changes_that_could_be_confined_are_found(pattern: str, found: str | None) -> None:
    assert actions.first_restrictable_change(pattern) == found


def test_permission_changes_are_found() -> None:
    assert actions.first_permission_change("lambda:addp*") == "lambda:addpermission"
    assert actions.first_permission_change("lambda:get*") is None


@pytest.mark.parametrize(
    ("pattern", "everything", "service"),
    [
        ("*", True, False),
        ("*:*", True, False),
        ("s3:*", False, True),
        ("s3:?*", False, True),
        ("s3:get*", False, False),
    ],
)
def test_wildcards_are_told_apart(pattern: str, everything: bool, service: bool) -> None:
    assert (actions.is_everything(pattern), actions.is_whole_service(pattern)) == (everything, service)
