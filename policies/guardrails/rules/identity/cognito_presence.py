"""What a stack must have where its profile asks for customers' sign-in: a pool, its parts, a client, the roles."""

from collections.abc import Callable, Mapping
from typing import Final

from guardrails.graph import Graph
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, Rule, examples
from guardrails.rules.identity.types import USER_GROUP, USER_POOL, USER_POOL_CLIENT
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

_ROLES: Final = ("viewer", "editor", "admin")
_POOL_ID: Final = "eu-west-1_Ab129faBb"
_NAMES: Final = {USER_POOL: "user pool", USER_POOL_CLIENT: "app client"}


def _given(reading: Reading) -> bool:
    return not reading.absent and reading.value not in ("", [], {})


def _factor(reading: Reading) -> bool:
    return reading.text in ("ON", "OPTIONAL")


def _enforced(reading: Reading) -> bool:
    return reading.text == "ENFORCED"


def _code(reading: Reading) -> bool:
    return any(flow.text == "code" for flow in reading.each())


def _unsure(reading: Reading) -> bool:
    return reading.unknown or any(element.unknown for element in reading.each())


def _some(
    type_: str, path: str, holds: Callable[[Reading], bool], wanted: str
) -> Callable[[Graph, Thresholds], Findings]:
    """At least one resource of a type must be as wanted, "... has ``wanted``"."""

    def judge(graph: Graph, _bar: Thresholds) -> Findings:
        found = graph.of(type_)
        readings = [resource.read(path) for resource in found]
        if any(not reading.unknown and holds(reading) for reading in readings):
            return
        if any(_unsure(reading) for reading in readings):
            yield undetermined(None, f"whether one {_NAMES[type_]} of the stack has {wanted} is not known yet")
        elif found:
            yield failed(None, f"no {_NAMES[type_]} of the stack has {wanted}")
        else:
            yield failed(None, f"the stack has no {_NAMES[type_]}")

    return judge


def _groups(graph: Graph, _bar: Thresholds) -> Findings:
    names = [group.read("name") for group in graph.of(USER_GROUP)]
    known = {str(name.text).lower() for name in names if name.known}
    missing = [role for role in _ROLES if role not in known]
    if not missing:
        return
    if any(name.unknown for name in names):
        yield undetermined(None, f"whether a user group is named {', '.join(missing)} is not known yet")
    else:
        yield failed(None, f"the stack has no user group named {', '.join(missing)}")


def _rule(
    id_: str,
    type_: str,
    path: str,
    holds: Callable[[Reading], bool],
    wanted: str,
    *,
    good: Mapping[str, Value],
    bad: Mapping[str, Value],
    unknown: Mapping[str, Value],
) -> CompletenessRule:
    return CompletenessRule(
        id=id_,
        types=(type_,),
        judge=_some(type_, path, holds, wanted),
        examples=examples(type_, good=good, bad=bad, unknown=unknown),
    )


def _group(name: Value, key: str) -> Declared:
    return Declared(type=USER_GROUP, name=key, properties={"name": name, "userPoolId": _POOL_ID})


def _client(**properties: Value) -> dict[str, Value]:
    return {"name": "app", "userPoolId": _POOL_ID, **properties}


RULES: tuple[Rule, ...] = (
    _rule(
        "cognito-password-policy-present",
        USER_POOL,
        "passwordPolicy",
        _given,
        "a passwordPolicy",
        good={"passwordPolicy": {"minimumLength": 14}},
        bad={"name": "customers"},
        unknown={"passwordPolicy": UNKNOWN},
    ),
    _rule(
        "cognito-second-factor-present",
        USER_POOL,
        "mfaConfiguration",
        _factor,
        "mfaConfiguration ON or OPTIONAL",
        good={"mfaConfiguration": "OPTIONAL"},
        bad={"mfaConfiguration": "OFF"},
        unknown={"mfaConfiguration": UNKNOWN},
    ),
    _rule(
        "cognito-threat-protection-present",
        USER_POOL,
        "userPoolAddOns.advancedSecurityMode",
        _enforced,
        "advancedSecurityMode ENFORCED",
        good={"userPoolAddOns": {"advancedSecurityMode": "ENFORCED"}},
        bad={"userPoolAddOns": {"advancedSecurityMode": "OFF"}},
        unknown={"userPoolAddOns": {"advancedSecurityMode": UNKNOWN}},
    ),
    _rule(
        "cognito-auth-flows-present",
        USER_POOL_CLIENT,
        "explicitAuthFlows",
        _given,
        "explicitAuthFlows",
        good=_client(explicitAuthFlows=["ALLOW_USER_SRP_AUTH"]),
        bad=_client(),
        unknown=_client(explicitAuthFlows=UNKNOWN),
    ),
    _rule(
        "cognito-code-flow-present",
        USER_POOL_CLIENT,
        "allowedOauthFlows",
        _code,
        "allowedOauthFlows with code",
        good=_client(allowedOauthFlows=["code"]),
        bad=_client(allowedOauthFlows=["client_credentials"]),
        unknown=_client(allowedOauthFlows=UNKNOWN),
    ),
    _rule(
        "cognito-scoped-client-present",
        USER_POOL_CLIENT,
        "allowedOauthScopes",
        _given,
        "allowedOauthScopes",
        good=_client(allowedOauthScopes=["openid"]),
        bad=_client(),
        unknown=_client(allowedOauthScopes=UNKNOWN),
    ),
    CompletenessRule(
        id="cognito-role-groups-present",
        types=(USER_GROUP,),
        judge=_groups,
        examples=Examples(
            good=tuple(_group(role, role) for role in _ROLES),
            bad=(_group("viewer", "viewer"), _group("admin", "admin")),
            unknown=(_group("viewer", "viewer"), _group("admin", "admin"), _group(UNKNOWN, "editor")),
        ),
    ),
)
