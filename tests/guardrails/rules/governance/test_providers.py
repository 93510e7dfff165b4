"""Providers: whose credentials, whose account, and whether it is AWS."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Secret, Value
from tests.guardrails.rules.governance.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, results, verdicts

AWS, ROLE = "provider-talks-to-aws", "provider-role-external-id"


def provider(**properties: Value) -> Declared:
    return Declared(type=AWS_PROVIDER, properties={"region": "eu-west-1", **properties})


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({}, PASSED),
        ({"skipRegionValidation": "true", "skipCredentialsValidation": "false", "skipMetadataApiCheck": True}, PASSED),
        ({"skipCredentialsValidation": "true"}, FAILED),
        ({"skipRequestingAccountId": True}, FAILED),
        ({"insecure": "true"}, FAILED),
        ({"insecure": UNKNOWN}, UNDETERMINED),
        ({"ec2MetadataServiceEndpoint": "http://localhost"}, FAILED),
        ({"endpoints": "[]"}, PASSED),
        ({"endpoints": '[{"s3":""}]'}, PASSED),
        ({"endpoints": '[{"s3":"https://s3.eu-west-1.amazonaws.com"}]'}, PASSED),
        ({"endpoints": '[{"s3":"https://bucket.vpce-0a1b-2c3d.s3.eu-west-1.vpce.amazonaws.com"}]'}, PASSED),
        ({"endpoints": '[{"s3":"http://s3.eu-west-1.amazonaws.com"}]'}, FAILED),
        ({"endpoints": '[{"s3":"https://s3.amazonaws.com.example.com"}]'}, FAILED),
        ({"endpoints": '[{"s3":"https://user@example.com/.amazonaws.com"}]'}, FAILED),
        ({"endpoints": [{"sts": "http://localhost:4566"}]}, FAILED),
        ({"endpoints": {"sts": UNKNOWN}}, UNDETERMINED),
    ],
)
def test_a_provider_talks_to_aws_over_tls(properties: dict[str, Value], expected: Any) -> None:
    assert verdicts(AWS, provider(**properties)) == expected


@pytest.mark.parametrize("path", ["accessKey", "secretKey", "token"])
def test_credentials_in_a_provider_are_refused_and_not_shown(path: str) -> None:
    said = results("provider-without-credentials", provider(**{path: Secret("correct-horse-battery")}))
    assert [each.verdict for each in said] == FAILED
    assert "correct-horse" not in said[0].message
    assert verdicts("provider-without-credentials", provider(**{path: UNKNOWN})) == FAILED
    assert verdicts("provider-without-credentials", provider(profile="deploy")) == PASSED


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"allowedAccountIds": '["123456789012"]'}, PASSED),
        ({"forbiddenAccountIds": ["210987654321"]}, PASSED),
        ({"allowedAccountIds": "[]"}, FAILED),
        ({}, FAILED),
    ],
)
def test_a_provider_is_for_one_account(properties: dict[str, Value], expected: Any) -> None:
    assert verdicts("provider-confined-to-account", provider(**properties)) == expected


OWN = {"allowedAccountIds": '["123456789012"]'}


@pytest.mark.parametrize(
    ("role", "owned", "expected"),
    [
        ({"roleArn": "arn:aws:iam::123456789012:role/deploy"}, OWN, PASSED),
        ({"roleArn": "arn:aws:iam::210987654321:role/deploy"}, OWN, FAILED),
        ({"roleArn": "arn:aws:iam::210987654321:role/deploy"}, {}, UNDETERMINED),
        ({"roleArn": "arn:aws:iam::210987654321:role/deploy", "externalId": "x"}, OWN, PASSED),
        ({"roleArn": UNKNOWN}, OWN, UNDETERMINED),
        (None, OWN, NOT_APPLICABLE),
    ],
)
def test_a_strangers_role_asks_for_an_external_id(role: Value, owned: dict[str, Value], expected: Any) -> None:
    assumed = None if role is None else [role] if UNKNOWN in role.values() else json.dumps([role])
    assert verdicts(ROLE, provider(assumeRoles=assumed, **owned)) == expected
