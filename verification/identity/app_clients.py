"""App clients: no passwords for our own code, the code flow, and short, scoped, revocable tokens.

(id.hash, id.oauth, id.tokens.)
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.identity import cognito_client
from guardrails.rules.identity.types import USER_POOL_CLIENT
from verification.as_declared import by_the_rule, declared
from verification.check import Check, Examples, Finds, Found, Responses, Scope, holds_if_found
from verification.identity.calls import CLIENT, CLIENTS, PAGE, POOLS
from verification.identity.user_pools import ONE_POOL, POOL_ID, user_pools
from verification.live import Live

_CALLS: Final = (POOLS, CLIENTS, CLIENT)


def app_clients(live: Live) -> Iterator[Found]:
    """Every app client of every pool. Cognito gives clients no ARN: its pool's, and its id, stand for one."""
    for pool in user_pools(live):
        for each in live.items(CLIENTS, {"UserPoolId": pool.facts["Id"], **PAGE}):
            yield Found(f"{pool.arn}/client/{each['ClientId']}", each)


def described(found: Found, live: Live) -> Mapping[str, Any] | None:
    """A client as rules read it, without its secret."""
    asked = {key: found.facts[key] for key in ("UserPoolId", "ClientId")}
    facts = (live.one(CLIENT, asked) or {}).get("UserPoolClient")
    if facts is None:
        return None
    stated = {key: value for key, value in facts.items() if key != "ClientSecret"}
    return {**declared(stated), "generateSecret": "ClientSecret" in facts}


def _having(holds: Callable[[Mapping[str, Any]], bool]) -> Finds:
    def finds(live: Live) -> Iterator[Found]:
        for found in app_clients(live):
            client = described(found, live)
            if client is not None and holds(client):
                yield found

    return finds


def _client(**facts: Any) -> Responses:
    named = {"UserPoolId": POOL_ID, "ClientId": "3n4b5urk1ft4fl3mg5e62d9ado", "ClientName": "app"}
    whole = {
        **named,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthScopes": ["openid", "api/read"],
        "CallbackURLs": ["https://app.example.com/signed-in"],
        "LogoutURLs": ["https://app.example.com/signed-out"],
        "AccessTokenValidity": 15,
        "IdTokenValidity": 15,
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "EnableTokenRevocation": True,
        "PreventUserExistenceErrors": "ENABLED",
        "RefreshTokenRotation": {"Feature": "ENABLED"},
    }
    return {POOLS: ONE_POOL, CLIENTS: {"UserPoolClients": [named]}, CLIENT: {"UserPoolClient": {**whole, **facts}}}


def _check(id_: str, at: str, **bad: Any) -> Check:
    return Check(
        id=id_,
        calls=_CALLS,
        finds=app_clients,
        judge=by_the_rule(cognito_client.RULES, id_, USER_POOL_CLIENT, at, described),
        examples=Examples(holds=_client(), broken=_client(**bad)),
    )


def _present(id_: str, holds: Callable[[Mapping[str, Any]], bool], **none: Any) -> Check:
    return Check(
        id=id_,
        calls=_CALLS,
        finds=_having(holds),
        judge=holds_if_found,
        # Customers sign in in one region: their pool is at home.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_client(), broken=None, absent=_client(**none)),
    )


CHECKS: tuple[Check, ...] = (
    _check("cognito-client-no-password-flow", "ExplicitAuthFlows", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]),
    _check("cognito-client-no-implicit-flow", "AllowedOAuthFlows", AllowedOAuthFlows=["code", "implicit"]),
    _check("cognito-client-code-flow", "AllowedOAuthFlows", AllowedOAuthFlowsUserPoolClient=False),
    _check("cognito-client-https", "CallbackURLs", CallbackURLs=["http://app.example.com/signed-in"]),
    # Fifteen hours: without a unit, Cognito reads hours.
    _check("cognito-client-access-token-minutes", "AccessTokenValidity", TokenValidityUnits={}),
    _check("cognito-client-refresh-token-days", "RefreshTokenValidity", RefreshTokenValidity=365),
    _check("cognito-client-token-revocation", "EnableTokenRevocation", EnableTokenRevocation=False),
    _check("cognito-client-scoped", "AllowedOAuthScopes", AllowedOAuthScopes=[]),
    _check(
        "cognito-client-no-self-service-scope",
        "AllowedOAuthScopes",
        AllowedOAuthScopes=["aws.cognito.signin.user.admin"],
    ),
    _check("cognito-client-existence-errors", "PreventUserExistenceErrors", PreventUserExistenceErrors="LEGACY"),
    _check(
        "cognito-client-refresh-token-rotation", "RefreshTokenRotation", RefreshTokenRotation={"Feature": "DISABLED"}
    ),
    _present("cognito-auth-flows-present", lambda client: bool(client.get("explicitAuthFlows")), ExplicitAuthFlows=[]),
    _present(
        "cognito-code-flow-present",
        lambda client: "code" in (client.get("allowedOauthFlows") or ()),
        AllowedOAuthFlows=["client_credentials"],
    ),
    _present(
        "cognito-scoped-client-present", lambda client: bool(client.get("allowedOauthScopes")), AllowedOAuthScopes=[]
    ),
)
