"""Property values as rules see them: known, absent or unknown, and never a secret in a message.

Values arrive from three places (the recording monitor, the policy SDK's proxies, an exported state) and are turned
into one plain form once: dictionaries, lists, strings, numbers and booleans, with ``UNKNOWN`` where the engine does
not know yet and ``Secret`` around what must not be shown.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, cast

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  a type tag of the wire, no secret
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
REFERENCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"

UNKNOWN_STRING: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS: Final = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        UNKNOWN_STRING,
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
_PLACEHOLDER: Final = len(UNKNOWN_STRING)
_SHOWN: Final = 80
_KNOWN: Final = frozenset({str, int, bool, float, type(None)})


class Unknown(Enum):
    """The type of ``UNKNOWN``: a value that only the cloud can tell."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must never reach a message; rules read through it, ``Reading.shown`` hides it."""

    value: "Value"

    def __repr__(self) -> str:
        return "Secret(...)"


Value = Any
"""A normalised value: ``None | bool | int | float | str | list | dict | Unknown | Secret``."""


def normalise(value: object) -> Value:
    """Turns a wire value (protobuf-like, an SDK proxy or state JSON) into the plain form above."""
    # Most values are plain JSON, of exactly these types; to match all others takes ten times as long.
    if (kind := type(value)) is str:
        text = cast("str", value)
        return text if len(text) < _PLACEHOLDER else _text(text)
    if kind is bool or value is None or kind is int:
        return value
    if kind is dict:
        members = cast("dict[str, object]", value)
        return _special(members) if SIGNATURE in members else {key: normalise(item) for key, item in members.items()}
    if kind is list:
        return [normalise(item) for item in cast("list[object]", value)]
    return _other(value)


def _text(value: str) -> Value:
    # A placeholder inside a longer string means that the program built the string from an unknown part.
    return UNKNOWN if value in _UNKNOWNS or (len(value) > _PLACEHOLDER and UNKNOWN_STRING in value) else value


def speaks_of_unknowns(text: str) -> bool:
    """Whether a document holds a placeholder of what is not known yet anywhere: an exported state holds none."""
    return any(placeholder in text for placeholder in _UNKNOWNS)


def _other(value: object) -> Value:
    match value:
        case bool() | int() | None:
            return value
        case str():
            return _text(value)
        case float():
            return int(value) if value.is_integer() else value
        case Unknown() | Secret():
            return value
        case Mapping():
            return _special(value) if SIGNATURE in value else _mapping(value)
        case Sequence():
            return [normalise(item) for item in _target(value)]
        case _:
            return {"asset": type(value).__name__}


def _target(proxy: Any) -> Any:
    """The SDK's proxies raise on unknown members; their target holds the placeholders themselves."""
    return proxy if isinstance(proxy, dict | list) else proxy["__target"]


def _mapping(value: Mapping[str, Any]) -> dict[str, Value]:
    target = _target(value)
    return {key: normalise(item) for key, item in target.items()}


def _special(value: Mapping[str, Any]) -> Value:
    signature = value[SIGNATURE]
    if signature == _SECRET_SIGNATURE:
        if "value" in value:
            return Secret(normalise(value["value"]))
        # A state export keeps only the ciphertext: the value exists and cannot be read.
        return Secret(UNKNOWN)
    if signature == _OUTPUT:
        inner = normalise(value["value"]) if "value" in value else UNKNOWN
        return Secret(inner) if value.get("secret") else inner
    if signature == REFERENCE:
        return normalise(value["id"]) if value.get("id") else UNKNOWN
    return {key: normalise(item) for key, item in value.items() if key != SIGNATURE}


