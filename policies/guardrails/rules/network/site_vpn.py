"""How an office reaches the network: two links that fail over by themselves, over tunnels that hold."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import all_of, must_be_false, must_be_one_of, must_not_be_set
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.network.types import CUSTOMER_GATEWAY, VPN_CONNECTION
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

_TUNNELS: Final = ("tunnel1", "tunnel2")
# RFC 8247: groups of 1024 bits and less, and those with small subgroups; SHA-1. 128-bit ciphers are no 256-bit ones.
_WEAK: Final = {
    "Phase1DhGroupNumbers": frozenset({"2", "22", "23", "24"}),
    "Phase2DhGroupNumbers": frozenset({"2", "5", "22", "23", "24"}),
    "Phase1EncryptionAlgorithms": frozenset({"AES128", "AES128-GCM-16"}),
    "Phase2EncryptionAlgorithms": frozenset({"AES128", "AES128-GCM-16"}),
    "Phase1IntegrityAlgorithms": frozenset({"SHA1"}),
    "Phase2IntegrityAlgorithms": frozenset({"SHA1"}),
}


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(VPN_CONNECTION):
        yield failed(None, "the stack has no VPN connection to an office")


def _two_links(gateway: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    own, office = _end(gateway), gateway.read("tags.office")
    if own.unknown or office.unknown:
        yield undetermined(own, f"{own.path} or tags.office is not known yet; an office needs two links")
        return
    # What is known, and of the same end, is the gateway itself or no second link.
    routers = graph.derived(_routers)
    ends = [*routers.get((False, office.text), ()), *routers.get((True, None), ())]
    if any(end.known and end.text != own.text and not unsure for end, unsure in ends):
        return
    if any(end.unknown or (unsure and end.text != own.text) for end, unsure in ends):
        yield undetermined(own, "whether another CustomerGateway of the office has its own address is not known yet")
    else:
        named = f"office {office.shown}" if office.known else "office"
        yield failed(own, f"no other CustomerGateway of the {named} has another ipAddress, so one link carries it all")


def _routers(graph: Graph) -> dict[tuple[bool, str | None], tuple[tuple[Reading, bool], ...]]:
    """The ends of each office's links, each once, and whether the office is unsure; under True of unknown offices."""
    found: dict[tuple[bool, str | None], dict[object, tuple[Reading, bool]]] = {}
    for gateway in graph.of(CUSTOMER_GATEWAY):
        end, said = _end(gateway), gateway.read("tags.office")
        unsure = gateway.read("tags").unknown or said.unknown
        office = (True, None) if said.unknown else (False, said.text)
        found.setdefault(office, {})[end.key, unsure] = (end, unsure)
    return {office: tuple(ends.values()) for office, ends in found.items()}


def _end(gateway: Resource) -> Reading:
    """What tells one router from another: its address, or its certificate where the address changes."""
    address = gateway.read("ipAddress")
    return gateway.read("certificateArn") if address.absent else address


