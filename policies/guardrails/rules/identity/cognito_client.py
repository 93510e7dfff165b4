"""Rules on an app client: how people sign in through it, and what its tokens can do for how long."""

from collections.abc import Mapping
from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_one_of, must_be_true
from guardrails.rule import Findings, JudgeResource, ResourceRule, Rule, examples
from guardrails.rules.identity.types import USER_POOL_CLIENT
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_CLIENT: Final[dict[str, Value]] = {"name": "app", "userPoolId": "eu-west-1_Ab129faBb"}
_FLOWS, _SCOPES = "allowedOauthFlows", "allowedOauthScopes"
_MACHINE: Final = "client_credentials"
# The older names of the same flows are still taken.
_PASSWORD_FLOWS: Final = frozenset(
    {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}
)
_SELF_SERVICE: Final = "aws.cognito.signin.user.admin"
_MINUTES: Final = {"seconds": 1 / 60, "minutes": 1.0, "hours": 60.0, "days": 1440.0}
_DAY: Final = 1440


def _texts(reading: Reading) -> tuple[set[str], bool]:
    """The known elements of a list, and whether a part of it is unknown."""
    elements = tuple(reading.each())
    known = {element.text for element in elements if element.text is not None}
    return known, reading.unknown or any(element.unknown for element in elements)


def _no_password_flow(client: Resource, _bar: Thresholds) -> Findings:
    flows = client.read("explicitAuthFlows")
    known, unsure = _texts(flows)
    for flow in sorted(known & _PASSWORD_FLOWS):
        yield failed(flows, f"{flows.path} holds {flow}, so that our own code is handed passwords")
    if unsure:
        yield undetermined(flows, f"{flows.path} is not known yet; it must hold no password flow")


def _no_implicit(client: Resource, _bar: Thresholds) -> Findings:
    flows = client.read(_FLOWS)
    known, unsure = _texts(flows)
    if "implicit" in known:
        yield failed(flows, f"{_FLOWS} holds implicit, which puts tokens into addresses")
    elif unsure:
        yield undetermined(flows, f"{_FLOWS} is not known yet; it must not hold implicit")


def _code_flow(client: Resource, _bar: Thresholds) -> Findings:
    """A client without a secret runs where its user can read it: a browser or a telephone."""
    secret, flows, on = (client.read(key) for key in ("generateSecret", _FLOWS, "allowedOauthFlowsUserPoolClient"))
    if secret.truth is True:
        yield not_applicable("the client has a secret, so that it is no browser's")
        return
    known, unsure = _texts(flows)
    if secret.unknown or unsure or on.unknown:
        wrong = not secret.unknown and (known - {"code"} or on.truth is False)
        if not wrong:
            yield undetermined(
                flows, f"{_FLOWS} or what it hangs on is not known yet; a browser's client has code alone"
            )
            return
    if known != {"code"}:
        yield failed(flows, f"{_FLOWS} is {flows.shown}, a client without a secret must have code alone")
    if on.truth is not True and not on.unknown:
        yield failed(on, f"{on.path} is {on.shown}, so that the client does not use OAuth 2.0")


def _https(client: Resource, _bar: Thresholds) -> Findings:
    for key in ("callbackUrls", "logoutUrls", "defaultRedirectUri"):
        urls = client.read(key)
        for url in (urls, *urls.each()) if urls.unknown else urls.each():
            if url.unknown:
                yield undetermined(url, f"{url.path} is not known yet; it must begin with https://")
            elif not str(url.text).lower().startswith("https://"):
                yield failed(url, f"{url.path} is {url.shown}, it must begin with https://")


def _short_lived(client: Resource, bar: Thresholds) -> Findings:
    for key, unit in (("accessTokenValidity", "accessToken"), ("idTokenValidity", "idToken")):
        yield from _lasts(client, key, unit, default="hours", silent=60, most=bar.access_token_minutes)


def _sessions_end(client: Resource, bar: Thresholds) -> Findings:
    most = bar.refresh_token_days * _DAY
    yield from _lasts(client, "refreshTokenValidity", "refreshToken", default="days", silent=30 * _DAY, most=most)


def _lasts(client: Resource, key: str, unit_key: str, *, default: str, silent: float, most: float) -> Findings:
    """``silent`` and ``most`` are minutes; ``default`` is the unit that Cognito takes where none is given."""
    given, unit = client.read(key), client.read(f"tokenValidityUnits.{unit_key}").default(default)
    asked = f"at most {most:g} minutes" if most < _DAY else f"at most {most / _DAY:g} days"
    if given.unknown or (unit.unknown and not given.absent):
        yield undetermined(given, f"{key} or its unit is not known yet; it must come to {asked}")
    elif given.absent or given.number == 0:
        if silent > most:
            yield failed(given, f"{key} is not set, and the default is {silent:g} minutes; it must come to {asked}")
    elif given.number is None or unit.text not in _MINUTES or given.number * _MINUTES[unit.text] > most:
        yield failed(given, f"{key} is {given.shown} {unit.shown}, it must come to {asked}")


