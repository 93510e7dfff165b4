"""What botocore's models list: the values that AWS takes for a member of an operation's input.

A wire path of Pulumi (``rules.statement.rateBasedStatement.aggregateKeyType``) and AWS's own
(``Rules.Statement.RateBasedStatement.AggregateKeyType``) differ in case, in plurals, and in wrappers that one of the
two has and the other has not. So the last name must be the same, and of all members with that name those win that
share most of the names above it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StructureShape

_COMMON = frozenset({"key", "name", "value"})
"""Names that many shapes have: at the top of a resource they are its own, never those of a part."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A text of an operation's input: the names that lead to it, and its values where the model lists them."""

    path: tuple[str, ...]
    values: frozenset[str]


@cache
def members(service: str, operation: str) -> tuple[Member, ...]:
    """Every text of an operation's input."""
    shape = _session().get_service_model(service).operation_model(operation).input_shape
    return tuple(_walk(shape, (), ())) if shape is not None else ()


def listed(service: str, operations: tuple[str, ...], path: tuple[str, ...]) -> frozenset[str] | None:
    """The values that AWS lists for a wire path; empty where the member is free text, None where there is no such one.

    ``path`` is of names only, without list positions.
    """
    wanted = tuple(map(_plain, path))
    found = [
        (len(set(wanted[:-1]) & set(member.path[:-1])), -len(member.path), member)
        for operation in operations
        for member in members(service, operation)
        if member.path[-1] == wanted[-1] and not (wanted[0] in _COMMON and len(wanted) < len(member.path))
    ]
    if not found:
        return None
    best = max(score for score, _, _ in found)
    # A common name under other parents is another property: `name` of a rule is not `name` of the group.
    if best == 0 and len(wanted) > 1 and len({member.values for _, _, member in found}) > 1:
        return None
    nearest = max(depth for score, depth, _ in found if score == best)
    return frozenset().union(*(member.values for score, depth, member in found if (score, depth) == (best, nearest)))


@cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


def _walk(shape: Shape, path: tuple[str, ...], above: tuple[str, ...]) -> Iterator[Member]:
    if shape.name in above:  # a statement within a statement
        return
    if isinstance(shape, StructureShape):
        children: Mapping[str, Shape] = shape.members
        for name, child in children.items():
            yield from _walk(child, (*path, _plain(name)), (*above, shape.name))
    elif isinstance(shape, ListShape):
        yield from _walk(shape.member, path, above)
    elif isinstance(shape, MapShape):
        yield from _walk(shape.value, path, above)
    elif shape.type_name == "string" and path:
        yield Member(path=path, values=frozenset(getattr(shape, "enum", ())))


def _plain(name: str) -> str:
    """A name without case and plural."""
    low = name.lower().replace("_", "").replace("-", "")
    for ending, short in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if low.endswith(ending) and not low.endswith("ss") and len(low) > len(ending) + 2:
            return low.removesuffix(ending) + short
    return low