def _connected(gateway: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    found = graph.referrers(gateway, VPN_CONNECTION, "customerGatewayId")
    if found.resources:
        return
    if found.resolved:
        yield failed(None, "no VpnConnection uses the customer gateway, so the link is not there")
    else:
        yield undetermined(None, "a VpnConnection's customerGatewayId is not known; it may be this gateway's")


def _version_two_only(connection: Resource, _bar: Thresholds) -> Findings:
    for tunnel in _TUNNELS:
        versions = connection.read(f"{tunnel}IkeVersions")
        given = [version.text for version in versions.each()]
        if versions.unknown or (None in given and "ikev1" not in given):
            yield undetermined(versions, f"{versions.path} is not known yet; it must be ikev2 alone")
        elif not given:
            yield failed(versions, f"{versions.path} is not set, and the default takes ikev1 too")
        elif set(given) != {"ikev2"}:
            yield failed(versions, f"{versions.path} is {versions.shown}, it must be ikev2 alone")


def _strong(connection: Resource, _bar: Thresholds) -> Findings:
    for path, weak in ((f"{tunnel}{name}", weak) for tunnel in _TUNNELS for name, weak in _WEAK.items()):
        allowed = connection.read(path)
        given = [each.text for each in allowed.each()]
        if found := sorted(weak.intersection(each for each in given if each is not None)):
            yield failed(allowed, f"{allowed.path} takes {', '.join(found)}")
        elif allowed.unknown or None in given:
            yield undetermined(allowed, f"{allowed.path} is not known yet; it must not take {', '.join(sorted(weak))}")
        elif not given:
            yield failed(allowed, f"{allowed.path} is not set, and the default takes {', '.join(sorted(weak))}")


def _router(name: str, address: Value, **tags: Value) -> Declared:
    return Declared(
        type=CUSTOMER_GATEWAY,
        name=name,
        properties={"type": "ipsec.1", "ipAddress": address, "bgpAsn": "65010", "tags": {"office": "berlin", **tags}},
    )


def _link(**depends: tuple[str, ...]) -> Declared:
    return Declared(
        type=VPN_CONNECTION,
        name="link",
        properties={"type": "ipsec.1", "customerGatewayId": UNKNOWN},
        depends=depends,
    )


_LINK: Final[dict[str, Value]] = {"type": "ipsec.1", "customerGatewayId": "cgw-0123456789abcdef0"}
_STRONG: Final[dict[str, Value]] = {
    "Phase1DhGroupNumbers": [20],
    "Phase2DhGroupNumbers": [20],
    "Phase1EncryptionAlgorithms": ["AES256-GCM-16"],
    "Phase2EncryptionAlgorithms": ["AES256-GCM-16"],
    "Phase1IntegrityAlgorithms": ["SHA2-384"],
    "Phase2IntegrityAlgorithms": ["SHA2-384"],
}


def _both(**given: Value) -> dict[str, Value]:
    return {**_LINK, **{f"{tunnel}{name}": value for tunnel in _TUNNELS for name, value in given.items()}}


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="site-vpn-present",
        types=(VPN_CONNECTION,),
        judge=_present,
        examples=Examples(good=(_link(customerGatewayId=()),), bad=(), unknown=None),
    ),
    RelationRule(
        id="site-vpn-two-links",
        types=(CUSTOMER_GATEWAY,),
        judge=_two_links,
        examples=Examples(
            good=(_router("first", "198.51.100.7"), _router("second", "203.0.113.9")),
            bad=(_router("first", "198.51.100.7"), _router("second", "203.0.113.9", office="paris")),
            unknown=(_router("first", "198.51.100.7"), _router("second", UNKNOWN)),
        ),
    ),
    RelationRule(
        id="site-vpn-link-connected",
        types=(CUSTOMER_GATEWAY,),
        judge=_connected,
        examples=Examples(
            good=(_router("first", "198.51.100.7"), _link(customerGatewayId=("first",))),
            bad=(_router("first", "198.51.100.7"),),
            unknown=(_router("first", "198.51.100.7"), _link()),
        ),
    ),
    ResourceRule(
        id="site-vpn-dynamic-routes",
        types=(VPN_CONNECTION,),
        judge=must_be_false("staticRoutesOnly"),
        examples=examples(
            VPN_CONNECTION,
            good={**_LINK, "staticRoutesOnly": False},
            bad={**_LINK, "staticRoutesOnly": True},
            unknown={**_LINK, "staticRoutesOnly": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="site-vpn-ike-version-2",
        types=(VPN_CONNECTION,),
        judge=_version_two_only,
        examples=examples(
            VPN_CONNECTION,
            good=_both(IkeVersions=["ikev2"]),
            bad=_both(IkeVersions=["ikev1", "ikev2"]),
            unknown=_both(IkeVersions=UNKNOWN),
        ),
    ),
    ResourceRule(
        id="site-vpn-strong-ciphers",
        types=(VPN_CONNECTION,),
        judge=_strong,
        examples=examples(
            VPN_CONNECTION,
            good=_both(**_STRONG),
            bad=_both(**{**_STRONG, "Phase1IntegrityAlgorithms": ["SHA1"]}),
            unknown=_both(**{**_STRONG, "Phase1DhGroupNumbers": UNKNOWN}),
        ),
    ),
    ResourceRule(
        id="site-vpn-preshared-keys-kept",
        types=(VPN_CONNECTION,),
        judge=all_of(
            must_be_one_of("presharedKeyStorage", "SecretsManager", default="Standard"),
            *(must_not_be_set(f"{tunnel}PresharedKey", because="so the program knows a secret") for tunnel in _TUNNELS),
        ),
        examples=examples(
            VPN_CONNECTION,
            good={**_LINK, "presharedKeyStorage": "SecretsManager"},
            bad=_LINK,
            unknown={**_LINK, "presharedKeyStorage": UNKNOWN},
        ),
    ),
)
