"""The web application firewall in front of every public entry of a region."""

from dataclasses import dataclass, field
from enum import StrEnum

import pulumi
from pulumi_aws import cloudwatch, wafv2

from components.base import Component
from components.documents import Statement, document
from components.edge.rules import (
    BODY_LIMIT,
    LoginLimit,
    ManagedGroups,
    RateLimit,
    check_paths,
    response_bodies,
    web_acl_rules,
)
from components.placement import Placement
from components.retention import check_retention

REDACTED_HEADERS = ("authorization", "cookie")
"""Headers that carry credentials: never logged, never shown among sampled requests (control log.mask)."""


_CLOUDFRONT_REGION = "us-east-1"


class Scope(StrEnum):
    """What a web ACL can stand in front of: the entries of its region, or CloudFront distributions."""

    REGIONAL = "REGIONAL"
    CLOUDFRONT = "CLOUDFRONT"


class LoggedRequests(StrEnum):
    """Which requests reach the log: all of them, or only those that a rule blocked or counted."""

    ALL = "all"
    STOPPED_OR_COUNTED = "stopped-or-counted"


@dataclass(frozen=True, kw_only=True)
class WebAclArgs:
    """What a web ACL may vary in.

    ``body_limit_bytes`` is 1 to 8,192, the part of a body that AWS WAF inspects behind a load balancer; paths that
    take larger bodies are named in ``upload_paths``. ``log_retention_days`` is one of CloudWatch's from 90 up. ``role``
    ends its names, which are unique in a region and scope. A web ACL for CloudFront, its log group and the key of that
    live in us-east-1, whatever the home region. Else ValueError.
    """

    placement: Placement
    log_key_arn: pulumi.Input[str]
    role: str = "edge"
    scope: Scope = Scope.REGIONAL
    groups: ManagedGroups = field(default_factory=ManagedGroups)
    rate: RateLimit = field(default_factory=RateLimit)
    login: LoginLimit | None = None
    body_limit_bytes: int = BODY_LIMIT
    upload_paths: tuple[str, ...] = ()
    log_retention_days: int = 365
    logged: LoggedRequests = LoggedRequests.ALL

    def __post_init__(self) -> None:
        if not 1 <= self.body_limit_bytes <= BODY_LIMIT:
            raise ValueError(
                f"body_limit_bytes is {self.body_limit_bytes}, AWS WAF measures 1 to {BODY_LIMIT} bytes behind a load"
                " balancer: lower it, and name paths that take more in upload_paths"
            )
        if self.scope is Scope.CLOUDFRONT and self.placement.region != _CLOUDFRONT_REGION:
            raise ValueError(
                f"scope is CLOUDFRONT in {self.placement.region}, AWS keeps those in {_CLOUDFRONT_REGION}: give that"
                " region's placement and provider"
            )
        check_paths("upload_paths", self.upload_paths)
        check_retention("log_retention_days", self.log_retention_days, floor=90)
        if self.login is not None and _pace(self.login.rate) > _pace(self.rate):
            raise ValueError("login allows a higher rate than rate does: make the login limit the stricter one")


