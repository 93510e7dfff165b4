"""Shipping, masking, the audit log and what is logged to: what a rule must see and what it must not ask."""

import json

import pytest

from guardrails.rule import Declared
from guardrails.rules.audit import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.identity.judging import (
    FAILED,
    NOT_APPLICABLE,
    PASSED,
    UNDETERMINED,
    allow,
    document,
    policy,
    verdicts,
)

APP = "/vouch/prod/app"
AUDIT = "/vouch/prod/audit"
ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
STREAM_ARN = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/archive"
STREAM = Declared(
    type=t.DELIVERY_STREAM, name="archive", properties={"name": "archive", "extendedS3Configuration": {"prefix": "x"}}
)


def group(name: Value = APP, region: str | None = None, **tags: Value) -> Declared:
    properties = {"name": name, "retentionInDays": 365, "kmsKeyId": KEY, "tags": tags}
    return Declared(type=t.LOG_GROUP, properties=properties | ({"region": region} if region else {}))


def subscription(leaving_out: tuple[str, ...] = (), pattern: str = "", to: str = STREAM_ARN) -> Declared:
    return Declared(
        type=t.LOG_ACCOUNT_POLICY,
        name="ship",
        properties={
            "policyType": "SUBSCRIPTION_FILTER_POLICY",
            "policyDocument": json.dumps({"DestinationArn": to, "FilterPattern": pattern}),
            "selectionCriteria": f"LogGroupName NOT IN {json.dumps(leaving_out)}",
        },
    )


def subscribed(name: Value = APP, pattern: Value = "", to: Value = STREAM_ARN, **depends: tuple[str, ...]) -> Declared:
    properties = {"logGroup": name, "filterPattern": pattern, "destinationArn": to}
    return Declared(type=t.LOG_SUBSCRIPTION, name="own", properties=properties, depends=depends)


def test_a_groups_own_subscription_ships_it() -> None:
    assert verdicts("cloudwatch-log-group-shipped", group(ship="archive"), subscribed()) == PASSED


def test_a_subscription_by_dependency_ships_the_group() -> None:
    own = subscribed(UNKNOWN, logGroup=("main",))
    assert verdicts("cloudwatch-log-group-shipped", group(UNKNOWN, ship="archive"), own) == PASSED


def test_a_subscription_of_some_events_ships_too_little() -> None:
    assert verdicts("cloudwatch-log-group-shipped", group(ship="archive"), subscribed(pattern="ERROR")) == FAILED
    assert verdicts("cloudwatch-log-group-shipped", group(ship="archive"), subscription(pattern="ERROR")) == FAILED


def test_the_accounts_subscription_is_of_its_region_only() -> None:
    elsewhere = group(region="us-east-1", ship="archive")
    assert verdicts("cloudwatch-log-group-shipped", elsewhere, subscription()) == FAILED


def test_a_group_that_says_nothing_is_asked_nothing() -> None:
    assert verdicts("cloudwatch-log-group-shipped", group()) == NOT_APPLICABLE


@pytest.mark.parametrize(("ship", "expected"), [("none", PASSED), ("archive", FAILED)])
def test_a_stack_ships_every_group_but_those_that_say_not(ship: str, expected: object) -> None:
    stack = (STREAM, subscription((APP,)), group(ship=ship))
    assert verdicts("log-shipping-present", *stack, of=None) == expected


def test_a_stream_without_a_subscription_ships_nothing() -> None:
    assert verdicts("log-shipping-present", STREAM, group(ship="none"), of=None) == FAILED
    other = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/other"
    assert verdicts("log-shipping-present", STREAM, subscription(to=other), of=None) == FAILED


def test_a_subscription_without_a_stream_ships_nowhere() -> None:
    assert verdicts("log-shipping-present", subscription(), of=None) == FAILED


def test_a_subscription_that_comes_from_the_stream_leads_to_it() -> None:
    own = subscribed(to=UNKNOWN, destinationArn=("archive",))
    assert verdicts("log-shipping-present", STREAM, own, group(), of=None) == PASSED


