"""What an account has once, as ``singletons.yaml`` lists it, and taking all of it over from another stack."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

_LIST: Final = Path(__file__).with_name("singletons.yaml")
_EXISTING: Final = "existing"


@cache
def listed() -> tuple[Mapping[str, Any], ...]:
    """The entries of the list."""
    return tuple(YAML(typ="safe", pure=True).load(_LIST))


def adopted(given: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that take over every singleton of the account that they do not speak of themselves.

    What must be named (GuardDuty's detector, the trail) cannot be taken over unnamed, and optional parts that are not
    given (an API, contacts) stay off.
    """
    found = dict(given)
    for entry in listed():
        if entry["existing"] == _EXISTING and not entry.get("optional", False) and "stack" not in entry:
            found = _with(found, entry["setting"].split("."))
    return found


def _with(given: Mapping[str, Any], path: list[str]) -> dict[str, Any]:
    first, *rest = path
    below = given.get(first)
    if not rest:
        return {**given, first: _EXISTING if below is None else below}
    if below is None:
        below = {}
    return {**given, first: _with(below, rest) if isinstance(below, Mapping) else below}
