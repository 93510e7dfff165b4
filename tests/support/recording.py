"""Recording what a test builds, with sockets blocked by the suite."""

from collections.abc import Callable
from dataclasses import dataclass

from guardrails.graph import Graph, Resource
from vouch.preview.record import record as record_program


@dataclass(frozen=True)
class Recorded:
    """What a test built."""

    resources: tuple[Resource, ...]
    graph: Graph

    def all(self, type_: str) -> tuple[Resource, ...]:
        """Every resource of a type."""
        return tuple(resource for resource in self.resources if resource.type == type_)

    def one(self, type_: str, name: str | None = None) -> Resource:
        """The one resource of a type (and name); fails the test where there is none or more than one."""
        found = [each for each in self.all(type_) if name is None or each.name == name]
        assert len(found) == 1, f"{len(found)} resources of {type_} named {name}: {[each.name for each in found]}"
        return found[0]


def record(build: Callable[[], object], *, project: str = "vouch", stack: str = "prod") -> Recorded:
    """Builds under the recording monitor, every computed output unknown."""
    recording = record_program(build, project=project, stack=stack, config={"aws:region": "eu-west-1"})
    return Recorded(recording.resources, recording.graph())