def _scoped(client: Resource, _bar: Thresholds) -> Findings:
    scopes, on = client.read(_SCOPES), client.read("allowedOauthFlowsUserPoolClient")
    if on.absent or on.truth is False:
        yield not_applicable("the client does not use OAuth 2.0, so that its tokens have no scopes of its own")
    elif scopes.unknown:
        yield undetermined(scopes, f"{_SCOPES} is not known yet; it must name scopes")
    elif scopes.absent or scopes.value in ("", []):
        yield failed(
            scopes, f"{_SCOPES} is {scopes.shown if scopes.absent else 'empty'}, so that tokens are not scoped"
        )


def _no_self_service(client: Resource, _bar: Thresholds) -> Findings:
    scopes = client.read(_SCOPES)
    known, unsure = _texts(scopes)
    if _SELF_SERVICE in known:
        yield failed(scopes, f"{_SCOPES} holds {_SELF_SERVICE}, with which a token changes the account itself")
    elif unsure:
        yield undetermined(scopes, f"{_SCOPES} is not known yet; it must not hold {_SELF_SERVICE}")


def _rotated(client: Resource, _bar: Thresholds) -> Findings:
    known, _ = _texts(client.read(_FLOWS))
    feature = client.read("refreshTokenRotation.feature")
    if known == {_MACHINE}:
        yield not_applicable("a machine's client is given no refresh token")
    elif feature.unknown:
        yield undetermined(feature, f"{feature.path} is not known yet; it must be ENABLED")
    elif feature.text != "ENABLED":
        yield failed(feature, f"{feature.path} is {feature.shown}, so that a stolen refresh token is good for its life")


def _rule(
    id_: str, judge: JudgeResource, good: Mapping[str, Value], bad: Mapping[str, Value], unknown: Mapping[str, Value]
) -> ResourceRule:
    return ResourceRule(
        id=id_,
        types=(USER_POOL_CLIENT,),
        judge=judge,
        examples=examples(
            USER_POOL_CLIENT, good={**_CLIENT, **good}, bad={**_CLIENT, **bad}, unknown={**_CLIENT, **unknown}
        ),
    )


def _oauth(flow: Value) -> dict[str, Value]:
    return {"allowedOauthFlowsUserPoolClient": True, _FLOWS: [flow]}


def _lasting(key: str, value: Value, unit: str) -> dict[str, Value]:
    return {f"{key}Validity": value, "tokenValidityUnits": {key: unit}}


RULES: tuple[Rule, ...] = (
    _rule(
        "cognito-client-no-password-flow",
        _no_password_flow,
        {"explicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]},
        {"explicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]},
        {"explicitAuthFlows": UNKNOWN},
    ),
    _rule("cognito-client-no-implicit-flow", _no_implicit, _oauth("code"), _oauth("implicit"), _oauth(UNKNOWN)),
    _rule("cognito-client-code-flow", _code_flow, _oauth("code"), {}, _oauth(UNKNOWN)),
    _rule(
        "cognito-client-https",
        _https,
        {"callbackUrls": ["https://app.example.com/signed-in"]},
        {"callbackUrls": ["http://app.example.com/signed-in"]},
        {"callbackUrls": [UNKNOWN]},
    ),
    _rule(
        "cognito-client-access-token-minutes",
        _short_lived,
        _lasting("accessToken", 15, "minutes"),
        # Fifteen hours: without a unit, Cognito reads hours.
        {"accessTokenValidity": 15},
        _lasting("accessToken", UNKNOWN, "minutes"),
    ),
    _rule(
        "cognito-client-refresh-token-days",
        _sessions_end,
        _lasting("refreshToken", 30, "days"),
        _lasting("refreshToken", 365, "days"),
        _lasting("refreshToken", UNKNOWN, "days"),
    ),
    _rule(
        "cognito-client-token-revocation",
        must_be_true("enableTokenRevocation", default=True),
        {"enableTokenRevocation": True},
        {"enableTokenRevocation": False},
        {"enableTokenRevocation": UNKNOWN},
    ),
    _rule(
        "cognito-client-scoped",
        _scoped,
        _oauth("code") | {_SCOPES: ["openid", "api/read"]},
        _oauth("code"),
        _oauth("code") | {_SCOPES: UNKNOWN},
    ),
    _rule(
        "cognito-client-no-self-service-scope",
        _no_self_service,
        {_SCOPES: ["openid", "api/read"]},
        {_SCOPES: ["openid", _SELF_SERVICE]},
        {_SCOPES: UNKNOWN},
    ),
    _rule(
        "cognito-client-existence-errors",
        must_be_one_of("preventUserExistenceErrors", "ENABLED", default="LEGACY"),
        {"preventUserExistenceErrors": "ENABLED"},
        {"preventUserExistenceErrors": "LEGACY"},
        {"preventUserExistenceErrors": UNKNOWN},
    ),
    _rule(
        "cognito-client-refresh-token-rotation",
        _rotated,
        {"refreshTokenRotation": {"feature": "ENABLED"}},
        {},
        {"refreshTokenRotation": {"feature": UNKNOWN}},
    ),
)