class WebAcl(Component):
    """An AWS WAF web ACL, default allow, with managed groups, rate limits and a body limit.

    Produces the log group ``aws-waf-logs-<project>-<stack>-<role>`` under a customer key and the resource policy that
    lets AWS WAF write to it, then the web ACL and its logging without credentials. It guards nothing until a
    ``LoadBalancer`` (or another entry) is associated with it.

    Claims OB-11, OC-06, CF-33, CF-34 (edge.waf), BZ-14 (edge.ddos, by the rate rules and by Shield Standard, which is
    always on; Shield Advanced is a paid choice made elsewhere). The rates are half of BZ-15 (edge.throttle), which
    also asks for throttles on every stage of an API.
    """

    area = "edge"
    provides = ("edge.waf", "edge.ddos")

    arn: pulumi.Output[str]
    log_group_name: str

    def __init__(self, name: str, args: WebAclArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        placement = args.placement
        prefix = placement.local(args.role)
        # AWS WAF takes only log groups whose name begins so.
        self.log_group_name = f"aws-waf-logs-{prefix}"
        log_group = cloudwatch.LogGroup(
            self.child("logs"),
            name=self.log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.log_retention_days,
            opts=self.inside(),
        )
        # Without one of ours, AWS WAF grows a policy shared by the whole region until it no longer fits.
        log_policy = cloudwatch.LogResourcePolicy(
            self.child("log-policy"),
            policy_name=self.log_group_name,
            policy_document=_delivery(placement, self.log_group_name),
            opts=self.inside(),
        )
        web_acl = wafv2.WebAcl(
            self.child("acl"),
            name=prefix,
            description=f"Public entries of {placement.project} {placement.stack} in {placement.region}",
            scope=args.scope.value,
            default_action=wafv2.WebAclDefaultActionArgs(allow=wafv2.WebAclDefaultActionAllowArgs()),
            rules=web_acl_rules(
                prefix=prefix,
                groups=args.groups,
                rate=args.rate,
                login=args.login,
                body_limit=args.body_limit_bytes,
                upload_paths=args.upload_paths,
            ),
            custom_response_bodies=response_bodies(),
            data_protection_config=wafv2.WebAclDataProtectionConfigArgs(
                data_protections=[
                    wafv2.WebAclDataProtectionConfigDataProtectionArgs(
                        action="SUBSTITUTION",
                        field=wafv2.WebAclDataProtectionConfigDataProtectionFieldArgs(
                            field_type="SINGLE_HEADER", field_keys=list(REDACTED_HEADERS)
                        ),
                    )
                ]
            ),
            visibility_config=wafv2.WebAclVisibilityConfigArgs(
                cloudwatch_metrics_enabled=True, metric_name=prefix, sampled_requests_enabled=True
            ),
            opts=self.inside(),
        )
        wafv2.WebAclLoggingConfiguration(
            self.child("logging"),
            resource_arn=web_acl.arn,
            log_destination_configs=[log_group.arn],
            redacted_fields=[
                wafv2.WebAclLoggingConfigurationRedactedFieldArgs(
                    single_header=wafv2.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(name=header)
                )
                for header in REDACTED_HEADERS
            ],
            logging_filter=_filter(args.logged),
            opts=self.inside(depends_on=[log_policy]),
        )
        self.arn = web_acl.arn
        self.register_outputs({"arn": self.arn, "log_group_name": self.log_group_name})


def _pace(rate: RateLimit) -> float:
    return rate.requests / rate.window_seconds


def _delivery(placement: Placement, log_group: str) -> str:
    return document(
        Statement(
            sid="WebAclLogs",
            principals={"Service": ("delivery.logs.amazonaws.com",)},
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(placement.arn("logs", f"log-group:{log_group}:log-stream:*"),),
            condition={
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnLike": {"aws:SourceArn": placement.arn("logs", "*")},
            },
        )
    )


def _filter(logged: LoggedRequests) -> wafv2.WebAclLoggingConfigurationLoggingFilterArgs | None:
    if logged is LoggedRequests.ALL:
        return None
    return wafv2.WebAclLoggingConfigurationLoggingFilterArgs(
        default_behavior="DROP",
        filters=[
            wafv2.WebAclLoggingConfigurationLoggingFilterFilterArgs(
                behavior="KEEP",
                requirement="MEETS_ANY",
                conditions=[
                    wafv2.WebAclLoggingConfigurationLoggingFilterFilterConditionArgs(
                        action_condition=wafv2.WebAclLoggingConfigurationLoggingFilterFilterConditionActionConditionArgs(
                            action=action
                        )
                    )
                    for action in ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")
                ],
            )
        ],
    )
