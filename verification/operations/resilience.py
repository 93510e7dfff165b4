"""Failover is exercised: experiments that can be stopped and were run, objectives, and a date (dr.test)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.rules.operations import resilience
from guardrails.rules.operations.types import EXPERIMENT_TEMPLATE
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.as_declared import by_the_rule
from verification.check import Check, Examples, Facts, Found, Scope, holds_if_found
from verification.data.requirements import value_of
from verification.live import Live
from verification.operations.calls import (
    EXPERIMENT_TEMPLATE as TEMPLATE,
)
from verification.operations.calls import (
    EXPERIMENT_TEMPLATES as TEMPLATES,
)
from verification.operations.calls import (
    EXPERIMENTS,
    RESILIENCY_POLICIES,
    SCHEDULES,
)

_ZONE_LOSSES: Final = frozenset({"aws:network:disrupt-connectivity", "aws:rds:failover-db-cluster"})
_REBOOT: Final = "aws:rds:reboot-db-instances"
# How often failover is exercised: control dr.test asks for a run within 365 days.
_EXERCISED: Final = timedelta(days=365)


def _templates(live: Live) -> Iterator[Found]:
    for each in live.items(TEMPLATES):
        described = (live.one(TEMPLATE, {"id": each["id"]}) or {}).get("experimentTemplate")
        if described is not None:
            yield Found(each["arn"], described)


def _loses_zone(action: Facts) -> bool:
    # A reboot moves to the standby only where it is forced to.
    forced = action.get("actionId") == _REBOOT and value_of(action, "parameters.forceFailover") == "true"
    return forced or action.get("actionId") in _ZONE_LOSSES


def _zone_losses(live: Live) -> Iterator[Found]:
    for found in _templates(live):
        if any(map(_loses_zone, (found.facts.get("actions") or {}).values())):
            yield found


def _exercised(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    runs = [
        each["creationTime"]
        for each in live.items(EXPERIMENTS)
        if each.get("experimentTemplateId") == found.facts["id"] and value_of(each, "state.status") == "completed"
    ]
    if not runs:
        yield broken("experiments", "no experiment of the template has completed, so nobody tried it")
    elif live.now - max(runs) > _EXERCISED:
        yield broken("experiments", f"it last completed on {max(runs):%Y-%m-%d}, over {_EXERCISED.days} days ago")


def _policies(live: Live) -> Iterator[Found]:
    for each in live.items(RESILIENCY_POLICIES):
        yield Found(each["policyArn"], each)


def _objective(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in ("rtoInSecs", "rpoInSecs"):
        if value_of(found.facts, f"policy.AZ.{each}") is None:
            yield broken(f"policy.AZ.{each}", f"policy.AZ.{each} is not set")


def _dates(live: Live) -> Iterator[Found]:
    """The schedules that start an experiment or tell people; a stack has others too."""
    for each in live.items(SCHEDULES):
        target = str((each.get("Target") or {}).get("Arn"))
        if each.get("State") == "ENABLED" and (":sns:" in target or ":fis:" in target):
            yield Found(each["Arn"], each)


_ARN: Final = "arn:aws:fis:eu-west-1:123456789012:experiment-template/EXT0a1b"
_LOSS: Final[Facts] = {"actionId": "aws:network:disrupt-connectivity"}
_STOP: Final = {"source": "aws:cloudwatch:alarm", "value": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:stop"}


def _template(action: Facts = _LOSS, stop: Facts = _STOP) -> dict[Any, Any]:
    named = {"id": "EXT0a1b", "arn": _ARN}
    described = {**named, "actions": {"lose": action}, "stopConditions": [stop]}
    return {TEMPLATES: {"experimentTemplates": [named]}, TEMPLATE: {"experimentTemplate": described}}


def _run(year: int, status: str = "completed") -> dict[Any, Any]:
    made = {
        "id": "EXP0a1b",
        "experimentTemplateId": "EXT0a1b",
        "state": {"status": status},
        "creationTime": datetime(year, 6, 1, tzinfo=UTC),
    }
    return {EXPERIMENTS: {"experiments": [made]}}


def _policy(**objectives: int) -> dict[Any, Any]:
    made: dict[str, Any] = {
        "policyArn": "arn:aws:resiliencehub:eu-west-1:123456789012:resiliency-policy/0a1b",
        "policy": {"AZ": {"rpoInSecs": 300, **objectives}} if objectives else {},
    }
    return {RESILIENCY_POLICIES: {"resiliencyPolicies": [made]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="fis-zone-loss-experiment-present",
        calls=(TEMPLATES, TEMPLATE),
        finds=_zone_losses,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_template(), broken=None, absent=_template({"actionId": "aws:fis:wait"})),
    ),
    Check(
        id="fis-experiment-stop-condition",
        calls=(TEMPLATES, TEMPLATE),
        finds=_templates,
        judge=by_the_rule(
            resilience.RULES, "fis-experiment-stop-condition", EXPERIMENT_TEMPLATE, "stopConditions.source"
        ),
        examples=Examples(holds=_template(), broken=_template(stop={"source": "none"})),
    ),
    Check(
        id="fis-zone-loss-exercised",
        calls=(TEMPLATES, TEMPLATE, EXPERIMENTS),
        finds=_zone_losses,
        judge=_exercised,
        examples=Examples(holds=_template() | _run(2026), broken=_template() | _run(2025)),
        info=RuleInfo(
            id="fis-zone-loss-exercised",
            control="dr.test",
            title="The loss of a zone was exercised in the last 365 days",
            severity=Severity.MEDIUM,
            fix="Run the experiment on a day that is announced (start-experiment), and keep what was learned.",
        ),
    ),
    Check(
        id="resiliencehub-policy-zone-objective",
        calls=(RESILIENCY_POLICIES,),
        finds=_policies,
        judge=_objective,
        examples=Examples(holds=_policy(rtoInSecs=3600), broken=_policy()),
    ),
    Check(
        id="scheduler-game-day-dated",
        calls=(SCHEDULES,),
        finds=_dates,
        judge=holds_if_found,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(
            holds={
                SCHEDULES: {
                    "Schedules": [
                        {
                            "Arn": "arn:aws:scheduler:eu-west-1:123456789012:schedule/default/game-day",
                            "State": "ENABLED",
                            "Target": {"Arn": "arn:aws:sns:eu-west-1:123456789012:incidents"},
                        }
                    ]
                }
            },
            broken=None,
        ),
    ),
)
