"""The client VPN and the links of offices: the subtle parts of their rules."""

import pytest

from guardrails.rule import Declared
from guardrails.rules.network import types as t
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Verdict
from tests.guardrails.rules.network.judging import FAILED, PASSED, UNDETERMINED, verdicts

_SAML = "arn:aws:iam::123456789012:saml-provider/staff"
_FEDERATED = {"type": "federated-authentication", "samlProviderArn": _SAML}
_CERTIFICATE = {
    "type": "certificate-authentication",
    "rootCertificateChainArn": "arn:aws:acm:eu-west-1:1:certificate/1",
}


def endpoint(**properties: Value) -> Declared:
    return Declared(type=t.CLIENT_VPN, properties=properties)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([_FEDERATED], PASSED),
        ([_CERTIFICATE, _FEDERATED], PASSED),
        ([{**_FEDERATED, "samlProviderArn": UNKNOWN}], PASSED),
        ([_CERTIFICATE], FAILED),
        ([{"type": "directory-service-authentication", "activeDirectoryId": "d-1"}], FAILED),
        ([{"type": "federated-authentication"}], FAILED),
        ([], FAILED),
        ([_CERTIFICATE, {"type": UNKNOWN}], UNDETERMINED),
        (UNKNOWN, UNDETERMINED),
    ],
)
def test_somebody_who_connects_is_signed_in_by_an_identity_provider(options: Value, expected: list[Verdict]) -> None:
    assert verdicts("client-vpn-federated-sign-in", endpoint(authenticationOptions=options)) == expected


@pytest.mark.parametrize(("hours", "expected"), [(8, PASSED), ("12", PASSED), (24, FAILED), (UNKNOWN, UNDETERMINED)])
def test_a_session_ends_within_twelve_hours(hours: Value, expected: list[Verdict]) -> None:
    assert verdicts("client-vpn-session-ends", endpoint(sessionTimeoutHours=hours)) == expected


def association(name: str, subnet: Value, *of: str) -> Declared:
    return Declared(
        type=t.CLIENT_VPN_ASSOCIATION,
        name=name,
        properties={"clientVpnEndpointId": UNKNOWN, "subnetId": subnet},
        depends={"clientVpnEndpointId": ("main",), **({"subnetId": of} if of else {})},
    )


def subnet(name: str, zone: Value) -> Declared:
    return Declared(type=t.SUBNET, name=name, properties={"vpcId": "vpc-1", "availabilityZone": zone})


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        (("eu-west-1a", "eu-west-1b"), PASSED),
        # AWS takes one subnet of each zone only, so that two unknown zones are two.
        ((UNKNOWN, UNKNOWN), PASSED),
        (("eu-west-1a", "eu-west-1a"), FAILED),
    ],
)
def test_zones_are_counted_and_not_associations(zones: tuple[Value, Value], expected: list[Verdict]) -> None:
    stack = (
        endpoint(),
        subnet("one", zones[0]),
        subnet("two", zones[1]),
        association("first", UNKNOWN, "one"),
        association("second", UNKNOWN, "two"),
    )
    assert verdicts("client-vpn-two-zones", *stack) == expected


@pytest.mark.parametrize(
    ("gateway", "expected"),
    [
        ({"availabilityZones": ["eu-west-1a", "eu-west-1b"]}, PASSED),
        ({"availabilityZoneIds": ["euw1-az1", "euw1-az2"]}, PASSED),
        ({"availabilityZones": ["eu-west-1a"]}, FAILED),
        ({"availabilityZones": UNKNOWN}, UNDETERMINED),
    ],
)
def test_an_endpoint_of_a_transit_gateway_says_its_zones_itself(
    gateway: dict[str, Value], expected: list[Verdict]
) -> None:
    assert verdicts("client-vpn-two-zones", endpoint(transitGatewayConfiguration=gateway)) == expected


def test_an_endpoint_without_an_association_lets_nobody_in() -> None:
    assert verdicts("client-vpn-two-zones", endpoint()) == FAILED


def router(name: str, **properties: Value) -> Declared:
    return Declared(type=t.CUSTOMER_GATEWAY, name=name, properties={"type": "ipsec.1", "bgpAsn": "65010", **properties})


def _berlin(address: Value) -> dict[str, Value]:
    return {"ipAddress": address, "tags": {"office": "berlin"}}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (_berlin("9.9.9.9"), PASSED),
        (_berlin("8.8.4.4"), FAILED),
        (_berlin(UNKNOWN), UNDETERMINED),
        ({"ipAddress": "9.9.9.9", "tags": {"office": "paris"}}, FAILED),
        ({"ipAddress": "9.9.9.9"}, FAILED),
        ({"ipAddress": "9.9.9.9", "tags": {"office": UNKNOWN}}, UNDETERMINED),
        ({"ipAddress": "8.8.4.4", "tags": UNKNOWN}, FAILED),
        ({"certificateArn": "arn:aws:acm:eu-west-1:1:certificate/1", "tags": {"office": "berlin"}}, PASSED),
    ],
)
def test_an_office_has_two_routers_of_two_addresses(other: dict[str, Value], expected: list[Verdict]) -> None:
    assert verdicts("site-vpn-two-links", router("main", **_berlin("8.8.4.4")), router("other", **other)) == expected


def test_routers_that_name_no_office_are_of_one() -> None:
    assert (
        verdicts("site-vpn-two-links", router("main", ipAddress="8.8.4.4"), router("b", ipAddress="9.9.9.9")) == PASSED
    )


def link(**properties: Value) -> Declared:
    return Declared(type=t.VPN_CONNECTION, properties={"type": "ipsec.1", **properties})


def test_both_tunnels_are_judged() -> None:
    one = link(tunnel1IkeVersions=["ikev2"], tunnel2IkeVersions=["ikev1", "ikev2"])
    assert verdicts("site-vpn-ike-version-2", one) == FAILED
    assert verdicts("site-vpn-ike-version-2", link(tunnel1IkeVersions=["ikev2"])) == FAILED


def test_the_default_ciphers_are_weak() -> None:
    assert set(verdicts("site-vpn-strong-ciphers", link())) == {Verdict.FAILED}


def test_a_weak_group_among_strong_ones_is_found() -> None:
    strong = {
        f"tunnel{number}Phase{phase}{what}": value
        for number in (1, 2)
        for phase in (1, 2)
        for what, value in (
            ("DhGroupNumbers", [20]),
            ("EncryptionAlgorithms", ["AES256"]),
            ("IntegrityAlgorithms", ["SHA2-256"]),
        )
    }
    assert verdicts("site-vpn-strong-ciphers", link(**strong)) == PASSED
    assert verdicts("site-vpn-strong-ciphers", link(**{**strong, "tunnel2Phase2DhGroupNumbers": [20, 5.0]})) == FAILED
    unsure = link(**{**strong, "tunnel2Phase2DhGroupNumbers": [20, UNKNOWN]})
    assert verdicts("site-vpn-strong-ciphers", unsure) == UNDETERMINED


def test_a_preshared_key_in_the_program_is_refused_wherever_it_is_stored() -> None:
    given = link(presharedKeyStorage="SecretsManager", tunnel2PresharedKey=UNKNOWN)
    assert verdicts("site-vpn-preshared-keys-kept", given) == FAILED
