"""VPC endpoints: who and what may pass, and the one security group in front of them."""

import json
from typing import Any

import pytest

from components.network.aws_buckets import aws_buckets
from components.network.services import REQUIRED, Service
from guardrails.graph import Resource
from tests.components.network.building import A, B, C, built, wired
from tests.support.recording import Recorded

_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_ACCOUNT = "123456789012"
_OWN_PRINCIPALS = {"StringEquals": {"aws:PrincipalAccount": _ACCOUNT}}
_OWN_PRINCIPALS_AND_RESOURCES = {
    "StringEquals": {"aws:PrincipalAccount": _ACCOUNT, "aws:ResourceAccount": _ACCOUNT},
}


def _endpoint(recorded: Recorded, service: str) -> Resource:
    return recorded.one(_ENDPOINT, f"network-endpoint-{service}")


def _statements(endpoint: Resource) -> list[dict[str, Any]]:
    document = json.loads(endpoint.properties["policy"])
    assert document["Version"] == "2012-10-17"
    statements: list[dict[str, Any]] = document["Statement"]
    return statements


def test_the_default_endpoints_are_the_gateways_and_the_required_four() -> None:
    assert {
        (each.properties["serviceName"], each.properties["vpcEndpointType"]) for each in built().all(_ENDPOINT)
    } == {
        ("com.amazonaws.eu-west-1.s3", "Gateway"),
        ("com.amazonaws.eu-west-1.dynamodb", "Gateway"),
        ("com.amazonaws.eu-west-1.kms", "Interface"),
        ("com.amazonaws.eu-west-1.secretsmanager", "Interface"),
        ("com.amazonaws.eu-west-1.logs", "Interface"),
        ("com.amazonaws.eu-west-1.sts", "Interface"),
    }


def test_gateway_endpoints_are_in_the_private_route_tables_only() -> None:
    recorded = built()
    for service in ("s3", "dynamodb"):
        assert wired(_endpoint(recorded, service), "routeTableIds") == tuple(
            f"aws:ec2/routeTable:RouteTable::network-private-routes-{zone}" for zone in (A, B, C)
        )


def test_interface_endpoints_have_an_address_in_each_private_subnet_and_the_services_own_name() -> None:
    recorded = built(endpoints=tuple(Service))
    for service in Service:
        endpoint = _endpoint(recorded, service)
        assert endpoint.properties["privateDnsEnabled"] is True
        assert wired(endpoint, "subnetIds") == tuple(
            f"aws:ec2/subnet:Subnet::network-private-subnet-{zone}" for zone in (A, B, C)
        )
        assert wired(endpoint, "securityGroupIds") == ("aws:ec2/securityGroup:SecurityGroup::network-endpoints",)


@pytest.mark.parametrize(
    ("service", "action", "condition"),
    [
        (Service.KMS, "kms:*", _OWN_PRINCIPALS_AND_RESOURCES),
        (Service.SECRETS_MANAGER, "secretsmanager:*", _OWN_PRINCIPALS_AND_RESOURCES),
        (Service.LOGS, "logs:*", _OWN_PRINCIPALS_AND_RESOURCES),
        (Service.EVENTS, "events:*", _OWN_PRINCIPALS_AND_RESOURCES),
        (Service.SNS, "sns:*", _OWN_PRINCIPALS_AND_RESOURCES),
        (Service.SQS, "sqs:*", _OWN_PRINCIPALS_AND_RESOURCES),
        (Service.STS, "sts:*", _OWN_PRINCIPALS),
        (Service.ECR_API, "ecr:*", _OWN_PRINCIPALS),
        (Service.ECR_DKR, "ecr:*", _OWN_PRINCIPALS),
        (Service.SSM, "ssm:*", _OWN_PRINCIPALS),
        (Service.SSM_MESSAGES, "ssmmessages:*", _OWN_PRINCIPALS),
        (Service.EC2_MESSAGES, "ec2messages:*", _OWN_PRINCIPALS),
        (Service.MONITORING, "cloudwatch:*", _OWN_PRINCIPALS),
    ],
)
def test_an_interface_endpoint_passes_its_services_requests_of_this_account_only(
    service: Service, action: str, condition: dict[str, Any]
) -> None:
    recorded = built(endpoints=tuple(dict.fromkeys((*REQUIRED, service))))
    assert _statements(_endpoint(recorded, service)) == [
        {
            "Sid": "OwnAccount",
            "Effect": "Allow",
            "Principal": "*",
            "Action": action,
            "Resource": "*",
            "Condition": condition,
        }
    ]


