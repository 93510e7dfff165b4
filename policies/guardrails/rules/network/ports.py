"""One view over the three forms in which a security group's rules are written.

Inline ``ingress`` and ``egress`` of a group, ``ec2.SecurityGroupRule``, and ``vpc.SecurityGroupIngressRule`` and
``EgressRule`` all become entries: from where, over which protocol and ports, and what is not known of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Resource
from guardrails.rule import Findings, JudgeResource
from guardrails.rules.network.cidr import open_to_internet
from guardrails.rules.network.types import (
    DEFAULT_SECURITY_GROUP,
    EGRESS_RULE,
    INGRESS_RULE,
    OWN_ADDRESSES,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
)
from guardrails.thresholds import Thresholds
from guardrails.values import Reading, State
from guardrails.verdicts import failed, undetermined

_LAST: Final = 65535
_HALF: Final = 32768
_NUMBERS: Final = {"6": "tcp", "17": "udp", "all": "-1"}
_WITH_PORTS: Final = ("tcp", "udp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule of a security group or network ACL, as written.

    ``peers`` are its CIDR blocks, IPv4 and IPv6; security groups and prefix lists are not among them, for they are
    never the internet (a prefix list of the stack is judged by its own rule, and in ``parts`` with what else a group
    opens). ``lists`` is the property that names prefix lists.
    """

    at: str
    peers: tuple[Reading, ...]
    protocol: Reading
    from_port: Reading
    to_port: Reading
    description: Reading
    lists: Reading

    def covers(self, *ports: int, protocols: tuple[str, ...] = ("tcp",)) -> bool | None:
        """Whether one of the ports is reachable by one of the protocols; None where it is not known."""
        spoken = self._speaks(protocols)
        if spoken is not True or self._all_protocols:
            return spoken
        return any_of(self._spans(port, port) for port in ports)

    @property
    def every_port(self) -> bool | None:
        """Whether the entry speaks of all ports, by protocol -1 or by a range from 0 or 1 to the last."""
        spoken = self._speaks(_WITH_PORTS)
        if spoken is not True or self._all_protocols:
            return spoken
        return self._spans(1, _LAST)

    @property
    def most_ports(self) -> bool | None:
        """Whether the entry speaks of half of all ports or more, as one of two that together open all."""
        spoken = self._speaks(_WITH_PORTS)
        if spoken is not True or self._all_protocols:
            return spoken
        low, high = self._first, self._last
        if (high if high is not None else _LAST) - (low or 0) + 1 < _HALF:
            return False
        return None if low is None or high is None else True

    def only(self, port: int, protocols: tuple[str, ...] = ("tcp",)) -> bool | None:
        """Whether the entry speaks of this port by these protocols and of nothing else; None where not known."""
        if self._all_protocols:
            return False
        known = (self._first, self._last)
        if any(number is not None and number != port for number in known):
            return False
        spoken = self._speaks(protocols)
        return spoken if spoken is not True or None not in known else None

    def ports(self, protocol: str) -> tuple[int, int] | None:
        """The first and last port that it speaks of by a protocol: (1, 0) for none, None where that is not known."""
        spoken = self._speaks((protocol,))
        if spoken is None:
            return None
        if not spoken:
            return (1, 0)
        low, high = (0, _LAST) if self._all_protocols else (self._first, self._last)
        return None if low is None or high is None else (low, high)

    @property
    def _spoken(self) -> str:
        text = (self.protocol.default("-1").text or "").lower()
        return _NUMBERS.get(text, text)

    @property
    def _all_protocols(self) -> bool:
        return not self.protocol.unknown and self._spoken == "-1"

    def _speaks(self, protocols: tuple[str, ...]) -> bool | None:
        if self.protocol.unknown:
            return None
        return self._all_protocols or self._spoken in protocols

    @property
    def _first(self) -> int | None:
        return _port(self.from_port, 0)

    @property
    def _last(self) -> int | None:
        return _port(self.to_port, _LAST)

    def _spans(self, first: int, last: int) -> bool | None:
        low, high = self._first, self._last
        if (low is not None and low > first) or (high is not None and high < last):
            return False
        return None if low is None or high is None else True


