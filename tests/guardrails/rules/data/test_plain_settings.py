"""Secrets in the settings, scripts and templates of services, in whatever form they are written."""

import base64
import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.data.secret_values import is_plain_secret, shape_of
from guardrails.values import UNKNOWN, Secret, Value
from tests.guardrails.rules.identity.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, results, verdicts

KEYS, NAMES = "settings-without-keys", "settings-without-secrets"
KEY = "AKIA" + "IOSFODNN7EXAMPLE"
# Put together, so that no scanner takes the test for the thing.
URL = "postgres://orders:" + "correct-horse@db.example.com/orders"
FUNCTION, PROJECT = "aws:lambda/function:Function", "aws:codebuild/project:Project"
MACHINE, STACK = "aws:sfn/stateMachine:StateMachine", "aws:cloudformation/stack:Stack"


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        (PROJECT, {"environment": {"environmentVariables": [{"name": "A", "value": KEY}]}}),
        (PROJECT, {"source": {"buildspec": f"env:\n  variables:\n    A: {KEY}"}}),
        (PROJECT, {"source": {"location": "https://user:" + "token@git.example.com/web.git"}}),
        (MACHINE, {"definition": json.dumps({"States": {"A": {"Parameters": {"key": KEY}}}})}),
        (STACK, {"templateBody": f"Resources: {{A: {KEY}}}"}),
        ("aws:ec2/spotInstanceRequest:SpotInstanceRequest", {"userDataBase64": encoded(f"export A={KEY}")}),
        ("aws:ssm/document:Document", {"content": json.dumps({"runCommand": [f"curl -u {KEY}"]})}),
        ("aws:glue/job:Job", {"defaultArguments": {"--url": URL}}),
        ("aws:imagebuilder/component:Component", {"data": f"phases: [{{commands: [{KEY}]}}]"}),
        ("aws:apprunner/service:Service", {"sourceConfiguration": {"a": {"b": {"variables": {"X": KEY}}}}}),
        ("aws:batch/jobDefinition:JobDefinition", {"containerProperties": json.dumps({"command": [KEY]})}),
        ("aws:apigateway/stage:Stage", {"variables": {"x": Secret(KEY)}}),
    ],
)
def test_a_key_is_found_wherever_it_is_written(type_: str, properties: dict[str, Value]) -> None:
    found = results(KEYS, Declared(type=type_, properties=properties))
    assert [each.verdict for each in found] == FAILED
    assert KEY not in found[0].message


@pytest.mark.parametrize(
    ("type_", "properties", "expected"),
    [
        (FUNCTION, {"environment": {"variables": {"DB_PASSWORD": "correct-horse"}}}, FAILED),
        (FUNCTION, {"environment": {"variables": {"DB_PASSWORD": UNKNOWN}}}, UNDETERMINED),
        (FUNCTION, {"environment": {"variables": {"DB_SECRET_ARN": "arn:aws:secretsmanager:x"}}}, PASSED),
        (FUNCTION, {"environment": {"variables": {"DB_SECRET": "arn:aws:secretsmanager:x"}}}, PASSED),
        (FUNCTION, {"environment": {"variables": {"TOKEN_URL": "https://id.example.com/token"}}}, PASSED),
        (FUNCTION, {"environment": {"variables": {"ROTATE_TOKENS": "true", "TOKENS": "25"}}}, PASSED),
        (FUNCTION, {"handler": "app.handler"}, PASSED),
        (PROJECT, {"environment": {"environmentVariables": [{"name": "API_TOKEN", "value": "abc"}]}}, FAILED),
        (
            PROJECT,
            {"environment": {"environmentVariables": [{"name": "API_TOKEN", "value": "x", "type": "PARAMETER_STORE"}]}},
            PASSED,
        ),
        (STACK, {"parameters": {"MasterPassword": "correct-horse"}}, FAILED),
        (STACK, {"parameters": {"MasterPassword": "{{resolve:secretsmanager:orders}}"}}, PASSED),
        (MACHINE, {"definition": json.dumps({"Parameters": {"Password.$": "$.password"}})}, PASSED),
        (MACHINE, {"definition": json.dumps({"Parameters": {"Password": "correct-horse"}})}, FAILED),
        (
            "aws:elasticbeanstalk/environment:Environment",
            {"settings": [{"namespace": "env", "name": "SECRET_KEY", "value": "correct-horse"}]},
            FAILED,
        ),
        (
            "aws:batch/jobDefinition:JobDefinition",
            {"containerProperties": json.dumps({"environment": [{"name": "DB_PASSWORD", "value": "x"}]})},
            FAILED,
        ),
        (
            "aws:codepipeline/pipeline:Pipeline",
            {"stages": [{"actions": [{"configuration": {"OAuthToken": "x-y-z"}}]}]},
            FAILED,
        ),
    ],
)
def test_a_name_tells_of_a_secret_and_its_value_of_a_pointer(
    type_: str, properties: dict[str, Value], expected: Any
) -> None:
    assert verdicts(NAMES, Declared(type=type_, properties=properties)) == expected


def of_stack(maker: str) -> tuple[Declared, ...]:
    source = Declared(type=maker, name="source", properties={})
    told = Declared(
        type=PROJECT,
        properties={"environment": {"environmentVariables": [{"name": "DB_PASSWORD", "value": UNKNOWN}]}},
        depends={"environment": ("source",)},
    )
    return (told, source)


def test_what_comes_from_the_stack_is_a_name_unless_it_makes_secrets() -> None:
    assert verdicts(NAMES, *of_stack("aws:secretsmanager/secret:Secret")) == PASSED
    assert verdicts(KEYS, *of_stack("aws:secretsmanager/secret:Secret")) == PASSED
    assert verdicts(NAMES, *of_stack("random:index/randomPassword:RandomPassword")) == UNDETERMINED
    assert verdicts(KEYS, *of_stack("aws:iam/accessKey:AccessKey")) == UNDETERMINED


def test_a_resource_without_settings_is_not_asked() -> None:
    assert verdicts(KEYS, Declared(type="aws:apigateway/stage:Stage", properties={})) == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (URL, "a password in a URL"),
        ("postgres://orders:${PASSWORD}@db.example.com", None),
        ("https://example.com/a:b@c", None),
        ("aws_secret_access_key = " + "a" * 40, "an AWS secret key"),
        ("glpat-" + "a" * 20, "a GitLab token"),
        ("mailto:security@example.com", None),
        ("arn:aws:s3:::orders", None),
    ],
)
def test_shapes(text: str, kind: str | None) -> None:
    assert shape_of(text) == kind


def test_a_switch_a_number_and_a_reference_are_no_secret() -> None:
    values = ["", "true", "12", "/orders/password", "${PASSWORD}", "alias/orders", "****", "ssm:/orders"]
    assert [value for value in values if is_plain_secret("PASSWORD", value)] == []
    assert is_plain_secret("PASSWORD", "correct-horse")
