"""How people enter the network from outside: one client VPN that asks the company's identity provider who they are."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import pulumi
from pulumi_aws import cloudwatch, ec2, ec2clientvpn, iam, vpc

from components.base import Component
from components.network.client_vpn_access import Access, check_key, check_metadata, network
from components.network.log_delivery import log_group
from components.placement import Placement
from components.retention import check_retention

SessionHours = Literal[8, 10, 12]
"""How long a session may last, of what AWS offers (24 hours too) and control vpn.mfa allows."""

_LONGEST_BANNER: Final = 1400
_CERTIFICATE: Final = re.compile(r"arn:aws[a-z-]*:acm:([a-z0-9-]+):\d{12}:certificate/[0-9a-f-]{36}")
_BANNER: Final = "Authorised use only. Connections are logged, and what is done here is monitored."


@dataclass(frozen=True, kw_only=True)
class ClientVpnArgs:
    """Who may connect, from where to where; errors are ValueErrors that name the field.

    ``saml_metadata`` is the identity provider's metadata, an XML text that holds no secret. ``subnet_ids`` are two or
    more subnets of the VPC by zone. ``client_cidr`` is the range that clients get addresses from, /12 to /22, outside
    the VPC; AWS cannot change it afterwards. ``server_certificate_arn`` and, for mutual authentication in addition,
    ``client_certificate_arn`` are certificates in ACM of the VPC's region. ``ports`` are the TCP ports that people
    may reach. ``protect`` keeps the connection log from being destroyed.
    """

    placement: Placement
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    subnet_ids: Mapping[str, pulumi.Input[str]]
    client_cidr: str
    server_certificate_arn: str
    saml_metadata: str
    access: Mapping[str, Access]
    log_key_arn: pulumi.Input[str]
    client_certificate_arn: str | None = None
    ports: tuple[int, ...] = (443,)
    session_hours: SessionHours = 8
    banner: str = field(default=_BANNER)
    retention_days: int = 365
    protect: bool = True

    def __post_init__(self) -> None:
        check_retention("retention_days", self.retention_days, floor=90)
        if len(self.subnet_ids) < 2:
            raise ValueError(
                f"subnet_ids names {len(self.subnet_ids)} zone, so losing it would lock everybody out: name two or more"
            )
        self._check_ranges()
        for name, arn in (
            ("server_certificate_arn", self.server_certificate_arn),
            ("client_certificate_arn", self.client_certificate_arn),
        ):
            if arn is not None:
                self._check_certificate(name, arn)
        check_metadata("saml_metadata", self.saml_metadata)
        self._check_access()
        if self.session_hours not in (8, 10, 12):
            raise ValueError(f"session_hours is {self.session_hours}: say 8, 10 or 12")
        if not 0 < len(self.banner) <= _LONGEST_BANNER:
            raise ValueError(f"banner has {len(self.banner)} characters: give 1 to {_LONGEST_BANNER}")

    def _check_ranges(self) -> None:
        clients, inside = network("client_cidr", self.client_cidr), network("vpc_cidr", self.vpc_cidr)
        if not 12 <= clients.prefixlen <= 22:
            raise ValueError(f"client_cidr is {self.client_cidr}, AWS takes /12 to /22: give a range of such a size")
        if clients.overlaps(inside):
            raise ValueError(
                f"client_cidr is {self.client_cidr}, which overlaps the VPC's {self.vpc_cidr}: give a range outside it"
            )

    def _check_certificate(self, name: str, arn: str) -> None:
        match = _CERTIFICATE.fullmatch(arn)
        if match is None or match[1] != self.placement.region:
            raise ValueError(
                f"{name} is {arn!r}, not the ARN of a certificate in ACM of {self.placement.region}: issue or import "
                "one there"
            )

    def _check_access(self) -> None:
        if not self.access:
            raise ValueError("access is empty, so that nobody could reach anything: name a group")
        inside = network("vpc_cidr", self.vpc_cidr)
        for key, each in self.access.items():
            check_key("access", key)
            for place, cidr in each.networks.items():
                if not network("networks", cidr).subnet_of(inside):
                    raise ValueError(
                        f"access.{key}.networks.{place} is {cidr}, not in the VPC's {self.vpc_cidr}: give a part"
                    )
        groups = Counter(each.group_id for each in self.access.values())
        repeated = sorted(group for group, count in groups.items() if count > 1)
        if repeated:
            raise ValueError(f"access names the group {repeated[0]!r} more than once: give it all its networks at once")
        if not self.ports or not all(0 < port < 65536 for port in self.ports):
            raise ValueError(f"ports are {list(self.ports)}: name TCP ports from 1 to 65535")

    @property
    def resolver(self) -> str:
        """The address of the VPC's own resolver, which is the base of its range plus two."""
        return str(network("vpc_cidr", self.vpc_cidr).network_address + 2)


