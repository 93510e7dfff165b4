"""What a rule is: a short pure function, the types it looks at, and the examples that test and document it.

A rule holds no metadata; title, severity, fix, frameworks and equivalents are in ``guardrails.controls``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from guardrails.graph import Graph, Resource
from guardrails.thresholds import Thresholds
from guardrails.values import Value
from guardrails.verdicts import Finding

Findings = Iterable[Finding]
JudgeResource = Callable[[Resource, Thresholds], Findings]
JudgeRelation = Callable[[Resource, Graph, Thresholds], Findings]
JudgeStack = Callable[[Graph, Thresholds], Findings]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A resource of an example, as a program would declare it. ``depends`` maps a property to names of others."""

    type: str
    name: str = "main"
    properties: Mapping[str, Value] = field(default_factory=dict)
    depends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """A good, a bad and an unknown stack of a rule; ``unknown`` is None only where nothing a rule reads can be."""

    good: tuple[Declared, ...]
    bad: tuple[Declared, ...]
    unknown: tuple[Declared, ...] | None


@dataclass(frozen=True, slots=True)
class ResourceRule:
    """Judges one resource by its own properties: before it is created, whatever else is in the stack."""

    id: str
    types: tuple[str, ...]
    judge: JudgeResource
    examples: Examples


@dataclass(frozen=True, slots=True)
class RelationRule:
    """Judges one resource by what else is in the stack (a bucket by its public access block)."""

    id: str
    types: tuple[str, ...]
    judge: JudgeRelation
    examples: Examples


@dataclass(frozen=True, slots=True)
class CompletenessRule:
    """Requires what must be in a stack at all (a trail), where its profile requires the rule's control.

    ``types`` are the types that satisfy it; its findings belong to no resource.
    """

    id: str
    types: tuple[str, ...]
    judge: JudgeStack
    examples: Examples


Rule = ResourceRule | RelationRule | CompletenessRule


def examples(
    type_: str,
    *,
    good: Mapping[str, Value],
    bad: Mapping[str, Value],
    unknown: Mapping[str, Value] | None,
    protect: tuple[bool, bool] = (False, False),
) -> Examples:
    """The examples of a rule on one resource, as property maps; ``protect`` is the option in good and bad."""
    return Examples(
        good=(Declared(type=type_, properties=good, protect=protect[0]),),
        bad=(Declared(type=type_, properties=bad, protect=protect[1]),),
        unknown=None if unknown is None else (Declared(type=type_, properties=unknown, protect=protect[0]),),
    )
