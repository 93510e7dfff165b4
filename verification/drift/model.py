"""What is compared with what: a declared resource, where the account keeps it, and how that says each property."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from guardrails.graph import Graph, Resource
from guardrails.values import plain
from verification.answers import Broken, Unavailable
from verification.calls import Call
from verification.check import Facts, Found
from verification.live import Live

# What the provider appends to a name that nobody states (pulumi-terraform-bridge, pkg/tfbridge/names.go).
_AUTONAMED: Final = r"-[0-9a-f]{7}(?:\.fifo)?"


class UnidentifiedError(Unavailable):
    """Which resource of the account is meant cannot be told before the cloud named it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A declared resource in its stack."""

    resource: Resource
    graph: Graph

    def known(self, path: str) -> str | None:
        """The text that the program states at ``path``; None where it states none. Raises UnidentifiedError."""
        reading = self.resource.read(path)
        if reading.unknown:
            raise UnidentifiedError(f"{path} is known only to the cloud, and it says which one is meant")
        return reading.text

    def stated(self, path: str) -> str:
        """The text that the program states at ``path``. Raises UnidentifiedError where it states none."""
        text = self.known(path)
        if text is None:
            raise UnidentifiedError(f"the program does not state {path}, and it says which one is meant")
        return text

    def is_called(self, name: str, path: str = "name") -> bool:
        """Whether a name of the account is this one's: as stated, or as the provider makes one up."""
        stated = self.known(path)
        if stated is not None:
            return name == stated
        prefix = self.known(f"{path}Prefix")
        if prefix is not None:
            return name.startswith(prefix)
        return re.fullmatch(re.escape(self.resource.name) + _AUTONAMED, name, re.IGNORECASE) is not None

    def parent(self, path: str, type_: str) -> "Subject":
        """The resource of the stack that ``path`` names. Raises UnidentifiedError where it is none, or several."""
        found = self.graph.references(self.resource, path, type_).resources
        if len(found) != 1:
            raise UnidentifiedError(f"{path} names no {type_.rpartition(':')[2]} of this stack")
        return Subject(resource=found[0], graph=self.graph)

    @property
    def tags(self) -> Mapping[str, str]:
        """The tags that it must have: its provider's default ones and its own, as far as they are known."""
        provider = self.graph.provider_of(self.resource)
        given = provider.read("defaultTags") if provider else None
        tags: dict[str, str] = {}
        if given is not None and given.known:
            value = given.value if isinstance(given.value, dict) else json.loads(str(given.value))
            tags.update((value or {}).get("tags") or {})
        own = plain(self.resource.properties.get("tags"))
        tags.update(own if isinstance(own, dict) else {})
        return {key: value for key, value in tags.items() if isinstance(value, str)}


Finds = Callable[[Subject, Live], Found | None]
"""The resource of the account; None where there is none. Raises Unanswered where that cannot be told."""
Actual = Callable[[Found, Live], Any]
"""What the account says of a property, in the program's shape."""
Extras = Callable[[Subject, Found, Live], Iterable[Broken]]
"""What the account has beyond what the program declares."""


def _same(value: Any) -> Any:
    return value


def _none(_subject: Subject, _found: Found, _live: Live) -> Iterable[Broken]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """How one property is compared: what the account says, what of the declared value counts, and whether to show it.

    A property that may hold secrets (environments, container definitions) is compared and never shown.
    """

    actual: Actual
    declared: Callable[[Any], Any] = _same
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterpart:
    """What the account has for a type of the program. ``calls`` are those of its own finder and properties.

    ``event_name`` is what CloudTrail calls it, where that is not the last part of its ARN; ``recorded_in`` the region
    of its events where that is not its own.
    """

    type: str
    calls: tuple[Call, ...]
    find: Finds
    properties: Mapping[str, Property] = field(default_factory=dict)
    extras: Extras = _none
    recorded_in: str | None = None


def value_at(facts: Facts | None, path: str) -> Any:
    """The value at a dotted path of an answer; None where a part of it is missing."""
    value: Any = facts
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
