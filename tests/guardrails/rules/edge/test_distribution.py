"""CloudFront and Shield: every behaviour counts, buckets are told from other origins, NAT needs no shield."""

from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.edge import types as t
from guardrails.rules.edge.types import ELASTIC_IP as EIP
from guardrails.rules.edge.types import NAT_GATEWAY, ZONE
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.network.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

SHIELD = "shield-protects-entries"
SUBSCRIPTION = Declared(type=t.SHIELD_SUBSCRIPTION, name="subscription", properties={})
BUCKET_NAME = "example-web.s3.eu-west-1.amazonaws.com"


def distribution(**properties: Value) -> Declared:
    return Declared(type=t.DISTRIBUTION, name="main", properties=properties)


def test_one_behaviour_that_speaks_plain_http_is_enough() -> None:
    strict, loose = {"viewerProtocolPolicy": "https-only"}, {"viewerProtocolPolicy": "allow-all"}
    for ordered, expected in (([strict], PASSED), ([strict, loose], FAILED), (UNKNOWN, UNDETERMINED)):
        declared = distribution(defaultCacheBehavior=strict, orderedCacheBehaviors=ordered)
        assert verdicts("cloudfront-viewer-https", declared) == expected


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        ({"minimumProtocolVersion": "TLSv1.3_2025"}, PASSED),
        ({"minimumProtocolVersion": "TLSv1.2_2019"}, FAILED),
        ({"cloudfrontDefaultCertificate": True, "minimumProtocolVersion": "TLSv1.2_2021"}, FAILED),
        ({}, FAILED),
    ],
)
def test_viewers_are_held_to_tls_1_2_of_2021(certificate: dict[str, Value], expected: Any) -> None:
    assert verdicts("cloudfront-viewer-tls", distribution(viewerCertificate=certificate)) == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ({"domainName": BUCKET_NAME, "originAccessControlId": "E1"}, PASSED),
        ({"domainName": BUCKET_NAME, "s3OriginConfig": {"originAccessIdentity": "origin-access-identity/E1"}}, PASSED),
        ({"domainName": BUCKET_NAME, "s3OriginConfig": {"originAccessIdentity": ""}}, FAILED),
        ({"domainName": BUCKET_NAME}, FAILED),
        ({"domainName": "app.example.com", "customOriginConfig": {"originProtocolPolicy": "https-only"}}, PASSED),
        ({"domainName": UNKNOWN}, UNDETERMINED),
    ],
)
def test_a_bucket_is_read_by_an_access_control_or_identity(origin: dict[str, Value], expected: Any) -> None:
    declared = distribution(origins=[{"originId": "files", **origin}])
    assert verdicts("cloudfront-bucket-access-control", declared) == expected


def test_an_origin_must_not_fall_back_to_old_tls() -> None:
    for protocols, expected in ((["TLSv1.2"], PASSED), (["TLSv1.2", "TLSv1.1"], FAILED)):
        config = {"originProtocolPolicy": "https-only", "originSslProtocols": protocols}
        declared = distribution(origins=[{"originId": "app", "customOriginConfig": config}])
        assert verdicts("cloudfront-origin-tls", declared) == expected


def test_only_files_need_a_root_object() -> None:
    behaviour = {"targetOriginId": "app"}
    custom = [{"originId": "app", "domainName": "app.example.com", "customOriginConfig": {}}]
    files = [{"originId": "app", "domainName": BUCKET_NAME}]
    rule = "cloudfront-default-root-object"
    assert verdicts(rule, distribution(defaultCacheBehavior=behaviour, origins=custom)) == NOT_APPLICABLE
    assert verdicts(rule, distribution(defaultCacheBehavior=behaviour, origins=files)) == FAILED


def test_access_logs_of_the_older_kind_count_too() -> None:
    declared = distribution(loggingConfig={"bucket": "logs.s3.amazonaws.com"})
    assert verdicts("cloudfront-access-logs", declared) == PASSED
    assert verdicts("cloudfront-access-logs", distribution(loggingConfig={"includeCookies": False})) == FAILED


def protection(**depends: tuple[str, ...]) -> Declared:
    return Declared(
        type=t.SHIELD_PROTECTION, name="p", properties={"name": "p", "resourceArn": UNKNOWN}, depends=depends
    )


def test_nothing_is_asked_of_a_stack_without_the_subscription() -> None:
    assert verdicts(SHIELD, distribution(enabled=True)) == NOT_APPLICABLE
    assert verdicts(SHIELD, distribution(enabled=True), SUBSCRIPTION) == FAILED
    assert verdicts(SHIELD, distribution(enabled=True), SUBSCRIPTION, protection(resourceArn=("main",))) == PASSED


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (Declared(type=t.LOAD_BALANCER, name="main", properties={"internal": True}), NOT_APPLICABLE),
        (Declared(type=t.LOAD_BALANCER, name="main", properties={"loadBalancerType": "network"}), NOT_APPLICABLE),
        (Declared(type=t.LOAD_BALANCER, name="main", properties={"internal": UNKNOWN}), UNDETERMINED),
        (Declared(type=ZONE, name="main", properties={"name": "a.", "vpcs": [{"vpcId": "v"}]}), NOT_APPLICABLE),
        (Declared(type=ZONE, name="main", properties={"name": "example.com"}), FAILED),
        (Declared(type=EIP, name="main", properties={"domain": "vpc"}), FAILED),
    ],
)
def test_a_subscription_protects_what_is_public(declared: Declared, expected: Any) -> None:
    assert verdicts(SHIELD, declared, SUBSCRIPTION) == expected


def test_a_nat_gateways_address_needs_no_shield() -> None:
    address = Declared(type=EIP, name="main", properties={"domain": "vpc"})
    gateway = Declared(
        type=NAT_GATEWAY, name="nat", properties={"allocationId": UNKNOWN}, depends={"allocationId": ("main",)}
    )
    assert verdicts(SHIELD, address, gateway, SUBSCRIPTION) == NOT_APPLICABLE
