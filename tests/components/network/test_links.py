"""The client VPN, and the links of offices."""

import json
import re
from typing import Any

import pytest

from components.network.client_vpn import ClientVpn, ClientVpnArgs
from components.network.client_vpn_access import Access
from components.network.site_vpn import Link, SiteVpn, SiteVpnArgs
from components.network.site_vpn_gateway import OfficeGateway, OfficeGatewayArgs
from guardrails.graph import Resource
from guardrails.values import UNKNOWN
from tests.components.network.building import ARGS, PLACEMENT, wired
from tests.support.recording import Recorded, record

KEY = ARGS.logs_key_arn
TOPIC = "arn:aws:sns:eu-west-1:123456789012:vouch-prod-alarms"
CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
METADATA = (
    '<EntityDescriptor entityID="https://id.example.com"><IDPSSODescriptor><X509Certificate>'
    + "A" * 1000
    + "</X509Certificate></IDPSSODescriptor></EntityDescriptor>"
)
ENDPOINT = "aws:ec2clientvpn/endpoint:Endpoint"
ACCESS = "aws:ec2clientvpn/authorizationRule:AuthorizationRule"
ASSOCIATION = "aws:ec2clientvpn/networkAssociation:NetworkAssociation"
CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
ROUTER = "aws:ec2/customerGateway:CustomerGateway"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
SUBNETS = {"eu-west-1a": "subnet-0a", "eu-west-1b": "subnet-0b"}


def client_vpn(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "vpc_id": "vpc-1",
        "vpc_cidr": "10.0.0.0/16",
        "subnet_ids": SUBNETS,
        "client_cidr": "172.20.0.0/20",
        "server_certificate_arn": CERTIFICATE,
        "saml_metadata": METADATA,
        "access": {"engineers": Access(group_id="g-1", networks={"private": "10.0.64.0/18"})},
        "log_key_arn": KEY,
    }
    args = ClientVpnArgs(**{**given, **changes})
    return record(lambda: ClientVpn("people", args))


def test_people_sign_in_by_the_identity_provider_and_anew_after_eight_hours() -> None:
    recorded = client_vpn()
    endpoint = recorded.one(ENDPOINT)
    assert endpoint.properties["authenticationOptions"] == [
        {"type": "federated-authentication", "samlProviderArn": UNKNOWN}
    ]
    assert wired(endpoint, "authenticationOptions") == ("aws:iam/samlProvider:SamlProvider::people-sign-in",)
    assert recorded.one("aws:iam/samlProvider:SamlProvider").properties == {
        "name": "vouch-prod-people-sign-in",
        "samlMetadataDocument": METADATA,
    }
    assert endpoint.properties["sessionTimeoutHours"] == 8
    assert endpoint.properties["disconnectOnSessionTimeout"] is True
    assert endpoint.properties["selfServicePortal"] == "disabled"


def test_a_certificate_is_asked_in_addition_never_alone() -> None:
    options = client_vpn(client_certificate_arn=CERTIFICATE).one(ENDPOINT).properties["authenticationOptions"]
    assert options == [
        {"type": "federated-authentication", "samlProviderArn": UNKNOWN},
        {"type": "certificate-authentication", "rootCertificateChainArn": CERTIFICATE},
    ]


def test_only_what_is_for_the_vpc_passes_and_routes_cannot_be_changed_on_the_laptop() -> None:
    properties = client_vpn().one(ENDPOINT).properties
    assert properties["splitTunnel"] is True
    assert properties["clientRouteEnforcementOptions"] == {"enforced": True}
    assert properties["dnsServers"] == ["10.0.0.2"]
    assert (properties["transportProtocol"], properties["vpnPort"]) == ("udp", 443)
    assert properties["clientLoginBannerOptions"]["enabled"] is True
    assert properties["clientCidrBlock"] == "172.20.0.0/20"


