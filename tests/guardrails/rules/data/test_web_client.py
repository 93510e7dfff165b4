"""What reaches a browser: which files hold keys, and which clients run where everybody can read them."""

import base64
from typing import Any

import pytest

from guardrails.controls.data import web_client as records
from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules.data import web_client
from guardrails.rules.data.s3_types import BUCKET_OBJECT
from guardrails.rules.data.types import SECRET_VERSION
from guardrails.tokens import USER_POOL_CLIENT
from guardrails.values import UNKNOWN, Secret, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

INFOS = {info.id: info for info in records.RULES}
RULES = {rule.id: rule for rule in web_client.RULES}
PASSED, FAILED = [Verdict.PASSED], [Verdict.FAILED]
UNDETERMINED, NOT_APPLICABLE = [Verdict.UNDETERMINED], [Verdict.NOT_APPLICABLE]
KEY = "-----BEGIN EC PRIVATE KEY-----"


def verdicts(rule: str, *stack: Declared) -> list[Verdict]:
    results = judge(graph(stack), RuleBook((RULES[rule],), INFOS), profile("prod"))
    return [result.verdict for result in results if result.resource and result.resource.name == "main"]


def held(**properties: Value) -> Declared:
    return Declared(type=BUCKET_OBJECT, name="main", properties={"bucket": "web", "key": "a.js", **properties})


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"content": "export const region = 'eu-west-1'"}, PASSED),
        ({"content": KEY}, FAILED),
        ({"contentBase64": base64.b64encode(KEY.encode()).decode()}, FAILED),
        ({"contentBase64": "no base64 at all"}, PASSED),
        ({"source": {"text": KEY}}, FAILED),
        ({"source": {"path": "dist/a.js"}}, PASSED),
        ({"content": Secret("anything")}, FAILED),
        ({"content": UNKNOWN}, UNDETERMINED),
    ],
)
def test_an_object_holds_no_key_however_it_is_written(properties: dict[str, Value], expected: Any) -> None:
    assert verdicts("s3-object-no-key", held(**properties)) == expected


def test_the_other_spelling_of_an_object_is_judged_too() -> None:
    twin = Declared(type="aws:s3/bucketObjectv2:BucketObjectv2", name="main", properties={"content": KEY})
    assert verdicts("s3-object-no-key", twin) == FAILED


def test_a_secrets_value_does_not_flow_into_an_object() -> None:
    secret = Declared(type=SECRET_VERSION, name="secret", properties={})
    made = Declared(type=BUCKET_OBJECT, name="main", properties={"content": UNKNOWN}, depends={"content": ("secret",)})
    beside = Declared(type=BUCKET_OBJECT, name="main", properties={"key": UNKNOWN}, depends={"key": ("secret",)})
    assert verdicts("s3-object-no-secret-source", made, secret) == FAILED
    assert verdicts("s3-object-no-secret-source", beside, secret) == PASSED


@pytest.mark.parametrize(
    ("name", "secret", "expected"),
    [
        ("browser", True, FAILED),
        ("vouch-prod-web", True, FAILED),
        ("frontend", True, FAILED),
        ("spa-client", True, FAILED),
        ("browser", False, PASSED),
        ("browser", None, PASSED),
        ("webhook-worker", True, NOT_APPLICABLE),
        ("reporting", True, NOT_APPLICABLE),
    ],
)
def test_a_browsers_client_has_no_secret(name: str, secret: Value, expected: Any) -> None:
    client = Declared(type=USER_POOL_CLIENT, name="main", properties={"name": name, "generateSecret": secret})
    assert verdicts("cognito-browser-client-no-secret", client) == expected


@pytest.mark.parametrize(
    ("flows", "grants", "expected"),
    [
        (["ALLOW_USER_SRP_AUTH"], ["code"], FAILED),
        (["ALLOW_REFRESH_TOKEN_AUTH"], ["code"], NOT_APPLICABLE),
        (["ALLOW_USER_SRP_AUTH"], ["client_credentials"], NOT_APPLICABLE),
    ],
)
def test_a_client_where_people_sign_in_by_srp_has_no_secret(flows: list[str], grants: list[str], expected: Any) -> None:
    properties = {"name": "app", "generateSecret": True, "explicitAuthFlows": flows, "allowedOauthFlows": grants}
    client = Declared(type=USER_POOL_CLIENT, name="main", properties=properties)
    assert verdicts("cognito-browser-client-no-secret", client) == expected
