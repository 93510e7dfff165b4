"""The subtle parts of the rules on secrets: schedules, replicas, and what looks like a secret."""

import pytest

from guardrails.controls.data import secrets as records
from guardrails.judge import Result, RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import secrets
from guardrails.rules.data import types as t
from guardrails.rules.data.s3_types import KMS_KEY
from guardrails.rules.data.schedules import longest_pause_days
from guardrails.rules.data.secret_values import names_a_secret, shape_of
from guardrails.values import UNKNOWN, Secret, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_INFOS = {info.id: info for info in records.RULES}
_RULES = {rule.id: rule for rule in secrets.RULES}
PASSED, FAILED, UNDETERMINED = [Verdict.PASSED], [Verdict.FAILED], [Verdict.UNDETERMINED]
NOT_APPLICABLE = [Verdict.NOT_APPLICABLE]
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
# Made up, and in two parts so that no scanner takes it for a key.
ACCESS_KEY = "AKIA" + "ABCDEFGHIJKLMNOP"


def results(rule: str, *stack: Declared, bar: str = "prod") -> list[Result]:
    found = judge(graph(stack), RuleBook((_RULES[rule],), _INFOS), profile(bar))
    return [result for result in found if result.resource is not None and result.resource.name == "it"]


def verdicts(rule: str, *stack: Declared, bar: str = "prod") -> list[Verdict]:
    return [result.verdict for result in results(rule, *stack, bar=bar)]


def secret(**properties: Value) -> Declared:
    return Declared(type=t.SECRET, name="it", properties=properties)


def rotation(**properties: Value) -> Declared:
    return Declared(type=t.SECRET_ROTATION, name="it", properties={"secretId": "orders", **properties})


def parameter(**properties: Value) -> Declared:
    return Declared(type=t.SSM_PARAMETER, name="it", properties=properties)


def test_every_rule_has_its_record() -> None:
    assert sorted(_RULES) == sorted(_INFOS)


@pytest.mark.parametrize(
    ("replicas", "expected"),
    [
        ([{"region": "eu-central-1", "kmsKeyId": KEY}], PASSED),
        ([{"region": "eu-central-1", "kmsKeyId": KEY}, {"region": "eu-north-1"}], FAILED),
        ([{"region": "eu-central-1", "kmsKeyId": "alias/aws/secretsmanager"}], FAILED),
        ([{"region": "eu-central-1", "kmsKeyId": UNKNOWN}], UNDETERMINED),
        (UNKNOWN, UNDETERMINED),
    ],
)
def test_every_replica_of_a_secret_has_a_customer_key(replicas: Value, expected: list[Verdict]) -> None:
    assert verdicts("secret-customer-key", secret(kmsKeyId=KEY, replicas=replicas)) == expected


def test_a_replicas_key_is_proven_by_a_dependency() -> None:
    wired = Declared(
        type=t.SECRET,
        name="it",
        properties={"kmsKeyId": KEY, "replicas": [{"region": "eu-central-1", "kmsKeyId": UNKNOWN}]},
        depends={"replicas": ("key",)},
    )
    assert verdicts("secret-customer-key", Declared(type=KMS_KEY, name="key"), wired) == PASSED


def test_the_rotation_of_another_secret_does_not_count() -> None:
    other = Declared(type=t.SECRET_ROTATION, name="rotation", properties={"secretId": "other"})
    assert verdicts("secret-rotated", secret(name="orders"), other) == FAILED
    own = Declared(type=t.SECRET_ROTATION, name="own", properties={"secretId": "orders"})
    assert verdicts("secret-rotated", secret(name="orders"), other, own) == PASSED


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"rotationRules": {"automaticallyAfterDays": 90}}, PASSED),
        ({"rotationRules": {"automaticallyAfterDays": 91}}, FAILED),
        ({"rotationRules": {"scheduleExpression": "rate(4 hours)"}}, PASSED),
        ({"rotationRules": {"scheduleExpression": "rate(90 days)"}}, PASSED),
        ({"rotationRules": {"scheduleExpression": "rate(91 days)"}}, FAILED),
        ({"rotationRules": {"scheduleExpression": "cron(0 4 1 */2 ? *)"}}, PASSED),
        ({"rotationRules": {"scheduleExpression": "cron(0 4 1 1/3 ? *)"}}, FAILED),
        ({"rotationRules": {"scheduleExpression": "whenever"}}, FAILED),
        ({"rotationRules": {"scheduleExpression": UNKNOWN}}, UNDETERMINED),
        ({"rotationRules": UNKNOWN}, UNDETERMINED),
        ({"rotationRules": {"duration": "3h"}}, FAILED),
        ({}, FAILED),
        ({"rotationEnabled": False, "rotationRules": {"automaticallyAfterDays": 30}}, FAILED),
        ({"rotationEnabled": UNKNOWN, "rotationRules": {"automaticallyAfterDays": 365}}, UNDETERMINED + FAILED),
    ],
)
def test_rotation_is_on_and_at_most_90_days_apart(properties: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("secret-rotation-interval", rotation(**properties)) == expected


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("rate(1 day)", 1),
        ("rate(36 hours)", 1.5),
        ("rate(30 minutes)", 30 / 1440),
        ("cron(0 4 ? * SUN *)", 31),
        ("cron(0 4 31 * ? *)", 62),
        ("cron(0 4 ? * MON#5 *)", 62),
        ("cron(0 4 1 JAN,JUL ? *)", 186),
        ("cron(0 4 1 3-6 ? *)", 279),
        ("cron(0 4 1 2/2 ? *)", 62),
        ("cron(0 4 1 13 ? *)", None),
        ("cron(0 4 1 */0 ? *)", None),
        ("cron(0 4 1 * ? 2026)", None),
        ("cron(0 4 1 *)", None),
        ("at(2026-01-01T00:00:00)", None),
        ("rate(one day)", None),
    ],
)
def test_a_schedule_says_how_long_it_may_pause(expression: str, days: float | None) -> None:
    assert longest_pause_days(expression) == days


