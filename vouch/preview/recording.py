"""What an offline preview recorded: the resources, in the form rules judge, and how to carry them between processes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guardrails.graph import Graph, Options, Position, Resource
from guardrails.tokens import STACK, canonical
from guardrails.values import normalise

_SEPARATOR: Final = "::"


@dataclass(frozen=True)
class Registration:
    """One ``RegisterResource`` request, as plain JSON: inputs and options as the program gave them.

    ``position`` is the file, relative to the project's folder, and the line that declare it, where the SDK said so.
    """

    urn: str
    type: str
    name: str
    custom: bool
    properties: Mapping[str, Any]
    parent: str
    provider: str
    protect: bool
    ignore_changes: tuple[str, ...]
    dependencies: tuple[str, ...]
    property_dependencies: Mapping[str, tuple[str, ...]]
    position: tuple[str, int] | None = None

    def resource(self) -> Resource:
        """The registration as rules see it."""
        return Resource(
            urn=self.urn,
            type=canonical(self.type),
            token=self.type,
            name=self.name,
            properties={key: normalise(value) for key, value in self.properties.items()},
            options=Options(protect=self.protect, ignore_changes=self.ignore_changes),
            parent=self.parent,
            provider=self.provider,
            custom=self.custom,
            dependencies=self.dependencies,
            property_dependencies=self.property_dependencies,
            position=Position(*self.position) if self.position else None,
        )


@dataclass(frozen=True)
class Recording:
    """A program as it was recorded: its resources in the order of their URNs.

    ``transforms`` counts those that the program registered: the engine runs them, an offline preview does not.
    ``remote`` has the types of its components that are written in another language or package: what they are made
    of only their provider knows.
    """

    project: str
    stack: str
    registrations: tuple[Registration, ...]
    region: str | None = None
    transforms: int = 0
    remote: tuple[str, ...] = ()

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Every resource but the stack itself."""
        return tuple(each.resource() for each in self.registrations if each.type != STACK)

    def graph(self) -> Graph:
        """The resources as a graph to judge."""
        return Graph(self.resources, region=self.region)

    def to_json(self) -> str:
        """The recording as one JSON document, for a parent process."""
        return json.dumps(
            {
                "project": self.project,
                "stack": self.stack,
                "region": self.region,
                "transforms": self.transforms,
                "remote": self.remote,
                "registrations": [vars(registration) for registration in self.registrations],
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "Recording":
        """Reads what ``to_json`` wrote."""
        loaded = json.loads(text)
        return cls(
            project=loaded["project"],
            stack=loaded["stack"],
            region=loaded["region"],
            transforms=loaded["transforms"],
            remote=tuple(loaded["remote"]),
            registrations=tuple(_registration(item) for item in loaded["registrations"]),
        )


def _registration(item: dict[str, Any]) -> Registration:
    return Registration(
        urn=item["urn"],
        type=item["type"],
        name=item["name"],
        custom=item["custom"],
        properties=item["properties"],
        parent=item["parent"],
        provider=item["provider"],
        protect=item["protect"],
        ignore_changes=tuple(item["ignore_changes"]),
        dependencies=tuple(item["dependencies"]),
        property_dependencies={key: tuple(urns) for key, urns in item["property_dependencies"].items()},
        position=(item["position"][0], item["position"][1]) if item["position"] else None,
    )


def urn(project: str, stack: str, parent: str, type_: str, name: str) -> str:
    """The URN that the engine gives: every parent's type but the stack's, joined by ``$``."""
    qualified = type_
    if parent:
        parent_type = parent.split(_SEPARATOR)[2]
        if parent_type != STACK:
            qualified = f"{parent_type}${type_}"
    return f"urn:pulumi:{stack}::{project}::{qualified}::{name}"


def ordered(registrations: Iterable[Registration]) -> tuple[Registration, ...]:
    """Registrations arrive from many threads; their URNs give an order that is the same on every run."""
    return tuple(sorted(registrations, key=lambda each: each.urn))
