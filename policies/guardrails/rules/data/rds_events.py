"""Somebody is told when a database fails, is maintained or is changed."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.data.types import EVENT_RULE, RDS_CLUSTER, RDS_EVENT_SUBSCRIPTION, RDS_INSTANCE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading
from guardrails.verdicts import failed, undetermined

# Security Hub RDS.19 and RDS.20 name these.
_CRITICAL = {
    RDS_INSTANCE: (
        "db-instance",
        "RDS DB Instance Event",
        frozenset({"configuration change", "failure", "maintenance"}),
    ),
    RDS_CLUSTER: ("db-cluster", "RDS DB Cluster Event", frozenset({"failure", "maintenance"})),
}


def _told(database: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    _, _, wanted = _CRITICAL[database.type]
    covered: set[str] = set()
    open_ = False
    for told in (*_by_subscription(database, graph), *_by_event_rule(database, graph)):
        if told is None:
            open_ = True
        else:
            covered |= told or wanted
    if missing := sorted(wanted - covered):
        if open_:
            yield undetermined(None, "whom RDS tells of the database is not known yet")
        else:
            yield failed(None, f"no EventSubscription or EventRule tells of {', '.join(missing)} of the database")


def _by_subscription(database: Resource, graph: Graph) -> Iterator[frozenset[str] | None]:
    """The categories that each subscription on the database tells of; an empty set is all, None is not known."""
    subscriptions = graph.derived(_subscriptions, database.type)
    yield from subscriptions.on_each
    yield from subscriptions.on_one.get(database.urn, ())
    if subscriptions.unresolved > subscriptions.unresolved_on[database.urn]:
        yield None


@dataclass(frozen=True)
class _Subscriptions:
    """What subscriptions tell of the databases of a type, of each or of one by its URN.

    ``unresolved`` counts those that may be on any, ``unresolved_on`` those of them that are on one.
    """

    on_each: frozenset[frozenset[str] | None]
    on_one: Mapping[str, frozenset[frozenset[str] | None]]
    unresolved: int
    unresolved_on: Counter[str]


def _subscriptions(graph: Graph, type_: str) -> _Subscriptions:
    source_type, _, _ = _CRITICAL[type_]
    on_each: set[frozenset[str] | None] = set()
    on_one: dict[str, set[frozenset[str] | None]] = {}
    unresolved, unresolved_on = 0, Counter[str]()
    for subscription in graph.of(RDS_EVENT_SUBSCRIPTION):
        enabled, kind = subscription.read("enabled"), subscription.read("sourceType")
        if enabled.truth is False or kind.default(source_type).text not in (source_type, None):
            continue
        told = None if enabled.unknown or kind.unknown else _texts(subscription.read("eventCategories"))
        if subscription.read("sourceIds").absent:
            on_each.add(told)
            continue
        named = graph.references(subscription, "sourceIds", type_)
        for database in named.resources:
            on_one.setdefault(database.urn, set()).add(told)
        if not named.resolved:
            unresolved += 1
            unresolved_on.update(database.urn for database in named.resources)
    members = {urn: frozenset(told) for urn, told in on_one.items()}
    return _Subscriptions(frozenset(on_each), members, unresolved, unresolved_on)


def _by_event_rule(database: Resource, graph: Graph) -> Iterator[frozenset[str] | None]:
    """The same of EventBridge, the way to an encrypted topic."""
    _, detail_type, _ = _CRITICAL[database.type]
    for told in graph.derived(_event_rules):
        if told is None:
            yield None
        elif not told.detail_types or detail_type in told.detail_types:
            yield told.categories


@dataclass(frozen=True)
class _Told:
    """What an event rule tells of RDS; no detail types, or no categories, are all of them."""

    detail_types: tuple[str, ...]
    categories: frozenset[str]


def _event_rules(graph: Graph) -> tuple[_Told | None, ...]:
    """The enabled event rules on RDS, each once however often it is written; None is one not known yet."""
    return tuple(dict.fromkeys(told for rule in graph.of(EVENT_RULE) for told in _of_rule(rule)))


def _of_rule(rule: Resource) -> Iterator[_Told | None]:
    stated = rule.read("eventPattern")
    if rule.read("state").text == "DISABLED" or stated.absent:
        return
    if stated.unknown:
        yield None
        return
    try:
        pattern = json.loads(str(stated.text))
    except json.JSONDecodeError:
        return
    if not isinstance(pattern, dict) or "aws.rds" not in (pattern.get("source") or ()):
        return
    detail_types = tuple(each for each in pattern.get("detail-type") or () if isinstance(each, str))
    categories = (pattern.get("detail") or {}).get("EventCategories") or ()
    yield _Told(detail_types, frozenset(category for category in categories if isinstance(category, str)))


def _texts(categories: Reading) -> frozenset[str] | None:
    members = tuple(categories.each())
    if categories.unknown or any(member.unknown for member in members):
        return None
    return frozenset(str(member.text) for member in members)


_DATABASE = Declared(type=RDS_INSTANCE, name="orders", properties={"identifier": "orders", "engine": "postgres"})
_SUBSCRIPTION = {
    "snsTopic": "arn:aws:sns:eu-west-1:123456789012:alerts",
    "sourceType": "db-instance",
    "sourceIds": ["orders"],
    "eventCategories": ["configuration change", "failure", "maintenance"],
}

RULES: tuple[Rule, ...] = (
    RelationRule(
        id="rds-event-subscription",
        types=(RDS_INSTANCE, RDS_CLUSTER),
        judge=_told,
        examples=Examples(
            good=(_DATABASE, Declared(type=RDS_EVENT_SUBSCRIPTION, name="events", properties=_SUBSCRIPTION)),
            bad=(_DATABASE,),
            unknown=(
                _DATABASE,
                Declared(type=RDS_EVENT_SUBSCRIPTION, name="events", properties=_SUBSCRIPTION | {"sourceIds": UNKNOWN}),
            ),
        ),
    ),
)
