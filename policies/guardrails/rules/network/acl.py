"""Rules on network ACLs: what is let in from anywhere, with earlier denials honoured.

ACLs are evaluated by number, lowest first; what an earlier entry denies to everyone, a later one cannot let in.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.network.cidr import addresses, covers, internet, much_of_internet
from guardrails.rules.network.ports import Entry, any_of, elements, opened
from guardrails.rules.network.spans import Span, Spans, pieces, union, without
from guardrails.rules.network.types import (
    ACL_FORMS,
    DEFAULT_NETWORK_ACL,
    NETWORK_ACL,
    NETWORK_ACL_RULE,
    OWN_ADDRESSES,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, State, Value
from guardrails.verdicts import failed, not_applicable, undetermined

REMOTE_PORTS: Final = (22, 3389)
FTP_PORTS: Final = (20, 21)
_PORTS: Final[Span] = (0, 65535)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An ingress entry of an ACL with its number and action."""

    entry: Entry
    number: Reading
    action: Reading

    def shadowed(self, others: tuple["_Numbered", ...], *ports: int) -> bool:
        """Whether earlier entries deny these ports to all of this one's addresses."""
        if self.number.number is None:
            return False
        earlier = [
            other
            for other in others
            if (other.action.text or "").lower() == "deny"
            and other.number.number is not None
            and other.number.number < self.number.number
        ]
        return all(
            any(denial.entry.covers(port) and _wider(denial.entry, peer) for denial in earlier)
            for port in ports
            for peer in self.entry.peers
        )


def _wider(denial: Entry, peer: Reading) -> bool:
    return any(covers(denied.text or "", peer.text or "") for denied in denial.peers)


