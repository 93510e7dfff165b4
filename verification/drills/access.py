"""The access drill: a revoked session and an expired token are refused, proven with a user who exists for nothing else.

For id.tokens and id.sessions ("sessions can be revoked"). JSON web tokens carry their own end: an API that only checks
the signature takes a revoked access token until then, and the drill says how long that is.
"""

import json
import urllib.error
import urllib.request
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

import pyotp
from botocore.exceptions import ClientError
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import SoftwareTokenMFAChallengeException

from verification.drills.model import (
    ALLOWED,
    GUARD,
    CannotDrillError,
    Clock,
    Drilled,
    Finding,
    Say,
    expect,
    not_asked,
)

GROUP: Final = "vouch-drill"
"""The group of the pool that a probe user is in; nobody else is ever signed in or out."""
_REFUSED: Final = (401, 403)
_MARGIN: Final = 5
_LONGEST: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The tokens of a session; never shown, never written down."""

    access: str
    refresh: str

    def __repr__(self) -> str:
        return "Session(...)"


SignIn = Callable[[], Session]
AskUrl = Callable[[str, str], int]
"""The HTTP status that a URL answers to an access token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDrill:
    """What the drill works with. ``longest_access`` is the profile's bar for access tokens (id.tokens)."""

    cognito: Any
    pool: str
    client: str
    user: str
    sign_in: SignIn
    clock: Clock
    say: Say
    longest_access: timedelta
    url: str | None = None
    ask_url: AskUrl | None = None
    wait: bool = True

    def run(self) -> Drilled:
        """Signs the probe user in, revokes, asks again, and says what was refused.

        Raises CannotDrillError where guard tags are missing, or the user cannot be signed in.
        """
        self._guarded()
        started = self.clock.now()
        found: list[Finding] = []
        try:
            found += self._revoked(self._session())
            found += self._signed_out(self._session())
            found += self._expired(self._session())
        finally:
            # Whatever happened, no session of the probe user outlives the drill.
            self._sign_out()
        return Drilled(
            kind="access",
            run=f"{started:%Y%m%d%H%M%S}-{uuid4().hex[:4]}",
            subject=self.pool,
            started=started,
            ended=self.clock.now(),
            seconds=None,
            objective=None,
            findings=tuple(found),
            resumed=False,
            made=(),
            facts={"client": self.client, "user": self.user, "url": self.url or ""},
        )

    def _guarded(self) -> None:
        pool = self.cognito.describe_user_pool(UserPoolId=self.pool)["UserPool"]
        if (pool.get("UserPoolTags") or {}).get(GUARD) != ALLOWED:
            raise CannotDrillError(f"user pool {self.pool} does not carry the tag {GUARD}={ALLOWED}: tag it")
        listed = self.cognito.admin_list_groups_for_user(UserPoolId=self.pool, Username=self.user)
        if GROUP not in {each.get("GroupName") for each in listed.get("Groups", ())}:
            raise CannotDrillError(
                f"{self.user} is not in the group {GROUP} of {self.pool}: use a user made for drills"
            )

    def _session(self) -> Session:
        self.say(f"signing {self.user} in")
        return self.sign_in()

    def _revoked(self, session: Session) -> list[Finding]:
        before = [
            self._accepted("a new session", session),
            *self._url("the URL with a new session", session, (200, 299)),
        ]
        self.say("revoking the session's refresh token")
        self.cognito.revoke_token(Token=session.refresh, ClientId=self.client)
        return [
            *before,
            self._cannot_refresh("a revoked refresh token", session),
            self._refused("an access token of a revoked session", session),
            *self._url_after("the URL with a revoked session", session),
        ]

    def _signed_out(self, session: Session) -> list[Finding]:
        self.say("signing the user out everywhere")
        self._sign_out()
        return [
            self._cannot_refresh("a refresh token after a global sign-out", session),
            self._refused("an access token after a global sign-out", session),
        ]

    def _expired(self, session: Session) -> list[Finding]:
        name = "an expired access token"
        left = expiry(session.access) - self.clock.now()
        within = expect(
            "life of an access token", f"at most {self.longest_access}", left, holds=left <= self.longest_access
        )
        if not self.wait or left > _LONGEST:
            return [within, not_asked(name, "nobody waited for its end")]
        self.say(f"waiting {left} for an access token to expire")
        self.clock.wait(max(left.total_seconds(), 0) + _MARGIN)
        return [within, self._refused(name, session), *self._url("the URL with an expired token", session, _REFUSED)]

    def _accepted(self, name: str, session: Session) -> Finding:
        return expect(name, "accepted", self._get_user(session))

    def _refused(self, name: str, session: Session) -> Finding:
        return expect(name, "refused", self._get_user(session))

    def _get_user(self, session: Session) -> str:
        return _asked(lambda: self.cognito.get_user(AccessToken=session.access))

    def _cannot_refresh(self, name: str, session: Session) -> Finding:
        asked = _asked(
            lambda: self.cognito.get_tokens_from_refresh_token(RefreshToken=session.refresh, ClientId=self.client)
        )
        return expect(name, "refused", asked)

    def _url(self, name: str, session: Session, wanted: tuple[int, int]) -> list[Finding]:
        if self.url is None or self.ask_url is None:
            return []
        status = self.ask_url(self.url, session.access)
        return [expect(name, f"{wanted[0]} to {wanted[1]}", status, holds=wanted[0] <= status <= wanted[1])]

    def _url_after(self, name: str, session: Session) -> list[Finding]:
        """An API that looks at signatures only takes the token until its end, which the profile bounds."""
        if self.url is None or self.ask_url is None:
            return [not_asked(name, "no URL was given")]
        status = self.ask_url(self.url, session.access)
        left = expiry(session.access) - self.clock.now()
        found = str(status) if status in _REFUSED else f"{status}, accepted until it expires in {left}"
        wanted = f"refused, or accepted for at most {self.longest_access}"
        return [expect(name, wanted, found, holds=status in _REFUSED or left <= self.longest_access)]

    def _sign_out(self) -> None:
        self.cognito.admin_user_global_sign_out(UserPoolId=self.pool, Username=self.user)


