"""Which of a stack's backup selections match a resource, without trying each on each.

Selections that say the same are one kind. A kind that asks for a tag, or names its resources by ARN, is found by
what it asks for; the rest are tried.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rules.data.backup_selects import ARNS, NAMES, TAG, selects
from guardrails.rules.data.backup_stores import Store, tag
from guardrails.rules.data.backup_types import PLAN, SELECTION

_PATTERN: Final = frozenset("*?[")
# What ``selects`` reads of a selection, beside its region.
_SAYING: Final = ("resources", "selectionTags", "conditions", "notResources")
# A name and a tag that nothing has.
_NOTHING: Final = "\0"


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """The selections that say the same, and so match the same resources; ``selection`` is one of them."""

    selection: Resource
    members: tuple[Resource, ...]


def kinds(graph: Graph) -> tuple[Kind, ...]:
    """The stack's selections, by what they say."""
    return graph.derived(_kinds)


def covered(store: Store, graph: Graph) -> bool | None:
    """Whether any selection of the stack matches a store; None where that is not known yet."""
    sure, complete = matching(store.resource, graph)
    return True if sure else False if complete else None


def matching(resource: Resource, graph: Graph) -> tuple[tuple[Kind, ...], bool]:
    """The kinds that surely match a resource, and whether no other may."""
    index = graph.derived(_index)
    answers = {kind: selects(kind.selection, resource, graph) for kind in index.candidates(resource, graph)}
    open_ = graph.derived(_open, *_class(resource, graph))
    complete = None not in answers.values() and len(open_) == sum(kind in open_ for kind in answers)
    return tuple(kind for kind, answer in answers.items() if answer), complete


def that_may_match(resource: Resource, graph: Graph) -> Iterator[tuple[Kind, bool]]:
    """The kinds that match a resource, or may, and whether they surely do."""
    answers = {
        kind: selects(kind.selection, resource, graph) for kind in graph.derived(_index).candidates(resource, graph)
    }
    for kind, answer in answers.items():
        if answer is not False:
            yield kind, answer is True
    for kind in graph.derived(_open, *_class(resource, graph)):
        if kind not in answers:
            yield kind, False


def plans_of(selection: Resource, graph: Graph) -> tuple[Resource, ...]:
    """The plans that a selection belongs to: one, or none where that is in another stack or not known."""
    return graph.references(selection, "planId", PLAN).resources


def _kinds(graph: Graph) -> tuple[Kind, ...]:
    found: dict[object, list[Resource]] = {}
    for selection in graph.of(SELECTION):
        said = tuple((selection.read(path).key, selection.property_dependencies.get(path, ())) for path in _SAYING)
        found.setdefault((graph.region_of(selection).key, said), []).append(selection)
    return tuple(Kind(members[0], tuple(members)) for members in found.values())


@dataclass(frozen=True, slots=True)
class _Index:
    """Kinds by the tags that they ask for, by the URNs and the ends of ARNs that they name, and those to be tried."""

    keys: tuple[str, ...]
    by_tag: Mapping[tuple[str, str], tuple[Kind, ...]]
    by_name: Mapping[str, tuple[Kind, ...]]
    naming: tuple[Kind, ...]
    tried: tuple[Kind, ...]

    def candidates(self, resource: Resource, graph: Graph) -> Iterable[Kind]:
        """The kinds whose answer depends on the resource itself."""
        found = dict.fromkeys(self.tried)
        for each in (resource.urn, _end(resource)):
            found.update(dict.fromkeys(self.by_name.get(each, ()) if each else ()))
        for key in self.keys:
            own = tag(resource, graph, key)
            if own.unknown:
                return kinds(graph)
            if own.known:
                found.update(dict.fromkeys(self.by_tag.get((key, own.text or ""), ())))
        return found


def _index(graph: Graph) -> _Index:
    by_tag: dict[tuple[str, str], list[Kind]] = {}
    by_name: dict[str, list[Kind]] = {}
    naming: list[Kind] = []
    tried: list[Kind] = []
    for kind in kinds(graph):
        tags, named = _asked_tags(kind.selection), _named(kind.selection, graph)
        if tags is None or named is None:
            tried.append(kind)
            continue
        for each in tags:
            by_tag.setdefault(each, []).append(kind)
        for name in named:
            by_name.setdefault(name, []).append(kind)
        if named:
            naming.append(kind)
    return _Index(
        tuple(dict.fromkeys(key for key, _ in by_tag)),
        {pair: tuple(members) for pair, members in by_tag.items()},
        {name: tuple(members) for name, members in by_name.items()},
        tuple(naming),
        tuple(tried),
    )


def _asked_tags(selection: Resource) -> tuple[tuple[str, str], ...] | None:
    """The tags of which a resource needs one to be selected by tag; None where that cannot be said."""
    tags, conditions = selection.read("selectionTags"), selection.read("conditions")
    pairs = [(each.get("key"), each.get("value")) for each in tags.each()]
    if tags.unknown or conditions.unknown or any(key.unknown or not value.known for key, value in pairs):
        return None
    if pairs:
        return tuple((key.text or "", value.text or "") for key, value in pairs)
    if not _is_empty(selection, "resources"):
        return ()
    for block in conditions.each():
        for each in block.get("stringEquals").each():
            key, value = each.get("key").text, each.get("value")
            if key is not None and key.startswith(TAG) and value.known:
                return ((key.removeprefix(TAG), value.text or ""),)
    return () if conditions.absent else None


def _named(selection: Resource, graph: Graph) -> frozenset[str] | None:
    """The URNs and the ends of the ARNs that a selection names; None where a pattern or condition is to be tried."""
    listed = selection.read("resources")
    if _is_empty(selection, "resources"):
        return frozenset()
    texts = [each.text for each in listed.each() if each.text is not None]
    plain = all(not set(text) & _PATTERN for text in texts)
    if not plain or not _is_empty(selection, "conditions") or not _is_empty(selection, "notResources"):
        return None
    urns = (each.urn for type_ in ARNS for each in graph.references(selection, "resources", type_).resources)
    # Named, it may be, is nothing that the stack has.
    return frozenset({*urns, *(text.split(":", 5)[-1] for text in texts), _NOTHING})


def _is_empty(selection: Resource, path: str) -> bool:
    reading = selection.read(path)
    return reading.absent or reading.value in ("", [])


def _end(resource: Resource) -> str | None:
    """The end of a resource's ARN, as far as its name is in the program."""
    name = resource.read(NAMES[resource.type]).text if resource.type in NAMES else None
    return None if name is None else f"{ARNS[resource.type][1]}{name}"


_Class = tuple[str, str, object, bool]


def _class(resource: Resource, graph: Graph) -> _Class:
    """What the answer of a kind that does not name a resource depends on: its type, region, and having a name."""
    return resource.type, resource.provider, graph.region_of(resource).key, _end(resource) is not None


def _open(graph: Graph, type_: str, provider: str, region: object, named: bool) -> frozenset[Kind]:
    """The kinds that may be meant to name a resource of a class, though they do not."""
    stand_in = next(each for each in graph.of(type_) if _class(each, graph) == (type_, provider, region, named))
    index = graph.derived(_index)
    properties = {key: value for key, value in stand_in.properties.items() if key == "region"}
    properties["tags"] = dict.fromkeys(index.keys, _NOTHING)
    if named:
        properties[NAMES[type_]] = _NOTHING
    stand_in = replace(stand_in, urn="", properties=properties, outputs={}, property_dependencies={})
    return frozenset(kind for kind in index.naming if selects(kind.selection, stand_in, graph) is not False)
