"""Whether what runs is in subnets of more than one zone: services, groups of servers and functions alike."""

from guardrails.graph import Graph, Resource
from guardrails.rule import Findings
from guardrails.rules.network.types import SUBNET
from guardrails.verdicts import failed, undetermined

_ZONES = 2


def spans_zones(resource: Resource, graph: Graph, path: str) -> Findings:
    """The subnets at ``path`` are two or more, and, as far as their zones are known, not all in one."""
    subnets = resource.read(path)
    if subnets.unknown:
        yield undetermined(subnets, f"{path} is not known yet; it must name subnets of {_ZONES} zones")
        return
    listed = list(subnets.each())
    known = {subnet.text for subnet in listed if subnet.known}
    if len(known) + sum(subnet.unknown for subnet in listed) < _ZONES:
        yield failed(subnets, f"{path} names {len(listed)} subnet(s), two or more in different zones are needed")
        return
    found = graph.references(resource, path, SUBNET)
    zones = [subnet.read("availabilityZone") for subnet in found.resources]
    named = {zone.text for zone in zones if zone.known}
    if found.resolved and len(zones) >= len(listed) and len(named) == 1 and all(zone.known for zone in zones):
        yield failed(subnets, f"every subnet of {path} is in {named.pop()}; two or more zones are needed")
