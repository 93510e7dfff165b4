"""Violations of the compliant account: each breaks one thing, and mends it when it is left."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from tests.support.compliant.model import Account, client

Breaks = Callable[[Account], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One thing that is broken; ``services`` are those whose answers it may change."""

    name: str
    services: tuple[str, ...]
    breaks: Breaks


def changed(
    name: str, service: str, operation: str, bad: dict[str, Any], good: dict[str, Any], *more: str
) -> Violation:
    """A setting that one operation changes and, with other parameters, changes back."""

    @contextmanager
    def breaks(account: Account) -> Iterator[None]:
        call = getattr(client(service), operation)
        call(**_filled(bad, account))
        yield
        call(**_filled(good, account))

    return Violation(name=name, services=(service, *more), breaks=breaks)


def undone(
    name: str, service: str, bad: tuple[str, dict[str, Any]], good: tuple[str, dict[str, Any]], *more: str
) -> Violation:
    """What one operation takes away and another puts back, or the other way round.

    ``@Path.To.Member`` in the parameters of the second is what the first one answered there.
    """

    @contextmanager
    def breaks(account: Account) -> Iterator[None]:
        asked = client(service)
        answer = getattr(asked, bad[0])(**_filled(bad[1], account))
        yield
        getattr(asked, good[0])(**_filled(good[1], account, answer))

    return Violation(name=name, services=(service, *more), breaks=breaks)


def _filled(value: Any, account: Account, answer: Any = None) -> Any:
    """Parameters with ``<name>`` replaced by what the account has under it, ``<key>`` by its key."""
    if isinstance(value, dict):
        return {key: _filled(each, account, answer) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, account, answer) for each in value]
    if isinstance(value, str) and value.startswith("@"):
        for part in value[1:].split("."):
            answer = answer[part]
        return answer
    if isinstance(value, str) and value.startswith("<"):
        name = value.strip("<>")
        return account.key if name == "key" else account.made[name]
    return value
