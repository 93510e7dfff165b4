"""The edge layer: the public entry behind its web ACL. Off until a domain is given."""

from dataclasses import dataclass

from components.edge.certificate import Certificate, CertificateArgs, ExistingCertificate, IssuedCertificate
from components.edge.entry import AliasRecords, DefaultService, Egress
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.edge.rules import ManagedGroups, RateLimit
from components.edge.web_acl import WebAcl, WebAclArgs
from components.network.vpc import Vpc
from stacks.account import Account
from stacks.sections.edge import EdgeSettings
from stacks.settings import Settings
from stacks.site import Sites

_SERVICE_PORT = 8443


@dataclass(frozen=True, kw_only=True)
class Edge:
    """The public entry."""

    load_balancer: LoadBalancer
    web_acl: WebAcl


def edge_layer(settings: Settings, sites: Sites, account: Account, network: Vpc) -> Edge | None:
    """The public entry of the environment, or None where the settings name no domain."""
    placement, opts = sites.home.placement, sites.home.opts
    given = settings.edge
    if given is None:
        return None
    web_acl = WebAcl(
        "edge",
        WebAclArgs(
            placement=placement,
            log_key_arn=account.logs_key.arn,
            groups=ManagedGroups(**dict(given.rule_groups)),
            rate=RateLimit(requests=given.requests_per_five_minutes),
            log_retention_days=settings.logs.days,
        ),
        opts,
    )
    certificate = Certificate("edge", CertificateArgs(placement=placement, source=_certificate_source(given)), opts)
    load_balancer = LoadBalancer(
        "edge",
        LoadBalancerArgs(
            placement=placement,
            vpc_id=network.vpc_id,
            subnet_ids=network.public_subnet_ids,
            certificate_arn=certificate.arn,
            web_acl_arn=web_acl.arn,
            access_log_bucket=account.archive.access_logs.id,
            logs_ready=tuple(account.archive.access_logs.ready),
            egress={"service": Egress(port=_SERVICE_PORT, cidr=network.private_tier_cidr)},
            service=DefaultService(port=_SERVICE_PORT),
            alias=AliasRecords(zone_id=given.hosted_zone_id, names=(given.domain,)) if given.hosted_zone_id else None,
            protect=settings.protect,
        ),
        opts,
    )
    return Edge(load_balancer=load_balancer, web_acl=web_acl)


def _certificate_source(given: EdgeSettings) -> IssuedCertificate | ExistingCertificate:
    if given.certificate_arn is not None:
        return ExistingCertificate(arn=given.certificate_arn)
    if given.hosted_zone_id is None:
        raise ValueError(f"{given.domain} has neither a hosted zone nor a certificate; settings refuse this earlier")
    return IssuedCertificate(domain=given.domain, zone_id=given.hosted_zone_id)
