"""The resources of a stack and how they hang together, from whatever source they came."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, TypeVarTuple, cast

from guardrails.addresses import IDENTITIES, NAMES, is_global, names_in, region_in, values_of
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import Reading, State, Value, plain, read

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The resource options that rules judge."""

    protect: bool = False
    ignore_changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """Where a program declares a resource, as far as its SDK told the engine; lines begin at 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource: inputs as the program gave them, outputs as far as they are known.

    ``type`` is the canonical token (see ``tokens``), ``token`` the one the program used.
    """

    urn: str
    type: str
    token: str
    name: str
    properties: Mapping[str, Value] = field(default_factory=dict)
    outputs: Mapping[str, Value] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    parent: str = ""
    provider: str = ""
    custom: bool = True
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    position: Position | None = None

    def read(self, path: str) -> Reading:
        """The input at a dotted wire path (``versioningConfiguration.status``)."""
        key, _, rest = path.partition(".")
        reading = read(key, self.properties.get(key))
        return reading.at(rest) if rest else reading

    def identities(self) -> Iterable[str]:
        """Every known id, ARN and name by which another resource may name this one."""
        return values_of(IDENTITIES, self.outputs, self.properties)


def _has_address(resource: Resource) -> bool:
    """Whether the ARN or URL of a resource is known, so that another one that ends in its name is not its own."""
    return any(isinstance(resource.outputs.get(key), str) for key in ("arn", "url"))


def _may_give(target: Resource, value: str) -> bool:
    """Whether a known value may come from a resource: it is among its outputs, or these are not known."""
    if not isinstance(target.outputs.get("id"), str):
        return True
    given = [output for each in target.outputs.values() if isinstance(output := plain(each), str) and output]
    return any(value == output or value.startswith((f"{output}:", f"{output}/")) for output in given)


@dataclass(frozen=True, slots=True)
class References:
    """The resources that a property names. ``resolved`` is False where a part of it could not be followed."""

    resources: tuple[Resource, ...]
    resolved: bool


@dataclass(frozen=True, slots=True)
class ByValue:
    """Resources by what one property of theirs says, in the order of the program.

    ``texts`` has those whose value is known, by its text; ``urns`` all that depend on a resource by that property, by
    its URN, known or not; ``open`` those with neither a known text nor a dependency.
    """

    texts: Mapping[str, tuple[Resource, ...]]
    urns: Mapping[str, tuple[Resource, ...]]
    open: tuple[Resource, ...]


