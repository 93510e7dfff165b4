"""How an office reaches the network: two links by two providers, each a VPN of two tunnels with dynamic routes."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, ec2

from components.base import Component
from components.network.site_vpn_tunnel import CIPHERS, DPD_SECONDS, IKE_VERSIONS, INTEGRITY, KEY_GROUPS, log_options
from components.placement import Placement

_KEY: Final = re.compile(r"[a-z][a-z0-9-]*")
_LARGEST_ASN: Final = 4294967294
_LARGEST_SHORT_ASN: Final = 2147483647
_AWS_ASNS: Final = frozenset({7224, 9059, 10124, 17943})


@dataclass(frozen=True, kw_only=True)
class Link:
    """One provider's link of an office: the router's static public IPv4 address, its BGP number and the provider.

    Both routers of an office may share one number, as AWS advises. Raises ValueError for an address that no router on
    the internet can have and for a number that AWS keeps to itself.
    """

    ip_address: str
    bgp_asn: int
    provider: str

    def __post_init__(self) -> None:
        try:
            public = ipaddress.IPv4Address(self.ip_address).is_global
        except ValueError:
            public = False
        if not public:
            raise ValueError(
                f"ip_address is {self.ip_address!r}, not a public IPv4 address: give the router's static address"
            )
        if not 0 < self.bgp_asn <= _LARGEST_ASN or self.bgp_asn in _AWS_ASNS:
            raise ValueError(f"bgp_asn is {self.bgp_asn}, which AWS does not take: give the router's own number")
        if not self.provider.strip():
            raise ValueError("provider is empty: name whose link it is")


@dataclass(frozen=True, kw_only=True)
class SiteVpnArgs:
    """One office and its links, each under a key of its own.

    ``gateway_id`` is a virtual private gateway's id, ``log_group_arn`` where the tunnels log, ``logs_ready`` the
    policy that lets them; all three are an ``OfficeGateway``'s. ``topic_arn`` is a topic of the same region that
    cloudwatch.amazonaws.com may publish to. Raises ValueError for fewer than two links, or two that would fail
    together.
    """

    placement: Placement
    office: str
    links: Mapping[str, Link]
    gateway_id: pulumi.Input[str]
    log_group_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    logs_ready: tuple[pulumi.Resource, ...] = ()
    topic_ready: tuple[pulumi.Resource, ...] = ()

    def __post_init__(self) -> None:
        for field, key in (("office", self.office), *(("links", key) for key in self.links)):
            if not _KEY.fullmatch(key):
                raise ValueError(f"{field} has the key {key!r}: write it in lower-case letters, digits and hyphens")
        if len(self.links) < 2:
            raise ValueError(
                f"links of {self.office} name {len(self.links)} link, and an office has two by two providers: name both"
            )
        for field, values in (
            ("address", [link.ip_address for link in self.links.values()]),
            ("provider", [link.provider.strip().lower() for link in self.links.values()]),
        ):
            if len(set(values)) != len(values):
                raise ValueError(
                    f"links of {self.office} share one {field}, so that they would fail together: give each its own"
                )


class SiteVpn(Component):
    """An office's links to the VPC.

    Produces for each link a customer gateway, a VPN connection with dynamic routes, and an alarm on each of its two
    tunnels. BGP moves the traffic when a link or a tunnel fails, and back when it returns; that needs a router at the
    office that speaks it with both. The tunnels take IKE version 2 only, with 256-bit AES-GCM, SHA-2 and elliptic
    curve groups; AWS starts them and starts them again. AWS makes the pre-shared keys and keeps them in Secrets
    Manager, under a key of its own that nobody can choose, so that none is in the program or its state.

    AWS sees its own end only: that the two links are two providers' is what settings say (``isp`` tag).

    Claims BZ-56, BZ-57 (office.isp), BZ-65 (its part of mon.internet).
    """

    area = "network"
    provides = ("office.isp", "mon.internet")

    connection_ids: Mapping[str, pulumi.Output[str]]
    tunnel_addresses: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: SiteVpnArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        connections = {key: self._connection(key, link, args) for key, link in args.links.items()}
        tunnels: dict[str, pulumi.Output[str]] = {}
        for key, connection in connections.items():
            tunnels[f"{key}-first"], tunnels[f"{key}-second"] = connection.tunnel1_address, connection.tunnel2_address
            for tunnel in ("first", "second"):
                self._alarm(f"{key}-{tunnel}", connection.id, tunnels[f"{key}-{tunnel}"], args)
        self.connection_ids = {key: connection.id for key, connection in connections.items()}
        self.tunnel_addresses = tunnels
        self.register_outputs({"connection_ids": self.connection_ids, "tunnel_addresses": self.tunnel_addresses})

    def _connection(self, key: str, link: Link, args: SiteVpnArgs) -> ec2.VpnConnection:
        short = link.bgp_asn <= _LARGEST_SHORT_ASN
        tags = {"Name": self.child("link", key), "office": args.office, "isp": link.provider}
        gateway = ec2.CustomerGateway(
            self.child("router", key),
            type="ipsec.1",
            ip_address=link.ip_address,
            bgp_asn=str(link.bgp_asn) if short else None,
            bgp_asn_extended=None if short else str(link.bgp_asn),
            device_name=args.placement.local(f"{args.office}-{key}", limit=255),
            tags=tags,
            opts=self.inside(),
        )
        log = log_options(args.log_group_arn)
        return ec2.VpnConnection(
            self.child("link", key),
            type="ipsec.1",
            customer_gateway_id=gateway.id,
            vpn_gateway_id=args.gateway_id,
            static_routes_only=False,
            preshared_key_storage="SecretsManager",
            tunnel1_ike_versions=IKE_VERSIONS,
            tunnel1_phase1_dh_group_numbers=KEY_GROUPS,
            tunnel1_phase1_encryption_algorithms=CIPHERS,
            tunnel1_phase1_integrity_algorithms=INTEGRITY,
            tunnel1_phase2_dh_group_numbers=KEY_GROUPS,
            tunnel1_phase2_encryption_algorithms=CIPHERS,
            tunnel1_phase2_integrity_algorithms=INTEGRITY,
            tunnel1_startup_action="start",
            tunnel1_dpd_timeout_action="restart",
            tunnel1_dpd_timeout_seconds=DPD_SECONDS,
            tunnel1_log_options=log.first,
            tunnel2_ike_versions=IKE_VERSIONS,
            tunnel2_phase1_dh_group_numbers=KEY_GROUPS,
            tunnel2_phase1_encryption_algorithms=CIPHERS,
            tunnel2_phase1_integrity_algorithms=INTEGRITY,
            tunnel2_phase2_dh_group_numbers=KEY_GROUPS,
            tunnel2_phase2_encryption_algorithms=CIPHERS,
            tunnel2_phase2_integrity_algorithms=INTEGRITY,
            tunnel2_startup_action="start",
            tunnel2_dpd_timeout_action="restart",
            tunnel2_dpd_timeout_seconds=DPD_SECONDS,
            tunnel2_log_options=log.second,
            tags=tags,
            # AWS tries to write to the log group when the connection is made.
            opts=self.inside(depends_on=list(args.logs_ready)),
        )

    def _alarm(
        self, key: str, connection_id: pulumi.Output[str], address: pulumi.Output[str], args: SiteVpnArgs
    ) -> None:
        cloudwatch.MetricAlarm(
            self.child("tunnel", key),
            name=args.placement.local(f"{args.office}-tunnel-{key}", 255),
            alarm_description=f"A tunnel of {args.office} is down: {key}",
            namespace="AWS/VPN",
            metric_name="TunnelState",
            dimensions={"VpnId": connection_id, "TunnelIpAddress": address},
            statistic="Maximum",
            period=300,
            evaluation_periods=3,
            threshold=1,
            comparison_operator="LessThanThreshold",
            # The state is always sent, so that silence is no good sign.
            treat_missing_data="breaching",
            actions_enabled=True,
            alarm_actions=[args.topic_arn],
            ok_actions=[args.topic_arn],
            opts=self.inside(depends_on=list(args.topic_ready)),
        )
