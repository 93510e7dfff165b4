"""Users, roles for people, password policy and Identity Center."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.identity import types as t
from guardrails.rules.identity.sign_on import seconds
from guardrails.rules.identity.trust import trusting
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, role, verdicts

HOURS_12 = 43200


@pytest.mark.parametrize("type_", [t.USER, t.USER_LOGIN_PROFILE])
def test_an_iam_user_is_refused(type_: str) -> None:
    assert verdicts("iam-principals-are-roles", Declared(type=type_, properties={"user": "jim"})) == FAILED


@pytest.mark.parametrize(
    ("principal", "action", "condition", "expected"),
    [
        ({"Federated": "arn:aws:iam::123456789012:saml-provider/staff"}, "sts:AssumeRoleWithSAML", {}, FAILED),
        (
            {"AWS": "arn:aws:iam::123456789012:root"},
            "sts:AssumeRole",
            {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
            FAILED,
        ),
        ({"Service": "ec2.amazonaws.com"}, "sts:AssumeRole", {}, NOT_APPLICABLE),
    ],
)
def test_only_people_are_held_to_an_hour(
    principal: Value, action: str, condition: dict[str, Value], expected: list[Verdict]
) -> None:
    properties = trusting(principal, action=action, **condition) | {"maxSessionDuration": HOURS_12}
    assert verdicts("iam-role-session-one-hour", Declared(type=t.ROLE, properties=properties)) == expected


def test_a_boundary_is_asked_only_where_the_tag_asks() -> None:
    assert verdicts("iam-role-boundary-required", role()) == NOT_APPLICABLE
    assert verdicts("iam-role-boundary-required", role(tags={"boundary": "required"})) == FAILED


@pytest.mark.parametrize(("age", "expected"), [(0, FAILED), (None, FAILED), (90, PASSED), (91, FAILED)])
def test_a_password_age_of_zero_means_never(age: Value, expected: list[Verdict]) -> None:
    stated = Declared(type=t.ACCOUNT_PASSWORD_POLICY, properties={"maxPasswordAge": age})
    assert verdicts("iam-password-age", stated) == expected


@pytest.mark.parametrize(
    ("duration", "expected"), [("PT8H", 28800), ("PT1H30M", 5400), ("P1D", 86400), ("8 hours", None), ("PT", None)]
)
def test_durations_are_read(duration: str, expected: int | None) -> None:
    assert seconds(duration) == expected


@pytest.mark.parametrize(
    ("duration", "administers", "expected"),
    [("PT8H", False, PASSED), ("PT8H", True, FAILED), ("PT1H", True, PASSED), (None, True, PASSED)],
)
def test_administrators_have_an_hour(duration: Value, administers: bool, expected: list[Verdict]) -> None:
    name = "AdministratorAccess" if administers else "ReadOnlyAccess"
    stack = (
        Declared(type=t.PERMISSION_SET, properties={"name": "support", "sessionDuration": duration}),
        Declared(
            type=t.MANAGED_POLICY_ATTACHMENT,
            name="attachment",
            properties={"permissionSetArn": UNKNOWN, "managedPolicyArn": f"arn:aws:iam::aws:policy/{name}"},
            depends={"permissionSetArn": ("main",)},
        ),
    )
    assert verdicts("identity-center-session-short", *stack) == expected
