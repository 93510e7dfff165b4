"""The one door from the internet: a public Application Load Balancer behind a web ACL."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
from pulumi_aws import ec2, lb, route53, vpc, wafv2

from components.base import Component
from components.edge.entry import (
    AliasRecords,
    DefaultService,
    DesyncMode,
    Egress,
    IpAddressType,
    SecurityHeaders,
    SslPolicy,
    target_group,
)
from components.placement import Placement

_ANYWHERE_IPV4 = "0.0.0.0/0"
_ANYWHERE_IPV6 = "::/0"
# AWS allows 32 characters in the names of load balancers and target groups; Pulumi appends 8.
_NAME_LIMIT = 24


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs:
    """What a public load balancer needs and may vary in; errors are ValueErrors that name the field.

    ``subnet_ids`` maps two or more zones to public subnets. ``egress`` maps a key (a service's name, a zone) to where
    targets are; with ``service`` one of them must be on its port. ``logs_ready`` are the resources without which the
    log bucket refuses deliveries (its policy): Elastic Load Balancing tries it at once.
    """

    placement: Placement
    vpc_id: pulumi.Input[str]
    subnet_ids: Mapping[str, pulumi.Input[str]]
    certificate_arn: pulumi.Input[str]
    web_acl_arn: pulumi.Input[str]
    access_log_bucket: pulumi.Input[str]
    logs_ready: tuple[pulumi.Resource, ...] = ()
    egress: Mapping[str, Egress] = field(default_factory=dict)
    service: DefaultService | None = None
    alias: AliasRecords | None = None
    ssl_policy: SslPolicy = SslPolicy.TLS13_1_2_RES_PQ
    headers: SecurityHeaders = field(default_factory=SecurityHeaders)
    ip_address_type: IpAddressType = IpAddressType.IPV4
    desync_mode: DesyncMode = DesyncMode.STRICTEST
    redirect_http: bool = True
    idle_timeout_seconds: int = 60
    protect: bool = True

    def __post_init__(self) -> None:
        if len(self.subnet_ids) < 2:
            raise ValueError(
                f"subnet_ids has {len(self.subnet_ids)} zone(s), a load balancer needs two: add public subnets"
            )
        if not 1 <= self.idle_timeout_seconds <= 4000:
            raise ValueError(
                f"idle_timeout_seconds is {self.idle_timeout_seconds}, AWS allows 1 to 4000: give one of those"
            )
        if self.service is not None and self.service.port not in {way.port for way in self.egress.values()}:
            raise ValueError(
                f"service.port is {self.service.port}, no egress leads to that port: add one to where its targets are"
            )


class LoadBalancer(Component):
    """A public Application Load Balancer that speaks TLS 1.2 or newer only, and only through a web ACL.

    Produces its security group (443 from the internet, 80 for the redirect, out only where targets are), the load
    balancer with access, connection and health-check logs, its association with the web ACL, the HTTPS listener with
    security headers, the HTTP listener that redirects, and where asked a default HTTPS target group and alias records.
    Without a default service the answer is 404 until services attach their own rules to ``listener_arn``.

    Claims OB-02, CF-02, CF-04, CF-05, OC-02, OC-03, OC-31, BZ-13 (tls.edge); OB-03 (tls.256: the negotiated cipher is
    logged and handed to the service, not guaranteed to be 256-bit). Decision record 0001.
    """

    area = "edge"
    provides = ("tls.edge", "tls.256")

    arn: pulumi.Output[str]
    arn_suffix: pulumi.Output[str]
    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    security_group_id: pulumi.Output[str]
    listener_arn: pulumi.Output[str]
    target_group_arn: pulumi.Output[str] | None

    def __init__(self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        if len(self.child("target")) > _NAME_LIMIT:
            raise ValueError(
                f"the name {name!r} makes the target group's name too long, AWS allows 32 characters: give a name of"
                f" {_NAME_LIMIT - len('-target')} or fewer"
            )
        group = self._security_group(args)
        balancer = self._balancer(args, group)
        # Listeners wait for the association, so that no request ever arrives past the web ACL.
        association = wafv2.WebAclAssociation(
            self.child("web-acl"),
            resource_arn=balancer.arn,
            web_acl_arn=args.web_acl_arn,
            opts=self.inside(),
        )
        target = self._target_group(args)
        listener = self._https(args, balancer, target, association)
        if args.redirect_http:
            self._redirect(balancer, association)
        self._alias(args, balancer)

        self.arn = balancer.arn
        self.arn_suffix = balancer.arn_suffix
        self.dns_name = balancer.dns_name
        self.zone_id = balancer.zone_id
        self.security_group_id = group.id
        self.listener_arn = listener.arn
        self.target_group_arn = None if target is None else target.arn
        self.register_outputs(
            {
                "arn": self.arn,
                "arn_suffix": self.arn_suffix,
                "dns_name": self.dns_name,
                "zone_id": self.zone_id,
                "security_group_id": self.security_group_id,
                "listener_arn": self.listener_arn,
                "target_group_arn": self.target_group_arn,
            }
        )

    def _security_group(self, args: LoadBalancerArgs) -> ec2.SecurityGroup:
        group = ec2.SecurityGroup(
            self.child("group"),
            vpc_id=args.vpc_id,
            description="Public entry: HTTPS from the internet, onwards to the targets only",
            tags={"tier": "edge", "Name": args.placement.local("edge")},
            opts=self.inside(),
        )
        # Port 80 is open only to the listener that redirects (note of control net.private).
        ports = {"https": 443} | ({"http": 80} if args.redirect_http else {})
        for protocol, port in ports.items():
            self._from_internet(group, protocol, port, ipv4=_ANYWHERE_IPV4)
            if args.ip_address_type is IpAddressType.DUALSTACK:
                self._from_internet(group, protocol, port, ipv6=_ANYWHERE_IPV6)
        for key, way in args.egress.items():
            self._to_targets(group, key, way)
        return group

    def _from_internet(
        self, group: ec2.SecurityGroup, protocol: str, port: int, *, ipv4: str | None = None, ipv6: str | None = None
    ) -> None:
        family = "ipv4" if ipv6 is None else "ipv6"
        vpc.SecurityGroupIngressRule(
            self.child("ingress", f"{protocol}-{family}"),
            security_group_id=group.id,
            description=f"{protocol.upper()} from the internet over {family.replace('ip', 'IP')}",
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=ipv4,
            cidr_ipv6=ipv6,
            opts=self.inside(),
        )

    def _to_targets(self, group: ec2.SecurityGroup, key: str, way: Egress) -> None:
        vpc.SecurityGroupEgressRule(
            self.child("egress", key),
            security_group_id=group.id,
            description=f"To the targets of {key}",
            ip_protocol="tcp",
            from_port=way.port,
            to_port=way.port,
            referenced_security_group_id=way.security_group_id,
            cidr_ipv4=way.cidr,
            opts=self.inside(),
        )

    def _balancer(self, args: LoadBalancerArgs, group: ec2.SecurityGroup) -> lb.LoadBalancer:
        bucket = args.access_log_bucket
        return lb.LoadBalancer(
            self.child("alb"),
            load_balancer_type="application",
            internal=False,
            ip_address_type=args.ip_address_type.value,
            subnets=[args.subnet_ids[zone] for zone in sorted(args.subnet_ids)],
            security_groups=[group.id],
            access_logs=lb.LoadBalancerAccessLogsArgs(bucket=bucket, enabled=True),
            connection_logs=lb.LoadBalancerConnectionLogsArgs(bucket=bucket, enabled=True),
            health_check_logs=lb.LoadBalancerHealthCheckLogsArgs(bucket=bucket, enabled=True),
            desync_mitigation_mode=args.desync_mode.value,
            drop_invalid_header_fields=True,
            enable_deletion_protection=args.protect,
            enable_tls_version_and_cipher_suite_headers=True,
            enable_waf_fail_open=False,
            enable_xff_client_port=False,
            enable_zonal_shift=True,
            idle_timeout=args.idle_timeout_seconds,
            # Appended, never preserved: what a client claims about itself is not taken for the truth.
            xff_header_processing_mode="append",
            tags={"Name": args.placement.local("edge")},
            opts=self.inside(protect=args.protect, depends_on=list(args.logs_ready)),
        )

    def _target_group(self, args: LoadBalancerArgs) -> lb.TargetGroup | None:
        service = args.service
        if service is None:
            return None
        return target_group(self, args.vpc_id, service)

    def _https(
        self,
        args: LoadBalancerArgs,
        balancer: lb.LoadBalancer,
        target: lb.TargetGroup | None,
        association: wafv2.WebAclAssociation,
    ) -> lb.Listener:
        action = (
            lb.ListenerDefaultActionArgs(
                type="fixed-response",
                fixed_response=lb.ListenerDefaultActionFixedResponseArgs(
                    content_type="application/json", message_body='{"error":"not_found"}', status_code="404"
                ),
            )
            if target is None
            else lb.ListenerDefaultActionArgs(type="forward", target_group_arn=target.arn)
        )
        return lb.Listener(
            self.child("https"),
            load_balancer_arn=balancer.arn,
            port=443,
            protocol="HTTPS",
            ssl_policy=args.ssl_policy.value,
            certificate_arn=args.certificate_arn,
            default_actions=[action],
            routing_http_response_strict_transport_security_header_value=args.headers.hsts.render(),
            routing_http_response_x_content_type_options_header_value="nosniff",
            routing_http_response_x_frame_options_header_value=args.headers.frame_options.value,
            routing_http_response_content_security_policy_header_value=args.headers.content_security_policy,
            routing_http_response_server_enabled=False,
            opts=self.inside(depends_on=[association]),
        )

    def _redirect(self, balancer: lb.LoadBalancer, association: wafv2.WebAclAssociation) -> None:
        lb.Listener(
            self.child("http"),
            load_balancer_arn=balancer.arn,
            port=80,
            protocol="HTTP",
            default_actions=[
                lb.ListenerDefaultActionArgs(
                    type="redirect",
                    redirect=lb.ListenerDefaultActionRedirectArgs(protocol="HTTPS", port="443", status_code="HTTP_301"),
                )
            ],
            routing_http_response_server_enabled=False,
            opts=self.inside(depends_on=[association]),
        )

    def _alias(self, args: LoadBalancerArgs, balancer: lb.LoadBalancer) -> None:
        if args.alias is None:
            return
        kinds = ("A", "AAAA") if args.ip_address_type is IpAddressType.DUALSTACK else ("A",)
        for record_name in args.alias.names:
            for kind in kinds:
                route53.Record(
                    self.child("alias", f"{record_name}-{kind.lower()}"),
                    zone_id=args.alias.zone_id,
                    name=record_name,
                    type=kind,
                    aliases=[
                        route53.RecordAliasArgs(
                            name=balancer.dns_name, zone_id=balancer.zone_id, evaluate_target_health=True
                        )
                    ],
                    opts=self.inside(),
                )
