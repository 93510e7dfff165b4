"""When a resource is under a customer key: whose key it is, where it is asked for, and whether it can be used."""

from typing import Any

import pytest

from tests.support.asking import asked, messages
from verification.answers import Answer
from verification.data.calls import DB_INSTANCES, KEY, KEY_ALIASES, KEY_ROTATION, KEYS
from verification.data.databases import ORDERS
from verification.data.requirements import CUSTOMER_KEY, KEY_ARN

CHECK = "rds-instance-customer-key"


def _under(key: str | None, **metadata: Any) -> dict[Any, Any]:
    instance = {name: value for name, value in ORDERS.items() if name != "KmsKeyId"}
    return {
        DB_INSTANCES: {"DBInstances": [instance | ({"KmsKeyId": key} if key else {})]},
        KEY: {"KeyMetadata": {**CUSTOMER_KEY["KeyMetadata"], **metadata}},
    }


def test_a_customer_key_that_is_enabled_holds() -> None:
    assert messages(CHECK, _under(KEY_ARN)) == []


def test_without_a_key_there_is_no_customer_key() -> None:
    assert messages(CHECK, _under(None)) == ["KmsKeyId is not set, so no customer key is used"]


@pytest.mark.parametrize(
    "key", ["alias/aws/rds", "arn:aws:kms:eu-west-1:123456789012:alias/aws/rds"], ids=["name", "ARN"]
)
def test_an_alias_of_aws_is_told_without_asking(key: str) -> None:
    results = asked(CHECK, _under(key), refused={KEY.id: "AccessDeniedException"})
    assert [(answer, message) for answer, _, message in results] == [
        (Answer.BROKEN, "KmsKeyId is alias/aws/rds, a key that AWS manages")
    ]


def test_a_key_of_another_account_is_a_customer_key_and_is_not_asked_for() -> None:
    key = "arn:aws:kms:eu-west-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    results = asked(CHECK, _under(key), refused={KEY.id: "AccessDeniedException"})
    assert [answer for answer, _, _ in results] == [Answer.HOLDS]


@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion", "Unavailable"])
def test_a_key_that_nobody_can_use_is_broken(state: str) -> None:
    assert messages(CHECK, _under(KEY_ARN, KeyState=state)) == [
        f"KmsKeyId is key/1234abcd-12ab-34cd-56ef-1234567890ab, a key that is {state}"
    ]


def test_a_key_that_is_gone_is_broken() -> None:
    responses = {DB_INSTANCES: {"DBInstances": [ORDERS]}}
    assert messages(CHECK, responses) == [
        "KmsKeyId is key/1234abcd-12ab-34cd-56ef-1234567890ab, a key that is not there"
    ]


def test_a_denied_key_denies_only_its_own_resource() -> None:
    unkeyed = {name: value for name, value in ORDERS.items() if name != "KmsKeyId"}
    another = unkeyed | {"DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:plain"}
    results = asked(
        CHECK, {DB_INSTANCES: {"DBInstances": [ORDERS, another]}}, refused={KEY.id: "AccessDeniedException"}
    )
    assert [(answer, resource) for answer, resource, _ in results] == [
        (Answer.NOT_PERMITTED, "arn:aws:rds:eu-west-1:123456789012:db:orders"),
        (Answer.BROKEN, "arn:aws:rds:eu-west-1:123456789012:db:plain"),
    ]


def _key(**metadata: Any) -> dict[Any, Any]:
    return {
        KEYS: {"Keys": [{"KeyId": "orders", "KeyArn": KEY_ARN}]},
        KEY_ALIASES: {"Aliases": []},
        KEY: {"KeyMetadata": {**CUSTOMER_KEY["KeyMetadata"], **metadata}},
        KEY_ROTATION: {"KeyRotationEnabled": False},
    }


@pytest.mark.parametrize(
    "metadata",
    [
        {"KeySpec": "RSA_2048", "KeyUsage": "SIGN_VERIFY"},
        {"KeySpec": "HMAC_256", "KeyUsage": "GENERATE_VERIFY_MAC"},
        {"Origin": "EXTERNAL"},
        {"Origin": "AWS_CLOUDHSM"},
        {"KeyState": "PendingDeletion"},
    ],
    ids=["asymmetric", "hmac", "imported", "key store", "in deletion"],
)
def test_a_key_that_aws_cannot_rotate_is_not_asked_to(metadata: dict[str, str]) -> None:
    assert messages("kms-key-rotated", _key(**metadata)) == []


def test_a_rotation_of_more_than_a_year_is_broken() -> None:
    responses = {**_key(), KEY_ROTATION: {"KeyRotationEnabled": True, "RotationPeriodInDays": 730}}
    assert messages("kms-key-rotated", responses) == ["RotationPeriodInDays is 730, it must be at most 365"]


def test_what_kms_leaves_out_excuses_no_key() -> None:
    responses = {**_key(), KEY: {"KeyMetadata": {"KeyId": "orders", "KeyState": "Enabled"}}}
    assert messages("kms-key-rotated", responses) == ["KeyRotationEnabled is false"]
