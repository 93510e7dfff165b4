"""Tenants: a table keyed by them, a role for one at a time, and keys of their own."""

from typing import Any

import pytest

from components.data.key import Key, KeyArgs
from components.data.table import Table, TableArgs
from components.data.tenant_access import TenantAccess, TenantAccessArgs
from components.data.tenants import tenant_grant
from tests.components.data.building import ACCOUNT, KEY_ARN, PLACEMENT, ROOT, by_sid, statements
from tests.support.recording import Recorded, record

TABLE = "aws:dynamodb/table:Table"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/rolePolicy:RolePolicy"
OWN = "${aws:PrincipalTag/tenant_id}"
BUCKET_ARN = "arn:aws:s3:::files"
TABLE_ARN = f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/vouch-prod-records"


def table_arguments(**changes: Any) -> TableArgs:
    given: dict[str, Any] = {"placement": PLACEMENT, "role": "records", "key_arn": KEY_ARN}
    return TableArgs(**(given | changes))


def access_arguments(**changes: Any) -> TenantAccessArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "callers": ("web-role-task-*",),
        "key_alias": "alias/vouch-prod-customer",
        "tables": ("vouch-prod-records",),
        "buckets": ("files",),
    }
    return TenantAccessArgs(**(given | changes))


def access(**changes: Any) -> Recorded:
    return record(lambda: TenantAccess("tenant", access_arguments(**changes)))


def test_the_table_has_exactly_these_inputs() -> None:
    made = record(lambda: Table("records", table_arguments())).one(TABLE, "records-table")
    assert dict(made.properties) == {
        "name": "vouch-prod-records",
        "billingMode": "PAY_PER_REQUEST",
        "tableClass": "STANDARD",
        "hashKey": "tenant_id",
        "rangeKey": "item_id",
        "attributes": [{"name": "tenant_id", "type": "S"}, {"name": "item_id", "type": "S"}],
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": KEY_ARN},
        "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 35},
        "ttl": {"enabled": True, "attributeName": "expires_at"},
        "streamEnabled": False,
        "deletionProtectionEnabled": True,
        "tags": {"backup": "daily", "data": "customer", "retention": "90"},
    }
    assert made.options.protect is True


def test_a_table_may_hold_one_item_a_tenant() -> None:
    made = record(lambda: Table("records", table_arguments(range_key=None))).one(TABLE)
    assert "rangeKey" not in made.properties
    assert made.properties["attributes"] == [{"name": "tenant_id", "type": "S"}]


def test_the_role_is_assumed_for_one_named_tenant_by_the_named_roles() -> None:
    role = access().one(ROLE, "tenant-role")
    assert role.properties["name"] == "vouch-prod-tenant"
    assert role.properties["maxSessionDuration"] == 3600
    (statement,) = statements(role, "assumeRolePolicy")
    assert statement == {
        "Sid": "AssumeForOneTenant",
        "Effect": "Allow",
        "Principal": {"AWS": ROOT},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {
            "ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/web-role-task-*"},
            "StringLike": {"aws:RequestTag/tenant_id": "?*"},
            "StringNotLike": {"aws:RequestTag/tenant_id": "*/*"},
            "ForAllValues:StringEquals": {"aws:TagKeys": "tenant_id"},
        },
    }


def test_a_session_reaches_its_own_items_and_never_scans() -> None:
    items = by_sid(access().one(POLICY, "tenant-policy"))["OwnItems"]
    assert items["Resource"] == [TABLE_ARN, f"{TABLE_ARN}/index/*"]
    assert items["Condition"] == {
        "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": OWN},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    assert [action for action in items["Action"] if "Scan" in action or "PartiQL" in action or "*" in action] == []


def test_a_session_reaches_its_own_files() -> None:
    found = by_sid(access().one(POLICY))
    assert found["OwnFiles"]["Resource"] == f"{BUCKET_ARN}/{OWN}/*"
    assert found["ListOwnFiles"]["Condition"] == {"StringLike": {"s3:prefix": f"{OWN}/*"}}


def test_the_customer_key_is_used_through_the_stores_only() -> None:
    found = by_sid(access().one(POLICY))
    assert found["DecryptItems"]["Condition"] == {
        "StringEquals": {
            "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com",
            "kms:EncryptionContext:aws:dynamodb:tableName": "vouch-prod-records",
        },
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/vouch-prod-customer"},
    }
    assert found["DecryptFiles"]["Condition"]["StringEquals"] == {
        "kms:ViaService": "s3.eu-west-1.amazonaws.com",
        "kms:EncryptionContext:aws:s3:arn": BUCKET_ARN,
    }
    assert "OwnKey" not in found


def test_a_tenants_key_is_for_its_own_sessions_and_data_on_both_sides() -> None:
    own = by_sid(access(own_keys=True).one(POLICY))["OwnKey"]
    assert own["Condition"] == {
        "StringEquals": {"kms:EncryptionContext:tenant_id": OWN},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/vouch-prod-tenant-{OWN}"},
    }
    grant = tenant_grant(PLACEMENT, "vouch-prod-tenant", "acme")
    key = record(
        lambda: Key("acme", KeyArgs(placement=PLACEMENT, data_class="tenant-acme", description="Acme", grants=(grant,)))
    )
    assert key.one("aws:kms/alias:Alias").properties["name"] == "alias/vouch-prod-tenant-acme"
    assert by_sid(key.one("aws:kms/key:Key"))["UseAsTenant"]["Condition"] == {
        "StringLike": {"aws:PrincipalTag/tenant_id": "acme", "kms:EncryptionContext:tenant_id": "acme"},
        "StringEquals": {
            "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/vouch-prod-tenant",
            "kms:CallerAccount": ACCOUNT,
        },
    }


def test_the_callers_statement_names_the_role_before_it_exists() -> None:
    made: list[TenantAccess] = []
    record(lambda: made.append(TenantAccess("tenant", access_arguments())))
    assert made[0].assume.resources == (f"arn:aws:iam::{ACCOUNT}:role/vouch-prod-tenant",)
    assert made[0].assume.actions == ("sts:AssumeRole", "sts:TagSession")


@pytest.mark.parametrize(
    ("build_it", "message"),
    [
        (lambda: table_arguments(role="Records"), "small letters"),
        (lambda: table_arguments(range_key="tenant_id"), "is taken"),
        (lambda: table_arguments(retention_days=30), "shorter than the 35 days"),
        (lambda: table_arguments(deletion_protection=False), "Pulumi's memory alone"),
        (lambda: access_arguments(callers=()), "names of roles"),
        (lambda: access_arguments(callers=("*",)), "names of roles"),
        (lambda: access_arguments(tables=(), buckets=()), "reach nothing"),
        (lambda: access_arguments(key_alias="customer"), "not an alias"),
    ],
)
def test_what_would_not_keep_tenants_apart_is_refused(build_it: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_it()
