"""The browser app: static files from a private bucket, at every edge location of CloudFront."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import pulumi
from pulumi_aws import cloudfront, cloudwatch, route53

from components.base import Component
from components.documents import Statement, document
from components.edge.entry import AliasRecords
from components.edge.response_headers import BrowserHeaders
from components.placement import Placement
from components.retention import check_retention

_REGION: Final = "us-east-1"
_ORIGIN: Final = "files"
_CACHING_OPTIMIZED: Final = "658327ea-f89d-4fab-a63d-7e88639e58f6"
"""AWS's managed cache policy: no cookie, no query string and no header of the client is part of the key or sent on."""
# Neither cookies nor query strings, which can carry credentials (control log.mask); the cipher, for tls.256.
_LOG_FIELDS: Final = (
    "date",
    "time",
    "x-edge-location",
    "sc-bytes",
    "c-ip",
    "cs-method",
    "cs(Host)",
    "cs-uri-stem",
    "sc-status",
    "cs(User-Agent)",
    "x-edge-result-type",
    "x-edge-request-id",
    "x-host-header",
    "cs-protocol",
    "cs-bytes",
    "time-taken",
    "x-forwarded-for",
    "ssl-protocol",
    "ssl-cipher",
    "x-edge-response-result-type",
    "cs-protocol-version",
    "x-edge-detailed-result-type",
)


class ViewerTls(StrEnum):
    """The TLS policies control tls.edge allows viewers; none offers less than TLS 1.2 (CloudFront guide, "Supported
    protocols and ciphers between viewers and CloudFront").
    """

    TLS12_2021 = "TLSv1.2_2021"
    TLS12_2025 = "TLSv1.2_2025"
    TLS13_2025 = "TLSv1.3_2025"


@dataclass(frozen=True, kw_only=True)
class DistributionArgs:
    """What a browser app's distribution needs and may vary in; errors are ValueErrors that name the field.

    ``placement`` is us-east-1's, where CloudFront reads its certificate, web ACL and log deliveries; so are
    ``certificate_arn``, ``web_acl_arn`` (scope CLOUDFRONT) and ``log_key_arn``. ``origin`` is the bucket's regional
    name (``web_origin.origin_domain``); the bucket's policy and key let CloudFront in by ``web_origin``. ``app`` says
    that paths without a file are the app's own and are answered by the root object.
    """

    placement: Placement
    domain: str
    origin: str
    certificate_arn: pulumi.Input[str]
    web_acl_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    alias: AliasRecords | None = None
    headers: BrowserHeaders = field(default_factory=BrowserHeaders)
    viewer_tls: ViewerTls = ViewerTls.TLS12_2025
    root_object: str = "index.html"
    app: bool = True
    log_retention_days: int = 365

    def __post_init__(self) -> None:
        if self.placement.region != _REGION:
            raise ValueError(
                f"placement is in {self.placement.region}, CloudFront keeps its parts in {_REGION}: give that region's"
                " placement and provider"
            )
        if not self.origin.endswith(".amazonaws.com") or ".s3." not in self.origin:
            raise ValueError(f"origin is {self.origin!r}: give the regional name of a bucket")
        if not self.root_object or self.root_object.startswith("/"):
            raise ValueError(f"root_object is {self.root_object!r}: give a file's name without a slash before it")
        check_retention("log_retention_days", self.log_retention_days, floor=90)


