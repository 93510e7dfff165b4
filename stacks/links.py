"""The links layer: how people and offices reach the network, the directory, and whether the internet between works."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pulumi
from pulumi_aws import secretsmanager

from components.network.client_vpn import ClientVpn, ClientVpnArgs
from components.network.client_vpn_access import Access
from components.network.site_vpn import Link, SiteVpn, SiteVpnArgs
from components.network.site_vpn_gateway import OfficeGateway, OfficeGatewayArgs
from components.network.vpc import Vpc
from components.operations.alarm_map import Watched
from components.operations.alert_topic import AlertTopic
from components.operations.directory import Directory, DirectoryArgs, DirectoryPlace
from components.operations.internet_monitor import InternetMonitor, InternetMonitorArgs
from components.operations.resource_alarms import AlarmTarget, ResourceAlarms, ResourceAlarmsArgs
from stacks.account import Account
from stacks.sections.links import ClientVpnSettings, DirectorySettings, InternetMonitoring
from stacks.settings import Settings, SettingsError
from stacks.site import Sites

_NETWORKS: Final = {InternetMonitoring.HUNDRED_NETWORKS: 100, InternetMonitoring.FIVE_HUNDRED_NETWORKS: 500}
_PROJECT: Final = Path(__file__).parent.parent


@dataclass(frozen=True, kw_only=True)
class Links:
    """What the links layer made; None or empty where settings ask for none."""

    internet: InternetMonitor | None
    client_vpn: ClientVpn | None
    gateway: OfficeGateway | None
    offices: Mapping[str, SiteVpn]
    directory: Directory | None


def links_layer(settings: Settings, sites: Sites, account: Account, network: Vpc, alarms: AlertTopic) -> Links:
    """Each link that settings ask for; ``alarms`` is the home region's topic."""
    given = settings.links
    gateway = _gateway(settings, sites, account, network) if given.offices else None
    return Links(
        internet=_internet(settings, sites, account, network, alarms),
        client_vpn=None
        if given.client_vpn is None
        else _client_vpn(given.client_vpn, settings, sites, account, network),
        gateway=gateway,
        offices={} if gateway is None else _offices(settings, sites, gateway, alarms),
        directory=None if given.directory is None else _directory(given.directory, settings, sites, account, network),
    )


def _internet(
    settings: Settings, sites: Sites, account: Account, network: Vpc, alarms: AlertTopic
) -> InternetMonitor | None:
    networks = _NETWORKS.get(settings.links.internet)
    if networks is None:
        return None
    home = sites.home
    return InternetMonitor(
        "internet",
        InternetMonitorArgs(
            placement=home.placement,
            role="internet",
            vpc_arn=pulumi.Output.concat(home.placement.arn("ec2", "vpc/"), network.vpc_id),
            vpc_ready=(network,),
            networks=networks,
            log_key_arn=account.logs_key.arn,
            retention_days=settings.logs.days,
            topic_arn=alarms.arn,
            topic_ready=tuple(alarms.ready),
            protect=settings.protect,
        ),
        home.opts,
    )


def _client_vpn(
    given: ClientVpnSettings, settings: Settings, sites: Sites, account: Account, network: Vpc
) -> ClientVpn:
    home = sites.home
    tier = {"private": network.private_tier_cidr}
    return ClientVpn(
        "client-vpn",
        ClientVpnArgs(
            placement=home.placement,
            vpc_id=network.vpc_id,
            vpc_cidr=network.cidr,
            subnet_ids=network.private_subnet_ids,
            client_cidr=given.client_cidr,
            server_certificate_arn=given.server_certificate_arn,
            client_certificate_arn=given.client_certificate_arn,
            saml_metadata=_document(given.saml_metadata),
            access={
                key: Access(group_id=each.group_id, networks=each.networks or tier)
                for key, each in given.access.items()
            },
            ports=tuple(dict.fromkeys((443, settings.network.service_port))),
            session_hours=given.session_hours,
            log_key_arn=account.logs_key.arn,
            retention_days=settings.logs.audit_days,
            protect=settings.protect,
        ),
        home.opts,
    )


def _document(given: str) -> str:
    """The metadata itself, or what the file of that name in the project says."""
    if given.lstrip().startswith("<"):
        return given
    try:
        return (_PROJECT / given).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"links.client_vpn.saml_metadata is {given!r}, which is neither XML nor a file of the project: give one"
        ) from None


def _gateway(settings: Settings, sites: Sites, account: Account, network: Vpc) -> OfficeGateway:
    home = sites.home
    return OfficeGateway(
        "offices",
        OfficeGatewayArgs(
            placement=home.placement,
            vpc_id=network.vpc_id,
            route_table_ids=network.private_route_table_ids,
            bgp_asn=settings.links.gateway_asn,
            log_key_arn=account.logs_key.arn,
            retention_days=settings.logs.audit_days,
            protect=settings.protect,
        ),
        home.opts,
    )


def _offices(settings: Settings, sites: Sites, gateway: OfficeGateway, alarms: AlertTopic) -> dict[str, SiteVpn]:
    home = sites.home
    ready = tuple(alarms.ready)
    offices = {
        office: SiteVpn(
            f"office-{office}",
            SiteVpnArgs(
                placement=home.placement,
                office=office,
                links={
                    key: Link(ip_address=link.ip_address, bgp_asn=link.bgp_asn, provider=link.provider)
                    for key, link in links.items()
                },
                gateway_id=gateway.gateway_id,
                log_group_arn=gateway.log_group_arn,
                logs_ready=tuple(gateway.logs_ready),
                topic_arn=alarms.arn,
                topic_ready=ready,
            ),
            home.opts,
        )
        for office, links in settings.links.offices.items()
    }
    ResourceAlarms(
        "offices",
        ResourceAlarmsArgs(
            placement=home.placement,
            targets={
                f"{office}-{key}": AlarmTarget(watched=Watched.VPN_CONNECTION, dimensions={"VpnId": connection_id})
                for office, each in offices.items()
                for key, connection_id in each.connection_ids.items()
            },
            topic_arn=alarms.arn,
            topic_ready=ready,
        ),
        home.opts,
    )
    return offices


def _directory(given: DirectorySettings, settings: Settings, sites: Sites, account: Account, network: Vpc) -> Directory:
    home = sites.home
    # The one look-up of the program: AWS gives a directory no password that is only Secrets Manager's, and settings
    # hold no secret. Its output form leaves a preview offline unknown.
    secret = secretsmanager.get_secret_version_output(
        secret_id=given.password_secret_arn, opts=pulumi.InvokeOutputOptions(provider=home.opts.provider)
    )
    zones = settings.zones[:2]
    return Directory(
        "directory",
        DirectoryArgs(
            placement=home.placement,
            domain=given.domain,
            short_name=given.short_name,
            password=pulumi.Output.secret(secret.secret_string),
            home=DirectoryPlace(
                vpc_id=network.vpc_id, subnet_ids={zone: network.private_subnet_ids[zone] for zone in zones}
            ),
            replica_region=settings.backup_region,
            replica=DirectoryPlace(vpc_id=given.replica.vpc_id, subnet_ids=given.replica.subnet_ids),
            controllers=given.controllers,
            log_key_arn=account.logs_key.arn,
            retention_days=settings.logs.audit_days,
            protect=settings.protect,
        ),
        home.opts,
    )