def test_connections_are_logged_under_the_customers_key() -> None:
    recorded = client_vpn()
    group = recorded.one(GROUP)
    assert group.properties["name"] == "vouch-prod-people-connections"
    assert group.properties["kmsKeyId"] == KEY
    assert group.properties["retentionInDays"] == 365
    assert group.options.protect
    endpoint = recorded.one(ENDPOINT)
    assert endpoint.properties["connectionLogOptions"]["enabled"] is True
    assert wired(endpoint, "connectionLogOptions") == (
        "aws:cloudwatch/logGroup:LogGroup::people-connections",
        "aws:cloudwatch/logStream:LogStream::people-connections",
    )


def test_each_zone_has_an_association() -> None:
    recorded = client_vpn()
    assert {each.name: each.properties["subnetId"] for each in recorded.all(ASSOCIATION)} == {
        "people-zone-eu-west-1a": "subnet-0a",
        "people-zone-eu-west-1b": "subnet-0b",
    }


def test_a_group_reaches_its_networks_and_the_resolver_and_no_rule_is_for_all() -> None:
    rules = client_vpn().all(ACCESS)
    assert [(each.name, each.properties["targetNetworkCidr"], each.properties["accessGroupId"]) for each in rules] == [
        ("people-access-engineers-private", "10.0.64.0/18", "g-1"),
        ("people-access-engineers-resolver", "10.0.0.2/32", "g-1"),
    ]
    assert all("authorizeAllGroups" not in each.properties for each in rules)


def test_clients_reach_the_stated_ports_of_a_network_once_and_nothing_reaches_clients() -> None:
    both = {
        "engineers": Access(group_id="g-1", networks={"private": "10.0.64.0/18"}),
        "support": Access(group_id="g-2", networks={"private": "10.0.64.0/18"}),
    }
    recorded = client_vpn(access=both, ports=(443, 8443))
    rules = recorded.all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
    assert [
        (each.properties["cidrIpv4"], each.properties["fromPort"], each.properties["toPort"]) for each in rules
    ] == [
        ("10.0.64.0/18", 443, 443),
        ("10.0.64.0/18", 8443, 8443),
    ]
    assert {each.properties["ipProtocol"] for each in rules} == {"tcp"}
    assert recorded.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"subnet_ids": {"eu-west-1a": "subnet-0a"}}, "subnet_ids names 1 zone"),
        ({"client_cidr": "172.20.0.0/24"}, "client_cidr is 172.20.0.0/24, AWS takes /12 to /22"),
        ({"client_cidr": "10.0.0.0/20"}, "client_cidr is 10.0.0.0/20, which overlaps the VPC's 10.0.0.0/16"),
        ({"client_cidr": "172.20.0.1/20"}, "client_cidr is '172.20.0.1/20', not an IPv4 range"),
        ({"server_certificate_arn": CERTIFICATE.replace("eu-west-1", "us-east-1")}, "in ACM of eu-west-1"),
        ({"saml_metadata": "<EntityDescriptor/>"}, "saml_metadata has 19 characters"),
        ({"saml_metadata": "<EntityDescriptor>" + "x" * 1000}, "saml_metadata has no IDPSSODescriptor"),
        ({"access": {}}, "access is empty"),
        ({"session_hours": 24}, "session_hours is 24: say 8, 10 or 12"),
        ({"ports": ()}, "ports are []"),
        ({"banner": ""}, "banner has 0 characters"),
        ({"retention_days": 30}, "retention_days is 30"),
    ],
)
def test_what_aws_or_a_promise_forbids_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        client_vpn(**changes)


def test_a_group_is_named_once_and_with_networks() -> None:
    twice = Access(group_id="g-1", networks={"private": "10.0.64.0/18"})
    with pytest.raises(ValueError, match="access names the group 'g-1' more than once"):
        client_vpn(access={"engineers": twice, "support": twice})
    outside = Access(group_id="g-1", networks={"all": "0.0.0.0/0"})
    with pytest.raises(ValueError, match=re.escape("access.engineers.networks.all is 0.0.0.0/0, not in the VPC's")):
        client_vpn(access={"engineers": outside})
    with pytest.raises(ValueError, match="group_id is empty"):
        Access(group_id=" ", networks={"private": "10.0.64.0/18"})
    with pytest.raises(ValueError, match="networks of the group 'g-1' are empty"):
        Access(group_id="g-1", networks={})