@pytest.mark.parametrize(
    ("encryption", "expected"),
    [
        ({"enabled": True}, FAILED),
        ({"enabled": True, "keyType": "AWS_OWNED_CMK"}, FAILED),
        ({"enabled": True, "keyType": "CUSTOMER_MANAGED_CMK", "keyArn": KEY}, PASSED),
    ],
)
def test_a_stream_is_under_a_customer_key(encryption: Value, expected: object) -> None:
    stream = Declared(type=t.DELIVERY_STREAM, properties={"serverSideEncryption": encryption})
    assert verdicts("firehose-stream-encrypted", stream) == expected


def test_a_stream_with_a_source_of_its_own_is_encrypted_there() -> None:
    stream = Declared(type=t.DELIVERY_STREAM, properties={"kinesisSourceConfiguration": {"roleArn": "x"}})
    assert verdicts("firehose-stream-encrypted", stream) == NOT_APPLICABLE


def protecting(name: Value = APP) -> Declared:
    return Declared(type=t.LOG_DATA_PROTECTION, name="mask", properties={"logGroupName": name, "policyDocument": "{}"})


ACCOUNT_WIDE = Declared(
    type=t.LOG_ACCOUNT_POLICY, name="mask", properties={"policyType": "DATA_PROTECTION_POLICY", "policyDocument": "{}"}
)


@pytest.mark.parametrize("mask", [protecting(), ACCOUNT_WIDE])
def test_a_group_of_customers_data_is_masked_by_itself_or_by_the_account(mask: Declared) -> None:
    assert verdicts("cloudwatch-log-group-masked", group(data="customer"), mask) == PASSED


def test_a_subscription_masks_nothing() -> None:
    assert verdicts("cloudwatch-log-group-masked", group(data="customer"), subscription()) == FAILED


def test_a_databases_log_is_masked_whatever_its_tags_say() -> None:
    statements = group("/aws/rds/instance/main/postgresql", data="logs")
    assert verdicts("log-masking-present", statements, protecting(), of=None) == FAILED
    upgrades = group("/aws/rds/instance/main/upgrade", data="logs")
    assert verdicts("log-masking-present", upgrades, protecting(), of=None) == PASSED


def test_an_apis_access_log_is_masked_whatever_its_tags_say() -> None:
    stage = Declared(
        type=t.API_STAGE, name="stage", properties={"accessLogSettings": {"destinationArn": f"{ARN}{APP}"}}
    )
    assert verdicts("log-masking-present", group(), stage, protecting("/other"), of=None) == FAILED
    assert verdicts("log-masking-present", group(), stage, protecting(), of=None) == PASSED


def protection(audit: list[str], mask: list[str], config: Value) -> Declared:
    prefix = "arn:aws:dataprotection::aws:data-identifier/"
    statements = [
        {"DataIdentifier": [prefix + each for each in audit], "Operation": {"Audit": {"FindingsDestination": {}}}},
        {"DataIdentifier": [prefix + each for each in mask], "Operation": {"Deidentify": config}},
    ]
    text = json.dumps({"Version": "2021-06-01", "Statement": statements})
    return Declared(type=t.LOG_DATA_PROTECTION, properties={"logGroupName": APP, "policyDocument": text})


ALL = ["AwsSecretKey", "CreditCardNumber", "EmailAddress", "Name"]


@pytest.mark.parametrize(
    ("policy_", "expected"),
    [
        (protection(ALL, ALL, {"MaskConfig": {}}), PASSED),
        (protection(ALL, ALL[:2], {"MaskConfig": {}}), [*FAILED]),
        (protection(ALL, ALL, {"MaskConfig": None}), [*FAILED]),
    ],
)
def test_a_policy_masks_what_it_counts(policy_: Declared, expected: object) -> None:
    assert verdicts("cloudwatch-data-protection-masks", policy_) == expected


