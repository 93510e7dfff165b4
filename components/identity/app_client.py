"""An application that signs people in, or a machine that calls an API, through a user pool."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pulumi
from pulumi_aws import cognito

from components.base import Component
from components.identity.user_pool import TENANT
from components.placement import Placement

OPENID_SCOPES: Final = ("openid", "email", "profile")
_SELF_SERVICE: Final = "aws.cognito.signin.user.admin"
_READ: Final = ("email", "email_verified", "name", f"custom:{TENANT}")
_WRITE: Final = ("email", "name")
# A network that swallows the answer to a refresh must not end the session.
_ROTATION_GRACE_SECONDS: Final = 10


class ClientKind(StrEnum):
    """What runs the client, which decides whether it can keep a secret."""

    BROWSER = "browser"
    SERVER = "server"
    MACHINE = "machine"


@dataclass(frozen=True, kw_only=True)
class AppClientArgs:
    """What an app client is for and what it may ask.

    ``scopes`` are full names (``api/read``); for people ``openid``, ``email`` and ``profile`` are added. Callback and
    logout URLs are https without a fragment, for people only. ``token_minutes`` is 5 to 60, ``refresh_days`` 1 to 30
    (1 for staff). ``ready`` is the resource server whose scopes are named. Raises ValueError where these do not hold.
    """

    placement: Placement
    user_pool_id: pulumi.Input[str]
    role: str
    kind: ClientKind
    scopes: tuple[str, ...] = ()
    callback_urls: tuple[str, ...] = ()
    logout_urls: tuple[str, ...] = ()
    token_minutes: int = 15
    refresh_days: int = 30
    ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        if not 5 <= self.token_minutes <= 60:
            raise ValueError(
                f"token_minutes is {self.token_minutes}, a token cannot be recalled and lasts 5 to 60 minutes: give 5"
                " to 60"
            )
        if not 1 <= self.refresh_days <= 30:
            raise ValueError(f"refresh_days is {self.refresh_days}, a session lasts 1 to 30 days: give 1 to 30")
        if _SELF_SERVICE in self.scopes:
            raise ValueError(
                f"scopes holds {_SELF_SERVICE}, with which a stolen token changes the account itself: remove it"
            )
        machine = self.kind is ClientKind.MACHINE
        if machine and (not self.scopes or not all("/" in scope for scope in self.scopes)):
            raise ValueError(
                f"scopes of the machine client {self.role!r} is {', '.join(self.scopes) or 'empty'}: name scopes of a"
                " resource server, such as 'api/read'"
            )
        if machine == bool(self.callback_urls):
            raise ValueError(
                f"callback_urls of the {self.kind} client {self.role!r} is"
                f" {'given' if self.callback_urls else 'empty'}: a client of people needs one, a machine has none"
            )
        for field, urls in (("callback_urls", self.callback_urls), ("logout_urls", self.logout_urls)):
            for url in urls:
                if not re.fullmatch(r"https://[^\s/#?]+(/[^\s#]*)?", url):
                    raise ValueError(
                        f"{field} holds {url!r}: write an https address without a fragment, such as"
                        " 'https://app.example.com/signed-in'"
                    )


class AppClient(Component):
    """A Cognito app client: the authorization-code flow for people, client credentials for machines.

    Produces the client and, for people, the style without which managed login shows no page. Tokens are short-lived,
    scoped and revocable; refresh tokens are used once. A password leaves the device only to managed login: the flows
    that would hand it to our own code are off.

    Claims CF-35, OC-09, OC-10, OC-11 (id.oauth), OB-18, CF-35, CF-36, CF-37 (id.tokens), OB-04, OB-06, OC-03, OC-14
    (id.hash; that Cognito stores verifiers is AWS's attestation).

    What AWS does not let us do: require PKCE (Cognito checks a code challenge that is sent, and asks for none: a
    browser's library must send it); recall an access token before it expires; close every flow beside managed login
    (with rotation one must stay: SRP). A token from SRP carries none of our scopes, so that routes must ask for them.
    """

    area = "identity"
    provides = ("id.oauth", "id.tokens", "id.hash")

    client_id: pulumi.Output[str]
    client_secret: pulumi.Output[str] | None

    def __init__(self, name: str, args: AppClientArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        people = args.kind is not ClientKind.MACHINE
        client = cognito.UserPoolClient(
            self.child("client"),
            name=args.placement.local(args.role),
            user_pool_id=args.user_pool_id,
            generate_secret=args.kind is not ClientKind.BROWSER,
            # Rotation excludes the older refresh flow. A machine is given no refresh token, so that for it the older
            # flow opens nothing; silence would add SRP and custom authentication.
            explicit_auth_flows=["ALLOW_USER_SRP_AUTH" if people else "ALLOW_REFRESH_TOKEN_AUTH"],
            allowed_oauth_flows_user_pool_client=True,
            allowed_oauth_flows=["code" if people else "client_credentials"],
            allowed_oauth_scopes=[*(OPENID_SCOPES if people else ()), *args.scopes],
            supported_identity_providers=["COGNITO"] if people else None,
            callback_urls=list(args.callback_urls) if people else None,
            default_redirect_uri=args.callback_urls[0] if people else None,
            logout_urls=list(args.logout_urls) if people else None,
            access_token_validity=args.token_minutes,
            id_token_validity=args.token_minutes,
            refresh_token_validity=args.refresh_days,
            token_validity_units=cognito.UserPoolClientTokenValidityUnitsArgs(
                access_token="minutes",  # noqa: S106  a unit of time
                id_token="minutes",  # noqa: S106
                refresh_token="days",  # noqa: S106
            ),
            refresh_token_rotation=(
                cognito.UserPoolClientRefreshTokenRotationArgs(
                    feature="ENABLED", retry_grace_period_seconds=_ROTATION_GRACE_SECONDS
                )
                if people
                else None
            ),
            enable_token_revocation=True,
            prevent_user_existence_errors="ENABLED",
            auth_session_validity=3,
            enable_propagate_additional_user_context_data=args.kind is ClientKind.SERVER,
            read_attributes=list(_READ),
            write_attributes=list(_WRITE),
            # Cognito refuses a scope that no resource server has yet.
            opts=self.inside(depends_on=list(args.ready)),
        )
        if people:
            cognito.ManagedLoginBranding(
                self.child("style"),
                user_pool_id=args.user_pool_id,
                client_id=client.id,
                use_cognito_provided_values=True,
                opts=self.inside(),
            )
        self.client_id = client.id
        self.client_secret = None if args.kind is ClientKind.BROWSER else client.client_secret
        self.register_outputs({"client_id": self.client_id})
