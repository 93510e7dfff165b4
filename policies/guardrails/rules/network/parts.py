"""What the rules of a security group open together, where none of them does alone.

AWS joins all rules of a group: the internet in many small ranges, or all ports in several, is as open as one rule
that says so. Every range that the group names is taken, inline, by rules of their own and by the prefix lists of the
stack, and the union is judged port by port.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, JudgeRelation, RelationRule, Rule
from guardrails.rules.network.cidr import addresses, internet, much_of_internet, public
from guardrails.rules.network.forms import Flow, in_three_forms
from guardrails.rules.network.ports import Entry, egress, elements, ingress
from guardrails.rules.network.spans import Span, Spans, pieces, size, union
from guardrails.rules.network.types import (
    EGRESS_FORMS,
    EGRESS_RULE,
    INGRESS_FORMS,
    INGRESS_RULE,
    OWN_ADDRESSES,
    PREFIX_LIST,
    PREFIX_LIST_ENTRY,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_PORTS: Final[Span] = (0, 65535)
_EVERY: Final[Span] = (1, 65535)
_HALF: Final = 32768
_PROTOCOLS: Final = ("tcp", "udp")

Entries = Callable[[Resource], Iterator[Entry]]


@dataclass(frozen=True, slots=True)
class Part:
    """One range of addresses that one entry opens; ``entry`` tells the protocol and the ports."""

    entry: Entry
    cidr: str
    version: int
    span: Span


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of what a group opens, and the first property that is not."""

    known: tuple[Part, ...]
    unknown: Reading | None

    def opened(self, protocol: str) -> tuple[Spans, Spans]:
        """The ports open to the internet by a protocol, and those of them that no single range opens."""
        spoken = [
            (ports, part) for part in self.known if (ports := part.entry.ports(protocol)) and ports[0] <= ports[1]
        ]
        if not _internet([part for _, part in spoken]):
            return (), ()
        every: list[Span] = []
        together: list[Span] = []
        for piece in pieces((ports for ports, _ in spoken), _PORTS):
            here = [part for ports, part in spoken if ports[0] <= piece[0] and piece[1] <= ports[1]]
            if _internet(here):
                every.append(piece)
                if not any(internet(part.cidr) for part in here):
                    together.append(piece)
        return union(every), union(together)

    @property
    def together_internet(self) -> bool:
        """Whether the ranges are the internet together, whatever their ports."""
        return _internet(self.known)


def parts_of(members: Iterable[Resource], graph: Graph, entries: Entries) -> Parts:
    """What groups, and rules of them, open together."""
    known: list[Part] = []
    unknown: list[Reading] = []
    for member in members:
        for entry in entries(member):
            for owner, peer in _peers(member, entry, graph):
                found = None if peer.unknown else addresses(peer.text or "")
                if peer.unknown and not graph.depends_on(owner, peer.path, *OWN_ADDRESSES):
                    unknown.append(peer)
                elif found is not None and public(found[0], (found[1],)):
                    known.append(Part(entry, peer.text or "", *found))
                    unknown += [
                        reading for reading in (entry.protocol, entry.from_port, entry.to_port) if reading.unknown
                    ]
    return Parts(tuple(known), unknown[0] if unknown else None)


def _peers(member: Resource, entry: Entry, graph: Graph) -> Iterator[tuple[Resource, Reading]]:
    """The ranges of an entry, with the resource that states each: the member, or a prefix list that it names."""
    for peer in entry.peers:
        yield member, peer
    for named in elements(entry.lists):
        for prefix_list in _lists(member, named, graph):
            yield from entries_of_list(prefix_list, graph)


def _lists(member: Resource, named: Reading, graph: Graph) -> Iterator[Resource]:
    if named.text is not None:
        yield from graph.called(named.text, PREFIX_LIST)
    elif named.unknown:
        top = named.path.partition(".")[0].partition("[")[0]
        depends = (graph.get(urn) for urn in dict.fromkeys(member.property_dependencies.get(top, ())))
        yield from (each for each in depends if each is not None and each.type == PREFIX_LIST)


