"""What a stack costs a month before anybody uses it: its resources, priced from a dated table (design decision 17).

The table (``data/prices.yaml``) is data: which resource types cost a fixed amount, how many units of what, which
cost by use, and which cost nothing. A quantity that is not known is said to be unknown, never taken for nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from guardrails.graph import Graph, Resource
from guardrails.values import Reading

PRICES: Final = Path(__file__).with_name("data") / "prices.yaml"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Entry):
    """Where a quantity is read: a property of the resource, or of the one that ``via`` names (``of`` its type)."""

    at: str
    via: str | None = None
    of: str | None = None

    def read(self, resource: Resource, graph: Graph) -> Reading | None:
        """The property, or None where the resource that it belongs to cannot be followed."""
        if self.via is None or self.of is None:
            return resource.read(self.at)
        found = graph.references(resource, self.via, self.of).resources
        return found[0].read(self.at) if len(found) == 1 else None


class Number(Source):
    """A number that a property states, divided by ``divide``."""

    kind: Literal["number"]
    default: float | None = None
    divide: float = 1


class Count(Source):
    """How many elements a list has, ``beside`` so many that every one has."""

    kind: Literal["count"]
    beside: float = 0


class Lookup(Source):
    """A unit price that depends on what a property says, such as an instance class."""

    kind: Literal["lookup"]
    prices: Mapping[str, float]


class When(Source):
    """``then`` where a property says ``equals``, else ``otherwise``; an absent one says nothing."""

    kind: Literal["when"]
    equals: str
    then: float
    otherwise: float


Factor = Annotated[Number | Count | Lookup | When, Field(discriminator="kind")]


class Line(_Entry):
    """One item on the bill of a resource: a price per hour or month, times factors."""

    item: str
    price: float = 1
    per: Literal["hour", "month"]
    times: tuple[Factor, ...] = ()


class Prices(_Entry):
    """The table. ``unchecked`` are the items whose price was not compared with a published one."""

    date: str
    region: str
    currency: str
    source: str
    hours: float
    fixed: Mapping[str, tuple[Line, ...]]
    by_use: Mapping[str, str]
    free: tuple[str, ...]
    unchecked: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of a resource. ``monthly`` is None where ``unknown`` says what could not be read."""

    resource: str
    item: str
    monthly: float | None
    unknown: str | None = None


@dataclass(frozen=True, kw_only=True)
class ComponentCost:
    """What a component, the outermost around its resources, costs a month."""

    component: str
    name: str
    monthly: float
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The bill of a stack; components by cost, the dearest first.

    ``by_use`` says what is charged by use, ``unlisted`` are types that the table does not know.
    """

    components: tuple[ComponentCost, ...]
    by_use: Mapping[str, str]
    unlisted: tuple[str, ...]

    @property
    def monthly(self) -> float:
        """The sum of what is known."""
        return sum(each.monthly for each in self.components)

    @property
    def unknown(self) -> tuple[Item, ...]:
        """The items whose price could not be told."""
        return tuple(item for each in self.components for item in each.items if item.monthly is None)


@cache
def prices() -> Prices:
    """The dated table."""
    return Prices.model_validate(YAML(typ="safe", pure=True).load(PRICES))


def cost(graph: Graph, table: Prices) -> Cost:
    """The bill of what a stack holds."""
    owners: dict[tuple[str, str], list[Item]] = {}
    by_use: dict[str, str] = {}
    unlisted: set[str] = set()
    for resource in graph.resources:
        if not resource.custom or resource.type.startswith("pulumi:"):
            continue
        lines = table.fixed.get(resource.type)
        used = table.by_use.get(resource.type)
        if lines:
            owners.setdefault(_owner(resource, graph), []).extend(_items(resource, graph, lines, table.hours))
        if used:
            by_use[resource.type] = used
        if not lines and not used and resource.type not in table.free:
            unlisted.add(resource.type)
    components = [
        ComponentCost(
            component=component,
            name=name,
            monthly=round(sum(item.monthly or 0 for item in items), 2),
            items=tuple(items),
        )
        for (component, name), items in owners.items()
    ]
    return Cost(
        components=tuple(sorted(components, key=lambda each: (-each.monthly, each.component, each.name))),
        by_use=dict(sorted(by_use.items())),
        unlisted=tuple(sorted(unlisted)),
    )


def _owner(resource: Resource, graph: Graph) -> tuple[str, str]:
    """The outermost component around a resource, or the resource itself where there is none."""
    owner, parent = resource, graph.get(resource.parent)
    while parent is not None and parent.type != "pulumi:pulumi:Stack":
        owner, parent = parent, graph.get(parent.parent)
    return owner.type.rpartition(":")[2], owner.name


def _items(resource: Resource, graph: Graph, lines: Iterable[Line], hours: float) -> Iterator[Item]:
    for line in lines:
        monthly, unknown = line.price * (hours if line.per == "hour" else 1), None
        for factor in line.times:
            value, why = _factor(factor, resource, graph)
            unknown = unknown or why
            monthly *= value
        yield Item(
            resource=resource.name,
            item=line.item,
            monthly=None if unknown else round(monthly, 2),
            unknown=unknown,
        )


def _factor(factor: Factor, resource: Resource, graph: Graph) -> tuple[float, str | None]:
    """The value of a factor, or 0 and what could not be read."""
    reading = factor.read(resource, graph)
    if reading is None:
        return 0, f"{factor.via} names no resource of this stack"
    if reading.unknown:
        return 0, f"{reading.path} is not known yet"
    match factor:
        case Number():
            number = factor.default if reading.absent else reading.number
            return (0, f"{reading.path} is no number") if number is None else (number / factor.divide, None)
        case Count():
            return factor.beside + sum(1 for _ in reading.each()), None
        case Lookup():
            price = factor.prices.get(reading.text or "")
            return (0, f"no price for {reading.path} {reading.shown}") if price is None else (price, None)
        case When():
            stated = str(reading.truth).lower() if reading.truth is not None else reading.text
            return (factor.then if stated == factor.equals else factor.otherwise), None
