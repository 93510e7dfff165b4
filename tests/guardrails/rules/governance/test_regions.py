"""Where things may be: by resource, by replica, by copy, and who forbids the rest."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.governance import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.governance.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts
from tests.support.sdk_schema import _classes, _hints, arguments

CERTIFICATE = "aws:acm/certificate:Certificate"
ALARM = Declared(
    type=t.METRIC_ALARM,
    name="alarm",
    properties={"metricName": "elsewhere", "namespace": "audit", "alarmActions": ["arn:aws:sns:eu-west-1:1:alarms"]},
)


def placed(type_: str, region: Value) -> Declared:
    return Declared(type=type_, properties={"region": region})


@pytest.mark.parametrize(
    ("type_", "region", "expected"),
    [
        (t.BUCKET, "eu-central-1", PASSED),
        (t.BUCKET, "ap-south-1", FAILED),
        (t.BUCKET, "us-east-1", FAILED),
        (t.BUCKET, UNKNOWN, UNDETERMINED),
        (CERTIFICATE, "us-east-1", PASSED),
        (CERTIFICATE, "us-west-2", FAILED),
        ("aws:wafv2/webAcl:WebAcl", "us-east-1", PASSED),
        (t.METRIC_ALARM, "us-east-1", PASSED),
        ("aws:rds/instance:Instance", "us-east-1", FAILED),
        ("aws:ebs/encryptionByDefault:EncryptionByDefault", "us-west-2", PASSED),
    ],
)
def test_the_companion_region_is_for_what_global_services_read(type_: str, region: Value, expected: Any) -> None:
    assert verdicts("resource-region-allowed", placed(type_, region)) == expected


def test_a_program_that_nobody_knows_may_run_anywhere() -> None:
    assert verdicts("resource-region-allowed", placed(t.BUCKET, "ap-south-1"), bar="none") == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("type_", "properties", "expected"),
    [
        (t.TABLE, {"replicas": [{"regionName": "eu-west-3"}]}, PASSED),
        (t.TABLE, {"replicas": [{"regionName": "eu-west-3"}, {"regionName": "sa-east-1"}]}, FAILED),
        (t.TABLE, {}, PASSED),
        (t.SNAPSHOT_COPIES[0], {"destinationRegion": "us-west-2"}, FAILED),
        (
            t.REGISTRY_REPLICATION,
            {
                "replicationConfiguration": {
                    "rules": [{"destinations": [{"region": "eu-west-1"}, {"region": "us-west-2"}]}]
                }
            },
            FAILED,
        ),
        (t.REGISTRY_REPLICATION, {"replicationConfiguration": {"rules": UNKNOWN}}, UNDETERMINED),
    ],
)
def test_every_replica_is_looked_at(type_: str, properties: dict[str, Value], expected: Any) -> None:
    assert verdicts("replica-region-allowed", Declared(type=type_, properties=properties)) == expected


def copied(region: Value) -> tuple[Declared, ...]:
    rule = {"ruleName": "daily", "targetVaultName": "home", "copyActions": [{"destinationVaultArn": UNKNOWN}]}
    return (
        Declared(type=t.VAULT, name="away", properties={"region": region}),
        Declared(type=t.PLAN, properties={"rules": [rule]}, depends={"rules": ("away",)}),
    )


@pytest.mark.parametrize(
    ("region", "expected"), [("eu-central-1", PASSED), ("us-west-2", FAILED), (UNKNOWN, UNDETERMINED)]
)
def test_a_vault_that_is_not_made_yet_is_where_it_will_be(region: Value, expected: Any) -> None:
    assert verdicts("copy-region-allowed", *copied(region)) == expected


def test_a_bucket_says_where_it_is_by_its_name_or_by_being_there() -> None:
    def replicated(bucket: Value) -> Declared:
        rules = [{"destination": {"bucket": bucket}}]
        return Declared(type=t.BUCKET_REPLICATION, properties={"bucket": "orders", "rules": rules})

    assert verdicts("copy-region-allowed", replicated("arn:aws:s3:::orders-123456789012-us-west-2-copy")) == FAILED
    assert verdicts("copy-region-allowed", replicated("arn:aws:s3:::orders-123456789012-eu-west-3-copy")) == PASSED
    assert verdicts("copy-region-allowed", replicated("arn:aws:s3:::orders-copy")) == UNDETERMINED


def scp(effect: str, operator: str) -> Declared:
    statement = {
        "Effect": effect,
        "NotAction": ["iam:*"],
        "Resource": "*",
        "Condition": {operator: {"aws:RequestedRegion": ["eu-west-1"]}},
    }
    return Declared(
        type=t.ORGANIZATION_POLICY,
        name="scp",
        properties={"type": "SERVICE_CONTROL_POLICY", "content": json.dumps({"Statement": [statement]})},
    )


def test_a_policy_guards_the_regions_only_where_it_denies_the_others() -> None:
    assert verdicts("region-guard-present", scp("Deny", "StringNotEquals"), of=None) == PASSED
    assert verdicts("region-guard-present", scp("Allow", "StringNotEquals"), of=None) == FAILED
    assert verdicts("region-guard-present", scp("Deny", "StringEquals"), of=None) == FAILED


def test_a_filter_that_nobody_hears_guards_nothing() -> None:
    heard = Declared(
        type=t.METRIC_FILTER,
        name="filter",
        properties={
            "pattern": '{ $.awsRegion != "eu-west-1" }',
            "metricTransformation": {"name": "elsewhere", "namespace": "audit"},
        },
    )
    assert verdicts("region-guard-present", heard, ALARM, of=None) == PASSED
    assert verdicts("region-guard-present", heard, of=None) == FAILED


def test_the_lists_of_types_are_those_of_the_sdk() -> None:
    missing = [
        (type_, property_)
        for property_, types in (("region", t.REGIONAL), ("tags", t.TAGGABLE))
        for type_ in (t.BUCKET, t.TABLE, t.SECRET, t.PLAN, "aws:rds/instance:Instance")
        if type_ not in types and property_ in _hints(arguments(type_) or type)
    ]
    assert missing == []
    assert set(t.REGIONAL) | set(t.TAGGABLE) <= set(_classes())
    assert t.ORGANIZATION_POLICY not in t.REGIONAL