def entries_of_list(prefix_list: Resource, graph: Graph) -> Iterator[tuple[Resource, Reading]]:
    """Every range of a prefix list, inline or an entry of its own, with the resource that states it."""
    for entry in elements(prefix_list.read("entries")):
        yield prefix_list, entry if entry.unknown else entry.get("cidr")
    for each in graph.referrers(prefix_list, PREFIX_LIST_ENTRY, "prefixListId").resources:
        yield each, each.read("cidr")


def _internet(parts: Iterable[Part]) -> bool:
    by_version: dict[int, list[Span]] = {}
    for part in parts:
        by_version.setdefault(part.version, []).append(part.span)
    return any(much_of_internet(version, union(spans)) for version, spans in by_version.items())


def _members(resource: Resource, graph: Graph, rule_type: str) -> tuple[Resource, ...]:
    """The group and its rules; for a rule of a group elsewhere, all rules of that group, told at the first of them."""
    types = (SECURITY_GROUP_RULE, rule_type)
    if resource.type == SECURITY_GROUP:
        rules = (each for type_ in types for each in graph.referrers(resource, type_, "securityGroupId").resources)
        return (resource, *rules)
    if graph.references(resource, "securityGroupId", SECURITY_GROUP).resources:
        return ()
    group = resource.read("securityGroupId").text
    if group is None:
        return (resource,)
    siblings = tuple(each for each in graph.derived(_by_group).get(group, ()) if each.type in types)
    return siblings if siblings[0] is resource else ()


def _by_group(graph: Graph) -> Mapping[str, tuple[Resource, ...]]:
    found: dict[str, list[Resource]] = {}
    for rule in graph.of(SECURITY_GROUP_RULE, INGRESS_RULE, EGRESS_RULE):
        if (group := rule.read("securityGroupId").text) is not None:
            found.setdefault(group, []).append(rule)
    return {group: tuple(members) for group, members in found.items()}


def _of_some_group(graph: Graph) -> tuple[Resource, ...]:
    """The rules whose group is not known: any group of the stack may be theirs."""
    rules = graph.of(SECURITY_GROUP_RULE, INGRESS_RULE, EGRESS_RULE)
    return tuple(rule for rule in rules if not graph.references(rule, "securityGroupId", SECURITY_GROUP).resolved)


def _loose(graph: Graph, entries: Entries) -> tuple[Part, ...]:
    """What the rules of a group that is not known open, each range and ports once: every group is judged with them."""
    parts = parts_of(graph.derived(_of_some_group), graph, entries).known
    said = {
        (each.entry.protocol.key, each.entry.from_port.key, each.entry.to_port.key, each.cidr): each for each in parts
    }
    return tuple(said.values())


Wrong = Callable[[Parts], str | None]
"""What is wrong with what a group opens, or None."""


