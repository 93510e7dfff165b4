"""People see where they are signed in, sign out everywhere, and get an account back (id.sessions, ir.reset)."""

import re
from collections.abc import Iterator
from typing import Final

from guardrails.documents import Statement
from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_set
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.identity.statements import (
    CARRIERS,
    Refusal,
    each_document,
    identity_document,
    names_every_one_of_its_kind,
    never,
    statements,
)
from guardrails.rules.identity.types import HTTP_API_ROUTE, ROLE_POLICY, USER_POOL
from guardrails.thresholds import Thresholds
from guardrails.tokens import DYNAMODB_TABLE
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, not_applicable, undetermined

SESSION_TABLE: Final = re.compile(r"(^|[^a-z])sessions?([^a-z]|$)", re.IGNORECASE)
"""The names of tables that speak of sessions."""
_LISTS: Final = re.compile(r"GET /(.+/)?sessions")
_ENDS: Final = re.compile(r"DELETE /(.+/)?sessions(/\{[^}]+\})?")
# What takes an account over, or back: whoever may do it to one account of a pool may do it to all of that pool.
_RECOVERY: Final = (
    "cognito-idp:adminuserglobalsignout",
    "cognito-idp:adminresetuserpassword",
    "cognito-idp:adminsetuserpassword",
    "cognito-idp:adminsetusermfapreference",
)
_WANTED: Final = (_RECOVERY[0], _RECOVERY[1], _RECOVERY[3])


def _expires(table: Resource, _bar: Thresholds) -> Findings:
    name, ttl = table.read("name").default(table.name), table.read("ttl.enabled")
    if name.known and not SESSION_TABLE.search(name.text or ""):
        yield not_applicable("the table's name does not speak of sessions")
    elif ttl.unknown or (name.unknown and ttl.truth is not True):
        yield undetermined(ttl, "ttl.enabled is not known to be true; a table of sessions must expire them")
    elif ttl.truth is not True:
        yield failed(ttl, f"ttl.enabled is {ttl.shown}, so that sessions stay in the table for ever")


def _routed(graph: Graph, _bar: Thresholds) -> Findings:
    routes = graph.of(HTTP_API_ROUTE)
    for pattern, what in ((_LISTS, "lists"), (_ENDS, "ends")):
        fitting = [route for route in routes if pattern.fullmatch(route.read("routeKey").text or "")]
        kinds = [route.read("authorizationType").default("NONE") for route in fitting]
        if any(kind.known and kind.text != "NONE" for kind in kinds):
            continue
        if any(kind.unknown for kind in kinds) or (not fitting and any(r.read("routeKey").unknown for r in routes)):
            yield undetermined(None, f"whether a Route {what} a person's sessions, authorized, is not known yet")
        else:
            yield failed(None, f"the stack has no authorized Route that {what} a person's sessions")


def _recovers(statement: Statement) -> tuple[str, ...]:
    """A bare wildcard is an administrator's, and refused as such (iam-policy-no-admin)."""
    named = any(action.startswith("cognito-idp:") for action in statement.actions)
    return tuple(action for action in _RECOVERY if named and statement.covers(action))


def _every_pool(resource: str) -> bool:
    return names_every_one_of_its_kind(resource) or resource.rpartition(":")[2] == "userpool/*"


def _recoverable(graph: Graph, _bar: Thresholds) -> Findings:
    allowing = [statement for carrier in graph.of(*CARRIERS) for statement in _allowing(carrier)]
    if any(all(statement.covers(action) for action in _WANTED) for statement in allowing):
        return
    if any(statement.raw.get("Action") is UNKNOWN for statement in allowing):
        yield undetermined(None, "whether a role may sign people out and reset their accounts is not known yet")
    else:
        yield failed(
            None,
            "no role may call AdminUserGlobalSignOut, AdminResetUserPassword and AdminSetUserMFAPreference on a pool",
        )


def _allowing(carrier: Resource) -> Iterator[Statement]:
    for _reading, statement in statements(carrier):
        if statement.allows and not any(_every_pool(resource) for resource in statement.resources):
            yield statement


def _table(name: Value, **properties: Value) -> dict[str, Value]:
    return {"name": name, "hashKey": "id", "attributes": [{"name": "id", "type": "S"}], **properties}


def _routes(*keys: Value, kind: Value = "JWT") -> tuple[Declared, ...]:
    return tuple(
        Declared(
            type=HTTP_API_ROUTE,
            name=f"route-{number}",
            properties={"apiId": "a1b2c3d4e5", "routeKey": key, "authorizationType": kind},
        )
        for number, key in enumerate(keys)
    )


def _policy(action: Value, pool: str) -> dict[str, Value]:
    arn = f"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{pool}"
    return {"role": "recovery", "policy": identity_document({"Effect": "Allow", "Action": action, "Resource": arn})}


_ACTIONS: Value = [
    "cognito-idp:AdminUserGlobalSignOut",
    "cognito-idp:AdminResetUserPassword",
    "cognito-idp:AdminSetUserMFAPreference",
]
_POOL: Final = "eu-west-1_a1B2c3D4e"


def _recovery(action: Value) -> tuple[Declared, ...]:
    return (Declared(type=ROLE_POLICY, name="policy", properties=_policy(action, _POOL)),)


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="cognito-user-pool-devices-remembered",
        types=(USER_POOL,),
        judge=must_be_set("deviceConfiguration"),
        examples=examples(
            USER_POOL,
            good={"name": "people", "deviceConfiguration": {"deviceOnlyRememberedOnUserPrompt": True}},
            bad={"name": "people"},
            unknown={"name": "people", "deviceConfiguration": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="dynamodb-session-table-expires",
        types=(DYNAMODB_TABLE,),
        judge=_expires,
        examples=examples(
            DYNAMODB_TABLE,
            good=_table("sessions", ttl={"enabled": True, "attributeName": "expires"}),
            bad=_table("sessions"),
            unknown=_table("sessions", ttl={"enabled": UNKNOWN, "attributeName": "expires"}),
        ),
    ),
    CompletenessRule(
        id="session-routes-present",
        types=(HTTP_API_ROUTE,),
        judge=_routed,
        examples=Examples(
            good=_routes("GET /sessions", "DELETE /sessions/{id}"),
            bad=_routes("GET /sessions"),
            unknown=_routes("GET /sessions", "DELETE /sessions/{id}", kind=UNKNOWN),
        ),
    ),
    RelationRule(
        id="account-recovery-confined",
        types=CARRIERS,
        judge=each_document(
            Refusal(offending=_recovers, reason="on every user pool", everything=_every_pool, excused=never).judge
        ),
        examples=examples(
            ROLE_POLICY,
            good=_policy(_ACTIONS, _POOL),
            bad=_policy(_ACTIONS, "*"),
            unknown={"role": "recovery", "policy": UNKNOWN},
        ),
    ),
    CompletenessRule(
        id="account-recovery-present",
        types=CARRIERS,
        judge=_recoverable,
        examples=Examples(good=_recovery(_ACTIONS), bad=_recovery(_ACTIONS[:1]), unknown=None),
    ),
)
