"""What the labelled fixtures of other scanners taught: cases whose meaning was missed once, each in its own words."""

import json
from dataclasses import replace

import pytest

from guardrails.judge import RuleBook, judge
from guardrails.profiles import profile
from guardrails.rule import Declared
from guardrails.rules import book
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.support.examples import graph

_BOOK = book()
PASSED, FAILED, UNDETERMINED = Verdict.PASSED, Verdict.FAILED, Verdict.UNDETERMINED
NOT_APPLICABLE = Verdict.NOT_APPLICABLE


def verdict(rule: str, *stack: Declared) -> Verdict:
    """What a rule says of the first resource."""
    rules = RuleBook(tuple(each for each in _BOOK.rules if each.id == rule), _BOOK.infos)
    first = graph(stack).resources[0].urn
    bar = replace(profile("none"), required=frozenset({_BOOK.infos[rule].control}))
    found = {
        each.verdict
        for each in judge(graph(stack), rules, bar)
        if each.resource is not None and each.resource.urn == first
    }
    assert len(found) == 1, found
    return found.pop()


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [
        ({"type": "Share", "account_ids": "All"}, FAILED),
        ({"type": "Share", "account_ids": "123456789012"}, PASSED),
        ({"type": "Share", "accountIds": "all"}, FAILED),
        ({"type": "Share", "account_ids": UNKNOWN}, UNDETERMINED),
    ],
)
def test_the_keys_of_a_map_are_read_as_the_provider_spells_them(permissions: Value, expected: Verdict) -> None:
    document = {"name": "patch", "documentType": "Command", "content": "{}", "permissions": permissions}
    assert (
        verdict("ssm-document-not-public", Declared(type="aws:ssm/document:Document", properties=document)) is expected
    )


@pytest.mark.parametrize("key", ["aws:VpceAccount", "aws:VpceOrgID", "aws:SourceVpce", "aws:PrincipalOrgID"])
def test_a_condition_on_whose_endpoint_is_used_says_who_may_call(key: str) -> None:
    def policy(value: str) -> Declared:
        statement = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::orders/*",
            "Condition": {"StringLike": {key: value}},
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return Declared(type="aws:s3/bucketPolicy:BucketPolicy", properties={"bucket": "orders", "policy": document})

    assert verdict("s3-bucket-policy-not-public", policy("o-0a1b2c3d4e")) is PASSED
    assert verdict("s3-bucket-policy-not-public", policy("*")) is FAILED


def _distribution(*beside: Declared) -> tuple[Declared, ...]:
    return (Declared(type="aws:cloudfront/distribution:Distribution", properties={"enabled": True}), *beside)


def _source() -> Declared:
    return Declared(
        type="aws:cloudwatch/logDeliverySource:LogDeliverySource",
        name="source",
        properties={"name": "web", "logType": "ACCESS_LOGS", "resourceArn": UNKNOWN},
        depends={"resourceArn": ("main",)},
    )


def _delivery(source: Value) -> Declared:
    return Declared(
        type="aws:cloudwatch/logDelivery:LogDelivery",
        name="delivery",
        properties={"deliverySourceName": source, "deliveryDestinationArn": UNKNOWN},
    )


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ((), FAILED),
        ((_source(),), FAILED),
        ((_source(), _delivery("web")), PASSED),
        ((_source(), _delivery("api")), FAILED),
        ((_source(), _delivery(UNKNOWN)), UNDETERMINED),
    ],
)
def test_a_source_of_logs_that_no_delivery_takes_up_delivers_nothing(
    beside: tuple[Declared, ...], expected: Verdict
) -> None:
    assert verdict("cloudfront-access-logs", *_distribution(*beside)) is expected


def test_a_zone_is_signed_through_the_key_that_names_it() -> None:
    zone = Declared(type="aws:route53/zone:Zone", properties={"name": "example.com"})
    key = Declared(
        type="aws:route53/keySigningKey:KeySigningKey",
        name="key",
        properties={"hostedZoneId": UNKNOWN},
        depends={"hostedZoneId": ("main",)},
    )
    signing = Declared(
        type="aws:route53/hostedZoneDnsSec:HostedZoneDnsSec",
        name="signing",
        properties={"hostedZoneId": UNKNOWN},
        depends={"hostedZoneId": ("key",)},
    )
    assert verdict("route53-zone-signed", zone, key, signing) is PASSED
    assert verdict("route53-zone-signed", zone, key) is FAILED


@pytest.mark.parametrize(("algorithm", "expected"), [("AES256", PASSED), ("aws:kms", PASSED), ("rot13", FAILED)])
def test_an_algorithm_that_s3_does_not_have_encrypts_nothing(algorithm: str, expected: Verdict) -> None:
    bucket = Declared(type="aws:s3/bucket:Bucket", properties={"bucket": "orders"})
    rule = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}}
    encryption = Declared(
        type="aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        name="side",
        properties={"bucket": "orders", "rules": [rule]},
    )
    assert verdict("s3-bucket-encryption-set", bucket, encryption) is expected


@pytest.mark.parametrize("name", ["*.example.com", "*example.com"])
def test_a_star_in_a_name_is_a_wildcard_wherever_the_dot_is(name: str) -> None:
    certificate = Declared(type="aws:acm/certificate:Certificate", properties={"domainName": name})
    assert verdict("acm-certificate-not-wildcard", certificate) is FAILED


@pytest.mark.parametrize(
    ("days", "bucket", "expected"),
    [(7, False, PASSED), (None, False, FAILED), (UNKNOWN, False, UNDETERMINED), (None, True, NOT_APPLICABLE)],
)
def test_lifecycle_rules_of_a_bucket_of_another_stack_are_judged_alone(
    days: Value, bucket: bool, expected: Verdict
) -> None:
    abort = {"abortIncompleteMultipartUpload": {"daysAfterInitiation": days}} if days is not None else {}
    lifecycle = Declared(
        type="aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        properties={"bucket": "orders", "rules": [{"id": "all", "status": "Enabled", **abort}]},
    )
    own = (Declared(type="aws:s3/bucket:Bucket", name="orders", properties={"bucket": "orders"}),) if bucket else ()
    assert verdict("s3-lifecycle-aborts-uploads", lifecycle, *own) is expected