def _judge(rule_type: str, entries: Entries, wrong: Wrong) -> JudgeRelation:
    def judge(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        members = _members(resource, graph, rule_type)
        if not members:
            yield not_applicable("the rules of a group are judged together, with the group or with the first of them")
            return
        parts = parts_of(members, graph, entries)
        said = wrong(parts)
        if said is not None:
            yield failed(None, said)
        elif parts.unknown is not None:
            yield undetermined(parts.unknown, f"{parts.unknown.path} is not known yet; the rest may be open with it")
        elif loose := graph.derived(_loose, entries):
            said = wrong(Parts((*parts.known, *loose), None))
            if said is not None:
                yield undetermined(None, f"{said}, if all rules of a group that is not known yet are its rules")

    return judge


def _entering(parts: Parts) -> str | None:
    for protocol in _PROTOCOLS:
        every, together = parts.opened(protocol)
        if together:
            return f"the address ranges that may enter {_ports(protocol, together)} are together the internet"
        if _EVERY[1] in [last for first, last in every if first <= _EVERY[0]] and not any(
            part.entry.every_port and internet(part.cidr) for part in parts.known
        ):
            return f"the {protocol} ports that the internet may enter are together all ports"
    return None


def _leaving(parts: Parts) -> str | None:
    if any(part.entry.most_ports and internet(part.cidr) for part in parts.known):
        return None
    for protocol in _PROTOCOLS:
        every, _ = parts.opened(protocol)
        if size(every) >= _HALF:
            return f"the rules let {_ports(protocol, every)} out to the internet together, half of all ports or more"
    return None


def _ports(protocol: str, spans: Spans) -> str:
    named = [str(first) if first == last else f"{first}-{last}" for first, last in spans[:3]]
    return f"{protocol} {', '.join(named)}{' and more' if len(spans) > len(named) else ''}"


def _prefix_list(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    stated = entries_of_list(resource, graph) if resource.type == PREFIX_LIST else [(resource, resource.read("cidr"))]
    spans: dict[int, list[Span]] = {}
    alone = False
    for owner, cidr in stated:
        found = None if cidr.unknown else addresses(cidr.text or "")
        if cidr.unknown and not graph.depends_on(owner, cidr.path, *OWN_ADDRESSES):
            yield undetermined(cidr, f"{cidr.path} is not known yet; it must not be the internet")
        elif found is not None:
            spans.setdefault(found[0], []).append(found[1])
            if owner is resource and internet(cidr.text or ""):
                alone = True
                message = f"{cidr.path} is {cidr.shown}: a prefix list with the internet hides what rules open"
                yield failed(cidr, message)
    if not alone and any(much_of_internet(version, union(members)) for version, members in spans.items()):
        yield failed("entries", "the entries are together the internet: such a prefix list hides what rules open")


_HALVES: Final = tuple(f"{first}.0.0.0/8" for first in (11, 12))
_OWN: Final = "10.0.0.0/16"


def _flows(*flows: Flow, direction: str) -> tuple[Declared, ...]:
    """Each flow as a rule of its own of one group, which is not in the stack."""
    stacks = (in_three_forms(flow, direction=direction)[2] for flow in flows)
    return tuple(
        Declared(type=declared.type, name=f"part-{number}", properties=declared.properties)
        for number, declared in enumerate(stacks)
    )


def _list(*cidrs: Value) -> tuple[Declared, ...]:
    return (
        Declared(
            type=PREFIX_LIST,
            properties={"addressFamily": "IPv4", "maxEntries": 5, "entries": [{"cidr": cidr} for cidr in cidrs]},
        ),
    )


RULES: tuple[Rule, ...] = (
    RelationRule(
        "security-group-not-open-in-parts",
        INGRESS_FORMS,
        _judge(INGRESS_RULE, ingress, _entering),
        Examples(
            good=_flows(*(Flow(cidr, 443, 443) for cidr in ("203.0.113.0/24", _OWN)), direction="ingress"),
            bad=_flows(*(Flow(cidr, 443, 443) for cidr in _HALVES), direction="ingress"),
            unknown=_flows(Flow(_HALVES[0], 443, 443), Flow(UNKNOWN, 443, 443), direction="ingress"),
        ),
    ),
    RelationRule(
        "security-group-egress-limited-in-all",
        EGRESS_FORMS,
        _judge(EGRESS_RULE, egress, _leaving),
        Examples(
            good=_flows(Flow("0.0.0.0/0", 80, 80), Flow("0.0.0.0/0", 443, 443), direction="egress"),
            bad=_flows(Flow("0.0.0.0/0", 1, 20000), Flow("0.0.0.0/0", 20001, 40000), direction="egress"),
            unknown=_flows(Flow("0.0.0.0/0", 1, 20000), Flow(UNKNOWN, 20001, 40000), direction="egress"),
        ),
    ),
    RelationRule(
        "prefix-list-not-open",
        (PREFIX_LIST, PREFIX_LIST_ENTRY),
        _prefix_list,
        Examples(
            good=_list("203.0.113.0/24"),
            bad=_list("0.0.0.0/1", "128.0.0.0/1"),
            unknown=_list("203.0.113.0/24", UNKNOWN),
        ),
    ),
)