class State(Enum):
    """Whether a property has a value, has none, or will have one that nobody knows yet."""

    KNOWN = "known"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reading:
    """One property, read: where it is, what is there, and whether that is known.

    ``path`` is the wire path (``ingress[0].cidrBlocks[1]``). A reading below an unknown value is unknown; a reading
    below an absent value, or of an explicit null, is absent.
    """

    path: str
    state: State
    value: Value = None
    secret: bool = False

    @property
    def known(self) -> bool:
        """Whether the value is there and known."""
        return self.state is State.KNOWN

    @property
    def absent(self) -> bool:
        """Whether the program gives no value; the provider's default holds."""
        return self.state is State.ABSENT

    @property
    def unknown(self) -> bool:
        """Whether a value is there that only the cloud can tell."""
        return self.state is State.UNKNOWN

    @property
    def truth(self) -> bool | None:
        """True or False for a known boolean, also where AWS spells it as a string; else None."""
        if not self.known:
            return None
        if isinstance(self.value, bool):
            return self.value
        # The provider's schema takes 1 and 0, as numbers and as text, for booleans.
        return {"true": True, "1": True, "false": False, "0": False}.get(str(self.value).lower())

    @property
    def text(self) -> str | None:
        """The known value as text (a number as digits), or None."""
        if not self.known or isinstance(self.value, dict | list):
            return None
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)

    @property
    def number(self) -> float | None:
        """The known value as a number, also where it is spelled as a string, or None."""
        if not self.known or isinstance(self.value, bool | dict | list):
            return None
        try:
            number = float(self.value)
        except (ValueError, OverflowError):
            return None
        return number if math.isfinite(number) else None

    @property
    def key(self) -> tuple[State, str]:
        """What tells the reading from another one, wherever the two are: to look up, never to show."""
        return self.state, repr(plain(self.value))

    @property
    def shown(self) -> str:
        """The value for a message: short, and hidden where it is secret."""
        if self.absent:
            return "not set"
        if self.unknown:
            return "not known yet"
        if self.secret:
            return "[secret]"
        text = str(self.value).lower() if isinstance(self.value, bool) else str(self.value)
        return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"

    def get(self, key: str) -> "Reading":
        """The property ``key`` of this object; a list of one object is read as the object (MaxItems=1 blocks)."""
        if self.unknown:
            return Reading(f"{self.path}.{key}", State.UNKNOWN)
        block = self._block
        if block.unknown:
            return Reading(f"{block.path}.{key}", State.UNKNOWN)
        member = block.value.get(key) if isinstance(block.value, dict) else None
        return read(f"{block.path}.{key}", member, secret=block.secret)

    @property
    def _block(self) -> "Reading":
        """The one element of a list of one, else the reading itself."""
        if isinstance(self.value, list) and len(self.value) == 1:
            return read(f"{self.path}[0]", self.value[0], secret=self.secret)
        return self

    def at(self, path: str) -> "Reading":
        """The property at a dotted path below this one."""
        reading = self
        for key in path.split("."):
            reading = reading.get(key)
        return reading

    def each(self) -> "Iterator[Reading]":
        """The elements of a known list (a single object counts as a list of one); nothing where absent or unknown."""
        if not self.known:
            return
        if isinstance(self.value, list):
            for index, item in enumerate(self.value):
                yield read(f"{self.path}[{index}]", item, secret=self.secret)
        else:
            yield self

    def keys(self) -> tuple[str, ...]:
        """The keys of a known object."""
        return tuple(self.value) if self.known and isinstance(self.value, dict) else ()

    def has(self, key: str) -> bool:
        """Whether a known object carries ``key``, even with an empty value (``overrideAction.none`` is ``{}``)."""
        value = self._block.value
        return self.known and isinstance(value, dict) and value.get(key) is not None

    def default(self, value: Value) -> "Reading":
        """This reading, or the provider's default where the program gives none."""
        return Reading(self.path, State.KNOWN, value) if self.absent else self


def read(path: str, value: Value, *, secret: bool = False) -> Reading:
    """A reading of a normalised value."""
    if isinstance(value, Secret):
        return read(path, value.value, secret=True)
    if value is None:
        return Reading(path, State.ABSENT)
    if value is UNKNOWN:
        return Reading(path, State.UNKNOWN, secret=secret)
    return Reading(path, State.KNOWN, value, secret)


def depends_on_unknown(value: Value) -> bool:
    """Whether any part of a value is unknown."""
    if isinstance(value, Secret):
        return depends_on_unknown(value.value)
    # Statements of policies are asked again and again: a generator for each level would take as long as the rest.
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            if item is UNKNOWN or (type(item) not in _KNOWN and depends_on_unknown(item)):
                return True
        return False
    return value is UNKNOWN


def plain(value: Value) -> Value:
    """A value with the secret wrappers inside it taken off, to be read as a whole (a policy document) and not shown."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
