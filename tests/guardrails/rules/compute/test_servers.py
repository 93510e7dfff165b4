"""Servers, volumes, registries and functions: launch templates, encodings, defaults and documents."""

import base64
import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.compute import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, results, verdicts

KEY = "AKIA" + "IOSFODNN7EXAMPLE"


def instance(**properties: Value) -> Declared:
    return Declared(type=t.INSTANCE, properties={"ami": "ami-1", **properties})


def template(**properties: Value) -> Declared:
    return Declared(type=t.LAUNCH_TEMPLATE, properties=properties)


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (instance(), FAILED),
        (instance(launchTemplate={"id": "lt-1"}), NOT_APPLICABLE),
        (instance(launchTemplate={"id": "lt-1"}, metadataOptions={"httpTokens": "optional"}), FAILED),
        (instance(metadataOptions={"httpEndpoint": "disabled"}), PASSED),
        (template(), FAILED),
        (template(metadataOptions={"httpTokens": "required"}), PASSED),
        (Declared(type=t.LAUNCH_CONFIGURATION), FAILED),
    ],
)
def test_tokens_are_required_wherever_a_server_comes_from(server: Declared, expected: Any) -> None:
    assert verdicts("ec2-imdsv2-required", server) == expected


@pytest.mark.parametrize("encode", [False, True])
@pytest.mark.parametrize("path", ["userData", "userDataBase64"])
def test_a_key_in_user_data_is_found_plain_and_encoded(path: str, encode: bool) -> None:
    text = f"export KEY={KEY}"
    data = base64.b64encode(text.encode()).decode() if encode else text
    found = results("ec2-user-data-without-keys", instance(**{path: data}))
    assert [result.verdict for result in found] == FAILED
    assert KEY not in found[0].message


def test_a_launch_template_says_as_a_string_that_an_address_is_public() -> None:
    rule = "ec2-launch-template-no-public-address"
    private = {"associatePublicIpAddress": "false"}
    assert verdicts(rule, template(networkInterfaces=[private])) == PASSED
    assert verdicts(rule, template(networkInterfaces=[private, {"associatePublicIpAddress": "true"}])) == FAILED
    assert verdicts(rule, template()) == PASSED


def ebs(encrypted: Value) -> dict[str, Value]:
    return {"deviceName": "/dev/xvda", "ebs": {"encrypted": encrypted}}


DEFAULT = Declared(type=t.ENCRYPTION_BY_DEFAULT, name="default", properties={})


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ((template(blockDeviceMappings=[ebs("true")]),), PASSED),
        ((template(blockDeviceMappings=[ebs("true"), ebs("false")]),), FAILED),
        ((template(blockDeviceMappings=[ebs("true"), {"deviceName": "b", "virtualName": "ephemeral0"}]),), PASSED),
        ((template(),), FAILED),
        ((template(), DEFAULT), PASSED),
        ((template(blockDeviceMappings=[ebs("false")]), DEFAULT), FAILED),
        ((template(blockDeviceMappings=UNKNOWN),), UNDETERMINED),
        ((instance(),), FAILED),
        ((instance(), DEFAULT), PASSED),
        ((instance(launchTemplate={"id": "lt-1"}),), NOT_APPLICABLE),
        ((instance(rootBlockDevice={"encrypted": True}, ebsBlockDevices=[{"deviceName": "b"}]),), FAILED),
    ],
)
def test_every_volume_that_a_server_starts_with_is_counted(stack: tuple[Declared, ...], expected: Any) -> None:
    assert verdicts("ec2-block-devices-encrypted", *stack) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"minSize": 2, "maxSize": 2}, FAILED),
        ({"minSize": 0, "maxSize": 2}, FAILED),
        ({"minSize": 2, "maxSize": 3}, PASSED),
    ],
)
def test_a_group_has_two_servers_and_room(given: dict[str, Value], expected: Any) -> None:
    assert verdicts("asg-range", Declared(type=t.GROUP, properties=given)) == expected


def test_a_group_may_name_zones_instead_of_subnets() -> None:
    def group(*zones: str) -> Declared:
        return Declared(type=t.GROUP, properties={"minSize": 2, "maxSize": 3, "availabilityZones": list(zones)})

    assert verdicts("asg-spans-zones", group("eu-west-1a", "eu-west-1b")) == PASSED
    assert verdicts("asg-spans-zones", group("eu-west-1a", "eu-west-1a")) == FAILED
    assert verdicts("asg-spans-zones", group()) == FAILED


