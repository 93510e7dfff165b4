"""Data Lifecycle Manager: snapshots of servers are made daily, and their copies are under a customer key."""

from collections.abc import Iterable
from typing import Any, Final

from guardrails.rules.data.backup_schedules import fires_daily
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found
from verification.data.calls import KEY, LIFECYCLE_POLICIES, LIFECYCLE_POLICY
from verification.data.requirements import (
    CUSTOMER_KEY,
    KEY_ARN,
    MANAGED_KEY,
    no_customer_key,
    shown,
    value_of,
)
from verification.live import Live

_DAY: Final = 24
_DETAILS: Final = "PolicyDetails"


def policies(live: Live) -> Iterable[Found]:
    """Every lifecycle policy."""
    for each in live.items(LIFECYCLE_POLICIES):
        yield Found(live.arn("dlm", f"policy/{each['PolicyId']}"), each)


def _details(found: Found, live: Live) -> Facts:
    answer = live.one(LIFECYCLE_POLICY, {"PolicyId": found.facts["PolicyId"]}) or {}
    details: Facts = value_of(answer, f"Policy.{_DETAILS}") or {}
    return details


def _enabled(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    state = found.facts.get("State")
    if state != "ENABLED":
        yield broken("State", f"State is {shown(state)}")


def _is_daily(schedule: Facts) -> bool:
    rule = schedule.get("CreateRule") or {}
    if rule.get("CronExpression"):
        return fires_daily(rule["CronExpression"])
    # Lifecycle policies know hours only.
    return 0 < (rule.get("Interval") or 0) <= _DAY


def _daily(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    details = _details(found, live)
    # An event-based policy copies what others share, and has no schedule; without details the policy is gone.
    if not details or details.get("PolicyType") == "EVENT_BASED_POLICY":
        return
    if found.facts.get("DefaultPolicy") or details.get("PolicyLanguage") == "SIMPLIFIED":
        days = details.get("CreateInterval", 1)
        if days > 1:
            yield broken(f"{_DETAILS}.CreateInterval", f"CreateInterval is {days} days, it must be 1")
    elif not any(_is_daily(schedule) for schedule in details.get("Schedules") or ()):
        yield broken(f"{_DETAILS}.Schedules", "no schedule makes snapshots every 24 hours or sooner")


def _copies_keyed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for schedule in _details(found, live).get("Schedules") or ():
        for rule in schedule.get("CrossRegionCopyRules") or ():
            if rule.get("Encrypted") is not True:
                yield broken("CrossRegionCopyRules.Encrypted", f"Encrypted is {shown(rule.get('Encrypted'))}")
            yield from no_customer_key(live, "CrossRegionCopyRules.CmkArn", rule.get("CmkArn"))


def _policy(create: dict[str, Any]) -> dict[str, Any]:
    copy = {"TargetRegion": "eu-central-1", "Encrypted": True, "CmkArn": KEY_ARN}
    details = {
        "PolicyType": "EBS_SNAPSHOT_MANAGEMENT",
        "Schedules": [{"Name": "daily", "CreateRule": create, "CrossRegionCopyRules": [copy]}],
    }
    return {"Policy": {"PolicyId": "policy-0a1b2c3d", _DETAILS: details}}


def listed(state: str = "ENABLED") -> dict[str, Any]:
    """The policy of examples, as it is listed."""
    return {"Policies": [{"PolicyId": "policy-0a1b2c3d", "State": state, "PolicyType": "EBS_SNAPSHOT_MANAGEMENT"}]}


_EVERY_DAY: Final = _policy({"Interval": 24, "IntervalUnit": "HOURS", "Times": ["03:30"]})

CHECKS: tuple[Check, ...] = (
    Check(
        id="dlm-policy-enabled",
        calls=(LIFECYCLE_POLICIES,),
        finds=policies,
        judge=_enabled,
        examples=Examples(
            holds={LIFECYCLE_POLICIES: listed()},
            broken={LIFECYCLE_POLICIES: listed("ERROR")},
        ),
    ),
    Check(
        id="dlm-policy-daily",
        calls=(LIFECYCLE_POLICIES, LIFECYCLE_POLICY),
        finds=policies,
        judge=_daily,
        examples=Examples(
            holds={LIFECYCLE_POLICIES: listed(), LIFECYCLE_POLICY: _EVERY_DAY},
            broken={
                LIFECYCLE_POLICIES: listed(),
                LIFECYCLE_POLICY: _policy({"CronExpression": "cron(0 3 ? * SUN *)"}),
            },
        ),
    ),
    Check(
        id="dlm-copies-customer-key",
        calls=(LIFECYCLE_POLICIES, LIFECYCLE_POLICY, KEY),
        finds=policies,
        judge=_copies_keyed,
        examples=Examples(
            holds={LIFECYCLE_POLICIES: listed(), LIFECYCLE_POLICY: _EVERY_DAY, KEY: CUSTOMER_KEY},
            broken={LIFECYCLE_POLICIES: listed(), LIFECYCLE_POLICY: _EVERY_DAY, KEY: MANAGED_KEY},
        ),
    ),
)
