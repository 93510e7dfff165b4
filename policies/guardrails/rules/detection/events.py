"""Event rules read as routes: does an event of this source reach anything?"""

import json
from collections.abc import Iterable, Iterator
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


def routes(graph: Graph, source: str) -> Match:
    """Whether an enabled event rule of the stack takes events of ``source`` and has a target."""
    return _best(
        min(_enabled(rule), _on_default_bus(rule), takes(rule.read("eventPattern"), source), _has_target(rule, graph))
        for rule in graph.of(EVENT_RULE)
    )


def takes(pattern: Reading, source: str) -> Match:
    """Whether an event pattern takes events of ``source``: named, or by a prefix or wildcard (EventBridge guide)."""
    if pattern.unknown:
        return Match.UNKNOWN
    value = plain(pattern.value)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError:
            return Match.NO
    listed = value.get("source") if isinstance(value, dict) else None
    if listed is UNKNOWN:
        return Match.UNKNOWN
    return _best(_element(each, source) for each in (listed if isinstance(listed, list) else ()))


def _element(element: Value, source: str) -> Match:
    if element is UNKNOWN:
        return Match.UNKNOWN
    if isinstance(element, dict):
        prefix, wildcard = element.get("prefix"), element.get("wildcard")
        started = isinstance(prefix, str) and source.startswith(prefix)
        return _spell(started or (isinstance(wildcard, str) and _fits(source, wildcard)))
    return _spell(element == source)


def _fits(source: str, wildcard: str) -> bool:
    start, _, end = wildcard.partition("*")
    return source.startswith(start) and source.endswith(end)


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


def _best(matches: Iterable[Match] | Iterator[Match]) -> Match:
    return max(matches, default=Match.NO)


def _spell(matches: bool) -> Match:
    return Match.YES if matches else Match.NO
