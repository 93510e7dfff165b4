"""How far an address range reaches: the whole internet, a wide public range, or less.

A range is compared as a network, never as text, so that ``0.0.0.0/0`` cut in halves or written with host bits is seen.
"""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from guardrails.rules.network.spans import Span, Spans, size, union, without
from guardrails.values import Reading

_PRIVATE_V4: Final = tuple(
    IPv4Network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")
)
_PRIVATE_V6: Final = tuple(IPv6Network(block) for block in ("fc00::/7", "fe80::/10", "::1/128"))

# No private block is wider than a /8, and no registry gives an IPv6 block wider than a /16 to anyone.
_INTERNET: Final = {4: 8, 6: 16}
# Beyond these a range is larger than what one office or partner has.
_WIDE: Final = {4: 24, 6: 32}


def internet(text: str) -> bool:
    """Whether a CIDR block is (a large part of) the internet."""
    network = _public(text)
    return network is not None and network.prefixlen < _INTERNET[network.version]


def wide(text: str) -> bool:
    """Whether a CIDR block is public and wider than /24 (IPv6: /32), and yet not the internet."""
    network = _public(text)
    return network is not None and _INTERNET[network.version] <= network.prefixlen < _WIDE[network.version]


def addresses(text: str) -> tuple[int, Span] | None:
    """The IP version of a CIDR block and its first and last address as numbers; None for what is no CIDR block."""
    network = _parse(text)
    if network is None:
        return None
    return network.version, (int(network.network_address), int(network.broadcast_address))


def public(version: int, spans: Spans) -> Spans:
    """The addresses of a set that are not private."""
    for block in _PRIVATE_V4 if version == 4 else _PRIVATE_V6:
        spans = without(spans, (int(block.network_address), int(block.broadcast_address)))
    return spans


def much_of_internet(version: int, spans: Spans) -> bool:
    """Whether a set of addresses holds as many public ones as the smallest block that is the internet alone."""
    bits = 32 if version == 4 else 128
    return size(public(version, spans)) >= 2 << (bits - _INTERNET[version])


def together_internet(texts: Iterable[str]) -> bool:
    """Whether CIDR blocks are together (a large part of) the internet, whatever each is alone."""
    spans: dict[int, list[Span]] = {}
    for text in texts:
        if (found := addresses(text)) is not None:
            spans.setdefault(found[0], []).append(found[1])
    return any(much_of_internet(version, union(members)) for version, members in spans.items())


def open_to_internet(reading: Reading) -> bool | None:
    """Whether a CIDR property reaches the internet; None where it is not known."""
    if reading.unknown:
        return None
    return reading.text is not None and internet(reading.text)


def prefix_length(text: str) -> tuple[int, int] | None:
    """The IP version and prefix length of a CIDR block, or None for what is no CIDR block."""
    network = _parse(text)
    return None if network is None else (network.version, network.prefixlen)


def covers(outer: str, inner: str) -> bool:
    """Whether every address of ``inner`` is in ``outer``."""
    wider, narrower = _parse(outer), _parse(inner)
    if isinstance(wider, IPv4Network) and isinstance(narrower, IPv4Network):
        return narrower.subnet_of(wider)
    if isinstance(wider, IPv6Network) and isinstance(narrower, IPv6Network):
        return narrower.subnet_of(wider)
    return False


def _parse(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _public(text: str) -> IPv4Network | IPv6Network | None:
    network = _parse(text)
    if isinstance(network, IPv4Network):
        return None if any(network.subnet_of(block) for block in _PRIVATE_V4) else network
    if isinstance(network, IPv6Network):
        return None if any(network.subnet_of(block) for block in _PRIVATE_V6) else network
    return None
