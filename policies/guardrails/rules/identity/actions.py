"""What IAM actions do: which change something, which hand out permissions, and which know a resource level.

Access levels are policyuniverse's; actions newer than its data are judged by their verb. Which actions know no
resource level is in ``unrestrictable.txt`` beside this file.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Final

_UNRESTRICTABLE: Final = Path(__file__).with_name("unrestrictable.txt")
_READING_VERBS: Final = ("batchget", "check", "describe", "get", "head", "list", "lookup", "query", "search", "select")


@cache
def unrestrictable() -> frozenset[str]:
    """The changing actions that a policy can only give on every resource."""
    lines = _UNRESTRICTABLE.read_text(encoding="utf-8").splitlines()
    services = (line.split(": ", 1) for line in lines if not line.startswith("#"))
    return frozenset(f"{service}:{action}" for service, listed in services for action in listed.split())


@cache
def _category(name: str) -> frozenset[str]:
    # Its data takes 90 ms to load, which a listing of rules should not wait for.
    from policyuniverse.action_categories import actions_for_category  # noqa: PLC0415

    return frozenset(actions_for_category(name))


@cache
def _known_by_service() -> Mapping[str, tuple[str, ...]]:
    services: dict[str, list[str]] = {}
    for name in ("List", "Read", "Tagging", "Write", "Permissions"):
        for action in _category(name):
            services.setdefault(action.partition(":")[0], []).append(action)
    return {service: tuple(sorted(listed)) for service, listed in sorted(services.items())}


@cache
def matching(pattern: str) -> tuple[str, ...]:
    """The actions that a lower-case pattern of a statement names; one that nobody knows yet names itself."""
    service, colon, _ = pattern.partition(":")
    known = _known_by_service()
    groups = (known.get(service, ()),) if colon and not _is_pattern(service) else known.values()
    found = tuple(action for listed in groups for action in listed if fnmatchcase(action, pattern))
    return found or (() if _is_pattern(pattern) else (pattern,))


def _is_pattern(text: str) -> bool:
    return "*" in text or "?" in text


def _is_read(action: str) -> bool:
    return action in _category("Read") or action in _category("List")


def _is_known(action: str) -> bool:
    return action in _known_by_service().get(action.partition(":")[0], ())


@cache
def first_restrictable_change(pattern: str) -> str | None:
    """The first action named by a pattern that changes something and could be confined to resources."""
    for action in matching(pattern):
        if action in unrestrictable() or _is_read(action):
            continue
        if _is_known(action) or not action.partition(":")[2].startswith(_READING_VERBS):
            return action
    return None


@cache
def first_permission_change(pattern: str) -> str | None:
    """The first action named by a pattern that hands out or takes away permissions and could be confined."""
    changing = _category("Permissions")
    return next(
        (action for action in matching(pattern) if action in changing and action not in unrestrictable()),
        None,
    )


def is_everything(pattern: str) -> bool:
    """Whether a pattern names every action of every service (``*``, ``*:*``)."""
    service, colon, name = pattern.partition(":")
    return _only_wildcards(service) and (not colon or _only_wildcards(name))


def is_whole_service(pattern: str) -> bool:
    """Whether a pattern names every action of one service (``s3:*``)."""
    service, colon, name = pattern.partition(":")
    return bool(colon) and not _only_wildcards(service) and _only_wildcards(name)


def _only_wildcards(text: str) -> bool:
    return "*" in text and not text.strip("*?")
