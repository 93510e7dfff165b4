"""The way from API Gateway into the VPC: a VPC link to an internal load balancer, without a public address."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pulumi
from pulumi_aws import apigatewayv2, ec2, lb, vpc

from components.base import Component
from components.edge.entry import DefaultService, DesyncMode, Hsts, SslPolicy, target_group
from components.placement import Placement

_HTTPS: Final = 443
# AWS allows 32 characters in the names of load balancers and target groups; Pulumi appends 8.
_NAME_LIMIT: Final = 24


@dataclass(frozen=True, kw_only=True)
class PrivateEntryArgs:
    """What the private entry of an API needs; errors are ValueErrors that name the field.

    ``subnet_ids`` maps two or more zones to private subnets, ``target_cidr`` is where the service's tasks are.
    ``certificate_arn`` is of the name that API Gateway asks for, publicly trusted: it refuses any other.
    ``logs_ready`` are the resources without which the log bucket refuses deliveries (its policy).
    """

    placement: Placement
    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    target_cidr: str
    certificate_arn: pulumi.Input[str]
    access_log_bucket: pulumi.Input[str]
    logs_ready: tuple[pulumi.Resource, ...] = ()
    service: DefaultService = field(default_factory=DefaultService)
    ssl_policy: SslPolicy = SslPolicy.TLS13_1_2_RES_PQ
    hsts: Hsts = field(default_factory=Hsts)
    protect: bool = True

    def __post_init__(self) -> None:
        if len(self.subnet_ids) < 2:
            raise ValueError(
                f"subnet_ids has {len(self.subnet_ids)} zone(s), a load balancer needs two: add private subnets"
            )
        if self.target_cidr.endswith("/0"):
            raise ValueError(
                f"target_cidr is {self.target_cidr!r}, the whole internet: give the subnets that hold the targets"
            )


class PrivateEntry(Component):
    """A VPC link (V2) and an internal Application Load Balancer that only the link can reach, by TLS throughout.

    Produces two security groups (the link's leads to the balancer only, the balancer's to the service's port only),
    the link, the balancer with its logs, its HTTPS listener, and the HTTPS target group that the service registers in.

    An API does not go through the public load balancer: that one's web ACL would count all of the API's clients as
    the few addresses of API Gateway, and block them together. Claims CF-05, BZ-13 (tls.internal).
    """

    area = "edge"
    provides = ("tls.internal",)

    load_balancer_arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    vpc_link_id: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    target_group_arn: pulumi.Output[str]
    ready: list[pulumi.Resource]

    def __init__(self, name: str, args: PrivateEntryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        if len(self.child("target")) > _NAME_LIMIT:
            raise ValueError(
                f"the name {name!r} makes the target group's name too long, AWS allows 32 characters: give a name of"
                f" {_NAME_LIMIT - len('-target')} or fewer"
            )
        link_group = self._group(args, "link", "API Gateway's way in: out to the internal load balancer only")
        group = self._group(args, "group", "Internal entry: HTTPS from API Gateway's link, onwards to the service only")
        self._rules(args, link_group, group)
        subnets = [args.subnet_ids[zone] for zone in sorted(args.subnet_ids)]
        link = apigatewayv2.VpcLink(
            self.child("vpc-link"),
            name=args.placement.local("api"),
            security_group_ids=[link_group.id],
            subnet_ids=subnets,
            opts=self.inside(),
        )
        balancer = self._balancer(args, group, subnets)
        target = target_group(self, args.vpc_id, args.service)
        listener = lb.Listener(
            self.child("https"),
            load_balancer_arn=balancer.arn,
            port=_HTTPS,
            protocol="HTTPS",
            ssl_policy=args.ssl_policy.value,
            certificate_arn=args.certificate_arn,
            default_actions=[lb.ListenerDefaultActionArgs(type="forward", target_group_arn=target.arn)],
            routing_http_response_strict_transport_security_header_value=args.hsts.render(),
            routing_http_response_x_content_type_options_header_value="nosniff",
            routing_http_response_server_enabled=False,
            opts=self.inside(),
        )
        self.load_balancer_arn = balancer.arn
        self.arn_suffix = balancer.arn_suffix
        self.vpc_link_id = link.id
        self.security_group_id = group.id
        self.target_group_arn = target.arn
        self.ready = [listener]
        self.register_outputs(
            {
                "load_balancer_arn": self.load_balancer_arn,
                "arn_suffix": self.arn_suffix,
                "vpc_link_id": self.vpc_link_id,
                "security_group_id": self.security_group_id,
                "target_group_arn": self.target_group_arn,
            }
        )

    def _group(self, args: PrivateEntryArgs, role: str, description: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            self.child(role),
            vpc_id=args.vpc_id,
            description=description,
            tags={"Name": args.placement.local(f"api-{role}")},
            opts=self.inside(),
        )

    def _rules(self, args: PrivateEntryArgs, link: ec2.SecurityGroup, group: ec2.SecurityGroup) -> None:
        vpc.SecurityGroupEgressRule(
            self.child("link-egress", "https"),
            security_group_id=link.id,
            description="To the internal load balancer",
            ip_protocol="tcp",
            from_port=_HTTPS,
            to_port=_HTTPS,
            referenced_security_group_id=group.id,
            opts=self.inside(),
        )
        vpc.SecurityGroupIngressRule(
            self.child("ingress", "https"),
            security_group_id=group.id,
            description="HTTPS from API Gateway's link",
            ip_protocol="tcp",
            from_port=_HTTPS,
            to_port=_HTTPS,
            referenced_security_group_id=link.id,
            opts=self.inside(),
        )
        vpc.SecurityGroupEgressRule(
            self.child("egress", "service"),
            security_group_id=group.id,
            description="To the targets of the API",
            ip_protocol="tcp",
            from_port=args.service.port,
            to_port=args.service.port,
            cidr_ipv4=args.target_cidr,
            opts=self.inside(),
        )

    def _balancer(
        self, args: PrivateEntryArgs, group: ec2.SecurityGroup, subnets: list[pulumi.Input[str]]
    ) -> lb.LoadBalancer:
        bucket = args.access_log_bucket
        return lb.LoadBalancer(
            self.child("alb"),
            load_balancer_type="application",
            internal=True,
            ip_address_type="ipv4",
            subnets=subnets,
            security_groups=[group.id],
            access_logs=lb.LoadBalancerAccessLogsArgs(bucket=bucket, enabled=True),
            connection_logs=lb.LoadBalancerConnectionLogsArgs(bucket=bucket, enabled=True),
            health_check_logs=lb.LoadBalancerHealthCheckLogsArgs(bucket=bucket, enabled=True),
            desync_mitigation_mode=DesyncMode.STRICTEST.value,
            drop_invalid_header_fields=True,
            enable_deletion_protection=args.protect,
            enable_tls_version_and_cipher_suite_headers=True,
            enable_waf_fail_open=False,
            enable_zonal_shift=True,
            # Longer than API Gateway waits for an answer (29 s), so that it never finds a connection just closed.
            idle_timeout=60,
            xff_header_processing_mode="append",
            tags={"Name": args.placement.local("api")},
            opts=self.inside(protect=args.protect, depends_on=list(args.logs_ready)),
        )
