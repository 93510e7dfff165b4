"""id.threat: what a user pool does about risky sign-ins, and who keeps what threat protection saw."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from guardrails.rules.identity import cognito_threats
from guardrails.rules.identity.types import RISK_CONFIGURATION
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule, declared
from verification.check import Check, Examples, Found, Responses
from verification.identity.calls import POOL_LOGS, POOL_RISKS, POOLS
from verification.identity.user_pools import ONE_POOL, POOL_ID, user_pools
from verification.live import Live

_COMPROMISED, _TAKEOVER = "CompromisedCredentialsRiskConfiguration", "AccountTakeoverRiskConfiguration"
_EVENTS: Final = "userAuthEvents"
_DESTINATIONS: Final = ("CloudWatchLogsConfiguration", "S3Configuration", "FirehoseConfiguration")


def _risks(live: Live, pool: str) -> Mapping[str, Any] | None:
    """What a pool does about risk, of all its clients; None where nothing is said.

    Cognito answers a configuration that names the pool only where nobody made one.
    """
    answer = (live.one(POOL_RISKS, {"UserPoolId": pool}) or {}).get("RiskConfiguration") or {}
    return answer if answer.get(_COMPROMISED) or answer.get(_TAKEOVER) else None


def _answered(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if _risks(live, found.facts["Id"]) is None:
        yield broken("RiskConfiguration", "no RiskConfiguration says what is done about this pool's risky sign-ins")


def _configured(live: Live) -> Iterator[Found]:
    for found in user_pools(live):
        if (risks := _risks(live, found.facts["Id"])) is not None:
            yield Found(found.arn, risks)


def _as_read(found: Found, _live: Live) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = declared(found.facts)
    return answer


def _kept(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = (live.one(POOL_LOGS, {"UserPoolId": found.facts["Id"]}) or {}).get("LogDeliveryConfiguration") or {}
    if not any(
        each.get("EventSource") == _EVENTS and any(each.get(destination) for destination in _DESTINATIONS)
        for each in answer.get("LogConfigurations") or ()
    ):
        yield broken("LogConfigurations", f"LogConfigurations deliver this pool's {_EVENTS} nowhere")


def _pool(*, compromised: str | None = "BLOCK", takeover: str | None = "BLOCK") -> Responses:
    risks: dict[str, Any] = {"UserPoolId": POOL_ID}
    if compromised:
        risks[_COMPROMISED] = {"Actions": {"EventAction": compromised}}
    if takeover:
        risks[_TAKEOVER] = {"Actions": {"HighAction": {"Notify": True, "EventAction": takeover}}}
    return {POOLS: ONE_POOL, POOL_RISKS: {"RiskConfiguration": risks}}


def _logs(source: str) -> Responses:
    bucket = {"BucketArn": "arn:aws:s3:::sign-ins-123456789012"}
    delivered = {"LogLevel": "INFO", "EventSource": source, "S3Configuration": bucket}
    return {
        POOLS: ONE_POOL,
        POOL_LOGS: {"LogDeliveryConfiguration": {"UserPoolId": POOL_ID, "LogConfigurations": [delivered]}},
    }


_NONE: Final = _pool(compromised=None, takeover=None)


def _check(id_: str, at: str, bad: Responses) -> Check:
    return Check(
        id=id_,
        calls=(POOLS, POOL_RISKS),
        finds=_configured,
        judge=by_the_rule(cognito_threats.RULES, id_, RISK_CONFIGURATION, at, _as_read),
        examples=Examples(holds=_pool(), broken=bad, absent=_NONE),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        id="cognito-user-pool-risk-answered",
        calls=(POOLS, POOL_RISKS),
        finds=user_pools,
        judge=_answered,
        examples=Examples(holds=_pool(), broken=_NONE),
    ),
    _check("cognito-compromised-credentials-blocked", f"{_COMPROMISED}.Actions.EventAction", _pool(compromised=None)),
    _check(
        "cognito-account-takeover-answered",
        f"{_TAKEOVER}.Actions.HighAction.EventAction",
        _pool(takeover="NO_ACTION"),
    ),
    Check(
        id="cognito-user-pool-events-kept",
        calls=(POOLS, POOL_LOGS),
        finds=user_pools,
        judge=_kept,
        examples=Examples(holds=_logs(_EVENTS), broken=_logs("userNotification")),
    ),
)
