"""Nobody changes in the console what the program keeps, somebody hears it when they do, and Config agrees (gov.drift).

That the program and the account agree is compared by ``vouch verify --against-program`` and by a preview on a
schedule; what is asked here is whether anybody went around them.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Resource
from guardrails.rules.governance import drift as rules
from guardrails.rules.governance.types import EVENT_RULE
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.by_rule import resource
from verification.check import Check, Examples, Found
from verification.data.requirements import value_of
from verification.detection.calls import EVENT_RULES
from verification.governance.calls import CONFIG_COMPLIANCE, NEWEST_EVENTS
from verification.live import Live
from verification.operations.calls import ALARMS, METRIC_FILTERS
from verification.operations.cis import watching
from verification.operations.graphs import alarms, filters, whole

_DAY: Final = timedelta(days=1)
_PAGE: Final = 50
_NAMED: Final = 10
_WRITES: Final = {"AttributeKey": "ReadOnly", "AttributeValue": "false"}
# Signing in changes nothing.
_HARMLESS: Final = frozenset({"signin.amazonaws.com"})


def _parts(live: Live) -> Iterator[Resource]:
    yield from filters(live)
    yield from alarms(live)
    for rule in live.items(EVENT_RULES):
        if rule.get("State") != "DISABLED":
            properties = {"name": rule["Name"], "eventPattern": rule.get("EventPattern")}
            yield resource(EVENT_RULE, properties, id_=rule["Name"])


def _changes(live: Live) -> Iterator[Found]:
    """The newest changes of the region: at most fifty of the last day, which CloudTrail gives in one answer.

    To the hour, so that all who ask in a run ask the same.
    """
    since = live.now.replace(minute=0, second=0, microsecond=0) - _DAY
    asked = {"LookupAttributes": [_WRITES], "StartTime": since, "MaxResults": _PAGE}
    if events := (live.one(NEWEST_EVENTS, asked) or {}).get("Events"):
        yield Found(live.arn("cloudtrail", "event/*"), {"Events": events})


def _not_by_hand(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    by_hand = [each for each in found.facts["Events"] if _from_console(each)]
    for each in by_hand[:_NAMED]:
        who, when = each.get("Username") or "somebody", each["EventTime"]
        yield broken("Events", f"{who} called {each.get('EventName')} in the console at {when:%Y-%m-%d %H:%M} UTC")
    if len(by_hand) > _NAMED:
        yield broken("Events", f"{len(by_hand) - _NAMED} more changes were made in the console")


def _from_console(event: dict[str, Any]) -> bool:
    if event.get("EventSource") in _HARMLESS:
        return False
    try:
        record = json.loads(event.get("CloudTrailEvent") or "{}")
    except ValueError:
        return False
    # What AWS's own services do on somebody's behalf changes nothing by hand.
    by_service = value_of(record, "userIdentity.invokedBy") or value_of(record, "userIdentity.type") == "AWSService"
    return str(value_of(record, "sessionCredentialFromConsole")).lower() == "true" and not by_service


def _compliance(live: Live) -> Iterator[Found]:
    for each in live.items(CONFIG_COMPLIANCE):
        yield Found(live.arn("config", f"config-rule/{each['ConfigRuleName']}"), each)


def _compliant(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if value_of(found.facts, "Compliance.ComplianceType") == "NON_COMPLIANT":
        number = value_of(found.facts, "Compliance.ComplianceContributorCount.CappedCount")
        said = f"{number} resources are" if number and number != 1 else "a resource is"
        yield broken("Compliance.ComplianceType", f"{said} NON_COMPLIANT by the rule")


def _event(**record: Any) -> dict[Any, Any]:
    event = {
        "EventName": "AuthorizeSecurityGroupIngress",
        "EventSource": "ec2.amazonaws.com",
        "EventTime": datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        "Username": "ana",
        "CloudTrailEvent": json.dumps({"userIdentity": {"type": "AssumedRole"}, **record}),
    }
    return {NEWEST_EVENTS: {"Events": [event]}}


def _rule(kind: str) -> dict[Any, Any]:
    compliance = {"ComplianceType": kind, "ComplianceContributorCount": {"CappedCount": 2, "CapExceeded": False}}
    return {CONFIG_COMPLIANCE: {"ComplianceByConfigRules": [{"ConfigRuleName": "tags", "Compliance": compliance}]}}


def _watch(pattern: str) -> dict[Any, Any]:
    watched = {call: answer for call, answer in watching(pattern).items() if call in (METRIC_FILTERS, ALARMS)}
    return watched | {EVENT_RULES: {"Rules": []}}


CHECKS: tuple[Check, ...] = (
    whole(
        rules.RULES,
        "drift-watch-present",
        calls=(METRIC_FILTERS, ALARMS, EVENT_RULES),
        parts=_parts,
        of=("cloudwatch", "alarm:*"),
        at="MetricAlarms",
        holds=_watch('{ $.sessionCredentialFromConsole = "true" && $.readOnly IS FALSE }'),
        bad=_watch("{ $.eventName = DescribeInstances }"),
    ),
    Check(
        id="console-changes-none",
        calls=(NEWEST_EVENTS,),
        finds=_changes,
        judge=_not_by_hand,
        examples=Examples(holds=_event(), broken=_event(sessionCredentialFromConsole="true")),
        info=RuleInfo(
            id="console-changes-none",
            control="gov.drift",
            title="None of the newest changes was made in the console",
            severity=Severity.MEDIUM,
            fix="Bring the change into the program (pulumi refresh, then edit), or take it back; ask who made it.",
        ),
    ),
    Check(
        id="config-rules-compliant",
        calls=(CONFIG_COMPLIANCE,),
        finds=_compliance,
        judge=_compliant,
        examples=Examples(holds=_rule("COMPLIANT"), broken=_rule("NON_COMPLIANT")),
        info=RuleInfo(
            id="config-rules-compliant",
            control="gov.drift",
            title="What AWS Config judges complies",
            severity=Severity.MEDIUM,
            fix="get-compliance-details-by-config-rule names the resources; mend them in the program and deploy.",
        ),
    ),
)