def _asked(call: Callable[[], object]) -> str:
    """``accepted``, or ``refused``; anything but a refusal of the token says neither."""
    try:
        call()
    except ClientError as cause:
        code = str(cause.response.get("Error", {}).get("Code", ""))
        return "refused" if code == "NotAuthorizedException" else f"an error ({code})"
    return "accepted"


def expiry(token: str) -> datetime:
    """When a JSON web token ends, by its own word. Raises CannotDrillError where it is none."""
    try:
        body = token.split(".")[1]
        claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return datetime.fromtimestamp(claims["exp"], UTC)
    except (IndexError, ValueError, KeyError, TypeError) as cause:
        raise CannotDrillError(
            "the access token is no JSON web token with an end: is the client the pool's?"
        ) from cause


def srp_sign_in(cognito: Any, pool: str, client: str, secret: str) -> SignIn:
    """Signs the probe user in as an application does, by SRP and, where the pool asks, a one-time password.

    ``secret`` is JSON with username, password and, for MFA, totp (the shared secret in base32). Raises
    CannotDrillError.
    """
    try:
        known = json.loads(secret)
        username, password = str(known["username"]), str(known["password"])
    except (ValueError, KeyError, TypeError):
        raise CannotDrillError("the probe user's secret is no JSON with username and password: store it so") from None

    def sign_in() -> Session:
        try:
            said = AWSSRP(username, password, pool, client, client=cognito).authenticate_user()
        except SoftwareTokenMFAChallengeException as challenge:
            said = _one_time(cognito, client, username, known.get("totp"), challenge.get_tokens())
        except Exception as cause:  # noqa: BLE001  the library and botocore raise many kinds
            # Nothing of what the library says is shown: it may quote what it was given.
            raise CannotDrillError(f"{username} cannot sign in: {type(cause).__name__}") from None
        result = said["AuthenticationResult"]
        return Session(access=result["AccessToken"], refresh=result["RefreshToken"])

    return sign_in


def _one_time(cognito: Any, client: str, username: str, totp: object, challenge: Any) -> Any:
    if not isinstance(totp, str):
        raise CannotDrillError(f"{username} needs a one-time password, and the probe user's secret has no totp: add it")
    return cognito.respond_to_auth_challenge(
        ClientId=client,
        ChallengeName="SOFTWARE_TOKEN_MFA",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": username, "SOFTWARE_TOKEN_MFA_CODE": pyotp.TOTP(totp).now()},
    )


def ask_url(url: str, token: str) -> int:
    """The status of a GET with a bearer token. Raises CannotDrillError where nothing answers."""
    if not url.startswith("https://"):
        raise CannotDrillError(f"{url} is not https: a token goes nowhere else")
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310  https, see above
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  as above
            return int(response.status)
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError as cause:
        raise CannotDrillError(f"{url} does not answer: {cause}") from cause
