"""The API layer: the public API and its private way to the service. Off until it has a domain."""

from dataclasses import dataclass

import pulumi

from components.edge.api import Api, ApiArgs
from components.edge.api_account import ApiAccount, ApiAccountArgs
from components.edge.api_routes import Backend, Routes
from components.edge.certificate import Certificate, CertificateArgs
from components.edge.entry import DefaultService
from components.edge.private_entry import PrivateEntry, PrivateEntryArgs
from components.edge.rules import RateLimit
from components.edge.throttle import Throttle
from components.network.vpc import Vpc
from stacks.account import Account
from stacks.domains import alias_records, certificate_source
from stacks.edge import Edge
from stacks.sections.edge import ApiSettings, EdgeSettings
from stacks.settings import Settings
from stacks.site import Sites


@dataclass(frozen=True, kw_only=True)
class PublicApi:
    """The API, and the entry whose target group the service registers in."""

    api: Api
    entry: PrivateEntry


def api_layer(
    settings: Settings,
    sites: Sites,
    account: Account,
    network: Vpc,
    edge: Edge,
    user_pool_arn: pulumi.Input[str],
    alarm_topic_arns: tuple[pulumi.Input[str], ...] = (),
) -> PublicApi | None:
    """The API of the environment, or None where the settings name no domain for it.

    ``user_pool_arn`` is the identity layer's; ``alarm_topic_arns`` are told of floods, where there are topics by then.
    """
    given = settings.edge
    if given.api is None:
        return None
    placement, opts = sites.home.placement, sites.home.opts
    wanted = given.api
    source = certificate_source(wanted.domain, given.hosted_zone_id, wanted.certificate_arn)
    certificate = Certificate("api", CertificateArgs(placement=placement, source=source), opts)
    entry = PrivateEntry(
        "api-entry",
        PrivateEntryArgs(
            placement=placement,
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            target_cidr=network.private_tier_cidr,
            # The API's own name: what API Gateway asks the load balancer for.
            certificate_arn=certificate.arn,
            access_log_bucket=account.archive.access_logs.id,
            logs_ready=tuple(account.archive.access_logs.ready),
            service=DefaultService(port=settings.network.service_port),
            protect=settings.protect,
        ),
        opts,
    )
    logging = ApiAccount("api-account", ApiAccountArgs(placement=placement, ownership=wanted.account), opts)
    api = Api(
        "api",
        ApiArgs(
            placement=placement,
            domain=wanted.domain,
            certificate_arn=certificate.arn,
            user_pool_arn=user_pool_arn,
            web_acl_arn=edge.web_acl.arn,
            log_key_arn=account.logs_key.arn,
            routes=_routes(given, wanted, entry),
            alias=alias_records(wanted.domain, given.hosted_zone_id),
            throttle=Throttle(
                requests_per_second=wanted.requests_per_second,
                burst=wanted.burst,
                address=RateLimit(requests=given.requests_per_five_minutes),
            ),
            log_retention_days=settings.logs.days,
            account_ready=tuple(logging.ready),
            ready=tuple(entry.ready),
            alarm_topic_arns=alarm_topic_arns,
        ),
        opts,
    )
    return PublicApi(api=api, entry=entry)


def _routes(given: EdgeSettings, wanted: ApiSettings, entry: PrivateEntry) -> Routes:
    return Routes(
        backend=Backend(host=wanted.domain, vpc_link_id=entry.vpc_link_id, load_balancer_arn=entry.load_balancer_arn),
        scopes=wanted.scopes,
        browser_origin=None if given.web is None else f"https://{given.web.domain}",
    )
