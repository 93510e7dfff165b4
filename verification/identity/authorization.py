"""Who may do what in the product: role groups, policy stores, and tables of sessions (id.rbac, id.sessions)."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.graph import Graph
from guardrails.rules.identity import cognito_presence, sessions, verified_permissions
from guardrails.rules.identity.types import POLICY_STORE as STORE_TYPE
from guardrails.rules.identity.types import USER_GROUP
from guardrails.thresholds import THRESHOLDS
from guardrails.tokens import DYNAMODB_TABLE
from verification.as_declared import by_the_rule, complete, declared
from verification.by_rule import resource
from verification.check import Check, Examples, Found, Responses, Scope, holds_if_found
from verification.identity.calls import POLICY_STORE, POLICY_STORES, POOL_GROUPS, POOLS, TABLES, TIME_TO_LIVE
from verification.identity.user_pools import ONE_POOL, POOL_ID, user_pools
from verification.live import Live

_has_role_groups: Final = complete(cognito_presence.RULES, "cognito-role-groups-present")


def _with_role_groups(live: Live) -> Iterator[Found]:
    for pool in user_pools(live):
        groups = live.items(POOL_GROUPS, {"UserPoolId": pool.facts["Id"]})
        named = (resource(USER_GROUP, {"name": each["GroupName"]}, id_=each["GroupName"]) for each in groups)
        # What is asked for is the same for every profile.
        if _has_role_groups(Graph(named), THRESHOLDS["prod"]):
            yield pool


def _stores(live: Live) -> Iterator[Found]:
    for each in live.items(POLICY_STORES):
        yield Found(each["arn"], each)


def _store(found: Found, live: Live) -> Mapping[str, Any] | None:
    return live.one(POLICY_STORE, {"policyStoreId": found.facts["policyStoreId"]})


def _session_tables(live: Live) -> Iterator[Found]:
    for name in live.items(TABLES):
        if sessions.SESSION_TABLE.search(name):
            yield Found(live.arn("dynamodb", f"table/{name}"), {"TableName": name})


def _table(found: Found, live: Live) -> Mapping[str, Any] | None:
    answer = live.one(TIME_TO_LIVE, found.facts)
    if answer is None:
        return None
    status = declared(answer).get("timeToLiveDescription", {}).get("timeToLiveStatus")
    return {"name": found.facts["TableName"], "ttl": {"enabled": status in ("ENABLED", "ENABLING")}}


_ARN: Final = "arn:aws:verifiedpermissions::123456789012:policy-store/PSEXAMPLEabcdefg111111"
_MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
_NAMED: Final = {"policyStoreId": "PSEXAMPLEabcdefg111111", "arn": _ARN, "createdDate": _MADE}


def _groups(*names: str) -> Responses:
    listed = [{"GroupName": name, "UserPoolId": POOL_ID} for name in names]
    return {POOLS: ONE_POOL, POOL_GROUPS: {"Groups": listed}}


def _a_store(mode: str = "STRICT", protection: str = "ENABLED") -> Responses:
    whole = {**_NAMED, "lastUpdatedDate": _MADE, "deletionProtection": protection, "validationSettings": {"mode": mode}}
    return {POLICY_STORES: {"policyStores": [_NAMED]}, POLICY_STORE: whole}


def _sessions(status: str) -> Responses:
    return {
        TABLES: {"TableNames": ["orders", "app-sessions"]},
        TIME_TO_LIVE: {"TimeToLiveDescription": {"TimeToLiveStatus": status}},
    }


def _store_check(id_: str, at: str, bad: Responses) -> Check:
    return Check(
        id=id_,
        calls=(POLICY_STORES, POLICY_STORE),
        finds=_stores,
        judge=by_the_rule(verified_permissions.RULES, id_, STORE_TYPE, at, _store),
        examples=Examples(holds=_a_store(), broken=bad),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="cognito-role-groups-present",
        calls=(POOLS, POOL_GROUPS),
        finds=_with_role_groups,
        judge=holds_if_found,
        # Customers sign in in one region: their pool is at home.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(
            holds=_groups("viewer", "editor", "admin", "support"), broken=None, absent=_groups("viewer", "admin")
        ),
    ),
    _store_check("verifiedpermissions-store-strict", "validationSettings.mode", _a_store(mode="OFF")),
    _store_check(
        "verifiedpermissions-store-deletion-protection", "deletionProtection", _a_store(protection="DISABLED")
    ),
    Check(
        id="dynamodb-session-table-expires",
        calls=(TABLES, TIME_TO_LIVE),
        finds=_session_tables,
        judge=by_the_rule(
            sessions.RULES,
            "dynamodb-session-table-expires",
            DYNAMODB_TABLE,
            "TimeToLiveDescription.TimeToLiveStatus",
            _table,
        ),
        examples=Examples(holds=_sessions("ENABLED"), broken=_sessions("DISABLED")),
    ),
)