def policy(condition: Value) -> Declared:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "ecr:*", "Condition": condition}
    return Declared(
        type=t.REPOSITORY_POLICY, properties={"repository": "web", "policy": json.dumps({"Statement": [statement]})}
    )


def test_a_repository_for_everyone_of_one_organisation_is_not_public() -> None:
    assert verdicts("ecr-repository-not-public", policy({"StringEquals": {"aws:PrincipalOrgID": "o-1"}})) == PASSED
    assert verdicts("ecr-repository-not-public", policy({"Bool": {"aws:SecureTransport": "true"}})) == FAILED


def test_exceptions_from_immutable_tags_are_no_immutable_tags() -> None:
    repository = Declared(type=t.REPOSITORY, properties={"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION"})
    assert verdicts("ecr-repository-tags-immutable", repository) == FAILED


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"principal": "*"}, FAILED),
        ({"principal": "*", "principalOrgId": "o-1"}, PASSED),
        ({"principal": "123456789012"}, PASSED),
    ],
)
def test_a_function_is_not_for_everyone(given: dict[str, Value], expected: Any) -> None:
    permission = Declared(
        type=t.FUNCTION_PERMISSION, properties={"action": "lambda:InvokeFunction", "function": "web", **given}
    )
    assert verdicts("lambda-not-public", permission) == expected


def test_a_function_url_asks_who_calls() -> None:
    assert (
        verdicts("lambda-not-public", Declared(type=t.FUNCTION_URL, properties={"authorizationType": "NONE"})) == FAILED
    )
    assert (
        verdicts("lambda-not-public", Declared(type=t.FUNCTION_URL, properties={"authorizationType": "AWS_IAM"}))
        == PASSED
    )


def test_only_services_need_a_source() -> None:
    permission = Declared(type=t.FUNCTION_PERMISSION, properties={"principal": "123456789012", "function": "web"})
    assert verdicts("lambda-permission-source", permission) == PASSED


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"sourceArn": "arn:aws:events:eu-west-1:123456789012:rule/daily"}, PASSED),
        ({"sourceArn": "arn:aws:events:*:*:rule/*"}, FAILED),
        ({"sourceArn": "*"}, FAILED),
        ({"sourceAccount": "*", "sourceArn": "arn:*"}, FAILED),
        ({"sourceArn": UNKNOWN}, UNDETERMINED),
        ({"principal": "s3.amazonaws.com", "sourceArn": "arn:aws:s3:::orders"}, FAILED),
        (
            {"principal": "s3.amazonaws.com", "sourceArn": "arn:aws:s3:::orders", "sourceAccount": "123456789012"},
            PASSED,
        ),
    ],
)
def test_a_source_is_one_and_not_anybodys(given: dict[str, Value], expected: Any) -> None:
    permission = Declared(type=t.FUNCTION_PERMISSION, properties={"principal": "events.amazonaws.com", **given})
    assert verdicts("lambda-permission-source", permission) == expected


def test_a_source_of_the_stack_is_no_wildcard() -> None:
    rule = Declared(type="aws:cloudwatch/eventRule:EventRule", name="daily", properties={"state": "ENABLED"})
    permission = Declared(
        type=t.FUNCTION_PERMISSION,
        properties={"principal": "events.amazonaws.com", "sourceArn": UNKNOWN},
        depends={"sourceArn": ("daily",)},
    )
    assert verdicts("lambda-permission-source", permission, rule) == PASSED


def test_failures_may_go_to_a_destination() -> None:
    stack = (
        Declared(type=t.FUNCTION, properties={"name": "web"}),
        Declared(
            type=t.FUNCTION_INVOCATIONS,
            name="failures",
            properties={"functionName": "web", "destinationConfig": {"onFailure": {"destination": "arn"}}},
        ),
    )
    assert verdicts("lambda-failures-kept", *stack) == PASSED


def test_an_image_has_no_runtime_to_be_old() -> None:
    assert (
        verdicts("lambda-runtime-supported", Declared(type=t.FUNCTION, properties={"packageType": "Image"})) == PASSED
    )
