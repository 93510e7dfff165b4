"""Ways into the network: offices and their links, people and their VPN, names that may be looked up."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.support.asking import NOW, asked, messages
from verification.answers import Answer
from verification.check import Refusal, Responses
from verification.network.calls import (
    ALARMS,
    CLIENT_VPN_NETWORKS,
    CLIENT_VPNS,
    DNS_ASSOCIATIONS,
    DNS_CONFIG,
    DNS_DOMAINS,
    DNS_LISTS,
    DNS_RULES,
    FIREWALL_POLICY,
    FIREWALLS,
    LINKS,
    ROUTERS,
    SAML_PROVIDERS,
    SUBNETS,
    VPCS,
)
from verification.network.firewall import firewall
from verification.network.vpcs import ALL_VPCS, VPC_ID

LINK = {"VpnConnectionId": "vpn-1", "CustomerGatewayId": "cgw-1", "State": "available"}


def _link(**facts: Any) -> Mapping[Any, Any]:
    return {LINKS: {"VpnConnections": [LINK | facts]}}


def _router(name: str, office: str | None, **end: str) -> dict[str, Any]:
    tags = [] if office is None else [{"Key": "office", "Value": office}]
    return {"CustomerGatewayId": name, "State": "available", "Tags": tags, **end}


def test_one_tunnel_of_a_link_is_enough_to_be_up() -> None:
    telemetry = [{"Status": "DOWN", "StatusMessage": "IPSEC IS DOWN"}, {"Status": "UP"}]
    assert messages("site-vpn-tunnel-up", _link(VgwTelemetry=telemetry)) == []
    assert messages("site-vpn-tunnel-up", _link(VgwTelemetry=telemetry[:1])) == [
        "no tunnel of the link is UP (IPSEC IS DOWN)"
    ]


def test_a_link_that_was_deleted_is_none() -> None:
    ((answer, resource, _),) = asked("site-vpn-present", _link(State="deleted"))
    assert (answer, resource) == (Answer.ABSENT, None)


def test_two_routers_of_different_offices_are_no_second_link() -> None:
    routers = [_router("cgw-1", "berlin", IpAddress="198.51.100.7"), _router("cgw-2", "paris", IpAddress="203.0.113.9")]
    assert messages("site-vpn-two-links", {ROUTERS: {"CustomerGateways": routers}}) == [
        "no other customer gateway of the office berlin has another address, so one link carries it all",
        "no other customer gateway of the office paris has another address, so one link carries it all",
    ]


def test_routers_without_an_address_are_told_apart_by_certificate() -> None:
    routers = [_router(f"cgw-{name}", None, CertificateArn=f"arn:aws:acm:certificate/{name}") for name in "ab"]
    assert messages("site-vpn-two-links", {ROUTERS: {"CustomerGateways": routers}}) == []


@pytest.mark.parametrize(
    ("alarm", "said"),
    [
        ({"Dimensions": [{"Name": "VpnId", "Value": "vpn-2"}]}, "no alarm watches the TunnelState of the link"),
        ({"Dimensions": [{"Name": "TunnelIpAddress", "Value": "203.0.113.9"}]}, None),
        ({"Dimensions": [{"Name": "VpnId", "Value": "vpn-1"}], "MetricName": "TunnelDataIn"}, "no alarm watches"),
        ({"Dimensions": [{"Name": "VpnId", "Value": "vpn-1"}], "ActionsEnabled": False}, "alarm down watches the link"),
    ],
)
def test_an_alarm_counts_that_watches_the_link_and_tells_somebody(alarm: Mapping[str, Any], said: str | None) -> None:
    base = {
        "AlarmName": "down",
        "Namespace": "AWS/VPN",
        "MetricName": "TunnelState",
        "ActionsEnabled": True,
        "AlarmActions": ["arn:aws:sns:eu-west-1:123456789012:on-call"],
    }
    link = _link(VgwTelemetry=[{"OutsideIpAddress": "203.0.113.9", "Status": "UP"}])
    told = messages("site-vpn-tunnel-alarm", {**link, ALARMS: {"MetricAlarms": [{**base, **alarm}]}})
    assert [each[: len(said or "")] for each in told] == ([] if said is None else [said])


def test_an_alarm_may_watch_by_a_metric_expression() -> None:
    metric = {"Namespace": "AWS/VPN", "MetricName": "TunnelState", "Dimensions": [{"Name": "VpnId", "Value": "vpn-1"}]}
    alarm = {
        "AlarmName": "down",
        "ActionsEnabled": True,
        "AlarmActions": ["arn:aws:sns:eu-west-1:123456789012:on-call"],
        "Metrics": [
            {"Id": "m1", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Minimum"}},
            {"Id": "e1", "Expression": "m1 < 1"},
        ],
    }
    assert messages("site-vpn-tunnel-alarm", {**_link(), ALARMS: {"MetricAlarms": [alarm]}}) == []


def test_a_link_that_signs_in_by_certificate_has_no_key_to_keep() -> None:
    router = _router("cgw-1", None, CertificateArn="arn:aws:acm:certificate/a")
    answer = {**_link(), ROUTERS: {"CustomerGateways": [router]}}
    assert messages("site-vpn-preshared-keys-kept", answer) == []


def test_a_tunnel_takes_whatever_nobody_chose() -> None:
    options = {"TunnelOptions": [{"IkeVersions": [{"Value": "ikev2"}]}, {}]}
    assert messages("site-vpn-ike-version-2", _link(Options=options)) == [
        "tunnel2IkeVersions is not set, and the default takes ikev1 too"
    ]


def test_no_message_shows_a_shared_key() -> None:
    key = "a-key-that-nobody-may-see"
    link = _link(
        CustomerGatewayConfiguration=key,
        Options={"StaticRoutesOnly": True, "TunnelOptions": [{"PreSharedKey": key}, {"PreSharedKey": key}]},
    )
    for id_ in ("site-vpn-ike-version-2", "site-vpn-strong-ciphers", "site-vpn-dynamic-routes", "site-vpn-tunnel-up"):
        told = messages(id_, link)
        assert told
        assert not any(key in message for message in told)


def test_a_certificate_alone_signs_nobody_in() -> None:
    options = [{"Type": "certificate-authentication"}, {"Type": "federated-authentication"}]
    endpoint = {"ClientVpnEndpointId": "cvpn-1", "Status": {"Code": "available"}, "AuthenticationOptions": options}
    (message,) = messages("client-vpn-federated-sign-in", {CLIENT_VPNS: {"ClientVpnEndpoints": [endpoint]}})
    assert message == (
        "AuthenticationOptions are certificate-authentication, federated-authentication, so no identity provider asks "
        "for a second factor"
    )


def test_a_session_that_nobody_limited_lasts_a_day() -> None:
    endpoint = {"ClientVpnEndpointId": "cvpn-1", "Status": {"Code": "available"}}
    assert messages("client-vpn-session-ends", {CLIENT_VPNS: {"ClientVpnEndpoints": [endpoint]}}) == [
        "SessionTimeoutHours is 24, it must be at most 12"
    ]


def test_a_network_that_is_leaving_is_no_second_zone() -> None:
    networks = [
        {"TargetNetworkId": "subnet-a", "Status": {"Code": "associated"}},
        {"TargetNetworkId": "subnet-b", "Status": {"Code": "disassociating"}},
    ]
    endpoint = {"ClientVpnEndpointId": "cvpn-1", "Status": {"Code": "available"}}
    answer: Responses = {
        CLIENT_VPNS: {"ClientVpnEndpoints": [endpoint]},
        CLIENT_VPN_NETWORKS: {"ClientVpnTargetNetworks": networks},
        SUBNETS: {"Subnets": [{"SubnetId": f"subnet-{zone}", "AvailabilityZone": zone} for zone in "ab"]},
    }
    assert messages("client-vpn-two-zones", answer) == [
        "the endpoint is associated with 1 zone(s), losing a zone must lock nobody out"
    ]


@pytest.mark.parametrize(("days", "told"), [(31, False), (30, True), (-1, True)])
def test_the_metadata_of_an_identity_provider_must_last_a_month(days: int, *, told: bool) -> None:
    provider = {"Arn": "arn:aws:iam::123456789012:saml-provider/staff", "ValidUntil": NOW + timedelta(days=days)}
    listed = {SAML_PROVIDERS: {"SAMLProviderList": [provider]}}
    assert bool(messages("saml-provider-metadata-current", listed)) is told


def _dns(action: str, listed: Mapping[str, str], *, domains: Any) -> Mapping[Any, Any]:
    association = {"Id": "a", "Arn": "arn:aws:route53resolver:a", "FirewallRuleGroupId": "frg-1", "VpcId": VPC_ID}
    rule = {"FirewallRuleGroupId": "frg-1", "FirewallDomainListId": listed["Id"], "Name": "else", "Action": action}
    return {
        VPCS: ALL_VPCS,
        DNS_ASSOCIATIONS: {"FirewallRuleGroupAssociations": [{**association, "Status": "COMPLETE"}]},
        DNS_RULES: {"FirewallRules": [rule]},
        DNS_LISTS: {"FirewallDomainLists": [listed]},
        DNS_DOMAINS: domains,
    }


def test_domain_lists_of_aws_are_never_read() -> None:
    managed = {"Id": "fdl-1", "ManagedOwnerName": "Route 53 Resolver DNS Firewall"}
    answer = _dns("ALLOW", managed, domains=Refusal("AccessDeniedException"))
    assert messages("dns-firewall-allows-no-wildcard", answer) == []
    assert messages("dns-firewall-blocks-all-else", answer) == [
        "the VPC answers for every domain: no rule of its DNS firewall blocks '*'"
    ]


def test_the_profile_says_whether_all_other_domains_are_blocked() -> None:
    answer = _dns("ALERT", {"Id": "fdl-1"}, domains={"Domains": ["*."]})
    assert messages("dns-firewall-blocks-all-else", answer, bar="dev") == []
    assert messages("dns-firewall-blocks-all-else", answer) != []


def test_a_denied_configuration_of_one_vpc_hides_nothing_of_another() -> None:
    vpcs = {"Vpcs": [{"VpcId": name, "OwnerId": "123456789012"} for name in ("vpc-a", "vpc-b")]}
    open_ = {"FirewallConfig": {"FirewallFailOpen": "ENABLED"}}
    configs = (({"ResourceId": "vpc-a"}, Refusal("AccessDeniedException")), ({"ResourceId": "vpc-b"}, open_))
    answers = asked("dns-firewall-fails-closed", {VPCS: vpcs, DNS_CONFIG: configs})
    assert [answer for answer, _, _ in answers] == [Answer.NOT_PERMITTED, Answer.BROKEN]


def test_two_firewalls_with_one_policy_are_told_once() -> None:
    arn = "arn:aws:network-firewall:eu-west-1:123456789012"
    id_ = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
    response = {
        "FirewallPolicyName": "egress",
        "FirewallPolicyArn": f"{arn}:firewall-policy/egress",
        "FirewallPolicyId": id_,
    }
    answer: Responses = {
        **firewall(),
        FIREWALLS: {"Firewalls": [{"FirewallArn": f"{arn}:firewall/{name}"} for name in ("first", "second")]},
        FIREWALL_POLICY: {
            "UpdateToken": id_,
            "FirewallPolicyResponse": response,
            "FirewallPolicy": {"StatelessDefaultActions": [], "StatelessFragmentDefaultActions": []},
        },
    }
    assert messages("network-firewall-strict-order", answer) == [
        "RuleOrder is not set, and the default is DEFAULT_ACTION_ORDER, it must be STRICT_ORDER"
    ]
