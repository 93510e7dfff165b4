"""Threat protection of a user pool: what it does about risk, and who keeps what it saw (id.threat)."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_one_of
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.identity.types import LOG_DELIVERY, RISK_CONFIGURATION, USER_POOL
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_POOL: Final = Declared(type=USER_POOL, properties={"name": "customers"})
_POOL_ID: Final = "eu-west-1_Ab129faBb"
_EVENTS: Final = "userAuthEvents"
_HIGH: Final = "accountTakeoverRiskConfiguration.actions.highAction"
_TAKEOVER_ACTIONS: Final = ("BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED")


def _risk_answered(pool: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    found = graph.referrers(pool, RISK_CONFIGURATION, "userPoolId")
    clients = [configuration.read("clientId") for configuration in found.resources]
    # A configuration of one client leaves the others without.
    if any(client.absent for client in clients):
        return
    if found.resolved:
        yield failed(None, "no RiskConfiguration says what is done about this pool's risky sign-ins")
    else:
        yield undetermined(None, "a RiskConfiguration's userPoolId is not known; it may be this pool's")


def _events_kept(pool: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    found = graph.referrers(pool, LOG_DELIVERY, "userPoolId")
    lists = [delivery.read("logConfigurations") for delivery in found.resources]
    sources = [each.get("eventSource") for reading in lists for each in reading.each()]
    if any(source.text == _EVENTS for source in sources):
        return
    if not found.resolved or any(reading.unknown for reading in (*lists, *sources)):
        yield undetermined(None, f"whether a LogDeliveryConfiguration delivers this pool's {_EVENTS} is not known yet")
    else:
        yield failed(None, f"no LogDeliveryConfiguration delivers this pool's {_EVENTS}")


def _takeover_answered(configuration: Resource, _bar: Thresholds) -> Findings:
    action = configuration.read(f"{_HIGH}.eventAction")
    if action.unknown:
        yield undetermined(action, f"{action.path} is not known yet; it must be one of {', '.join(_TAKEOVER_ACTIONS)}")
    elif action.text not in _TAKEOVER_ACTIONS:
        yield failed(action, f"{action.path} is {action.shown}, so that a high risk is let in")


def _compromised(action: Value) -> dict[str, Value]:
    return {
        "userPoolId": _POOL_ID,
        "compromisedCredentialsRiskConfiguration": {"actions": {"eventAction": action}},
    }


def _takeover(action: Value) -> dict[str, Value]:
    return {
        "userPoolId": _POOL_ID,
        "accountTakeoverRiskConfiguration": {"actions": {"highAction": {"eventAction": action, "notify": False}}},
    }


def _of_pool(type_: str, properties: dict[str, Value], *, known: bool) -> tuple[Declared, ...]:
    depends = {"userPoolId": ("main",)} if known else {}
    return (_POOL, Declared(type=type_, name="side", properties={**properties, "userPoolId": UNKNOWN}, depends=depends))


def _delivery(source: Value) -> dict[str, Value]:
    bucket = {"bucketArn": "arn:aws:s3:::sign-ins-123456789012"}
    return {"logConfigurations": [{"eventSource": source, "logLevel": "INFO", "s3Configuration": bucket}]}


RULES: tuple[Rule, ...] = (
    RelationRule(
        id="cognito-user-pool-risk-answered",
        types=(USER_POOL,),
        judge=_risk_answered,
        examples=Examples(
            good=_of_pool(RISK_CONFIGURATION, _compromised("BLOCK"), known=True),
            bad=(_POOL,),
            unknown=_of_pool(RISK_CONFIGURATION, _compromised("BLOCK"), known=False),
        ),
    ),
    RelationRule(
        id="cognito-user-pool-events-kept",
        types=(USER_POOL,),
        judge=_events_kept,
        examples=Examples(
            good=_of_pool(LOG_DELIVERY, _delivery(_EVENTS), known=True),
            bad=_of_pool(LOG_DELIVERY, _delivery("userNotification"), known=True),
            unknown=_of_pool(LOG_DELIVERY, _delivery(_EVENTS), known=False),
        ),
    ),
    ResourceRule(
        id="cognito-compromised-credentials-blocked",
        types=(RISK_CONFIGURATION,),
        judge=must_be_one_of(
            "compromisedCredentialsRiskConfiguration.actions.eventAction", "BLOCK", default="NO_ACTION"
        ),
        examples=examples(
            RISK_CONFIGURATION,
            good=_compromised("BLOCK"),
            bad=_compromised("NO_ACTION"),
            unknown=_compromised(UNKNOWN),
        ),
    ),
    ResourceRule(
        id="cognito-account-takeover-answered",
        types=(RISK_CONFIGURATION,),
        judge=_takeover_answered,
        examples=examples(
            RISK_CONFIGURATION, good=_takeover("BLOCK"), bad=_compromised("BLOCK"), unknown=_takeover(UNKNOWN)
        ),
    ),
)