@pytest.mark.parametrize(("days", "expected"), [(0, FAILED), (7, PASSED), (None, PASSED)])
def test_a_deleted_secret_can_be_recovered(days: Value, expected: list[Verdict]) -> None:
    assert verdicts("secret-recovery-window", secret(recoveryWindowInDays=days)) == expected


def test_an_inline_policy_is_judged_like_one_of_its_own() -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "secretsmanager:GetSecretValue"}
    assert verdicts("secret-policy-not-public", secret(policy={"Statement": [statement]})) == FAILED
    limited = statement | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}}
    assert verdicts("secret-policy-not-public", secret(policy={"Statement": [limited]})) == PASSED
    assert verdicts("secret-policy-not-public", secret()) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/app/db_password", True),
        ("/app/dbPassword", True),
        ("stripeApiKey", True),
        ("STRIPE_API_KEY", True),
        ("/app/signing-key", True),
        ("githubtoken", True),
        ("/secrets/greeting", False),
        ("/app/customer-key-arn", False),
        ("/app/secretName", False),
        ("/app/access-key-id", False),
        ("/app/jwt-public-key", False),
        ("/app/monkey", False),
        ("/app/keyboard", False),
        ("/app/token-ttl", False),
        ("", False),
    ],
)
def test_a_name_is_a_secrets_where_it_names_the_secret_itself(name: str, expected: bool) -> None:
    assert names_a_secret(name) is expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ACCESS_KEY, "an AWS access key"),
        ("-----BEGIN RSA " + "PRIVATE KEY-----", "a private key"),
        ("-----BEGIN CERTIFICATE-----", None),
        ("sk_" + "live_" + "a" * 24, "a Stripe key"),
        ("xoxb-" + "1" * 12, "a Slack token"),
        ("ghp_" + "a" * 36, "a GitHub token"),
        ("AKIA", None),
        ("hello", None),
    ],
)
def test_well_known_keys_are_known_by_their_shape(text: str, kind: str | None) -> None:
    assert shape_of(text) == kind


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"name": "/app/greeting", "type": "String", "value": "hello"}, PASSED),
        ({"name": "/app/token", "type": "String", "value": "hello"}, FAILED),
        ({"name": "/app/token", "type": "StringList", "value": "hello"}, FAILED),
        ({"name": "/app/token", "type": "SecureString", "value": Secret(ACCESS_KEY)}, PASSED),
        ({"name": "/app/greeting", "type": "String", "insecureValue": ACCESS_KEY}, FAILED),
        ({"name": UNKNOWN, "type": "String", "value": Secret(ACCESS_KEY)}, FAILED),
        ({"name": UNKNOWN, "type": "String"}, UNDETERMINED),
        ({"name": UNKNOWN, "type": "SecureString"}, PASSED),
        ({"name": "/app/greeting", "type": UNKNOWN}, UNDETERMINED),
    ],
)
def test_a_plain_parameter_holds_no_secret(properties: dict[str, Value], expected: list[Verdict]) -> None:
    found = results("ssm-parameter-secret-encrypted", parameter(**properties))
    assert [result.verdict for result in found] == expected
    assert not any(ACCESS_KEY in result.message for result in found)


def test_a_parameter_without_a_name_is_named_after_its_resource() -> None:
    unnamed = Declared(type=t.SSM_PARAMETER, name="db-password", properties={"type": "String"})
    (found,) = judge(graph((unnamed,)), RuleBook((_RULES["ssm-parameter-secret-encrypted"],), _INFOS), profile("prod"))
    assert found.verdict is Verdict.FAILED
