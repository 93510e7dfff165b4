"""The network layer: one VPC, how its private parts reach AWS and the internet, and which names they may look up."""

from components.data.key import Key, KeyArgs
from components.network.dns_firewall import DnsFirewall, DnsFirewallArgs, DnsRegime
from components.network.domains import aws_domains
from components.network.inspection import Inspection
from components.network.query_logs import QueryLogs, QueryLogsArgs
from components.network.vpc import Vpc, VpcArgs
from stacks.account import Account
from stacks.sections.network import FirewallSetting
from stacks.settings import Settings
from stacks.site import Site, Sites


def network_layer(settings: Settings, sites: Sites, account: Account) -> Vpc:
    """The VPC of the environment, with its firewall where settings ask for one; its DNS firewall and query logs."""
    home = sites.home
    domains = _domains(settings, home)
    vpc = Vpc(
        "network",
        VpcArgs(
            placement=home.placement,
            cidr=settings.network.cidr,
            zones=settings.zones,
            nat=settings.network.nat,
            endpoints=settings.network.endpoints,
            data_ports=(settings.database.port,),
            logs_key_arn=account.logs_key.arn,
            flow_log_retention_days=settings.logs.audit_days,
            inspection=_inspection(settings, home, domains),
            protect=settings.protect,
        ),
        home.opts,
    )
    DnsFirewall(
        "names",
        DnsFirewallArgs(
            vpc_id=vpc.vpc_id,
            regime=settings.network.dns,
            allowed=domains if settings.network.dns is DnsRegime.ALLOW_LIST else (),
            blocked=settings.network.blocked_domains,
            protect=settings.protect,
        ),
        home.opts,
    )
    QueryLogs(
        "names",
        QueryLogsArgs(
            placement=home.placement,
            vpc_id=vpc.vpc_id,
            key_arn=account.logs_key.arn,
            retention_days=settings.logs.audit_days,
            protect=settings.protect,
        ),
        home.opts,
    )
    return vpc


def _domains(settings: Settings, home: Site) -> tuple[str, ...]:
    """What workloads may look up and call: AWS, the stack's own entry, and what settings name."""
    domain = settings.edge.domain
    own = (domain, f"*.{domain}") if domain is not None else ()
    aws = aws_domains(home.placement.region, home.placement.partition)
    return tuple(dict.fromkeys((*aws, *own, *settings.network.allowed_domains)))


def _inspection(settings: Settings, home: Site, domains: tuple[str, ...]) -> Inspection | None:
    if settings.network.firewall is FirewallSetting.NONE:
        return None
    key = Key(
        "firewall",
        KeyArgs(
            placement=home.placement,
            data_class="firewall",
            description="Rules, policy and configuration of the network firewall",
            via_services=("network-firewall",),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        home.opts,
    )
    return Inspection(
        service_ports=(settings.network.service_port,),
        allowed_domains=domains,
        key_arn=key.arn,
        mode=settings.network.firewall_mode,
        growing=settings.network.firewall_growing,
    )