def _no_ports(service: str, *ports: int) -> Callable[[Resource, Graph, Thresholds], Findings]:
    def judge(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        everything = _all_of(resource, graph)
        for numbered in _allowing(resource):
            exposed = [port for port in ports if not numbered.shadowed(everything, port)]
            speaks = any_of(numbered.entry.covers(port) for port in exposed)
            yield from opened(numbered.entry, _sure(speaks, numbered), service)

    return judge


def _not_all_ports(resource: Resource, _graph: Graph, _bar: Thresholds) -> Findings:
    for numbered in _allowing(resource):
        yield from opened(numbered.entry, _sure(numbered.entry.every_port, numbered), "all ports")


def _sure(speaks: bool | None, numbered: _Numbered) -> bool | None:
    return None if speaks and numbered.action.unknown else speaks


def _allowing(resource: Resource) -> Iterator[_Numbered]:
    for numbered in _ingress(resource):
        if numbered.action.unknown or (numbered.action.text or "").lower() == "allow":
            yield numbered


def _all_of(resource: Resource, graph: Graph) -> tuple[_Numbered, ...]:
    """Every ingress entry of the ACL that ``resource`` is, or belongs to."""
    acls = (
        graph.references(resource, "networkAclId", NETWORK_ACL, DEFAULT_NETWORK_ACL).resources
        if resource.type == NETWORK_ACL_RULE
        else (resource,)
    )
    elsewhere = resource.type == NETWORK_ACL_RULE and not acls
    members = [resource, *(graph.derived(_by_acl).get(_acl_id(resource), ()) if elsewhere else acls)]
    for acl in acls:
        members += graph.referrers(acl, NETWORK_ACL_RULE, "networkAclId").resources
    unique = {member.urn: member for member in members}
    return tuple(numbered for member in unique.values() for numbered in _ingress(member))


def _ingress(resource: Resource) -> Iterator[_Numbered]:
    if resource.type != NETWORK_ACL_RULE:
        for block in elements(resource.read("ingress")):
            peers = (block,) if block.unknown else elements(block.get("cidrBlock"), block.get("ipv6CidrBlock"))
            yield _numbered(block.path, peers, block.get, "ruleNo", "action")
        return
    egress = resource.read("egress").default(False)
    if egress.truth is not True:
        peers = elements(resource.read("cidrBlock"), resource.read("ipv6CidrBlock"))
        action = "egress" if egress.unknown else "ruleAction"
        yield _numbered("protocol", peers, resource.read, "ruleNumber", action)


def _numbered(
    at: str, peers: tuple[Reading, ...], get: Callable[[str], Reading], number: str, action: str
) -> _Numbered:
    entry = Entry(
        at=at,
        peers=peers,
        protocol=get("protocol"),
        from_port=get("fromPort"),
        to_port=get("toPort"),
        # ACL entries have neither.
        description=Reading(at, State.ABSENT),
        lists=Reading(at, State.ABSENT),
    )
    return _Numbered(entry, get(number), get(action))


@dataclass(frozen=True, slots=True)
class _Line:
    """An entry of which all is known: its number, whether it allows, and what addresses and ports it speaks of."""

    number: float
    allows: bool
    cidr: str
    version: int
    span: Span
    entry: Entry


def _not_in_parts(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    everything = _all_of(resource, graph)
    if resource.type == NETWORK_ACL_RULE and not _told_at(resource, graph):
        yield not_applicable("the entries of an ACL are judged together, with the ACL or with the first of them")
        return
    lines = tuple(_lines(everything))
    for protocol in ("tcp", "udp"):
        every, together = _open(lines, protocol)
        for port in (*REMOTE_PORTS, *FTP_PORTS):
            if any(first <= port <= last for first, last in together):
                yield failed(None, f"the entries let much of the internet reach {protocol} {port} together")
                return
        alone = any(line.allows and line.entry.every_port and internet(line.cidr) for line in lines)
        if not alone and any(first <= 1 and last == _PORTS[1] for first, last in every):
            yield failed(None, f"the entries let much of the internet reach all {protocol} ports together")
            return
    unknown = next(_riddles(resource, everything, graph), None)
    if unknown is not None:
        yield undetermined(None, f"{unknown.path} of an entry is not known yet; the rest may be open with it")


def _told_at(rule: Resource, graph: Graph) -> bool:
    """Whether a rule of its own is the place to tell of its ACL, which is not in the stack."""
    if graph.references(rule, "networkAclId", NETWORK_ACL, DEFAULT_NETWORK_ACL).resources:
        return False
    return graph.derived(_by_acl).get(_acl_id(rule), (rule,))[0] is rule


def _by_acl(graph: Graph) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for rule in graph.of(NETWORK_ACL_RULE):
        found.setdefault(_acl_id(rule), []).append(rule)
    return found


def _acl_id(rule: Resource) -> str:
    """The id of the ACL of a rule; where it is not known, the rule stands alone."""
    return rule.read("networkAclId").text or rule.urn


def _lines(everything: Iterable[_Numbered]) -> Iterator[_Line]:
    for each in everything:
        number, action = each.number.number, (each.action.text or "").lower()
        for peer in each.entry.peers:
            found = addresses(peer.text or "")
            if number is not None and action in ("allow", "deny") and found is not None:
                yield _Line(number, action == "allow", peer.text or "", *found, each.entry)


def _open(lines: tuple[_Line, ...], protocol: str) -> tuple[Spans, Spans]:
    """The ports open to much of the internet, as AWS evaluates the entries, and those that no entry opens alone."""
    # The lowest number decides, so that the entries are laid over each other from the last to the first.
    spoken = [
        (ports, line)
        for line in sorted(lines, key=lambda line: line.number, reverse=True)
        if (ports := line.entry.ports(protocol)) and ports[0] <= ports[1]
    ]
    if not _much(line for _, line in spoken if line.allows):
        return (), ()
    every: list[Span] = []
    together: list[Span] = []
    for piece in pieces((ports for ports, _ in spoken), _PORTS):
        here = [line for ports, line in spoken if ports[0] <= piece[0] and piece[1] <= ports[1]]
        if _much(here):
            every.append(piece)
            if not any(line.allows and internet(line.cidr) for line in here):
                together.append(piece)
    return union(every), union(together)


def _much(lines: Iterable[_Line]) -> bool:
    allowed: dict[int, Spans] = {4: (), 6: ()}
    for line in lines:
        spans = allowed[line.version]
        allowed[line.version] = union((*spans, line.span)) if line.allows else without(spans, line.span)
    return any(much_of_internet(version, spans) for version, spans in allowed.items())


def _riddles(resource: Resource, everything: Iterable[_Numbered], graph: Graph) -> Iterator[Reading]:
    for each in everything:
        entry = each.entry
        for reading in (each.number, each.action, entry.protocol, entry.from_port, entry.to_port, *entry.peers):
            if reading.unknown and not graph.depends_on(resource, reading.path, *OWN_ADDRESSES):
                yield reading


def _acl(cidr: Value, first: Value, last: Value, protocol: Value = "tcp") -> tuple[Declared, ...]:
    flow = {"protocol": protocol, "fromPort": first, "toPort": last, "cidrBlock": cidr}
    return (
        Declared(
            type=NETWORK_ACL,
            properties={"vpcId": "vpc-0a1b2c3d4e5f60718", "ingress": [{"ruleNo": 100, "action": "allow", **flow}]},
        ),
        Declared(
            type=NETWORK_ACL_RULE,
            properties={
                "networkAclId": "acl-0a1b2c3d4e5f60718",
                "ruleNumber": 100,
                "ruleAction": "allow",
                "egress": False,
                **flow,
            },
        ),
    )


def _in_parts(*cidrs: Value) -> tuple[Declared, ...]:
    lines = [
        {"ruleNo": 100 + number, "action": "allow", "protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlock": cidr}
        for number, cidr in enumerate(cidrs)
    ]
    return (Declared(type=NETWORK_ACL, properties={"vpcId": "vpc-0a1b2c3d4e5f60718", "ingress": lines}),)


RULES: tuple[Rule, ...] = (
    RelationRule(
        "network-acl-remote-ports-not-open",
        ACL_FORMS,
        _no_ports("SSH (22) and RDP (3389)", *REMOTE_PORTS),
        Examples(
            good=_acl("203.0.113.0/24", 22, 22), bad=_acl("0.0.0.0/0", 22, 22), unknown=_acl("0.0.0.0/0", UNKNOWN, 22)
        ),
    ),
    RelationRule(
        "network-acl-ftp-not-open",
        ACL_FORMS,
        _no_ports("FTP (20, 21)", *FTP_PORTS),
        Examples(good=_acl("0.0.0.0/0", 443, 443), bad=_acl("0.0.0.0/0", 20, 21), unknown=_acl(UNKNOWN, 20, 21)),
    ),
    RelationRule(
        "network-acl-all-ports-not-open",
        ACL_FORMS,
        _not_all_ports,
        Examples(
            good=_acl("10.0.0.0/16", 0, 0, "-1"),
            bad=_acl("0.0.0.0/0", 0, 0, "-1"),
            unknown=_acl("0.0.0.0/0", 0, 0, UNKNOWN),
        ),
    ),
    RelationRule(
        "network-acl-not-open-in-parts",
        ACL_FORMS,
        _not_in_parts,
        Examples(
            good=_in_parts("10.0.0.0/16", "203.0.113.0/24"),
            bad=_in_parts("11.0.0.0/8", "12.0.0.0/8"),
            unknown=_in_parts("11.0.0.0/8", UNKNOWN),
        ),
    ),
)
