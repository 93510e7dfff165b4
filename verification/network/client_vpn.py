"""vpn.mfa: people enter by the identity provider's sign-in, by group, logged, through more than one zone.

That the identity provider asks for a second factor is its own setting, and attested.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Responses, Scope
from verification.live import Live
from verification.network.calls import (
    CLIENT_VPN_ACCESS,
    CLIENT_VPN_NETWORKS,
    CLIENT_VPNS,
    SAML_PROVIDERS,
    SUBNETS,
)

_GONE: Final = ("deleting", "deleted")
_FEDERATED: Final = "federated-authentication"
# What AWS does where SessionTimeoutHours is left out.
_DEFAULT_HOURS: Final = 24
_FEWEST_ZONES: Final = 2
_NOTICE: Final = timedelta(days=30)
"""How long before its end the metadata of an identity provider must be replaced (control vpn.mfa)."""


def _endpoints(live: Live) -> Iterator[Found]:
    for each in live.items(CLIENT_VPNS):
        if _status(each) not in _GONE:
            yield Found(live.arn("ec2", f"client-vpn-endpoint/{each['ClientVpnEndpointId']}"), each)


def _status(facts: Mapping[str, Any]) -> str:
    return (facts.get("Status") or {}).get("Code") or "not set"


def _available(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if _status(found.facts) != "available":
        yield broken("Status.Code", f"Status is {_status(found.facts)}, it must be available")


def _federated(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    options = found.facts.get("AuthenticationOptions") or ()
    for each in options:
        federated = each.get("FederatedAuthentication") or {}
        if each.get("Type") == _FEDERATED and federated.get("SamlProviderArn"):
            return
    shown = ", ".join(each.get("Type", "") for each in options) or "not set"
    message = f"AuthenticationOptions are {shown}, so no identity provider asks for a second factor"
    yield broken("AuthenticationOptions", message)


def _logged(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    options = found.facts.get("ConnectionLogOptions") or {}
    if not options.get("Enabled"):
        yield broken("ConnectionLogOptions.Enabled", "ConnectionLogOptions.Enabled is false")
    elif not options.get("CloudwatchLogGroup"):
        yield broken("ConnectionLogOptions.CloudwatchLogGroup", "ConnectionLogOptions.CloudwatchLogGroup is not set")


def _ends(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    hours = found.facts.get("SessionTimeoutHours", _DEFAULT_HOURS)
    if hours > bar.vpn_session_hours:
        message = f"SessionTimeoutHours is {hours}, it must be at most {bar.vpn_session_hours}"
        yield broken("SessionTimeoutHours", message)


def _by_group(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in live.items(CLIENT_VPN_ACCESS, {"ClientVpnEndpointId": found.facts["ClientVpnEndpointId"]}):
        if each.get("AccessAll"):
            yield broken("AccessAll", f"AccessAll is true: whoever signs in reaches {each.get('DestinationCidr')}")


def _two_zones(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    gateway = found.facts.get("TransitGatewayConfiguration") or {}
    zones = {*(gateway.get("AvailabilityZones") or ()), *(gateway.get("AvailabilityZoneIds") or ())}
    if not gateway:
        networks = live.items(CLIENT_VPN_NETWORKS, {"ClientVpnEndpointId": found.facts["ClientVpnEndpointId"]})
        subnets = {each.get("TargetNetworkId") for each in networks if _joined(each)}
        zones = {each.get("AvailabilityZone") for each in live.items(SUBNETS) if each["SubnetId"] in subnets}
    if len(zones) < _FEWEST_ZONES:
        message = f"the endpoint is associated with {len(zones)} zone(s), losing a zone must lock nobody out"
        yield broken("ClientVpnTargetNetworks", message)


def _joined(network: Mapping[str, Any]) -> bool:
    return bool((network.get("Status") or {}).get("Code") == "associated")


def _providers(live: Live) -> Iterator[Found]:
    for each in live.items(SAML_PROVIDERS):
        yield Found(each["Arn"], each)


def _current(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    until = found.facts.get("ValidUntil")
    if until is not None and until <= live.now + _NOTICE:
        yield broken("ValidUntil", f"ValidUntil is {until:%Y-%m-%d}: after that nobody can sign in by this provider")


_ENDPOINT_ID: Final = "cvpn-endpoint-0123456789abcdef0"


def _endpoint(**facts: Any) -> Mapping[str, Any]:
    base = {
        "ClientVpnEndpointId": _ENDPOINT_ID,
        "Status": {"Code": "available"},
        "AuthenticationOptions": [
            {
                "Type": _FEDERATED,
                "FederatedAuthentication": {"SamlProviderArn": "arn:aws:iam::123456789012:saml-provider/staff"},
            }
        ],
        "ConnectionLogOptions": {"Enabled": True, "CloudwatchLogGroup": "/vpn/staff"},
        "SessionTimeoutHours": 8,
    }
    return {"ClientVpnEndpoints": [base | facts]}


def _access(*, everybody: bool) -> Responses:
    rule = {"ClientVpnEndpointId": _ENDPOINT_ID, "DestinationCidr": "10.0.0.0/16", "AccessAll": everybody}
    return {CLIENT_VPNS: _endpoint(), CLIENT_VPN_ACCESS: {"AuthorizationRules": [rule]}}


def _networks(*zones: str) -> Responses:
    networks = [
        {"TargetNetworkId": f"subnet-{number}", "Status": {"Code": "associated"}} for number, _ in enumerate(zones)
    ]
    subnets = [{"SubnetId": f"subnet-{number}", "AvailabilityZone": zone} for number, zone in enumerate(zones)]
    return {
        CLIENT_VPNS: _endpoint(),
        CLIENT_VPN_NETWORKS: {"ClientVpnTargetNetworks": networks},
        SUBNETS: {"Subnets": subnets},
    }


def _provider(until: datetime) -> Responses:
    provider = {"Arn": "arn:aws:iam::123456789012:saml-provider/staff", "ValidUntil": until}
    return {SAML_PROVIDERS: {"SAMLProviderList": [provider]}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="client-vpn-endpoint-present",
        calls=(CLIENT_VPNS,),
        finds=_endpoints,
        judge=_available,
        # Of a stack's regions only the home one must have it: the others hold copies and what is global.
        scope=Scope.ACCOUNT,
        presence=True,
        examples=Examples(
            holds={CLIENT_VPNS: _endpoint()}, broken={CLIENT_VPNS: _endpoint(Status={"Code": "pending-associate"})}
        ),
    ),
    Check(
        id="client-vpn-federated-sign-in",
        calls=(CLIENT_VPNS,),
        finds=_endpoints,
        judge=_federated,
        examples=Examples(
            holds={CLIENT_VPNS: _endpoint()},
            broken={CLIENT_VPNS: _endpoint(AuthenticationOptions=[{"Type": "certificate-authentication"}])},
        ),
    ),
    Check(
        id="client-vpn-connections-logged",
        calls=(CLIENT_VPNS,),
        finds=_endpoints,
        judge=_logged,
        examples=Examples(
            holds={CLIENT_VPNS: _endpoint()}, broken={CLIENT_VPNS: _endpoint(ConnectionLogOptions={"Enabled": False})}
        ),
    ),
    Check(
        id="client-vpn-session-ends",
        calls=(CLIENT_VPNS,),
        finds=_endpoints,
        judge=_ends,
        examples=Examples(holds={CLIENT_VPNS: _endpoint()}, broken={CLIENT_VPNS: _endpoint(SessionTimeoutHours=24)}),
    ),
    Check(
        id="client-vpn-access-by-group",
        calls=(CLIENT_VPNS, CLIENT_VPN_ACCESS),
        finds=_endpoints,
        judge=_by_group,
        examples=Examples(holds=_access(everybody=False), broken=_access(everybody=True)),
    ),
    Check(
        id="client-vpn-two-zones",
        calls=(CLIENT_VPNS, CLIENT_VPN_NETWORKS, SUBNETS),
        finds=_endpoints,
        judge=_two_zones,
        examples=Examples(holds=_networks("eu-west-1a", "eu-west-1b"), broken=_networks("eu-west-1a", "eu-west-1a")),
    ),
    Check(
        id="saml-provider-metadata-current",
        calls=(SAML_PROVIDERS,),
        finds=_providers,
        judge=_current,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds=_provider(datetime(2036, 1, 1, tzinfo=UTC)), broken=_provider(datetime(2026, 12, 1, tzinfo=UTC))
        ),
        info=RuleInfo(
            id="saml-provider-metadata-current",
            control="vpn.mfa",
            title="The metadata of identity providers ends in no less than 30 days",
            severity=Severity.HIGH,
            fix="Fetch the identity provider's metadata again and update samlMetadataDocument of the iam.SamlProvider.",
        ),
    ),
)
