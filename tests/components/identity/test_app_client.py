"""App clients: the code flow for people, scopes for machines, short tokens, and no password in our own hands."""

from typing import Any

import pytest
from pulumi_aws import cognito

from components.identity.app_client import AppClient, AppClientArgs, ClientKind
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
POOL_ID = "eu-west-1_Ab129faBb"
CALLBACK = "https://app.example.com/signed-in"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"
STYLE = "aws:cognito/managedLoginBranding:ManagedLoginBranding"


def args(**changes: Any) -> AppClientArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "user_pool_id": POOL_ID,
        "role": "app",
        "kind": ClientKind.BROWSER,
        "scopes": ("api/read",),
        "callback_urls": (CALLBACK,),
        "logout_urls": ("https://app.example.com/",),
    }
    return AppClientArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    return record(lambda: AppClient("app", args(**changes)))


def test_a_browsers_client_has_the_code_flow_and_no_secret() -> None:
    assert build().one(CLIENT, "app-client").properties == {
        "name": "vouch-prod-app",
        "userPoolId": POOL_ID,
        "generateSecret": False,
        "explicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
        "allowedOauthFlowsUserPoolClient": True,
        "allowedOauthFlows": ["code"],
        "allowedOauthScopes": ["openid", "email", "profile", "api/read"],
        "supportedIdentityProviders": ["COGNITO"],
        "callbackUrls": [CALLBACK],
        "defaultRedirectUri": CALLBACK,
        "logoutUrls": ["https://app.example.com/"],
        "accessTokenValidity": 15,
        "idTokenValidity": 15,
        "refreshTokenValidity": 30,
        "tokenValidityUnits": {"accessToken": "minutes", "idToken": "minutes", "refreshToken": "days"},
        "refreshTokenRotation": {"feature": "ENABLED", "retryGracePeriodSeconds": 10},
        "enableTokenRevocation": True,
        "preventUserExistenceErrors": "ENABLED",
        "authSessionValidity": 3,
        "enablePropagateAdditionalUserContextData": False,
        "readAttributes": ["email", "email_verified", "name", "custom:tenant_id"],
        "writeAttributes": ["email", "name"],
    }


def test_a_servers_client_keeps_a_secret_and_tells_threat_protection_who_called() -> None:
    client = build(kind=ClientKind.SERVER).one(CLIENT).properties
    assert client["generateSecret"] is True
    assert client["allowedOauthFlows"] == ["code"]
    assert client["enablePropagateAdditionalUserContextData"] is True


def test_a_machine_gets_tokens_of_its_scopes_and_nothing_else() -> None:
    recorded = build(kind=ClientKind.MACHINE, callback_urls=(), logout_urls=(), role="reports", refresh_days=1)
    client = recorded.one(CLIENT).properties
    assert client["generateSecret"] is True
    assert client["allowedOauthFlows"] == ["client_credentials"]
    assert client["allowedOauthScopes"] == ["api/read"]
    assert client["explicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    absent = {"callbackUrls", "logoutUrls", "defaultRedirectUri", "supportedIdentityProviders", "refreshTokenRotation"}
    assert absent & set(client) == set()
    assert recorded.all(STYLE) == ()


def test_managed_login_has_the_style_without_which_it_shows_no_page() -> None:
    recorded = build()
    style = recorded.one(STYLE, "app-style")
    assert style.properties == {"userPoolId": POOL_ID, "clientId": UNKNOWN, "useCognitoProvidedValues": True}
    assert style.property_dependencies["clientId"] == (recorded.one(CLIENT).urn,)


def test_the_client_waits_for_the_scopes_it_names() -> None:
    def program() -> None:
        server = cognito.ResourceServer("api", user_pool_id=POOL_ID, identifier="api", name="api")
        AppClient("app", args(ready=(server,)))

    recorded = record(program)
    assert recorded.one("aws:cognito/resourceServer:ResourceServer").urn in recorded.one(CLIENT).dependencies


@pytest.mark.parametrize(("kind", "secret"), [(ClientKind.BROWSER, False), (ClientKind.SERVER, True)])
def test_only_what_can_keep_a_secret_is_given_one(kind: ClientKind, secret: bool) -> None:
    seen: list[bool] = []
    record(lambda: seen.append(AppClient("app", args(kind=kind)).client_secret is not None))
    assert seen == [secret]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"token_minutes": 61},
            "token_minutes is 61, a token cannot be recalled and lasts 5 to 60 minutes: give 5 to 60",
        ),
        ({"refresh_days": 31}, "refresh_days is 31, a session lasts 1 to 30 days: give 1 to 30"),
        (
            {"scopes": ("aws.cognito.signin.user.admin",)},
            (
                "scopes holds aws.cognito.signin.user.admin, with which a stolen token changes the account itself:"
                " remove it"
            ),
        ),
        (
            {"kind": ClientKind.MACHINE, "scopes": ("openid",), "callback_urls": ()},
            "scopes of the machine client 'app' is openid: name scopes of a resource server, such as 'api/read'",
        ),
        (
            {"kind": ClientKind.MACHINE},
            "callback_urls of the machine client 'app' is given: a client of people needs one, a machine has none",
        ),
        (
            {"callback_urls": ()},
            "callback_urls of the browser client 'app' is empty: a client of people needs one, a machine has none",
        ),
        (
            {"logout_urls": ("http://app.example.com/",)},
            (
                "logout_urls holds 'http://app.example.com/': write an https address without a fragment, such as"
                " 'https://app.example.com/signed-in'"
            ),
        ),
        (
            {"callback_urls": (CALLBACK + "#home",)},
            (
                "callback_urls holds 'https://app.example.com/signed-in#home': write an https address without a"
                " fragment, such as 'https://app.example.com/signed-in'"
            ),
        ),
    ],
)
def test_what_would_weaken_a_client_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        args(**changes)
    assert str(refusal.value) == message
