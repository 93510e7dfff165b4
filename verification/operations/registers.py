"""Findings are written where they are tracked, and none is forgotten; customers read news of an incident elsewhere
(ir.track, ir.updates).

Findings of Security Hub past their term are asked with Security Hub (``verification.detection.security_hub``).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.graph import Resource
from guardrails.rules.operations import registers
from guardrails.thresholds import Thresholds
from guardrails.tokens import DYNAMODB_TABLE
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.by_rule import resource
from verification.check import Check, Examples, Found, Scope
from verification.data import dynamodb
from verification.data.calls import TABLE, TABLE_BACKUPS, TABLES, TOPIC, TOPICS
from verification.data.messaging import attributes, topics
from verification.data.requirements import value_of
from verification.detection.calls import EVENT_RULES, EVENT_TARGETS
from verification.detection.overdue import OpenFinding, overdue
from verification.edge.calls import DISTRIBUTIONS
from verification.edge.distributions import distribution
from verification.live import Live
from verification.operations.calls import MACHINE, MACHINES, OPS_ITEMS
from verification.operations.containment import machine, steps
from verification.operations.graphs import FINDINGS, machine_of, machines, routes, whole
from verification.operations.routes import route

_OPEN: Final = {"OpsItemFilters": [{"Key": "Status", "Values": ["Open", "InProgress"], "Operator": "Equal"}]}
# OpsCenter counts from 1, critical, to 4, low (Systems Manager guide, "OpsItem severity"); one without is grave.
_SEVERITIES: Final = {"1": "CRITICAL", "2": "HIGH", None: "HIGH"}
_STATUS: Final = "status."
_STATUS_TOPIC: Final = re.compile(r"(^|[^a-z])status([^a-z]|$)", re.IGNORECASE)


def _parts(live: Live) -> Iterator[Resource]:
    found = list(routes(*FINDINGS)(live))
    if not found:
        return
    yield from found
    yield from (machine_of(each) for each in machines(live))
    for each in dynamodb.tables(live):
        described = dynamodb.described(each, live)
        if described is not None:
            properties = {
                "deletionProtectionEnabled": described.get("DeletionProtectionEnabled") is True,
                "pointInTimeRecovery": {"enabled": dynamodb.is_restorable(each, live)},
            }
            yield resource(DYNAMODB_TABLE, properties, id_=each.arn)


def _ops_center(live: Live) -> Iterator[Found]:
    if items := live.items(OPS_ITEMS, _OPEN):
        yield Found(live.arn("ssm", "opsitem/*"), {"items": items})


def _in_time(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    open_ = (
        OpenFinding(_SEVERITIES[each.get("Severity")], f"OpsItem {each['OpsItemId']}", each["CreatedTime"])
        for each in found.facts["items"]
        if each.get("Severity") in _SEVERITIES
    )
    yield from overdue("OpsItemSummaries.CreatedTime", open_, live.now)


def _pages(live: Live) -> Iterator[Found]:
    for each in live.items(DISTRIBUTIONS):
        if any(alias.startswith(_STATUS) for alias in value_of(each, "Aliases.Items") or ()):
            yield Found(each["ARN"], each)


def _answers(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("Enabled"):
        yield broken("Enabled", "Enabled is false, so the status page does not answer")
    if found.facts.get("Status") != "Deployed":
        yield broken("Status", f"Status is {found.facts.get('Status')}, it must be Deployed")


def _news(live: Live) -> Iterator[Found]:
    """The topics whose name speaks of status: what customers subscribe to."""
    return (found for found in topics(live) if _STATUS_TOPIC.search(found.arn.rpartition(":")[2]))


def _heard(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    facts = attributes(found, live)
    if facts and facts.get("SubscriptionsConfirmed", "0") == "0":
        yield broken("SubscriptionsConfirmed", "nobody has confirmed a subscription, so news reaches nobody")


_ARN: Final = "arn:aws:states:eu-west-1:123456789012:stateMachine:containment"
_ROUTE: Final = route(*FINDINGS[1], _ARN)
_NEWS: Final = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-status"


def _register(*, protected: bool) -> dict[Any, Any]:
    table = {"TableName": "incidents", "TableStatus": "ACTIVE", "DeletionProtectionEnabled": protected}
    backups = {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"},
    }
    return (
        machine(steps("dynamodb:putItem"))
        | _ROUTE
        | {
            TABLES: {"TableNames": ["incidents"]},
            TABLE: {"Table": table},
            TABLE_BACKUPS: {"ContinuousBackupsDescription": backups},
        }
    )


def _item(severity: str, month: int) -> dict[Any, Any]:
    made = {"OpsItemId": "oi-0a1b", "Severity": severity, "CreatedTime": datetime(2026, month, 15, tzinfo=UTC)}
    return {OPS_ITEMS: {"OpsItemSummaries": [made]}}


def _page(alias: str = "status.example.com", **facts: Any) -> dict[Any, Any]:
    return dict(distribution(Aliases={"Quantity": 1, "Items": [alias]}, **facts))


def _topic(confirmed: int) -> dict[Any, Any]:
    return {
        TOPICS: {"Topics": [{"TopicArn": _NEWS}]},
        TOPIC: {"Attributes": {"TopicArn": _NEWS, "SubscriptionsConfirmed": str(confirmed)}},
    }


CHECKS: tuple[Check, ...] = (
    whole(
        registers.RULES,
        "incident-register-present",
        calls=(EVENT_RULES, EVENT_TARGETS, MACHINES, MACHINE, TABLES, TABLE, TABLE_BACKUPS),
        parts=_parts,
        of=("events", "rule/*"),
        at="Targets",
        holds=_register(protected=True),
        bad=_register(protected=False),
    ),
    Check(
        id="ops-items-in-time",
        calls=(OPS_ITEMS,),
        finds=_ops_center,
        judge=_in_time,
        examples=Examples(holds=_item("2", 11), broken=_item("1", 10)),
        info=RuleInfo(
            id="ops-items-in-time",
            control="ir.track",
            title="No OpsItem is open past its term",
            severity=Severity.HIGH,
            fix="Resolve the OpsItem, or say in it why it stays open and lower its severity.",
        ),
    ),
    Check(
        id="status-page-present",
        calls=(DISTRIBUTIONS,),
        finds=_pages,
        judge=_answers,
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(holds=_page(), broken=_page(Enabled=False), absent=_page("www.example.com")),
    ),
    Check(
        id="status-topic-heard",
        calls=(TOPICS, TOPIC),
        finds=_news,
        judge=_heard,
        examples=Examples(holds=_topic(3), broken=_topic(0)),
        info=RuleInfo(
            id="status-topic-heard",
            control="ir.updates",
            title="Somebody hears the news of an incident",
            severity=Severity.MEDIUM,
            fix="Subscribe the customers' list, or the page that shows the news, to the topic, and confirm it.",
        ),
    ),
)
