"""Rules on network ACLs: what is let in from anywhere, with earlier denials honoured.

ACLs are evaluated by number, lowest first; what an earlier entry denies to everyone, a later one cannot let in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.network.cidr import covers
from guardrails.rules.network.ports import Entry, any_of, elements, opened
from guardrails.rules.network.types import ACL_FORMS, DEFAULT_NETWORK_ACL, NETWORK_ACL, NETWORK_ACL_RULE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, State, Value

REMOTE_PORTS: Final = (22, 3389)
FTP_PORTS: Final = (20, 21)


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
    members = [resource, *acls]
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
        # ACL entries have none.
        description=Reading(at, State.ABSENT),
    )
    return _Numbered(entry, get(number), get(action))


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
)
