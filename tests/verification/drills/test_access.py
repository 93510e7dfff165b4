"""The access drill, against a pool that keeps its word and against pools that do not."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from verification.drills.access import AccessDrill, Session, ask_url, expiry, srp_sign_in
from verification.drills.model import GUARD, CannotDrillError, Drilled, Holds

START: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL: Final = "https://api.example.com/me"


class _Clock:
    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        return self._now

    def wait(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)


class _Pool:
    """Cognito as the drill sees it. ``forgets`` names what this pool does not do, though it should."""

    def __init__(
        self, *forgets: str, minutes: int = 15, tags: dict[str, str] | None = None, group: str = "vouch-drill"
    ):
        self.clock = _Clock()
        self.forgets = forgets
        self._life = timedelta(minutes=minutes)
        self._tags = {GUARD: "allowed"} if tags is None else tags
        self._group = group
        self._number = 0
        self.revoked: set[str] = set()
        self.ends: dict[str, datetime] = {}
        self.written: list[str] = []

    def sign_in(self) -> Session:
        self._number += 1
        end = self.clock.now() + self._life
        claims = urlsafe_b64encode(json.dumps({"exp": int(end.timestamp()), "n": self._number}).encode()).decode()
        access = f"e30.{claims.rstrip('=')}.signature"
        self.ends[access] = end
        return Session(access=access, refresh=f"refresh-{self._number}")

    def _number_of(self, access: str) -> str:
        return str(list(self.ends).index(access) + 1)

    def describe_user_pool(self, UserPoolId: str) -> Any:  # noqa: N803  the API's name
        return {"UserPool": {"UserPoolTags": self._tags}}

    def admin_list_groups_for_user(self, **_: str) -> Any:
        return {"Groups": [{"GroupName": self._group}]}

    def get_user(self, AccessToken: str) -> Any:  # noqa: N803  the API's name
        number = self._number_of(AccessToken)
        if number in self.revoked and "revoked access" not in self.forgets:
            raise _refusal("NotAuthorizedException")
        if self.clock.now() > self.ends[AccessToken] and "expiry" not in self.forgets:
            raise _refusal("NotAuthorizedException")
        return {}

    def get_tokens_from_refresh_token(self, RefreshToken: str, ClientId: str) -> Any:  # noqa: N803  the API's names
        if "refresh errors" in self.forgets:
            raise _refusal("InternalErrorException")
        if RefreshToken.rpartition("-")[2] in self.revoked and "refresh" not in self.forgets:
            raise _refusal("NotAuthorizedException")
        return {}

    def revoke_token(self, Token: str, ClientId: str) -> None:  # noqa: N803  the API's names
        self.written.append("revoke_token")
        self.revoked.add(Token.rpartition("-")[2])

    def admin_user_global_sign_out(self, **named: str) -> None:
        self.written.append(f"admin_user_global_sign_out {named['Username']}")
        if "sign-out" not in self.forgets:
            self.revoked.update(str(number) for number in range(1, self._number + 1))

    def ask_url(self, _url: str, access: str) -> int:
        if self.clock.now() > self.ends[access] and "expiry" not in self.forgets:
            return 401
        return 401 if self._number_of(access) in self.revoked and "signatures only" not in self.forgets else 200


def _refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Operation")


def _drill(pool: _Pool, *, url: str | None = URL, wait: bool = True) -> Drilled:
    return AccessDrill(
        cognito=pool,
        pool="eu-west-1_pool",
        client="client",
        user="probe",
        sign_in=pool.sign_in,
        clock=pool.clock,
        say=lambda _: None,
        longest_access=timedelta(minutes=60),
        url=url,
        ask_url=pool.ask_url,
        wait=wait,
    ).run()


def _broken(drilled: Drilled) -> list[str]:
    return [each.name for each in drilled.findings if each.holds is Holds.NO]


def test_a_pool_that_keeps_its_word_refuses_what_was_revoked_and_what_expired() -> None:
    drilled = _drill(_Pool())
    assert _broken(drilled) == []
    assert drilled.holds
    assert drilled.whole
    assert [each.name for each in drilled.findings] == [
        "a new session",
        "the URL with a new session",
        "a revoked refresh token",
        "an access token of a revoked session",
        "the URL with a revoked session",
        "a refresh token after a global sign-out",
        "an access token after a global sign-out",
        "life of an access token",
        "an expired access token",
        "the URL with an expired token",
    ]


@pytest.mark.parametrize(
    ("forgets", "broken"),
    [
        ("refresh", ["a revoked refresh token", "a refresh token after a global sign-out"]),
        ("refresh errors", ["a revoked refresh token", "a refresh token after a global sign-out"]),
        ("revoked access", ["an access token of a revoked session", "an access token after a global sign-out"]),
        ("sign-out", ["a refresh token after a global sign-out", "an access token after a global sign-out"]),
        ("expiry", ["an expired access token", "the URL with an expired token"]),
    ],
)
def test_what_a_pool_does_not_refuse_is_said(forgets: str, broken: list[str]) -> None:
    drilled = _drill(_Pool(forgets))
    assert _broken(drilled) == broken
    assert not drilled.holds


def test_an_api_that_reads_signatures_only_is_bounded_by_the_tokens_life() -> None:
    drilled = _drill(_Pool("signatures only"))
    (found,) = [each for each in drilled.findings if each.name == "the URL with a revoked session"]
    assert (found.holds, found.found) == (Holds.YES, "200, accepted until it expires in 0:15:00")


def test_tokens_that_live_too_long_are_broken() -> None:
    assert _broken(_drill(_Pool("signatures only", minutes=90))) == [
        "the URL with a revoked session",
        "life of an access token",
    ]


def test_what_was_not_waited_for_is_not_asked() -> None:
    drilled = _drill(_Pool(), url=None, wait=False)
    assert drilled.holds
    assert not drilled.whole
    asked = [each.name for each in drilled.findings if each.holds is Holds.NOT_ASKED]
    assert asked == ["the URL with a revoked session", "an expired access token"]


@pytest.mark.parametrize(
    ("pool", "said"),
    [
        (_Pool(tags={}), f"does not carry the tag {GUARD}=allowed"),
        (_Pool(group="customers"), "probe is not in the group vouch-drill"),
    ],
)
def test_without_its_guards_nobody_is_signed_in_or_out(pool: _Pool, said: str) -> None:
    with pytest.raises(CannotDrillError) as raised:
        _drill(pool)
    assert said in str(raised.value)
    assert pool.written == []
    assert pool.ends == {}


def test_no_session_of_the_probe_user_outlives_the_drill() -> None:
    pool = _Pool()

    def fails(_url: str, _token: str) -> int:
        raise CannotDrillError("the URL does not answer")

    pool.ask_url = fails  # type: ignore[assignment, method-assign]
    with pytest.raises(CannotDrillError):
        _drill(pool)
    assert pool.written == ["admin_user_global_sign_out probe"]


def test_no_token_is_in_what_the_drill_says() -> None:
    pool = _Pool()
    said = repr(_drill(pool))
    assert [token for token in (*pool.ends, "refresh-1", "refresh-2") if token in said] == []
    assert repr(pool.sign_in()) == "Session(...)"


@pytest.mark.parametrize("token", ["", "a.b", "e30.e30.x", "e30.bnVsbA.x"])
def test_what_is_no_token_with_an_end_is_said(token: str) -> None:
    with pytest.raises(CannotDrillError, match="is no JSON web token with an end"):
        expiry(token)


def test_a_token_goes_over_tls_only() -> None:
    with pytest.raises(CannotDrillError, match=r"http://api\.example\.com is not https"):
        ask_url("http://api.example.com", "token")


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Any, str, str]]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client = boto3.client("cognito-idp", "eu-west-1")
        pool = client.create_user_pool(PoolName="customers")["UserPool"]["Id"]
        app = client.create_user_pool_client(
            UserPoolId=pool, ClientName="drill", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        )["UserPoolClient"]["ClientId"]
        client.admin_create_user(UserPoolId=pool, Username="probe")
        client.admin_set_user_password(UserPoolId=pool, Username="probe", Password="Aa1!-a-test", Permanent=True)
        yield client, pool, app


def test_the_probe_user_signs_in_by_srp(cognito: tuple[Any, str, str]) -> None:
    client, pool, app = cognito
    session = srp_sign_in(client, pool, app, json.dumps({"username": "probe", "password": "Aa1!-a-test"}))()
    assert client.get_user(AccessToken=session.access)["Username"] == "probe"
    assert expiry(session.access) > datetime.now(UTC)


def test_who_cannot_sign_in_is_named_and_the_password_is_not(cognito: tuple[Any, str, str]) -> None:
    client, pool, app = cognito
    with pytest.raises(CannotDrillError) as raised:
        srp_sign_in(client, pool, app, json.dumps({"username": "nobody", "password": "Aa1!-a-test"}))()
    assert str(raised.value) == "nobody cannot sign in: UserNotFoundException"


@pytest.mark.parametrize("secret", ["", "[]", "{}", '{"username": "x"}', "Aa1!-a-test"])
def test_a_secret_of_another_form_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(CannotDrillError) as raised:
        srp_sign_in(None, "pool", "client", secret)
    assert str(raised.value) == "the probe user's secret is no JSON with username and password: store it so"
