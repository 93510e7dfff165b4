"""Secrets: under a customer key, rotated in time, for nobody public, and neither in parameters nor in functions."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.rules.data.s3_documents import nobody_public
from guardrails.rules.data.schedules import longest_pause_days
from guardrails.rules.data.secret_values import names_a_secret, shape_of
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import FUNCTIONS, KEY, PARAMETERS, SECRET_POLICY, SECRETS
from verification.data.requirements import (
    CUSTOMER_KEY,
    KEY_ARN,
    MANAGED_KEY,
    must_be_true,
    statements_broken,
    under_customer_key,
    value_of,
)
from verification.live import Live

# A rotation runs within a window of a day (Secrets Manager guide, "Schedule expressions").
_WINDOW: Final = timedelta(days=1)
_RULES: Final = "RotationRules"


def secrets(live: Live) -> Iterable[Found]:
    """Every secret that is not scheduled for deletion."""
    for each in live.items(SECRETS):
        if not each.get("DeletedDate"):
            yield Found(each["ARN"], each)


def _rotated_here(live: Live) -> Iterable[Found]:
    """Those that are no replica of another region's, where alone they rotate."""
    return (found for found in secrets(live) if found.facts.get("PrimaryRegion") in (None, live.region))


def _rotating(live: Live) -> Iterable[Found]:
    return (found for found in _rotated_here(live) if found.facts.get("RotationEnabled"))


def _often_enough(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    most = bar.secret_rotation_days
    days, schedule = (
        value_of(found.facts, f"{_RULES}.{part}") for part in ("AutomaticallyAfterDays", "ScheduleExpression")
    )
    if schedule:
        pause = longest_pause_days(schedule)
        if pause is None or pause > most:
            yield broken(
                f"{_RULES}.ScheduleExpression",
                f"ScheduleExpression is {schedule}, which may pause for more than {most} days",
            )
    elif days and days > most:
        yield broken(
            f"{_RULES}.AutomaticallyAfterDays", f"AutomaticallyAfterDays is {days}, it must be at most {most} days"
        )
    last = found.facts.get("LastRotatedDate") or found.facts.get("CreatedDate")
    if last is not None and live.now - last > timedelta(days=most) + _WINDOW:
        age = (live.now - last).days
        yield broken("LastRotatedDate", f"it was last rotated {age} days ago, it must be every {most} days")


def _not_public(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(SECRET_POLICY, {"SecretId": found.arn}) or {}
    yield from statements_broken("ResourcePolicy", answer.get("ResourcePolicy"), nobody_public)


def _named_like_secrets(live: Live) -> Iterable[Found]:
    for each in live.items(PARAMETERS):
        name = str(each["Name"])
        if names_a_secret(name):
            arn = each.get("ARN") or live.arn("ssm", f"parameter/{name.removeprefix('/')}")
            yield Found(arn, each)


def _secure(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    kind = found.facts.get("Type")
    if kind != "SecureString":
        yield broken("Type", f"Type is {kind}, and the parameter's name is that of a secret")


def _functions(live: Live) -> Iterable[Found]:
    for each in live.items(FUNCTIONS):
        yield Found(each["FunctionArn"], each)


def _no_keys(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    variables = value_of(found.facts, "Environment.Variables") or {}
    for name, value in sorted(variables.items()):
        if (kind := shape_of(value)) is not None:
            yield broken(f"Environment.Variables.{name}", f"the variable {name} holds {kind}")


def _secret(**facts: Any) -> dict[str, Any]:
    arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf"
    return {"SecretList": [{"ARN": arn, "Name": "orders", "PrimaryRegion": "eu-west-1", **facts}]}


def _policy(principal: str) -> dict[str, str]:
    return {
        "ResourcePolicy": (
            f'{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "{principal}"}}, '
            '"Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}'
        )
    }


def _parameter(kind: str) -> dict[str, Any]:
    return {"Parameters": [{"Name": "/orders/db_password", "Type": kind}, {"Name": "/orders/url", "Type": "String"}]}


def _function(value: str) -> dict[str, Any]:
    arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders"
    return {"Functions": [{"FunctionArn": arn, "Environment": {"Variables": {"STAGE": "prod", "SETTING": value}}}]}


_MONTHLY: Final = {"AutomaticallyAfterDays": 30}
# Put together here, so that nobody takes this file for one that holds a key.
_KEY_HEADER: Final = "-----BEGIN RSA " + "PRIVATE KEY-----"

CHECKS: tuple[Check, ...] = (
    Check(
        id="secret-customer-key",
        calls=(SECRETS, KEY),
        finds=secrets,
        judge=under_customer_key("KmsKeyId"),
        examples=Examples(
            holds={SECRETS: _secret(KmsKeyId=KEY_ARN), KEY: CUSTOMER_KEY},
            broken={SECRETS: _secret(KmsKeyId=KEY_ARN), KEY: MANAGED_KEY},
        ),
    ),
    Check(
        id="secret-rotated",
        calls=(SECRETS,),
        finds=_rotated_here,
        judge=must_be_true("RotationEnabled"),
        examples=Examples(
            holds={SECRETS: _secret(RotationEnabled=True)},
            broken={SECRETS: _secret()},
        ),
    ),
    Check(
        id="secret-rotation-interval",
        calls=(SECRETS,),
        finds=_rotating,
        judge=_often_enough,
        examples=Examples(
            holds={
                SECRETS: _secret(
                    RotationEnabled=True, RotationRules=_MONTHLY, LastRotatedDate=datetime(2026, 11, 1, tzinfo=UTC)
                )
            },
            broken={
                SECRETS: _secret(
                    RotationEnabled=True, RotationRules=_MONTHLY, LastRotatedDate=datetime(2026, 5, 1, tzinfo=UTC)
                )
            },
            absent={SECRETS: _secret(RotationEnabled=False)},
        ),
    ),
    Check(
        id="secret-policy-not-public",
        calls=(SECRETS, SECRET_POLICY),
        finds=secrets,
        judge=_not_public,
        examples=Examples(
            holds={SECRETS: _secret(), SECRET_POLICY: _policy("arn:aws:iam::123456789012:role/orders")},
            broken={SECRETS: _secret(), SECRET_POLICY: _policy("*")},
        ),
    ),
    Check(
        id="ssm-parameter-secret-encrypted",
        calls=(PARAMETERS,),
        finds=_named_like_secrets,
        judge=_secure,
        examples=Examples(holds={PARAMETERS: _parameter("SecureString")}, broken={PARAMETERS: _parameter("String")}),
    ),
    Check(
        id="lambda-environment-without-keys",
        calls=(FUNCTIONS,),
        finds=_functions,
        judge=_no_keys,
        examples=Examples(
            holds={FUNCTIONS: _function("eu-west-1")},
            broken={FUNCTIONS: _function(_KEY_HEADER)},
        ),
    ),
)
