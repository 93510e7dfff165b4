"""Event rules read as routes: does an event of this source reach anything?"""

import json
from collections.abc import Iterable
from enum import IntEnum

from guardrails.graph import Graph, Resource
from guardrails.rules.detection.types import EVENT_RULE, EVENT_TARGET
from guardrails.values import UNKNOWN, Reading, Value, plain

_ON = frozenset({"ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"})


class Match(IntEnum):
    """What is known of a route; ordered so that the least of several parts is what they come to."""

    NO = 0
    UNKNOWN = 1
    YES = 2


def routes(graph: Graph, sender: Resource, source: str, detail_type: str) -> Match:
    """Whether an enabled event rule in the sender's region takes its events and has a target."""
    own = graph.region_of(sender)
    by_region = graph.derived(_routes_by_region, source, detail_type)
    return _best(
        min(route, Match.UNKNOWN if own.unknown or unknown else _spell(own.text == region))
        for (unknown, region), route in by_region.items()
    )


def _routes_by_region(graph: Graph, source: str, detail_type: str) -> dict[tuple[bool, str | None], Match]:
    """The best route of the events in each region."""
    found: dict[tuple[bool, str | None], Match] = {}
    for rule in graph.of(EVENT_RULE):
        route = min(
            _enabled(rule),
            _on_default_bus(rule),
            takes(rule.read("eventPattern"), source, detail_type),
            _has_target(rule, graph),
        )
        region = graph.region_of(rule)
        key = (region.unknown, region.text)
        found[key] = max(found.get(key, Match.NO), route)
    return found


def takes(pattern: Reading, source: str, detail_type: str) -> Match:
    """Whether an event pattern takes events of a source and type: named, or by a prefix or wildcard (EventBridge)."""
    if pattern.unknown:
        return Match.UNKNOWN
    value = plain(pattern.value)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return Match.NO
    if not isinstance(value, dict) or not value:
        return Match.NO
    return min(_field(value, "source", source), _field(value, "detail-type", detail_type))


def _field(pattern: dict[str, Value], name: str, wanted: str) -> Match:
    """Whether a pattern's field takes a value; one that it does not name takes any."""
    listed = pattern.get(name, [wanted])
    if listed is UNKNOWN:
        return Match.UNKNOWN
    return _best(_element(each, wanted) for each in (listed if isinstance(listed, list) else ()))


def _element(element: Value, wanted: str) -> Match:
    if element is UNKNOWN:
        return Match.UNKNOWN
    if isinstance(element, dict):
        prefix, wildcard = element.get("prefix"), element.get("wildcard")
        started = isinstance(prefix, str) and wanted.startswith(prefix)
        return _spell(started or (isinstance(wildcard, str) and _fits(wanted, wildcard)))
    return _spell(element == wanted)


def _fits(wanted: str, wildcard: str) -> bool:
    start, _, end = wildcard.partition("*")
    return wanted.startswith(start) and wanted.endswith(end)


def _enabled(rule: Resource) -> Match:
    state, older = rule.read("state"), rule.read("isEnabled")
    if state.unknown or older.unknown:
        return Match.UNKNOWN
    return _spell(state.default("ENABLED").text in _ON and older.truth is not False)


def _on_default_bus(rule: Resource) -> Match:
    """AWS's own services send to the default bus only."""
    bus = rule.read("eventBusName")
    if bus.unknown:
        return Match.UNKNOWN
    return _spell((bus.text or "default").rpartition("/")[2] == "default")


def _has_target(rule: Resource, graph: Graph) -> Match:
    targets = graph.referrers(rule, EVENT_TARGET, "rule")
    if targets.resources:
        return Match.YES
    return Match.NO if targets.resolved else Match.UNKNOWN


def _best(matches: Iterable[Match]) -> Match:
    best = Match.NO
    for match in matches:
        best = max(best, match)
        if best is Match.YES:
            break
    return best


def _spell(matches: bool) -> Match:
    return Match.YES if matches else Match.NO
