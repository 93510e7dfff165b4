"""What tags a resource carries: its own, over those that its provider gives to everything."""

import json

from guardrails.graph import Graph, Resource
from guardrails.rules.governance.types import SCALING_GROUP
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Reading, Value, plain


def tags_of(resource: Resource, graph: Graph) -> dict[str, Value] | None:
    """Every tag of a resource by its key, with ``UNKNOWN`` for a value not known yet; None where keys are unknown."""
    own = _own(resource)
    given = {} if resource.type == SCALING_GROUP else _defaults(graph.provider_of(resource))
    return None if own is None or given is None else {**given, **own}


def _own(resource: Resource) -> dict[str, Value] | None:
    tags = resource.read("tags")
    if tags.unknown:
        return None
    value = plain(tags.value)
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, list):
        # Auto Scaling groups list their tags, and take none from the provider.
        keys = [item.get("key") if isinstance(item, dict) else UNKNOWN for item in value]
        if UNKNOWN in keys:
            return None
        return {str(key): item.get("value") for key, item in zip(keys, value, strict=True)}
    return {}


def _defaults(provider: Resource | None) -> dict[str, Value] | None:
    if provider is None or provider.type != AWS_PROVIDER:
        return {}
    given = provider.read("defaultTags")
    value = _parsed(given)
    if value is UNKNOWN:
        return None
    tags = value.get("tags") if isinstance(value, dict) else None
    if tags is UNKNOWN:
        return None
    return dict(tags) if isinstance(tags, dict) else {}


def _parsed(given: Reading) -> Value:
    if given.unknown:
        return UNKNOWN
    value = plain(given.value)
    if isinstance(value, str):
        # Provider properties reach rules as JSON strings.
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value
