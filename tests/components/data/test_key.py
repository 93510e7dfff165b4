"""A customer key: rotated, named, and usable only through services and for pinned sources."""

import re
from typing import Any

import pytest

from components.data.grants import cloudtrail, cloudwatch_logs, sns_publishers
from components.data.key import Key, KeyArgs
from components.data.key_grants import ServiceGrant
from components.documents import pins_source
from guardrails.graph import Resource
from tests.components.data.building import ACCOUNT, PLACEMENT, ROOT, by_sid, listed, statements, wired
from tests.support.recording import Recorded, record

KEY = "aws:kms/key:Key"
ALIAS = "aws:kms/alias:Alias"
THROUGH = {
    "kms:CallerAccount": ACCOUNT,
    "kms:ViaService": ["rds.eu-west-1.amazonaws.com", "secretsmanager.eu-west-1.amazonaws.com"],
}


def arguments(**changes: Any) -> KeyArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "data_class": "customer",
        "description": "Customers' data",
        "via_services": ("secretsmanager", "rds"),
    }
    return KeyArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    return record(lambda: Key("customer", arguments(**changes)))


def key(**changes: Any) -> Resource:
    return build(**changes).one(KEY, "customer-key")


def grant(**changes: Any) -> ServiceGrant:
    given: dict[str, Any] = {
        "sid": "EncryptTrail",
        "service": "cloudtrail.amazonaws.com",
        "actions": ("kms:GenerateDataKey",),
        "condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }
    return ServiceGrant(**(given | changes))


def test_a_key_rotates_and_waits_thirty_days_before_it_is_deleted() -> None:
    made = key()
    assert {name: value for name, value in made.properties.items() if name != "policy"} == {
        "description": "Customers' data",
        "enableKeyRotation": True,
        "deletionWindowInDays": 30,
    }
    assert made.options.protect is True


def test_a_small_profile_may_delete_its_key_sooner() -> None:
    made = key(deletion_window_days=7, protect=False)
    assert made.properties["deletionWindowInDays"] == 7
    assert made.options.protect is False


def test_the_alias_is_known_before_the_key_exists() -> None:
    alias = build().one(ALIAS, "customer-alias")
    assert alias.properties["name"] == "alias/vouch-prod-customer"
    assert wired(alias, "targetKeyId") == ["customer-key"]
    assert arguments().alias_name == "alias/vouch-prod-customer"


def test_key_and_alias_are_inside_the_component() -> None:
    recorded = build()
    parents = {recorded.one(KEY).parent.rsplit("::", 1)[-1], recorded.one(ALIAS).parent.rsplit("::", 1)[-1]}
    assert parents == {"customer"}
    assert recorded.one("vouch:data:Key", "customer").custom is False


def test_the_policy_has_these_statements_and_no_others() -> None:
    made = key(grants=(cloudwatch_logs(PLACEMENT),))
    assert [statement["Sid"] for statement in statements(made)] == [
        "AdministerKey",
        "UseKeyThroughServices",
        "GrantKeyToServiceResources",
        "EncryptLogGroups",
    ]


def test_administration_is_delegated_to_the_account_and_is_no_use_of_the_key() -> None:
    administration = by_sid(key())["AdministerKey"]
    assert administration["Principal"] == {"AWS": ROOT}
    assert "Condition" not in administration
    assert "kms:PutKeyPolicy" in administration["Action"]
    assert "kms:ScheduleKeyDeletion" in administration["Action"]
    uses = re.compile(r"kms:(Encrypt|Decrypt|ReEncrypt|GenerateDataKey|CreateGrant|Sign|Verify)")
    assert [action for action in administration["Action"] if uses.match(action)] == []


def test_principals_of_the_account_use_the_key_only_through_the_named_services() -> None:
    assert by_sid(key())["UseKeyThroughServices"] == {
        "Sid": "UseKeyThroughServices",
        "Effect": "Allow",
        "Principal": {"AWS": ROOT},
        "Action": [
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
        ],
        "Resource": "*",
        "Condition": {"StringEquals": THROUGH},
    }


def test_grants_on_the_key_are_for_resources_of_services_only() -> None:
    assert by_sid(key())["GrantKeyToServiceResources"] == {
        "Sid": "GrantKeyToServiceResources",
        "Effect": "Allow",
        "Principal": {"AWS": ROOT},
        "Action": "kms:CreateGrant",
        "Resource": "*",
        "Condition": {"StringEquals": THROUGH, "Bool": {"kms:GrantIsForAWSResource": "true"}},
    }


def test_a_key_for_services_alone_gives_the_account_no_use_of_it() -> None:
    made = key(via_services=(), grants=(cloudtrail(PLACEMENT, "trail"),))
    assert [statement["Sid"] for statement in statements(made)] == ["AdministerKey", "EncryptTrail"]


def test_a_service_grant_is_written_as_given() -> None:
    assert by_sid(key(grants=(grant(),)))["EncryptTrail"] == {
        "Sid": "EncryptTrail",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": "kms:GenerateDataKey",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
    }


def test_no_statement_allows_a_wildcard_action_or_everybody() -> None:
    for statement in statements(key(grants=(cloudwatch_logs(PLACEMENT), *sns_publishers(PLACEMENT)))):
        assert [action for action in listed(statement["Action"]) if "*" in action] == []
        assert statement["Principal"] != "*"
        assert statement["Principal"].get("AWS", ROOT) == ROOT


def test_every_service_statement_pins_its_source() -> None:
    made = key(grants=(cloudwatch_logs(PLACEMENT), cloudtrail(PLACEMENT, "trail"), *sns_publishers(PLACEMENT)))
    services = [statement for statement in statements(made) if "Service" in statement["Principal"]]
    assert len(services) == 5
    assert [statement["Sid"] for statement in services if not pins_source(statement["Condition"])] == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"data_class": "Customer Data"},
            "data_class 'Customer Data' becomes part of the alias: use small letters, digits and hyphens",
        ),
        ({"description": ""}, "description of the key 'customer' is empty: say what the key protects"),
        (
            {"deletion_window_days": 6},
            "deletion_window_days 6 of the key 'customer' is outside what AWS allows: choose 7 to 30 days",
        ),
        (
            {"deletion_window_days": 31},
            "deletion_window_days 31 of the key 'customer' is outside what AWS allows: choose 7 to 30 days",
        ),
        (
            {"via_services": ("rds.amazonaws.com",)},
            (
                "via_services entry 'rds.amazonaws.com' of the key 'customer' is not a service prefix: "
                "write the prefix alone, such as 'rds'"
            ),
        ),
        (
            {"via_services": ("*",)},
            (
                "via_services entry '*' of the key 'customer' is not a service prefix: "
                "write the prefix alone, such as 'rds'"
            ),
        ),
        (
            {"via_services": ("rds", "s3", "rds")},
            "via_services of the key 'customer' names rds more than once: name each once only",
        ),
        (
            {"grants": (grant(), grant())},
            "grants of the key 'customer' names EncryptTrail more than once: name each once only",
        ),
        (
            {"via_services": ()},
            (
                "the key 'customer' has neither via_services nor grants, so nobody could use it: "
                "name the services that encrypt with it"
            ),
        ),
    ],
)
def test_arguments_that_would_fail_or_weaken_the_key_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        arguments(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"sid": "AdministerKey"},
            (
                "sid 'AdministerKey' of a service grant must be letters and digits and none of "
                "AdministerKey, UseKeyThroughServices, GrantKeyToServiceResources: give the grant a name of its own"
            ),
        ),
        (
            {"sid": "Encrypt trail"},
            (
                "sid 'Encrypt trail' of a service grant must be letters and digits and none of "
                "AdministerKey, UseKeyThroughServices, GrantKeyToServiceResources: give the grant a name of its own"
            ),
        ),
        (
            {"service": "cloudtrail"},
            (
                "service 'cloudtrail' of grant 'EncryptTrail' is not a service principal: "
                "write it in full, such as 'cloudtrail.amazonaws.com'"
            ),
        ),
        (
            {"actions": ("kms:GenerateDataKey*",)},
            (
                "actions ['kms:GenerateDataKey*'] of grant 'EncryptTrail' must be single KMS actions without "
                "wildcards: name each, such as 'kms:Decrypt'"
            ),
        ),
        (
            {"actions": ()},
            (
                "actions [] of grant 'EncryptTrail' must be single KMS actions without "
                "wildcards: name each, such as 'kms:Decrypt'"
            ),
        ),
        (
            {"condition": {}},
            (
                "condition of grant 'EncryptTrail' does not pin the source of 'cloudtrail.amazonaws.com': "
                "compare aws:SourceArn, aws:SourceAccount or an encryption context with a positive operator"
            ),
        ),
        (
            {"condition": {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}},
            (
                "condition of grant 'EncryptTrail' does not pin the source of 'cloudtrail.amazonaws.com': "
                "compare aws:SourceArn, aws:SourceAccount or an encryption context with a positive operator"
            ),
        ),
    ],
)
def test_a_grant_that_others_could_borrow_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        grant(**changes)
