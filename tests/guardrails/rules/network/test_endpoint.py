"""Endpoint policies: who is let through, and what AWS's own buckets may be read."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, results, verdicts

LIMITED, PRESENT = "vpc-endpoint-policy-limits-principals", "vpc-endpoints-present"
LAYERS = "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"
PACKAGES = "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*"


def endpoint(policy: Value = None, **properties: Value) -> Declared:
    given = {"vpcId": "vpc-1", "serviceName": "com.amazonaws.eu-west-1.s3", "policy": policy}
    return Declared(type=t.VPC_ENDPOINT, name="main", properties={**given, **properties})


def document(**statement: Value) -> str:
    given = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**given, **statement}]})


def equals(key: str, value: Value, operator: str = "StringEquals") -> str:
    return document(Condition={operator: {key: value}})


@pytest.mark.parametrize(
    "policy",
    [
        equals("aws:PrincipalAccount", "123456789012"),
        equals("aws:principalaccount", ["123456789012", "210987654321"]),
        equals("aws:ResourceOrgID", "o-abc123"),
        equals("aws:PrincipalOrgID", "o-abc123", "StringLike"),
        equals("aws:PrincipalOrgPaths", "o-abc123/r-ab12/*", "ForAnyValue:StringLike"),
        equals("aws:PrincipalIsAWSService", "true", "Bool"),
        document(Principal={"AWS": "arn:aws:iam::123456789012:root"}),
        document(Effect="Deny"),
        document(Action="s3:GetObject", Resource=LAYERS),
        document(Action=["s3:GetObject", "s3:ListBucket"], Resource=[LAYERS, PACKAGES]),
    ],
)
def test_known_accounts_and_reads_of_awss_own_buckets_pass(policy: str) -> None:
    assert verdicts(LIMITED, endpoint(policy)) == PASSED


@pytest.mark.parametrize(
    "policy",
    [
        None,
        "",
        "not json",
        document(),
        document(Principal={"AWS": "*"}),
        equals("aws:PrincipalAccount", "*", "StringLike"),
        equals("aws:PrincipalAccount", "123456789012", "StringNotEquals"),
        equals("aws:PrincipalAccount", "123456789012", "StringEqualsIfExists"),
        equals("aws:PrincipalAccount", "123456789012", "ForAllValues:StringEquals"),
        equals("aws:SourceIp", "10.0.0.0/8", "IpAddress"),
        document(Action="s3:*", Resource=LAYERS),
        document(Action=["s3:GetObject", "s3:PutObject"], Resource=LAYERS),
        document(Action="s3:GetObject", Resource="arn:aws:s3:::prod-*-starport-layer-bucket/*"),
        document(Action="s3:GetObject", Resource="arn:aws:s3:::prod-eu-west-1-starport-layer-bucket-mine/*"),
        document(Action="s3:GetObject", Resource=[LAYERS, "arn:aws:s3:::somebody-else/*"]),
        document(Action="s3:GetObject", Resource="*"),
    ],
)
def test_everyone_else_is_refused(policy: Value) -> None:
    assert verdicts(LIMITED, endpoint(policy)) == FAILED


def test_a_statement_that_is_not_known_is_undetermined_and_a_bad_one_beside_it_still_fails() -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    unclear = {**statement, "Condition": {"StringEquals": {"aws:PrincipalAccount": UNKNOWN}}}
    both: Any = {"Statement": [unclear, statement]}
    assert verdicts(LIMITED, endpoint(UNKNOWN)) == UNDETERMINED
    assert verdicts(LIMITED, endpoint({"Statement": [unclear]})) == UNDETERMINED
    assert verdicts(LIMITED, endpoint(both)) == [*UNDETERMINED, *FAILED]


@pytest.mark.parametrize(
    "properties",
    [
        {"vpcEndpointType": "GatewayLoadBalancer"},
        {"serviceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d", "vpcEndpointType": "Interface"},
    ],
)
def test_endpoints_that_take_no_policy_are_not_asked_for_one(properties: dict[str, Value]) -> None:
    assert verdicts(LIMITED, endpoint(**properties)) == NOT_APPLICABLE


def test_a_policy_may_be_a_resource_of_its_own() -> None:
    def attached(policy: Value, *, known: bool = True) -> Declared:
        return Declared(
            type=t.VPC_ENDPOINT_POLICY,
            name="policy",
            properties={"vpcEndpointId": UNKNOWN, "policy": policy},
            depends={"vpcEndpointId": ("main",)} if known else {},
        )

    own = equals("aws:PrincipalAccount", "123456789012")
    assert verdicts(LIMITED, endpoint(), attached(own)) == PASSED
    assert verdicts(LIMITED, endpoint(), attached(document())) == FAILED
    assert verdicts(LIMITED, endpoint(), attached(own, known=False)) == UNDETERMINED


def test_missing_services_are_named_for_each_vpc() -> None:
    vpc = Declared(type=t.VPC, name="network", properties={"cidrBlock": "10.0.0.0/16"})
    services = ("s3", "kms-fips", "logs")
    endpoints = [
        Declared(
            type=t.VPC_ENDPOINT,
            name=service,
            properties={"vpcId": UNKNOWN, "serviceName": f"com.amazonaws.eu-west-1.{service}"},
            depends={"vpcId": ("network",)},
        )
        for service in services
    ]
    assert [result.message for result in results(PRESENT, vpc, *endpoints)] == [
        "VPC network has no endpoint for secretsmanager, sts"
    ]
