"""The browser app of the edge layer: its files at home, its distribution and what guards it in us-east-1."""

from dataclasses import dataclass

from components.data import grants
from components.data.bucket import Bucket, BucketArgs, BucketPurpose
from components.data.key import Key, KeyArgs
from components.edge import web_origin
from components.edge.certificate import Certificate, CertificateArgs
from components.edge.distribution import Distribution, DistributionArgs
from components.edge.response_headers import BrowserHeaders
from components.edge.rules import ManagedGroups, RateLimit
from components.edge.web_acl import Scope, WebAcl, WebAclArgs
from stacks.account import Account
from stacks.domains import alias_records, certificate_source
from stacks.sections.edge import EdgeSettings, WebSettings
from stacks.settings import Settings
from stacks.site import Sites


@dataclass(frozen=True, kw_only=True)
class BrowserApp:
    """The bucket that a release writes its files to, and the distribution that serves them."""

    bucket: Bucket
    distribution: Distribution


def browser_app(
    settings: Settings, given: EdgeSettings, web: WebSettings, sites: Sites, account: Account
) -> BrowserApp:
    """The browser app: key and bucket in the home region, the rest where CloudFront reads it."""
    home, edge = sites.home, sites.global_
    key = Key(
        "web",
        KeyArgs(
            placement=home.placement,
            data_class="web",
            description="Files of the browser app",
            via_services=("s3",),
            grants=(web_origin.decrypt_grant(home.placement),),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        home.opts,
    )
    name = home.placement.physical("web")
    bucket = Bucket(
        "web",
        BucketArgs(
            placement=home.placement,
            role="web",
            purpose=BucketPurpose.DATA,
            key_arn=key.arn,
            access_logs=account.archive.access_logs.id,
            access_logs_ready=tuple(account.archive.access_logs.ready),
            statements=web_origin.read_statements(home.placement, name),
            protect=settings.protect,
            disposable=settings.disposable,
        ),
        home.opts,
    )
    # A log group takes keys of its own region only.
    logs_key = Key(
        "web-logs",
        KeyArgs(
            placement=edge.placement,
            data_class="web-logs",
            description="Log groups of the browser app: web ACL and access logs",
            grants=(grants.cloudwatch_logs(edge.placement),),
            deletion_window_days=settings.keys.deletion_days,
            protect=settings.protect,
        ),
        edge.opts,
    )
    web_acl = WebAcl(
        "web",
        WebAclArgs(
            placement=edge.placement,
            log_key_arn=logs_key.arn,
            role="web",
            scope=Scope.CLOUDFRONT,
            groups=ManagedGroups(**dict(given.rule_groups)),
            rate=RateLimit(requests=given.requests_per_five_minutes),
            log_retention_days=settings.logs.days,
        ),
        edge.opts,
    )
    source = certificate_source(web.domain, given.hosted_zone_id, web.certificate_arn)
    certificate = Certificate("web", CertificateArgs(placement=edge.placement, source=source), edge.opts)
    origins = () if given.api is None else (f"https://{given.api.domain}",)
    distribution = Distribution(
        "web",
        DistributionArgs(
            placement=edge.placement,
            domain=web.domain,
            origin=web_origin.origin_domain(home.placement, name),
            certificate_arn=certificate.arn,
            web_acl_arn=web_acl.arn,
            log_key_arn=logs_key.arn,
            alias=alias_records(web.domain, given.hosted_zone_id),
            headers=BrowserHeaders(connect_to=origins),
            log_retention_days=settings.logs.days,
        ),
        edge.opts,
    )
    return BrowserApp(bucket=bucket, distribution=distribution)