LINKS = {
    "fibre": Link(ip_address="8.8.4.4", bgp_asn=65010, provider="First Fibre"),
    "cable": Link(ip_address="9.9.9.9", bgp_asn=4200000001, provider="Second Cable"),
}


def office(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "office": "berlin",
        "links": LINKS,
        "gateway_id": "vgw-1",
        "log_group_arn": "arn:aws:logs:eu-west-1:123456789012:log-group:tunnels",
        "topic_arn": TOPIC,
    }
    args = SiteVpnArgs(**{**given, **changes})
    return record(lambda: SiteVpn("office-berlin", args))


def test_each_link_has_a_router_of_its_own() -> None:
    routers = {each.name: each.properties for each in office().all(ROUTER)}
    assert routers == {
        "office-berlin-router-fibre": {
            "type": "ipsec.1",
            "ipAddress": "8.8.4.4",
            "bgpAsn": "65010",
            "deviceName": "vouch-prod-berlin-fibre",
            "tags": {"Name": "office-berlin-link-fibre", "office": "berlin", "isp": "First Fibre"},
        },
        "office-berlin-router-cable": {
            "type": "ipsec.1",
            "ipAddress": "9.9.9.9",
            # AWS takes numbers above 2 147 483 647 here only.
            "bgpAsnExtended": "4200000001",
            "deviceName": "vouch-prod-berlin-cable",
            "tags": {"Name": "office-berlin-link-cable", "office": "berlin", "isp": "Second Cable"},
        },
    }


@pytest.mark.parametrize("tunnel", ["tunnel1", "tunnel2"])
def test_both_tunnels_are_strong_start_by_themselves_and_log(tunnel: str) -> None:
    properties = office().one(CONNECTION, "office-berlin-link-fibre").properties
    log = {
        "logEnabled": True,
        "logGroupArn": "arn:aws:logs:eu-west-1:123456789012:log-group:tunnels",
        "logOutputFormat": "json",
        "bgpLogEnabled": True,
        "bgpLogGroupArn": "arn:aws:logs:eu-west-1:123456789012:log-group:tunnels",
        "bgpLogOutputFormat": "json",
    }
    expected = {
        "IkeVersions": ["ikev2"],
        "Phase1DhGroupNumbers": [20, 21],
        "Phase2DhGroupNumbers": [20, 21],
        "Phase1EncryptionAlgorithms": ["AES256-GCM-16"],
        "Phase2EncryptionAlgorithms": ["AES256-GCM-16"],
        "Phase1IntegrityAlgorithms": ["SHA2-384", "SHA2-512"],
        "Phase2IntegrityAlgorithms": ["SHA2-384", "SHA2-512"],
        "StartupAction": "start",
        "DpdTimeoutAction": "restart",
        "DpdTimeoutSeconds": 30,
        "LogOptions": {"cloudwatchLogOptions": log},
    }
    assert {key: properties[f"{tunnel}{key}"] for key in expected} == expected
    assert f"{tunnel}PresharedKey" not in properties


def test_routes_are_dynamic_and_keys_are_in_secrets_manager() -> None:
    for connection in office().all(CONNECTION):
        assert connection.properties["staticRoutesOnly"] is False
        assert connection.properties["presharedKeyStorage"] == "SecretsManager"
        assert connection.properties["vpnGatewayId"] == "vgw-1"


def _watched(alarm: Resource) -> tuple[Any, ...]:
    keys = ("namespace", "metricName", "statistic", "period", "evaluationPeriods", "threshold", "comparisonOperator")
    return tuple(alarm.properties[key] for key in keys)