def test_the_trails_log_is_not_the_products() -> None:
    trail = Declared(
        type=t.TRAIL, name="trail", properties={"s3BucketName": "b", "cloudWatchLogsGroupArn": f"{ARN}{AUDIT}:*"}
    )
    assert verdicts("audit-log-present", group(AUDIT, stream="audit"), of=None) == PASSED
    assert verdicts("audit-log-present", group(AUDIT, stream="audit"), trail, of=None) == FAILED


def test_what_an_aws_service_writes_is_not_the_products_audit_log() -> None:
    sessions = Declared(
        type=t.SSM_DOCUMENT,
        name="preferences",
        properties={"content": json.dumps({"inputs": {"cloudWatchLogGroupName": AUDIT}})},
    )
    assert verdicts("audit-log-present", group(AUDIT, stream="audit"), sessions, of=None) == FAILED
    assert verdicts("audit-log-present", group("/aws/vendedlogs/findings", stream="audit"), of=None) == FAILED


@pytest.mark.parametrize("action", ["logs:*", "logs:Delete*", "logs:PutRetentionPolicy", "logs:DeleteLogGroup"])
def test_who_writes_the_audit_log_may_not_shorten_it(action: str) -> None:
    writing = allow("logs:PutLogEvents", f"{ARN}{AUDIT}:log-stream:*")
    assert verdicts("audit-log-only-added-to", policy(writing), group(AUDIT, stream="audit")) == PASSED
    found = verdicts(
        "audit-log-only-added-to",
        policy(writing, allow(action, "*"), name="app"),
        group(AUDIT, stream="audit"),
        of="app",
    )
    assert set(found) == {FAILED[0]}


@pytest.mark.parametrize(
    ("service", "expected"), [("ecs-tasks.amazonaws.com", FAILED), ("cloudformation.amazonaws.com", PASSED)]
)
def test_a_workload_may_not_hold_all_rights_on_all_logs(service: str, expected: object) -> None:
    trusted = document({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})
    stack = (
        Declared(type=t.ROLE, name="task", properties={"assumeRolePolicy": trusted}),
        Declared(
            type=t.ROLE_POLICY,
            properties={"role": UNKNOWN, "policy": document(allow("logs:*", "*"))},
            depends={"role": ("task",)},
        ),
    )
    assert verdicts("audit-log-only-added-to", *stack, group(AUDIT, stream="audit")) == expected


def test_wide_rights_of_deployers_and_boundaries_are_not_the_products() -> None:
    assert verdicts("audit-log-only-added-to", policy(allow("logs:*", "*")), group(AUDIT, stream="audit")) == PASSED


def test_shortening_other_logs_is_another_matter() -> None:
    statements = (allow("logs:PutLogEvents", f"{ARN}{AUDIT}:*"), allow("logs:PutRetentionPolicy", f"{ARN}{APP}:*"))
    assert verdicts("audit-log-only-added-to", policy(*statements), group(AUDIT, stream="audit")) == PASSED


def test_a_refusal_without_conditions_settles_it() -> None:
    writing = allow("logs:*", f"{ARN}/vouch/*")
    refusing = {"Effect": "Deny", "Action": ["logs:Delete*", "logs:PutRetentionPolicy"], "Resource": "*"}
    assert verdicts("audit-log-only-added-to", policy(writing, refusing), group(AUDIT, stream="audit")) == PASSED


def function(**properties: Value) -> Declared:
    return Declared(type=t.FUNCTION, name="function", properties=properties)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"name": "clock"}, PASSED),
        ({"name": "other"}, FAILED),
        ({"name": "other", "loggingConfig": {"logGroup": "/aws/lambda/clock"}}, PASSED),
        ({}, UNDETERMINED),
    ],
)
def test_a_functions_log_group_is_in_the_stack(properties: dict[str, Value], expected: object) -> None:
    stack = (function(**properties), group("/aws/lambda/clock"))
    assert verdicts("application-log-groups-present", *stack, of=None) == expected
