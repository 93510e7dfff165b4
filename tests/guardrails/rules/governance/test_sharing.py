"""Sharing and purpose: who gets in, and what for."""

import json
from typing import Any

import pytest

from guardrails.rule import Declared
from guardrails.rules.governance import types as t
from guardrails.values import UNKNOWN, Value
from tests.guardrails.rules.governance.judging import FAILED, NOT_APPLICABLE, PASSED, UNDETERMINED, verdicts

OWNED = Declared(type=t.AWS_PROVIDER, name="default", properties={"allowedAccountIds": '["123456789012"]'})
SECRET_POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
STRANGER = "arn:aws:iam::210987654321:root"


def policy(principal: Value, **statement: Value) -> Declared:
    stated = {"Effect": "Allow", "Principal": principal, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    return Declared(type=SECRET_POLICY, properties={"policy": json.dumps({"Statement": [stated | statement]})})


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (policy({"AWS": "123456789012"}), PASSED),
        (policy({"AWS": STRANGER}), FAILED),
        (policy({"AWS": STRANGER}, Effect="Deny"), PASSED),
        (policy({"AWS": STRANGER}, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}), PASSED),
        (policy({"AWS": STRANGER}, Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}), FAILED),
        (policy({"AWS": STRANGER}, Condition={"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1"}}), FAILED),
        (policy({"AWS": STRANGER}, Condition={"StringLike": {"aws:PrincipalOrgID": "o-*"}}), FAILED),
        (policy("*"), FAILED),
        (policy({"Service": "rds.amazonaws.com"}), PASSED),
        (Declared(type=SECRET_POLICY, properties={"policy": "{"}), FAILED),
        (Declared(type=t.SECRET, properties={"name": "orders"}), NOT_APPLICABLE),
    ],
)
def test_a_resource_policy_names_accounts_of_ours(declared: Declared, expected: Any) -> None:
    assert verdicts("resource-policy-own-accounts", OWNED, declared) == expected


def test_an_account_is_nobodys_where_no_provider_says_whose() -> None:
    assert verdicts("resource-policy-own-accounts", policy({"AWS": STRANGER})) == UNDETERMINED


def copying(vault: Value) -> Declared:
    actions = [{"destinationVaultArn": vault}]
    return Declared(type=t.PLAN, properties={"name": "daily", "rules": [{"copyActions": actions}]})


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (copying("arn:aws:backup:eu-central-1:123456789012:backup-vault:copies"), PASSED),
        (copying("arn:aws:backup:eu-central-1:210987654321:backup-vault:copies"), FAILED),
        (copying(UNKNOWN), UNDETERMINED),
        (Declared(type=t.PLAN, properties={"rules": UNKNOWN}), UNDETERMINED),
        (Declared(type=t.PLAN, properties={"rules": [{"ruleName": "daily"}]}), NOT_APPLICABLE),
        (
            Declared(type=t.BUCKET_REPLICATION, properties={"rules": [{"destination": {"account": "210987654321"}}]}),
            FAILED,
        ),
        (
            Declared(type=t.BUCKET_REPLICATION, properties={"rules": [{"destination": {"account": "123456789012"}}]}),
            PASSED,
        ),
    ],
)
def test_copies_stay_with_us(declared: Declared, expected: Any) -> None:
    assert verdicts("copies-stay-in-own-accounts", OWNED, declared) == expected


@pytest.mark.parametrize(
    ("type_", "properties", "expected"),
    [
        (t.AMI_PERMISSION, {"group": "all"}, FAILED),
        (t.AMI_PERMISSION, {"organizationArn": "arn:aws:organizations::123456789012:organization/o-a"}, NOT_APPLICABLE),
        (t.SNAPSHOTS[0], {"sharedAccounts": ["123456789012"]}, PASSED),
        (t.SNAPSHOTS[0], {"sharedAccounts": ["all"]}, FAILED),
        (t.SNAPSHOTS[0], {"sharedAccounts": ["123456789012", "210987654321"]}, FAILED),
        (t.FUNCTION_PERMISSION, {"principal": "events.amazonaws.com"}, PASSED),
        (t.FUNCTION_PERMISSION, {"principal": STRANGER}, FAILED),
        (t.EVENT_PERMISSION, {"principal": "*"}, FAILED),
        (t.PRINCIPAL_ASSOCIATION, {"principal": "210987654321"}, FAILED),
        (t.PRINCIPAL_ASSOCIATION, {"principal": UNKNOWN}, UNDETERMINED),
    ],
)
def test_nothing_is_given_to_strangers(type_: str, properties: dict[str, Value], expected: Any) -> None:
    assert verdicts("shared-with-own-accounts", OWNED, Declared(type=type_, properties=properties)) == expected


def test_a_resource_control_policy_is_a_perimeter_too() -> None:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
    }
    content = json.dumps({"Statement": [statement]})
    declared = Declared(type=t.ORGANIZATION_POLICY, properties={"type": "RESOURCE_CONTROL_POLICY", "content": content})
    assert verdicts("data-perimeter-present", declared, of=None) == PASSED
    assert verdicts("data-perimeter-present", of=None) == FAILED


def key(condition: dict[str, Value], tags: Value = None) -> Declared:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "kms:*",
        "Resource": "*",
        "Condition": condition,
    }
    return Declared(type=t.KMS_KEY, properties={"policy": json.dumps({"Statement": [statement]}), "tags": tags})


DATABASE = Declared(
    type="aws:rds/instance:Instance",
    name="database",
    properties={"kmsKeyId": UNKNOWN, "tags": {"data": "customer"}},
    depends={"kmsKeyId": ("main",)},
)
BOUND = {"StringEquals": {"kms:ViaService": "rds.eu-west-1.amazonaws.com"}}


def test_the_key_of_a_customer_store_is_bound_whatever_its_own_tags_say() -> None:
    assert verdicts("customer-key-bound-to-services", key({}), DATABASE) == FAILED
    assert verdicts("customer-key-bound-to-services", key(BOUND), DATABASE) == PASSED
    assert verdicts("customer-key-bound-to-services", key({})) == NOT_APPLICABLE


def test_analytics_are_found_by_what_they_depend_on() -> None:
    bucket = Declared(type=t.BUCKET, name="orders", properties={"tags": {"data": "customer"}})
    notebook = Declared(
        type="aws:sagemaker/model:Model",
        properties={"executionRoleArn": "arn:aws:iam::123456789012:role/model", "primaryContainer": UNKNOWN},
        depends={"primaryContainer": ("orders",)},
    )
    assert verdicts("analytics-reads-no-customer-data", bucket, notebook) == FAILED
    assert verdicts("analytics-reads-no-customer-data", notebook.__class__(type=notebook.type)) == NOT_APPLICABLE


def test_a_stack_without_an_organization_has_nothing_to_opt_out() -> None:
    assert verdicts("ai-services-opted-out", of=None) == PASSED
    assert verdicts("ai-services-opted-out", Declared(type=t.ORGANIZATION), of=None) == FAILED