class Distribution(Component):
    """A CloudFront distribution of a private bucket: files only, over TLS 1.2 or newer, behind a web ACL.

    Produces the origin access control (every request signed), the response headers (HSTS, a content security policy
    without inline code, no sniffing, no framing), the distribution, the log group
    ``/aws/vendedlogs/<project>-<stack>-web`` under a customer key with the delivery of access logs (standard logging
    v2: the older kind can write only to buckets with ACLs, which ours are not), and alias records. No country is shut
    out: ``restrictions`` says so.

    No secret can come from here: it serves files, takes no body, forwards no cookie (sec.client; the files themselves
    are judged by rules and by the scan of the built bundle). Claims CF-10, OC-10; OB-02, CF-04, BZ-13 (tls.edge).
    """

    area = "edge"
    provides = ("sec.client", "tls.edge")

    arn: pulumi.Output[str]
    distribution_id: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    log_group_name: str

    def __init__(self, name: str, args: DistributionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        prefix = args.placement.local("web")
        self.log_group_name = f"/aws/vendedlogs/{prefix}"
        access = cloudfront.OriginAccessControl(
            self.child("access"),
            name=prefix,
            description=f"Reads the files of {args.domain}",
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self.inside(),
        )
        headers = cloudfront.ResponseHeadersPolicy(
            self.child("headers"),
            name=prefix,
            comment=f"Headers of {args.domain}",
            security_headers_config=args.headers.security(),
            custom_headers_config=cloudfront.ResponseHeadersPolicyCustomHeadersConfigArgs(items=args.headers.custom()),
            opts=self.inside(),
        )
        distribution = self._distribution(args, access, headers)
        self._logs(args, prefix, distribution)
        self._alias(args, distribution)
        self.arn = distribution.arn
        self.distribution_id = distribution.id
        self.domain_name = distribution.domain_name
        self.register_outputs(
            {
                "arn": self.arn,
                "distribution_id": self.distribution_id,
                "domain_name": self.domain_name,
                "log_group_name": self.log_group_name,
            }
        )

    def _distribution(
        self,
        args: DistributionArgs,
        access: cloudfront.OriginAccessControl,
        headers: cloudfront.ResponseHeadersPolicy,
    ) -> cloudfront.Distribution:
        return cloudfront.Distribution(
            self.child("distribution"),
            enabled=True,
            comment=args.domain,
            aliases=[args.domain],
            default_root_object=args.root_object,
            http_version="http2and3",
            is_ipv6_enabled=True,
            price_class="PriceClass_All",
            web_acl_id=args.web_acl_arn,
            origins=[
                cloudfront.DistributionOriginArgs(
                    origin_id=_ORIGIN, domain_name=args.origin, origin_access_control_id=access.id
                )
            ],
            default_cache_behavior=cloudfront.DistributionDefaultCacheBehaviorArgs(
                target_origin_id=_ORIGIN,
                viewer_protocol_policy="redirect-to-https",
                allowed_methods=["GET", "HEAD"],
                cached_methods=["GET", "HEAD"],
                compress=True,
                cache_policy_id=_CACHING_OPTIMIZED,
                response_headers_policy_id=headers.id,
            ),
            # A 404 only: a 403 is the web ACL's, and must stay one.
            custom_error_responses=[
                cloudfront.DistributionCustomErrorResponseArgs(
                    error_code=404,
                    response_code=200,
                    response_page_path=f"/{args.root_object}",
                    error_caching_min_ttl=0,
                )
            ]
            if args.app
            else None,
            restrictions=cloudfront.DistributionRestrictionsArgs(
                geo_restriction=cloudfront.DistributionRestrictionsGeoRestrictionArgs(restriction_type="none")
            ),
            viewer_certificate=cloudfront.DistributionViewerCertificateArgs(
                acm_certificate_arn=args.certificate_arn,
                minimum_protocol_version=args.viewer_tls.value,
                ssl_support_method="sni-only",
            ),
            tags={"Name": args.domain},
            opts=self.inside(),
        )

    def _logs(self, args: DistributionArgs, prefix: str, distribution: cloudfront.Distribution) -> None:
        group = cloudwatch.LogGroup(
            self.child("logs"),
            name=self.log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.log_retention_days,
            tags={"data": "customer", "retention": str(args.log_retention_days)},
            opts=self.inside(),
        )
        policy = cloudwatch.LogResourcePolicy(
            self.child("log-policy"),
            policy_name=prefix,
            policy_document=_delivery(args.placement, self.log_group_name),
            opts=self.inside(),
        )
        source = cloudwatch.LogDeliverySource(
            self.child("log-source"),
            name=prefix,
            log_type="ACCESS_LOGS",
            resource_arn=distribution.arn,
            opts=self.inside(),
        )
        destination = cloudwatch.LogDeliveryDestination(
            self.child("log-destination"),
            name=prefix,
            output_format="json",
            delivery_destination_configuration=cloudwatch.LogDeliveryDestinationDeliveryDestinationConfigurationArgs(
                destination_resource_arn=group.arn
            ),
            opts=self.inside(),
        )
        cloudwatch.LogDelivery(
            self.child("log-delivery"),
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            record_fields=list(_LOG_FIELDS),
            # Without the policy CloudWatch refuses the delivery, or writes one of its own.
            opts=self.inside(depends_on=[policy]),
        )

    def _alias(self, args: DistributionArgs, distribution: cloudfront.Distribution) -> None:
        if args.alias is None:
            return
        for record_name in args.alias.names:
            for kind in ("A", "AAAA"):
                route53.Record(
                    self.child("alias", f"{record_name}-{kind.lower()}"),
                    zone_id=args.alias.zone_id,
                    name=record_name,
                    type=kind,
                    aliases=[
                        route53.RecordAliasArgs(
                            name=distribution.domain_name,
                            zone_id=distribution.hosted_zone_id,
                            # CloudFront has no health that Route 53 could ask for.
                            evaluate_target_health=False,
                        )
                    ],
                    opts=self.inside(),
                )


def _delivery(placement: Placement, log_group: str) -> str:
    return document(
        Statement(
            sid="DistributionLogs",
            principals={"Service": ("delivery.logs.amazonaws.com",)},
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(placement.arn("logs", f"log-group:{log_group}:log-stream:*"),),
            condition={
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnLike": {"aws:SourceArn": placement.arn("logs", "*")},
            },
        )
    )