class Graph:
    """A stack's resources, with relations followed by property dependency first, by known ids and names second."""

    def __init__(self, resources: Iterable[Resource], *, region: str | None = None) -> None:
        self.resources = tuple(resources)
        self._region = region
        self._by_urn = {resource.urn: resource for resource in self.resources}
        self._regions: dict[str, str | None] = {}
        self._derived: dict[tuple[object, ...], object] = {}
        self._referrers: dict[tuple[str, str, str], tuple[dict[str, list[Resource]], list[Resource]]] = {}

    @cached_property
    def _by_type(self) -> dict[str, tuple[Resource, ...]]:
        by_type: dict[str, list[Resource]] = {}
        for resource in self.resources:
            by_type.setdefault(resource.type, []).append(resource)
        return {type_: tuple(members) for type_, members in by_type.items()}

    @cached_property
    def _by_identity(self) -> dict[tuple[str, str], tuple[Resource, ...]]:
        index: dict[tuple[str, str], dict[str, Resource]] = {}
        for resource in self.resources:
            for identity in resource.identities():
                index.setdefault((resource.type, identity), {})[resource.urn] = resource
        return {key: tuple(members.values()) for key, members in index.items()}

    def derived(self, compute: Callable[["Graph", *Ts], T], *about: *Ts) -> T:
        """What ``compute`` makes of the whole graph (and of ``about``, which is hashable), computed once.

        A rule that looks at all resources from each of many would take a time that grows with the square of the
        stack; ``tests/guardrails/test_linear.py`` finds such rules.
        """
        key = (compute, *about)
        if key not in self._derived:
            self._derived[key] = compute(self, *about)
        return cast("T", self._derived[key])

    def by_value(self, path: str, *types: str) -> "ByValue":
        """The resources of ``types`` by what their property at ``path`` says, to be asked from each of many others."""
        return self.derived(_by_value, path, types)

    def get(self, urn: str) -> Resource | None:
        """The resource with this URN."""
        return self._by_urn.get(urn)

    def of(self, *types: str) -> tuple[Resource, ...]:
        """All resources of these canonical types, in the order of the program."""
        if len(types) == 1:
            return self._by_type.get(types[0], ())
        return self.derived(_of_types, types)

    def called(self, identity: str, *types: str) -> tuple[Resource, ...]:
        """The resources of ``types`` that are known to have this id, ARN or name."""
        return tuple(resource for type_ in types for resource in self._by_identity.get((type_, identity), ()))

    def references(self, resource: Resource, path: str, *types: str) -> References:
        """The resources of ``types`` that the property at ``path`` names.

        A dependency of the property proves a reference even where the value is unknown; a known value is compared
        with the ids, ARNs and names of the stack's resources. ``resolved`` is False where the value, or an element
        of it, is unknown and no dependency says what it comes from.
        """
        reading = resource.read(path)
        found: dict[str, Resource] = {}
        depends = resource.property_dependencies.get(path.partition(".")[0], ())
        targets = [target for urn in depends if (target := self._by_urn.get(urn)) is not None]
        wanted = [target for target in targets if target.type in types]
        elements = tuple(reading.each()) if reading.known else (reading,)
        resolved = True
        for element in elements:
            if element.known and isinstance(element.value, str):
                # During an update values are known, and an id or ARN may be one that no resource's inputs show.
                members = self._named(element.value, types, resource) or [
                    target for target in wanted if _may_give(target, element.value)
                ]
                found.update({member.urn: member for member in members})
                resolved = resolved and bool(members or not self._unnamed(types))
            elif element.absent and wanted:
                # A dependency of the property says that the program gives it, whatever became of the value.
                found.update({member.urn: member for member in wanted})
            elif element.unknown or (element.known and not isinstance(element.value, str)):
                # A dependency on anything else (a component's output, a stack reference) says nothing of the target.
                members = wanted or self._handed_on(targets, path, types)
                found.update({member.urn: member for member in members})
                resolved = resolved and bool(members)
        return References(tuple(found.values()), resolved)

    def _handed_on(self, targets: list[Resource], path: str, types: tuple[str, ...]) -> list[Resource]:
        """What others hand on: ``hosted_zone_id=signing_key.hosted_zone_id`` names the zone that the key names."""
        key = path.rpartition(".")[2]
        urns = [urn for target in targets for urn in target.property_dependencies.get(key, ())]
        return [member for urn in urns if (member := self._by_urn.get(urn)) is not None and member.type in types]

    def _unnamed(self, types: tuple[str, ...]) -> bool:
        """Whether a resource of these types has a name of its own that is not known yet."""
        return not self.derived(_types_with_unknown_names).isdisjoint(types)

    def _named(self, value: str, types: tuple[str, ...], referrer: Resource) -> list[Resource]:
        # The ARN of a log group is also written with a wildcard for its streams.
        exact = self.called(value, *types) or self.called(value.removesuffix(":*"), *types)
        found = [resource for resource in exact if self._within_reach(resource, value, referrer)]
        return found or [
            resource
            for name in names_in(value)
            for resource in self.called(name, *types)
            if not _has_address(resource) and self._may_be_in(resource, region_in(value))
        ]

    def _within_reach(self, target: Resource, value: str, referrer: Resource) -> bool:
        """Whether a value can mean a target that has it: a name is one of its region, an id or ARN is the only one."""
        if is_global(referrer.type) or value not in values_of(NAMES, target.outputs, target.properties):
            return True
        return self._may_be_in(target, self._known_region(referrer))

    def _may_be_in(self, resource: Resource, region: str | None) -> bool:
        """Whether a resource is in a region, as far as the two are known; some services have names for all regions."""
        own = self._known_region(resource)
        return not region or own is None or own == region or is_global(resource.type)

    def _known_region(self, resource: Resource) -> str | None:
        """The known region of a resource."""
        if resource.urn not in self._regions:
            self._regions[resource.urn] = self.region_of(resource).text
        return self._regions[resource.urn]

    def referrers(self, target: Resource, type_: str, path: str) -> References:
        """The resources of ``type_`` whose property at ``path`` names ``target``.

        ``resolved`` is False where one of them names something that could not be followed, so that "none" would
        be a guess.
        """
        key = (type_, path, target.type)
        if key not in self._referrers:
            named: dict[str, list[Resource]] = {}
            unresolved: list[Resource] = []
            for resource in self.of(type_):
                references = self.references(resource, path, target.type)
                for referenced in references.resources:
                    named.setdefault(referenced.urn, []).append(resource)
                if not references.resolved:
                    unresolved.append(resource)
            self._referrers[key] = (named, unresolved)
        named, unresolved = self._referrers[key]
        return References(tuple(named.get(target.urn, ())), not unresolved)

    def depends_on(self, resource: Resource, path: str, *types: str) -> bool:
        """Whether the property at ``path`` is proven, by its dependencies, to come from a resource of ``types``."""
        depends = resource.property_dependencies.get(path.partition(".")[0].partition("[")[0], ())
        return any(target.type in types for urn in depends if (target := self._by_urn.get(urn)) is not None)

    def provider_of(self, resource: Resource) -> Resource | None:
        """The explicit or default provider of a resource."""
        urn = resource.provider.rpartition("::")[0] or resource.provider
        return self._by_urn.get(urn) or self._by_urn.get(resource.provider)

    def region_of(self, resource: Resource) -> Reading:
        """The region of a resource: its own ``region``, its provider's, or the stack's configuration."""
        own = resource.read("region")
        if not own.absent:
            return own
        provider = self.provider_of(resource)
        if provider is not None and provider.type == AWS_PROVIDER:
            given = provider.read("region")
            if not given.absent:
                return given
        return Reading("region", State.KNOWN, self._region) if self._region else Reading("region", State.ABSENT)


def _types_with_unknown_names(graph: Graph) -> frozenset[str]:
    return frozenset(
        resource.type
        for resource in graph.resources
        if any(resource.read(key).unknown for key in NAMES if key in resource.properties)
    )


def _of_types(graph: Graph, types: tuple[str, ...]) -> tuple[Resource, ...]:
    return tuple(resource for type_ in types for resource in graph.of(type_))


def _by_value(graph: Graph, path: str, types: tuple[str, ...]) -> ByValue:
    texts: dict[str, list[Resource]] = {}
    urns: dict[str, list[Resource]] = {}
    open_: list[Resource] = []
    for resource in graph.of(*types):
        text = resource.read(path).text
        depends = resource.property_dependencies.get(path.partition(".")[0], ())
        if text is not None:
            texts.setdefault(text, []).append(resource)
        for urn in depends:
            urns.setdefault(urn, []).append(resource)
        if text is None and not depends:
            open_.append(resource)
    return ByValue(_frozen(texts), _frozen(urns), tuple(open_))


def _frozen(members: Mapping[str, list[Resource]]) -> dict[str, tuple[Resource, ...]]:
    return {key: tuple(resources) for key, resources in members.items()}