def test_each_tunnel_has_an_alarm_that_takes_silence_for_bad() -> None:
    alarms = {each.name: each for each in office().all(ALARM)}
    assert sorted(alarms) == [
        "office-berlin-tunnel-cable-first",
        "office-berlin-tunnel-cable-second",
        "office-berlin-tunnel-fibre-first",
        "office-berlin-tunnel-fibre-second",
    ]
    for name, alarm in alarms.items():
        assert _watched(alarm) == ("AWS/VPN", "TunnelState", "Maximum", 300, 3, 1, "LessThanThreshold")
        assert alarm.properties["dimensions"] == {"VpnId": UNKNOWN, "TunnelIpAddress": UNKNOWN}
        link = "fibre" if "fibre" in name else "cable"
        assert wired(alarm, "dimensions") == (f"{CONNECTION}::office-berlin-link-{link}",)
        assert alarm.properties["treatMissingData"] == "breaching"
        assert alarm.properties["alarmActions"] == [TOPIC]


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ({"fibre": LINKS["fibre"]}, "links of berlin name 1 link"),
        (
            {"fibre": LINKS["fibre"], "cable": Link(ip_address="8.8.4.4", bgp_asn=65011, provider="Other")},
            "links of berlin share one address",
        ),
        (
            {"fibre": LINKS["fibre"], "cable": Link(ip_address="9.9.9.9", bgp_asn=65011, provider="first fibre ")},
            "links of berlin share one provider",
        ),
        ({**LINKS, "Third": LINKS["fibre"]}, "links has the key 'Third'"),
    ],
)
def test_links_that_would_fail_together_are_refused(links: dict[str, Link], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        office(links=links)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"ip_address": "10.0.0.1"}, "ip_address is '10.0.0.1', not a public IPv4 address"),
        ({"ip_address": "office"}, "ip_address is 'office', not a public IPv4 address"),
        ({"bgp_asn": 7224}, "bgp_asn is 7224, which AWS does not take"),
        ({"provider": " "}, "provider is empty"),
    ],
)
def test_a_link_that_no_router_can_have_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Link(**{"ip_address": "8.8.4.4", "bgp_asn": 65010, "provider": "one", **given})


def gateway(**changes: Any) -> Recorded:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "vpc_id": "vpc-1",
        "route_table_ids": {"eu-west-1a": "rtb-0a", "eu-west-1b": "rtb-0b"},
        "log_key_arn": KEY,
    }
    args = OfficeGatewayArgs(**{**given, **changes})
    return record(lambda: OfficeGateway("offices", args))


def test_every_table_learns_the_way_back_to_the_offices() -> None:
    recorded = gateway()
    assert recorded.one("aws:ec2/vpnGateway:VpnGateway").properties["amazonSideAsn"] == "64512"
    routes = recorded.all("aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation")
    assert {each.name: each.properties["routeTableId"] for each in routes} == {
        "offices-routes-eu-west-1a": "rtb-0a",
        "offices-routes-eu-west-1b": "rtb-0b",
    }


def test_tunnels_log_under_the_customers_key_and_only_log_delivery_of_the_account_writes() -> None:
    recorded = gateway()
    group = recorded.one(GROUP).properties
    assert (group["name"], group["kmsKeyId"], group["retentionInDays"]) == ("vouch-prod-offices-tunnels", KEY, 365)
    policy = recorded.one("aws:cloudwatch/logResourcePolicy:LogResourcePolicy").properties
    assert json.loads(policy["policyDocument"])["Statement"] == [
        {
            "Sid": "Deliver",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": "arn:aws:logs:eu-west-1:123456789012:log-group:vouch-prod-offices-tunnels:log-stream:*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "123456789012"},
                "ArnLike": {"aws:SourceArn": "arn:aws:logs:eu-west-1:123456789012:*"},
            },
        }
    ]


def test_the_gateways_number_is_a_private_one() -> None:
    with pytest.raises(ValueError, match="bgp_asn is 3320, not a private number"):
        gateway(bgp_asn=3320)
    with pytest.raises(ValueError, match="route_table_ids are empty"):
        gateway(route_table_ids={})
