"""The resources of a stack and how they hang together, from whatever source they came."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from guardrails.tokens import AWS_PROVIDER
from guardrails.values import Reading, State, Value, plain, read

T = TypeVar("T")

_IDENTITIES = ("id", "arn", "name", "bucket", "identifier", "clusterIdentifier", "keyId", "url", "aliasName")


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
        for source in (self.outputs, self.properties):
            for key in _IDENTITIES:
                value = plain(source.get(key))
                if isinstance(value, str):
                    yield value


def _names_in(address: str) -> tuple[str, ...]:
    """The names that an ARN, or the URL of a queue, may end in: a program can spell one before the resource exists."""
    if not address.startswith(("arn:", "https://sqs.")):
        return ()
    text = address.removesuffix(":*")
    return (text.rpartition("/")[2], text.split(":")[-1])


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


class Graph:
    """A stack's resources, with relations followed by property dependency first, by known ids and names second."""

    def __init__(self, resources: Iterable[Resource], *, region: str | None = None) -> None:
        self.resources = tuple(resources)
        self._region = region
        self._by_urn = {resource.urn: resource for resource in self.resources}
        self._derived: dict[Callable[[Graph], object], object] = {}
        self._referrers: dict[tuple[str, str, str], tuple[dict[str, list[Resource]], list[Resource]]] = {}

    @cached_property
    def _by_type(self) -> dict[str, tuple[Resource, ...]]:
        by_type: dict[str, list[Resource]] = {}
        for resource in self.resources:
            by_type.setdefault(resource.type, []).append(resource)
        return {type_: tuple(members) for type_, members in by_type.items()}

    @cached_property
    def _by_identity(self) -> dict[str, tuple[Resource, ...]]:
        index: dict[str, dict[str, Resource]] = {}
        for resource in self.resources:
            for identity in resource.identities():
                index.setdefault(identity, {})[resource.urn] = resource
        return {identity: tuple(members.values()) for identity, members in index.items()}

    def derived(self, compute: Callable[["Graph"], T]) -> T:
        """What ``compute`` makes of the whole graph, computed once: a rule that looks at all resources from each of
        many would take a time that grows with the square of the stack.
        """
        if compute not in self._derived:
            self._derived[compute] = compute(self)
        return cast("T", self._derived[compute])

    def get(self, urn: str) -> Resource | None:
        """The resource with this URN."""
        return self._by_urn.get(urn)

    def of(self, *types: str) -> tuple[Resource, ...]:
        """All resources of these canonical types, in the order of the program."""
        return tuple(resource for type_ in types for resource in self._by_type.get(type_, ()))

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
                members = self._named(element.value, types) or [
                    target for target in wanted if _may_give(target, element.value)
                ]
                found.update({member.urn: member for member in members})
            elif element.unknown or (element.known and not isinstance(element.value, str)):
                # A dependency on anything else (a component's output, a stack reference) says nothing of the target.
                found.update({member.urn: member for member in wanted})
                resolved = resolved and bool(wanted)
        return References(tuple(found.values()), resolved)

    def _named(self, value: str, types: tuple[str, ...]) -> list[Resource]:
        # The ARN of a log group is also written with a wildcard for its streams.
        exact = self._by_identity.get(value) or self._by_identity.get(value.removesuffix(":*"), ())
        return [resource for resource in exact if resource.type in types] or [
            resource
            for name in _names_in(value)
            for resource in self._by_identity.get(name, ())
            if resource.type in types and not _has_address(resource)
        ]

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
