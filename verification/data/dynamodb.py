"""DynamoDB: tables are under a customer key, restorable to any second, and slow to delete."""

from collections.abc import Iterable
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import KEY, TABLE, TABLE_BACKUPS, TABLES
from verification.data.requirements import CUSTOMER_KEY, KEY_ARN, MANAGED_KEY, no_customer_key, shown, value_of
from verification.live import Live

_POINT_IN_TIME: Final = "PointInTimeRecoveryDescription.PointInTimeRecoveryStatus"
_GONE: Final = "gone"
# What is being made has no settings to judge yet, and what is being deleted none any more.
_PASSING: Final = frozenset({"CREATING", "DELETING"})


def tables(live: Live) -> Iterable[Found]:
    """Every table of the region."""
    for name in live.items(TABLES):
        yield Found(live.arn("dynamodb", f"table/{name}"), {"TableName": name})


def described(found: Found, live: Live) -> dict[str, Any] | None:
    """What the account says of a table; None where it is being made or deleted, or is gone."""
    table = (live.one(TABLE, {"TableName": found.facts["TableName"]}) or {}).get("Table")
    return None if table is None or table.get("TableStatus") in _PASSING else dict(table)


def _customer_key(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    table = described(found, live)
    if table is None:
        return
    encryption = table.get("SSEDescription") or {}
    # Without SSEDescription a table is under a key that AWS owns (API reference, SSEDescription).
    if encryption.get("Status") not in ("ENABLED", "UPDATING") or encryption.get("SSEType") != "KMS":
        yield broken("SSEDescription", "SSEDescription names no KMS key, so the table is under a key that AWS owns")
    else:
        yield from no_customer_key(live, "SSEDescription.KMSMasterKeyArn", encryption.get("KMSMasterKeyArn"))


def _protected(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    if not bar.deletion_protection:
        return
    table = described(found, live)
    if table is not None and table.get("DeletionProtectionEnabled") is not True:
        yield broken(
            "DeletionProtectionEnabled", f"DeletionProtectionEnabled is {shown(table.get('DeletionProtectionEnabled'))}"
        )


def is_restorable(found: Found, live: Live) -> bool:
    """Whether a table can be restored to any second of the last weeks."""
    return _point_in_time(found, live) == "ENABLED"


def _point_in_time(found: Found, live: Live) -> str | None:
    """The status of point-in-time recovery; ``gone`` where the table is, since it was listed."""
    answer = live.one(TABLE_BACKUPS, {"TableName": found.facts["TableName"]})
    if answer is None:
        return _GONE
    status: str | None = value_of(answer, f"ContinuousBackupsDescription.{_POINT_IN_TIME}")
    return status


def _restorable(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = _point_in_time(found, live)
    if status not in ("ENABLED", _GONE):
        yield broken(_POINT_IN_TIME, f"{_POINT_IN_TIME} is {shown(status)}")


def _table(**more: Any) -> dict[str, Any]:
    return {"Table": {"TableName": "orders", "TableStatus": "ACTIVE", **more}}


def _backups(status: str) -> dict[str, Any]:
    return {
        "ContinuousBackupsDescription": {
            "ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": status},
        }
    }


_ONE: Final = {"TableNames": ["orders"]}
_BY_KEY: Final = _table(SSEDescription={"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY_ARN})

CHECKS: tuple[Check, ...] = (
    Check(
        id="dynamodb-table-customer-key",
        calls=(TABLES, TABLE, KEY),
        finds=tables,
        judge=_customer_key,
        examples=Examples(
            holds={TABLES: _ONE, TABLE: _BY_KEY, KEY: CUSTOMER_KEY},
            broken={TABLES: _ONE, TABLE: _BY_KEY, KEY: MANAGED_KEY},
        ),
    ),
    Check(
        id="dynamodb-table-deletion-protected",
        calls=(TABLES, TABLE),
        finds=tables,
        judge=_protected,
        examples=Examples(
            holds={TABLES: _ONE, TABLE: _table(DeletionProtectionEnabled=True)},
            broken={TABLES: _ONE, TABLE: _table(DeletionProtectionEnabled=False)},
        ),
    ),
    Check(
        id="dynamodb-table-point-in-time-recovery",
        calls=(TABLES, TABLE_BACKUPS),
        finds=tables,
        judge=_restorable,
        examples=Examples(
            holds={TABLES: _ONE, TABLE_BACKUPS: _backups("ENABLED")},
            broken={TABLES: _ONE, TABLE_BACKUPS: _backups("DISABLED")},
        ),
    ),
)
