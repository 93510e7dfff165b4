"""How people enter the network: by the identity provider's sign-in, by group, logged, through more than one zone."""

from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import all_of, must_be_at_most, must_be_false, must_be_set, must_be_true
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
from guardrails.rules.network.types import CLIENT_VPN, CLIENT_VPN_ACCESS, CLIENT_VPN_ASSOCIATION, SUBNET
from guardrails.thresholds import Thresholds
from guardrails.tokens import LOG_GROUP
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_FEDERATED: Final = "federated-authentication"
# What AWS does where sessionTimeoutHours is left out.
_DEFAULT_HOURS: Final = 24
_FEWEST_ZONES: Final = 2


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(CLIENT_VPN):
        yield failed(None, "the stack has no Client VPN endpoint")


def _federated(endpoint: Resource, _bar: Thresholds) -> Findings:
    options = endpoint.read("authenticationOptions")
    kinds = [option.get("type") for option in options.each()]
    for option in options.each():
        if option.get("type").text == _FEDERATED and option.get("samlProviderArn").absent:
            yield failed(option, f"{option.path} is federated and names no samlProviderArn")
    if any(kind.text == _FEDERATED for kind in kinds):
        return
    if options.unknown or any(kind.unknown for kind in kinds):
        yield undetermined(options, f"{options.path} is not known yet; one type must be {_FEDERATED}")
    else:
        shown = ", ".join(kind.shown for kind in kinds) or "not set"
        yield failed(options, f"{options.path} is {shown}, so no identity provider asks for a second factor")


def _in_two_zones(endpoint: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    gateway = endpoint.read("transitGatewayConfiguration")
    if gateway.absent:
        found = graph.referrers(endpoint, CLIENT_VPN_ASSOCIATION, "clientVpnEndpointId")
        places = [_place(association, graph) for association in found.resources]
        resolved = found.resolved
    else:
        zones = gateway.get("availabilityZones")
        zones = gateway.get("availabilityZoneIds") if zones.absent else zones
        places = [zone.text for zone in zones.each()]
        resolved = not zones.unknown
    known = {place for place in places if place is not None}
    if len(known) >= _FEWEST_ZONES:
        return
    if not resolved or None in places:
        yield undetermined(None, "not every NetworkAssociation of the endpoint is known; it needs two zones")
    else:
        yield failed(None, f"the endpoint is associated with {len(known)} zone, losing a zone must lock nobody out")


def _place(association: Resource, graph: Graph) -> str | None:
    """The zone of an association; its subnet will do, for AWS takes one of each zone only."""
    subnets = graph.references(association, "subnetId", SUBNET).resources
    if len(subnets) == 1:
        return subnets[0].read("availabilityZone").text or subnets[0].urn
    return association.read("subnetId").text


_BASE: Final[dict[str, Value]] = {
    "clientCidrBlock": "172.20.0.0/20",
    "serverCertificateArn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
}
_SAML: Final = "arn:aws:iam::123456789012:saml-provider/staff"
_ENDPOINT: Final = Declared(type=CLIENT_VPN, name="endpoint", properties=_BASE)


def _signs_in(*options: Value) -> dict[str, Value]:
    return {**_BASE, "authenticationOptions": [*options]}


def _log(enabled: Value, **more: Value) -> dict[str, Value]:
    return {**_BASE, "connectionLogOptions": {"enabled": enabled, **more}}


def _association(name: str, subnet: Value) -> Declared:
    return Declared(
        type=CLIENT_VPN_ASSOCIATION,
        name=name,
        properties={"clientVpnEndpointId": UNKNOWN, "subnetId": subnet},
        depends={"clientVpnEndpointId": ("endpoint",)},
    )


_RULE: Final[dict[str, Value]] = {
    "clientVpnEndpointId": "cvpn-endpoint-0123456789abcdef0",
    "targetNetworkCidr": "10.0.0.0/16",
}

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="client-vpn-endpoint-present",
        types=(CLIENT_VPN,),
        judge=_present,
        examples=Examples(good=(_ENDPOINT,), bad=(), unknown=None),
    ),
    ResourceRule(
        id="client-vpn-federated-sign-in",
        types=(CLIENT_VPN,),
        judge=_federated,
        examples=examples(
            CLIENT_VPN,
            good=_signs_in({"type": _FEDERATED, "samlProviderArn": _SAML}),
            bad=_signs_in({"type": "certificate-authentication"}),
            unknown=_signs_in({"type": UNKNOWN}),
        ),
    ),
    ResourceRule(
        id="client-vpn-connections-logged",
        types=(CLIENT_VPN,),
        judge=all_of(
            must_be_true("connectionLogOptions.enabled"),
            must_be_set("connectionLogOptions.cloudwatchLogGroup", proven_by=(LOG_GROUP,)),
        ),
        examples=examples(
            CLIENT_VPN,
            good=_log(True, cloudwatchLogGroup="client-vpn"),
            bad=_log(False),
            unknown=_log(UNKNOWN, cloudwatchLogGroup="client-vpn"),
        ),
    ),
    ResourceRule(
        id="client-vpn-session-ends",
        types=(CLIENT_VPN,),
        judge=must_be_at_most(
            "sessionTimeoutHours", lambda bar: bar.vpn_session_hours, default=_DEFAULT_HOURS, unit="hours"
        ),
        examples=examples(
            CLIENT_VPN,
            good={**_BASE, "sessionTimeoutHours": 8},
            bad=_BASE,
            unknown={**_BASE, "sessionTimeoutHours": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="client-vpn-access-by-group",
        types=(CLIENT_VPN_ACCESS,),
        judge=all_of(must_be_false("authorizeAllGroups"), must_be_set("accessGroupId")),
        examples=examples(
            CLIENT_VPN_ACCESS,
            good={**_RULE, "accessGroupId": "engineers"},
            bad={**_RULE, "authorizeAllGroups": True},
            unknown={**_RULE, "accessGroupId": UNKNOWN},
        ),
    ),
    RelationRule(
        id="client-vpn-two-zones",
        types=(CLIENT_VPN,),
        judge=_in_two_zones,
        examples=Examples(
            good=(_ENDPOINT, _association("a", "subnet-0a"), _association("b", "subnet-0b")),
            bad=(_ENDPOINT, _association("a", "subnet-0a")),
            unknown=(_ENDPOINT, _association("a", "subnet-0a"), _association("b", UNKNOWN)),
        ),
    ),
)