def test_dynamodb_is_open_to_this_accounts_principals_and_tables_only() -> None:
    (statement,) = _statements(_endpoint(built(), "dynamodb"))
    assert (statement["Action"], statement["Condition"]) == ("dynamodb:*", _OWN_PRINCIPALS_AND_RESOURCES)


def test_s3_is_open_to_this_accounts_principals_and_buckets() -> None:
    own, _ = _statements(_endpoint(built(), "s3"))
    assert (own["Effect"], own["Action"], own["Condition"]) == ("Allow", "s3:*", _OWN_PRINCIPALS_AND_RESOURCES)


def test_s3_lets_image_pulls_and_package_updates_read_awss_own_buckets() -> None:
    _, foreign = _statements(_endpoint(built(), "s3"))
    assert (foreign["Effect"], foreign["Action"]) == ("Allow", "s3:GetObject")
    assert foreign["Resource"] == [
        "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*",
        "arn:aws:s3:::al2023-repos-eu-west-1-de612dc2/*",
        "arn:aws:s3:::amazonlinux-2-repos-eu-west-1/*",
        "arn:aws:s3:::aws-ssm-eu-west-1/*",
        "arn:aws:s3:::amazon-ssm-eu-west-1/*",
        "arn:aws:s3:::amazon-ssm-packages-eu-west-1/*",
        "arn:aws:s3:::eu-west-1-birdwatcher-prod/*",
        "arn:aws:s3:::aws-ssm-distributor-file-eu-west-1/*",
        "arn:aws:s3:::aws-ssm-document-attachments-eu-west-1/*",
        "arn:aws:s3:::ec2imagebuilder-toe-eu-west-1-prod/*",
        "arn:aws:s3:::ec2imagebuilder-managed-resources-eu-west-1-prod/*",
        "arn:aws:s3:::amazoncloudwatch-agent-eu-west-1/*",
        "arn:aws:s3:::patch-baseline-snapshot-eu-west-1/*",
        "arn:aws:s3:::aws-patch-manager-eu-west-1-5522fb710/*",
    ]


def test_a_further_foreign_bucket_can_be_read_when_it_is_named() -> None:
    _, foreign = _statements(_endpoint(built(readable_buckets=("mirror.example.org",)), "s3"))
    assert foreign["Action"] == "s3:GetObject"
    assert foreign["Resource"][-1] == "arn:aws:s3:::mirror.example.org/*"


def test_every_statement_without_a_condition_only_reads_named_buckets() -> None:
    for endpoint in built(endpoints=tuple(Service)).all(_ENDPOINT):
        for statement in _statements(endpoint):
            if "Condition" not in statement:
                assert statement["Action"] == "s3:GetObject"
                assert all("*" not in resource.removesuffix("/*") for resource in statement["Resource"])


def test_aws_buckets_follow_the_region_where_aws_gives_them_other_names() -> None:
    assert aws_buckets("me-south-1")[-2:] == (
        "patch-baseline-snapshot-me-south-1-uduvl7q8",
        "aws-patch-manager-me-south-1-a53fc9dce",
    )


def test_a_region_newer_than_the_table_has_the_buckets_whose_names_follow_from_it() -> None:
    names = aws_buckets("mx-central-1")
    assert names[0] == "prod-mx-central-1-starport-layer-bucket"
    assert names[-1] == "patch-baseline-snapshot-mx-central-1"


def test_the_endpoints_take_https_from_the_vpc_and_nothing_else() -> None:
    recorded = built()
    group = recorded.one("aws:ec2/securityGroup:SecurityGroup")
    assert group.properties["description"] == (
        "Interface endpoints of AWS services: HTTPS from inside the VPC, nothing out"
    )
    assert not {"ingress", "egress"} & group.properties.keys()
    rule = recorded.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert {key: value for key, value in rule.properties.items() if key != "securityGroupId"} == {
        "description": "HTTPS from the VPC",
        "cidrIpv4": "10.0.0.0/16",
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
    }
    assert wired(rule, "securityGroupId") == ("aws:ec2/securityGroup:SecurityGroup::network-endpoints",)
    assert not recorded.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