def ingress(resource: Resource) -> Iterator[Entry]:
    """What a group, or a rule of one, lets in."""
    yield from _entries(resource, "ingress", INGRESS_RULE)


def egress(resource: Resource) -> Iterator[Entry]:
    """What a group, or a rule of one, lets out."""
    yield from _entries(resource, "egress", EGRESS_RULE)


def none_open(ports: tuple[int, ...], service: str, protocols: tuple[str, ...] = ("tcp",)) -> JudgeResource:
    """No entry may let the internet reach one of the ports."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        for entry in ingress(resource):
            yield from opened(entry, entry.covers(*ports, protocols=protocols), service)

    return judge


def opened(entry: Entry, speaks: bool | None, service: str) -> Findings:
    """What is wrong with an entry that speaks of what must not be open: a peer that is, or may be, the internet."""
    if speaks is False:
        return
    for peer in entry.peers:
        reaches = open_to_internet(peer)
        if reaches is False:
            continue
        if reaches is None:
            message = f"{peer.path} is not known yet; {service} must not be open to the internet"
            yield undetermined(peer, message, proven_by=OWN_ADDRESSES)
        elif speaks is None:
            yield undetermined(
                entry.at, f"{peer.path} is {peer.shown} and the ports are not known yet; {service} must not be open"
            )
        else:
            yield failed(peer, f"{peer.path} is {peer.shown}: {service} must not be open to the internet")


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """True where one answer is, None where one may be, else False."""
    given = tuple(answers)
    return True if True in given else None if None in given else False


def elements(*readings: Reading) -> tuple[Reading, ...]:
    """The elements of lists, and the whole of each list that is not known."""
    return tuple(element for reading in readings for element in ((reading,) if reading.unknown else reading.each()))


def _entries(resource: Resource, direction: str, rule_type: str) -> Iterator[Entry]:
    if resource.type in (SECURITY_GROUP, DEFAULT_SECURITY_GROUP):
        for block in elements(resource.read(direction)):
            yield _inline(block)
    elif resource.type == SECURITY_GROUP_RULE:
        kind = resource.read("type")
        if kind.unknown or kind.text == direction:
            yield Entry(
                at="protocol",
                peers=elements(resource.read("cidrBlocks"), resource.read("ipv6CidrBlocks")),
                # Where the direction is not known, nothing is known of what the rule lets in.
                protocol=kind if kind.unknown else resource.read("protocol"),
                from_port=resource.read("fromPort"),
                to_port=resource.read("toPort"),
                description=resource.read("description"),
                lists=resource.read("prefixListIds"),
            )
    elif resource.type == rule_type:
        yield Entry(
            at="ipProtocol",
            peers=elements(resource.read("cidrIpv4"), resource.read("cidrIpv6")),
            protocol=resource.read("ipProtocol"),
            from_port=resource.read("fromPort"),
            to_port=resource.read("toPort"),
            description=resource.read("description"),
            lists=resource.read("prefixListId"),
        )


def _inline(block: Reading) -> Entry:
    unknown = (Reading(block.path, State.UNKNOWN),) if block.unknown else ()
    return Entry(
        at=block.path,
        peers=unknown or elements(block.get("cidrBlocks"), block.get("ipv6CidrBlocks")),
        protocol=block.get("protocol"),
        from_port=block.get("fromPort"),
        to_port=block.get("toPort"),
        description=block.get("description"),
        lists=block.get("prefixListIds"),
    )


def _port(reading: Reading, absent: int) -> int | None:
    """The port, None where it is not known; AWS writes -1 for all."""
    if reading.unknown:
        return None
    number = reading.default(absent).number
    return absent if number is None or number < 0 else int(number)
