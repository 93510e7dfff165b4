"""The edge layer: the web ACL, and behind it the public entry and the browser app where there are domains."""

from dataclasses import dataclass

from components.data.bucket import Bucket
from components.edge.certificate import Certificate, CertificateArgs
from components.edge.distribution import Distribution
from components.edge.entry import DefaultService, Egress
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.rules import ManagedGroups, RateLimit
from components.edge.web_acl import WebAcl, WebAclArgs
from components.network.vpc import Vpc
from stacks.account import Account
from stacks.domains import alias_records, certificate_source
from stacks.sections.edge import EdgeSettings
from stacks.settings import Settings
from stacks.site import Sites
from stacks.web import browser_app


@dataclass(frozen=True, kw_only=True)
class Edge:
    """The web ACL of the region, and the public entries that the settings name."""

    web_acl: WebAcl
    load_balancer: LoadBalancer | None
    web: Distribution | None
    web_bucket: Bucket | None


def edge_layer(settings: Settings, sites: Sites, account: Account, network: Vpc) -> Edge:
    """The edge of the environment. The web ACL is always there: the sign-in pages need it without any domain."""
    given = settings.edge
    web_acl = WebAcl(
        "edge",
        WebAclArgs(
            placement=sites.home.placement,
            log_key_arn=account.logs_key.arn,
            groups=ManagedGroups(**dict(given.rule_groups)),
            rate=RateLimit(requests=given.requests_per_five_minutes),
            log_retention_days=settings.logs.days,
        ),
        sites.home.opts,
    )
    load_balancer = (
        None if given.domain is None else _entry(settings, given, given.domain, sites, account, network, web_acl)
    )
    app = None if given.web is None else browser_app(settings, given, given.web, sites, account)
    return Edge(
        web_acl=web_acl,
        load_balancer=load_balancer,
        web=None if app is None else app.distribution,
        web_bucket=None if app is None else app.bucket,
    )


def _entry(
    settings: Settings,
    given: EdgeSettings,
    domain: str,
    sites: Sites,
    account: Account,
    network: Vpc,
    web_acl: WebAcl,
) -> LoadBalancer:
    placement, opts = sites.home.placement, sites.home.opts
    source = certificate_source(domain, given.hosted_zone_id, given.certificate_arn)
    certificate = Certificate("edge", CertificateArgs(placement=placement, source=source), opts)
    return LoadBalancer(
        "edge",
        LoadBalancerArgs(
            placement=placement,
            vpc_id=network.vpc_id,
            subnet_ids=network.public_subnet_ids,
            certificate_arn=certificate.arn,
            web_acl_arn=web_acl.arn,
            access_log_bucket=account.archive.access_logs.id,
            logs_ready=tuple(account.archive.access_logs.ready),
            egress={"service": Egress(port=settings.network.service_port, cidr=network.private_tier_cidr)},
            service=DefaultService(port=settings.network.service_port),
            alias=alias_records(domain, given.hosted_zone_id),
            protect=settings.protect,
        ),
        opts,
    )
