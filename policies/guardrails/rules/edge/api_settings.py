"""Which settings of every method (``*/*``) belong to a stage of a REST API."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rules.edge.types import API_METHOD_SETTINGS

EVERY_METHOD: Final = "*/*"

_Key = tuple[bool, str | None]
"""A stage's name, to look up: whether it is known, and its text."""


def settings_of(stage: Resource, graph: Graph) -> tuple[tuple[Resource, ...], bool]:
    """The settings of every method of a stage, and whether one that cannot be followed may be this stage's.

    Settings are a stage's by a dependency on it, or by the same API and name.
    """
    settings = graph.derived(_settings)
    direct = settings.by_stage.get(stage.urn, ())
    found = {each.position: each for each in direct}
    unclear = settings.unknown_path
    for group in settings.that_may_name(stage):
        followed, lost = _in_group(stage, group, frozenset(found))
        found.update({each.position: each for each in followed})
        unclear = unclear or lost
    return tuple(found[position].resource for position in sorted(found)), unclear


@dataclass(frozen=True, slots=True)
class _Setting:
    """Settings of every method: where they are in the program, and whether their stage's name is known."""

    position: int
    resource: Resource
    named: bool
    api: str | None
    api_known: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """Settings that name the same stage, by their API where it is known, and by what their API depends on."""

    all: frozenset[int]
    open: frozenset[int]
    by_api: Mapping[str | None, tuple[_Setting, ...]]
    by_urn: Mapping[str, tuple[_Setting, ...]]


@dataclass(frozen=True, slots=True)
class _Settings:
    """All settings of every method; ``unknown_path`` says that others may be."""

    by_stage: Mapping[str, tuple[_Setting, ...]]
    by_name: Mapping[_Key, _Group]
    everything: _Group
    unknown_path: bool

    def that_may_name(self, stage: Resource) -> Iterator[_Group]:
        """The settings whose stage has this stage's name, or no name that is known."""
        name = stage.read("stageName")
        if not name.known:
            yield self.everything
            return
        for key in ((True, name.text), (False, None)):
            if key in self.by_name:
                yield self.by_name[key]


def _in_group(stage: Resource, group: _Group, direct: frozenset[int]) -> tuple[list[_Setting], bool]:
    """The stage's settings in a group, and whether others of it may be."""
    own, stage_named = stage.read("restApi"), stage.read("stageName").known
    same = [each for each in group.by_api.get(own.text, ()) if each.position not in direct] if own.known else []
    open_ = group.open if own.known else group.all
    shared = {
        each.position: each
        for urn in stage.property_dependencies.get("restApi", ())
        for each in group.by_urn.get(urn, ())
        if each.named and stage_named and each.position in open_ and each.position not in direct
    }
    followed = [*(each for each in same if each.named and stage_named), *shared.values()]
    lost = len(open_) - sum(position in open_ for position in direct) - len(shared)
    return followed, lost > 0 or not all(each.named and stage_named for each in same)


def _settings(graph: Graph) -> _Settings:
    listed: list[_Setting] = []
    unknown_path = False
    for position, resource in enumerate(graph.of(API_METHOD_SETTINGS)):
        path, api = resource.read("methodPath"), resource.read("restApi")
        unknown_path = unknown_path or path.unknown
        if path.text == EVERY_METHOD:
            listed.append(_Setting(position, resource, resource.read("stageName").known, api.text, api.known))
    by_name: dict[_Key, list[_Setting]] = {}
    for each in listed:
        by_name.setdefault((each.named, each.resource.read("stageName").text), []).append(each)
    return _Settings(
        _by_urn(listed, "stageName"),
        {name: _group(members) for name, members in by_name.items()},
        _group(listed),
        unknown_path,
    )


def _group(members: Iterable[_Setting]) -> _Group:
    listed = list(members)
    by_api: dict[str | None, list[_Setting]] = {}
    for each in listed:
        if each.api_known:
            by_api.setdefault(each.api, []).append(each)
    return _Group(
        frozenset(each.position for each in listed),
        frozenset(each.position for each in listed if not each.api_known),
        {api: tuple(each) for api, each in by_api.items()},
        _by_urn(listed, "restApi"),
    )


def _by_urn(settings: Iterable[_Setting], path: str) -> dict[str, tuple[_Setting, ...]]:
    found: dict[str, list[_Setting]] = {}
    for each in settings:
        for urn in each.resource.property_dependencies.get(path, ()):
            found.setdefault(urn, []).append(each)
    return {urn: tuple(members) for urn, members in found.items()}
