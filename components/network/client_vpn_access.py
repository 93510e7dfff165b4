"""Who may reach what through the client VPN, and what its identity provider's metadata must be."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_SMALLEST_METADATA: Final = 1000
_KEY: Final = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, kw_only=True)
class Access:
    """What one group of the identity provider may reach.

    ``group_id`` is a value of the assertion's ``memberOf`` attribute, ``networks`` are IPv4 ranges of the VPC, each
    under a stable key. Raises ValueError for no group, no network, or a range that is none.
    """

    group_id: str
    networks: Mapping[str, str]

    def __post_init__(self) -> None:
        if not self.group_id.strip():
            raise ValueError("group_id is empty, which would let every group in: give the identity provider's group id")
        if not self.networks:
            raise ValueError(f"networks of the group {self.group_id!r} are empty: name what the group may reach")
        for key, cidr in self.networks.items():
            check_key("networks", key)
            network(f"networks.{key}", cidr)


def check_metadata(name: str, text: str) -> None:
    """Raises ValueError where IAM would refuse a SAML metadata document, or where it is no identity provider's."""
    if len(text) < _SMALLEST_METADATA:
        raise ValueError(f"{name} has {len(text)} characters, IAM wants {_SMALLEST_METADATA}: give the whole document")
    for part in ("EntityDescriptor", "IDPSSODescriptor", "X509Certificate"):
        if part not in text:
            raise ValueError(
                f"{name} has no {part}: give the metadata of an identity provider, as its console downloads it"
            )


def check_key(name: str, key: str) -> None:
    """Raises ValueError for a key that could not be part of a name, or is one of the component's own."""
    if not _KEY.fullmatch(key) or key == "resolver":
        raise ValueError(
            f"{name} has the key {key!r}: write it in lower-case letters, digits and hyphens, and not 'resolver'"
        )


def network(name: str, cidr: str) -> ipaddress.IPv4Network:
    """The range that ``cidr`` writes; raises ValueError where it is none."""
    try:
        return ipaddress.IPv4Network(cidr)
    except ValueError:
        raise ValueError(f"{name} is {cidr!r}, not an IPv4 range: write it as 10.0.0.0/16") from None
