"""What is there in a region: most of detection is regional, and one region's parts say nothing of another's."""

from collections.abc import Iterable

from guardrails.graph import Graph, Resource
from guardrails.rule import Findings
from guardrails.verdicts import failed, undetermined

RegionKey = tuple[bool, str | None]


def beside(resource: Resource, graph: Graph, *types: str) -> tuple[tuple[Resource, ...], bool]:
    """The resources of ``types`` in the resource's region; the second answer is False where another may be there too.

    Regions that are nowhere stated are taken for the same one: a stack has one provider unless it says otherwise.
    """
    return in_region(graph, region_key(resource, graph), *types)


def region_key(resource: Resource, graph: Graph) -> RegionKey:
    """What tells the region of a resource from another one: whether it is unknown, and its name."""
    region = graph.region_of(resource)
    return region.unknown, region.text


def in_region(graph: Graph, region: RegionKey, *types: str) -> tuple[tuple[Resource, ...], bool]:
    """As ``beside``, of a region."""
    unknown, name = region
    if unknown:
        return (), not graph.of(*types)
    by_region = graph.derived(_by_region, types)
    return by_region.get((False, name), ()), not any(elsewhere for elsewhere, _ in by_region)


def _by_region(graph: Graph, types: tuple[str, ...]) -> dict[RegionKey, tuple[Resource, ...]]:
    found: dict[RegionKey, list[Resource]] = {}
    for each in graph.of(*types):
        found.setdefault(region_key(each, graph), []).append(each)
    return {region: tuple(resources) for region, resources in found.items()}


def must_be_beside(resource: Resource, graph: Graph, type_: str) -> Findings:
    """A resource of the type must be in the resource's region."""
    found, resolved = beside(resource, graph, type_)
    if not found:
        yield from nothing(type_.rpartition(":")[2], resolved=resolved)


def nothing(named: str, *, resolved: bool) -> Findings:
    """What to say where nothing was found: there is none, or none whose region is known."""
    if resolved:
        yield failed(None, f"the stack has no {named} in this region")
    else:
        yield undetermined(None, f"the region of a {named} is not known yet; it may be this one")


def shown(resources: Iterable[Resource]) -> str:
    """The names of resources, for a message."""
    return ", ".join(each.name for each in resources)