class ClientVpn(Component):
    """An AWS Client VPN whose sign-in is the company's identity provider's, by SAML.

    Produces the SAML provider, the encrypted connection log and its stream, a security group that lets clients reach
    the VPC on the stated ports only, the endpoint, its association with a subnet in each zone, and one authorization
    rule for each network of each group, and for the resolver: none for all groups.

    A session ends after ``session_hours`` and its owner signs in anew. The self-service portal is off: it would hand
    the configuration to whoever the provider signs in, whatever the group. AWS cannot see whether the identity provider
    asked for a second factor; that is the provider's own setting. Connections are logged to CloudWatch Logs only.
    Resolver queries pass no security group, but need an authorization of their own.

    Claim BZ-53 (vpn.mfa). Source: AWS Client VPN administrator guide, "Single sign-on" and "Authorization rules".
    """

    area = "network"
    provides = ("vpn.mfa",)

    endpoint_id: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    saml_provider_arn: pulumi.Output[str]
    log_group_name: str

    def __init__(self, name: str, args: ClientVpnArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.log_group_name = args.placement.local(self.child("connections"), limit=512)
        group = log_group(
            self,
            "connections",
            name=self.log_group_name,
            key_arn=args.log_key_arn,
            retention_days=args.retention_days,
            protect=args.protect,
        )
        stream = cloudwatch.LogStream(
            self.child("connections"), name="connections", log_group_name=group.name, opts=self.inside()
        )
        provider = iam.SamlProvider(
            self.child("sign-in"),
            name=args.placement.local(self.child("sign-in"), limit=128),
            saml_metadata_document=args.saml_metadata,
            opts=self.inside(),
        )
        security_group = self._security_group(args)
        endpoint = ec2clientvpn.Endpoint(
            self.child("endpoint"),
            description="People enter here, signed in by the identity provider",
            vpc_id=args.vpc_id,
            security_group_ids=[security_group.id],
            client_cidr_block=args.client_cidr,
            server_certificate_arn=args.server_certificate_arn,
            authentication_options=_authentication(provider.arn, args.client_certificate_arn),
            connection_log_options=ec2clientvpn.EndpointConnectionLogOptionsArgs(
                enabled=True, cloudwatch_log_group=group.name, cloudwatch_log_stream=stream.name
            ),
            session_timeout_hours=args.session_hours,
            # Else the client connects again by itself, without a new sign-in.
            disconnect_on_session_timeout=True,
            self_service_portal="disabled",
            # Only what is for the VPC passes through it; the rest of a laptop's traffic is not ours to carry.
            split_tunnel=True,
            client_route_enforcement_options=ec2clientvpn.EndpointClientRouteEnforcementOptionsArgs(enforced=True),
            client_login_banner_options=ec2clientvpn.EndpointClientLoginBannerOptionsArgs(
                enabled=True, banner_text=args.banner
            ),
            dns_servers=[args.resolver],
            transport_protocol="udp",
            vpn_port=443,
            tags={"Name": self._name},
            opts=self.inside(),
        )
        for zone, subnet_id in args.subnet_ids.items():
            ec2clientvpn.NetworkAssociation(
                self.child("zone", zone),
                client_vpn_endpoint_id=endpoint.id,
                subnet_id=subnet_id,
                opts=self.inside(),
            )
        self._authorize(endpoint, args)
        self.endpoint_id = endpoint.id
        self.security_group_id = security_group.id
        self.saml_provider_arn = provider.arn
        self.register_outputs(
            {
                "endpoint_id": self.endpoint_id,
                "security_group_id": self.security_group_id,
                "saml_provider_arn": self.saml_provider_arn,
                "log_group_name": self.log_group_name,
            }
        )

    def _security_group(self, args: ClientVpnArgs) -> ec2.SecurityGroup:
        """What clients may reach. Nothing may reach clients: the group has no way in."""
        group = ec2.SecurityGroup(
            self.child("clients"),
            description="Clients of the VPN",
            vpc_id=args.vpc_id,
            tags={"Name": self.child("clients")},
            opts=self.inside(),
        )
        reached = {cidr for each in args.access.values() for cidr in each.networks.values()}
        for cidr in sorted(reached):
            for port in args.ports:
                vpc.SecurityGroupEgressRule(
                    self.child(f"clients-{port}", cidr),
                    security_group_id=group.id,
                    description=f"Clients to {cidr} on port {port}",
                    cidr_ipv4=cidr,
                    ip_protocol="tcp",
                    from_port=port,
                    to_port=port,
                    opts=self.inside(),
                )
        return group

    def _authorize(self, endpoint: ec2clientvpn.Endpoint, args: ClientVpnArgs) -> None:
        for key, each in args.access.items():
            for place, cidr in {**each.networks, "resolver": f"{args.resolver}/32"}.items():
                ec2clientvpn.AuthorizationRule(
                    self.child("access", f"{key}-{place}"),
                    client_vpn_endpoint_id=endpoint.id,
                    target_network_cidr=cidr,
                    access_group_id=each.group_id,
                    description=f"{key} to {place}",
                    opts=self.inside(),
                )


def _authentication(
    provider_arn: pulumi.Output[str], client_certificate_arn: str | None
) -> list[ec2clientvpn.EndpointAuthenticationOptionArgs]:
    federated = ec2clientvpn.EndpointAuthenticationOptionArgs(
        type="federated-authentication", saml_provider_arn=provider_arn
    )
    if client_certificate_arn is None:
        return [federated]
    return [
        federated,
        ec2clientvpn.EndpointAuthenticationOptionArgs(
            type="certificate-authentication", root_certificate_chain_arn=client_certificate_arn
        ),
    ]
