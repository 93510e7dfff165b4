"""The load balancer: who reaches it, how it speaks, where it sends to, and which arguments it refuses."""

import json
from typing import Any

import pulumi
import pytest
from pulumi_aws import wafv2

from components.edge.entry import (
    AliasRecords,
    DefaultService,
    DesyncMode,
    Egress,
    FrameOptions,
    Hsts,
    IpAddressType,
    SecurityHeaders,
    SslPolicy,
)
from components.edge.load_balancer import LoadBalancer, LoadBalancerArgs
from components.placement import Placement
from guardrails.values import UNKNOWN
from tests.support.recording import Recorded, record

PLACEMENT = Placement(project="vouch", stack="prod", account_id="123456789012", region="eu-west-1")
WEB_ACL_ARN = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/edge/1"
CERTIFICATE_ARN = "arn:aws:acm:eu-west-1:123456789012:certificate/1"
ALB = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
TARGET_GROUP = "aws:lb/targetGroup:TargetGroup"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
RECORD = "aws:route53/record:Record"


def arguments(**changes: Any) -> LoadBalancerArgs:
    given: dict[str, Any] = {
        "placement": PLACEMENT,
        "vpc_id": "vpc-1",
        "subnet_ids": {"eu-west-1b": "subnet-b", "eu-west-1a": "subnet-a"},
        "certificate_arn": CERTIFICATE_ARN,
        "web_acl_arn": WEB_ACL_ARN,
        "access_log_bucket": "vouch-access-logs",
    }
    return LoadBalancerArgs(**(given | changes))


def build(**changes: Any) -> Recorded:
    args = arguments(**changes)
    return record(lambda: LoadBalancer("edge", args))


def served(**changes: Any) -> Recorded:
    return build(service=DefaultService(), egress={"app": Egress(port=8443, security_group_id="sg-app")}, **changes)


def test_the_load_balancer_is_public_logged_and_closed_to_tricks() -> None:
    logs = {"bucket": "vouch-access-logs", "enabled": True}
    assert build().one(ALB, "edge-alb").properties == {
        "loadBalancerType": "application",
        "internal": False,
        "ipAddressType": "ipv4",
        "subnets": ["subnet-a", "subnet-b"],
        "securityGroups": [UNKNOWN],
        "accessLogs": logs,
        "connectionLogs": logs,
        "healthCheckLogs": logs,
        "desyncMitigationMode": "strictest",
        "dropInvalidHeaderFields": True,
        "enableDeletionProtection": True,
        "enableTlsVersionAndCipherSuiteHeaders": True,
        "enableWafFailOpen": False,
        "enableXffClientPort": False,
        "enableZonalShift": True,
        "idleTimeout": 60,
        "xffHeaderProcessingMode": "append",
        "tags": {"Name": "vouch-prod-edge"},
    }


def test_everything_it_makes_sits_under_it() -> None:
    recorded = served(alias=AliasRecords(zone_id="Z123", names=("example.com",)))
    made = [each for each in recorded.resources if each.custom and each.parent]
    assert sorted(each.name for each in made) == [
        "edge-alb",
        "edge-alias-example.com-a",
        "edge-egress-app",
        "edge-group",
        "edge-http",
        "edge-https",
        "edge-ingress-http-ipv4",
        "edge-ingress-https-ipv4",
        "edge-target",
        "edge-web-acl",
    ]
    assert {each.parent for each in made} == {"urn:pulumi:prod::vouch::vouch:edge:LoadBalancer::edge"}


def test_it_sits_under_its_component_and_uses_its_own_group() -> None:
    recorded = build()
    balancer = recorded.one(ALB)
    assert balancer.urn == f"urn:pulumi:prod::vouch::vouch:edge:LoadBalancer${ALB}::edge-alb"
    assert balancer.property_dependencies["securityGroups"] == (recorded.one(GROUP, "edge-group").urn,)


@pytest.mark.parametrize("protect", [True, False])
def test_protection_is_pulumis_and_the_clouds_together(protect: bool) -> None:
    balancer = build(protect=protect).one(ALB)
    assert balancer.options.protect is protect
    assert balancer.properties["enableDeletionProtection"] is protect


def test_it_waits_for_what_the_log_bucket_needs() -> None:
    def program() -> None:
        ready = wafv2.IpSet("policy", scope="REGIONAL", ip_address_version="IPV4", addresses=[])
        LoadBalancer("edge", arguments(logs_ready=(ready,)))

    recorded = record(program)
    assert recorded.one("aws:wafv2/ipSet:IpSet").urn in recorded.one(ALB).dependencies


def test_the_group_says_it_is_the_edge_and_has_no_rules_of_its_own() -> None:
    assert build().one(GROUP, "edge-group").properties == {
        "vpcId": "vpc-1",
        "description": "Public entry: HTTPS from the internet, onwards to the targets only",
        "tags": {"tier": "edge", "Name": "vouch-prod-edge"},
    }


def test_the_internet_reaches_https_and_the_redirect_and_nothing_else() -> None:
    found = {each.name: each.properties for each in build().all(INGRESS)}
    assert found == {
        "edge-ingress-https-ipv4": {
            "securityGroupId": UNKNOWN,
            "description": "HTTPS from the internet over IPv4",
            "ipProtocol": "tcp",
            "fromPort": 443,
            "toPort": 443,
            "cidrIpv4": "0.0.0.0/0",
        },
        "edge-ingress-http-ipv4": {
            "securityGroupId": UNKNOWN,
            "description": "HTTP from the internet over IPv4",
            "ipProtocol": "tcp",
            "fromPort": 80,
            "toPort": 80,
            "cidrIpv4": "0.0.0.0/0",
        },
    }


def test_dualstack_opens_the_same_ports_over_ipv6() -> None:
    recorded = build(ip_address_type=IpAddressType.DUALSTACK)
    assert recorded.one(ALB).properties["ipAddressType"] == "dualstack"
    assert {
        each.name: (each.properties["cidrIpv6"], each.properties["fromPort"], each.properties["toPort"])
        for each in recorded.all(INGRESS)
        if "cidrIpv6" in each.properties
    } == {
        "edge-ingress-https-ipv6": ("::/0", 443, 443),
        "edge-ingress-http-ipv6": ("::/0", 80, 80),
    }


def test_without_the_redirect_port_80_is_closed() -> None:
    recorded = build(redirect_http=False)
    assert [each.name for each in recorded.all(INGRESS)] == ["edge-ingress-https-ipv4"]
    assert [each.name for each in recorded.all(LISTENER)] == ["edge-https"]


def test_nothing_leaves_it_unless_targets_are_named() -> None:
    assert build().all(EGRESS) == ()


def test_it_reaches_its_targets_by_group_or_subnet_on_their_port_only() -> None:
    recorded = build(
        egress={
            "app": Egress(port=8443, security_group_id="sg-app"),
            "eu-west-1a": Egress(port=9443, cidr="10.0.16.0/20"),
        }
    )
    assert {each.name: each.properties for each in recorded.all(EGRESS)} == {
        "edge-egress-app": {
            "securityGroupId": UNKNOWN,
            "description": "To the targets of app",
            "ipProtocol": "tcp",
            "fromPort": 8443,
            "toPort": 8443,
            "referencedSecurityGroupId": "sg-app",
        },
        "edge-egress-eu-west-1a": {
            "securityGroupId": UNKNOWN,
            "description": "To the targets of eu-west-1a",
            "ipProtocol": "tcp",
            "fromPort": 9443,
            "toPort": 9443,
            "cidrIpv4": "10.0.16.0/20",
        },
    }


def test_it_is_behind_the_web_acl_before_it_listens() -> None:
    recorded = build()
    association = recorded.one(ASSOCIATION, "edge-web-acl")
    assert association.properties == {"resourceArn": UNKNOWN, "webAclArn": WEB_ACL_ARN}
    assert association.property_dependencies["resourceArn"] == (recorded.one(ALB).urn,)
    assert all(association.urn in listener.dependencies for listener in recorded.all(LISTENER))
    assert len(recorded.all(LISTENER)) == 2


def test_https_speaks_the_strictest_policy_and_sets_security_headers() -> None:
    listener = build().one(LISTENER, "edge-https")
    properties = dict(listener.properties)
    (action,) = properties.pop("defaultActions")
    assert properties == {
        "loadBalancerArn": UNKNOWN,
        "port": 443,
        "protocol": "HTTPS",
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "certificateArn": CERTIFICATE_ARN,
        "routingHttpResponseStrictTransportSecurityHeaderValue": "max-age=63072000; includeSubDomains",
        "routingHttpResponseXContentTypeOptionsHeaderValue": "nosniff",
        "routingHttpResponseXFrameOptionsHeaderValue": "DENY",
        "routingHttpResponseServerEnabled": False,
    }
    assert action["type"] == "fixed-response"


def test_the_headers_can_be_changed_but_not_left_out() -> None:
    headers = SecurityHeaders(
        hsts=Hsts(max_age_seconds=31_536_000, preload=True),
        frame_options=FrameOptions.SAMEORIGIN,
        content_security_policy="default-src 'self'",
    )
    properties = build(headers=headers).one(LISTENER, "edge-https").properties
    assert properties["routingHttpResponseStrictTransportSecurityHeaderValue"] == (
        "max-age=31536000; includeSubDomains; preload"
    )
    assert properties["routingHttpResponseXFrameOptionsHeaderValue"] == "SAMEORIGIN"
    assert properties["routingHttpResponseContentSecurityPolicyHeaderValue"] == "default-src 'self'"


def test_until_services_attach_it_answers_404_in_json() -> None:
    recorded = build()
    (action,) = recorded.one(LISTENER, "edge-https").properties["defaultActions"]
    assert action == {
        "type": "fixed-response",
        "fixedResponse": {
            "contentType": "application/json",
            "messageBody": '{"error":"not_found"}',
            "statusCode": "404",
        },
    }
    assert json.loads(action["fixedResponse"]["messageBody"]) == {"error": "not_found"}
    assert recorded.all(TARGET_GROUP) == ()


def test_a_default_service_is_reached_and_checked_over_https() -> None:
    recorded = served()
    target = recorded.one(TARGET_GROUP, "edge-target")
    assert target.properties == {
        "vpcId": "vpc-1",
        "targetType": "ip",
        "protocol": "HTTPS",
        "port": 8443,
        "deregistrationDelay": 60,
        "healthCheck": {
            "enabled": True,
            "protocol": "HTTPS",
            "port": "traffic-port",
            "path": "/health",
            "matcher": "200",
            "interval": 15,
            "timeout": 5,
            "healthyThreshold": 2,
            "unhealthyThreshold": 3,
        },
    }
    listener = recorded.one(LISTENER, "edge-https")
    assert listener.properties["defaultActions"] == [{"type": "forward", "targetGroupArn": UNKNOWN}]
    assert listener.property_dependencies["defaultActions"] == (target.urn,)


def test_plain_http_is_only_sent_on_to_https_for_good() -> None:
    assert build().one(LISTENER, "edge-http").properties == {
        "loadBalancerArn": UNKNOWN,
        "port": 80,
        "protocol": "HTTP",
        "defaultActions": [
            {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}}
        ],
        "routingHttpResponseServerEnabled": False,
    }


def test_the_names_of_the_zone_lead_to_it() -> None:
    recorded = build(alias=AliasRecords(zone_id="Z123", names=("example.com", "app.example.com")))
    assert {each.name: each.properties for each in recorded.all(RECORD)} == {
        f"edge-alias-{name}-a": {
            "zoneId": "Z123",
            "name": name,
            "type": "A",
            "aliases": [{"name": UNKNOWN, "zoneId": UNKNOWN, "evaluateTargetHealth": True}],
        }
        for name in ("example.com", "app.example.com")
    }


def test_dualstack_names_lead_to_it_over_both_protocols() -> None:
    alias = AliasRecords(zone_id="Z123", names=("example.com",))
    recorded = build(alias=alias, ip_address_type=IpAddressType.DUALSTACK)
    assert [(each.name, each.properties["type"]) for each in recorded.all(RECORD)] == [
        ("edge-alias-example.com-a", "A"),
        ("edge-alias-example.com-aaaa", "AAAA"),
    ]


def test_every_policy_on_offer_is_tls_1_2_or_newer() -> None:
    assert {policy.value for policy in SslPolicy} == {
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
    }


def test_desync_mitigation_can_be_defensive_but_never_only_watch() -> None:
    assert build(desync_mode=DesyncMode.DEFENSIVE).one(ALB).properties["desyncMitigationMode"] == "defensive"
    assert {mode.value for mode in DesyncMode} == {"strictest", "defensive"}


def test_its_outputs_are_those_other_layers_need() -> None:
    built: list[LoadBalancer] = []

    def program() -> None:
        built.append(LoadBalancer("edge", arguments()))

    record(program)
    (component,) = built
    outputs = (
        component.arn,
        component.arn_suffix,
        component.dns_name,
        component.zone_id,
        component.security_group_id,
        component.listener_arn,
    )
    assert all(isinstance(output, pulumi.Output) for output in outputs)
    assert component.target_group_arn is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"subnet_ids": {"eu-west-1a": "subnet-a"}},
            "subnet_ids has 1 zone(s), a load balancer needs two: add public subnets",
        ),
        (
            {"idle_timeout_seconds": 0},
            "idle_timeout_seconds is 0, AWS allows 1 to 4000: give one of those",
        ),
        (
            {"service": DefaultService(port=8443), "egress": {"app": Egress(port=8080, security_group_id="sg-app")}},
            "service.port is 8443, no egress leads to that port: add one to where its targets are",
        ),
    ],
)
def test_arguments_that_could_not_work_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        arguments(**changes)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Hsts(max_age_seconds=300),
            "max_age_seconds is 300, a year is 31536000: give a year or more",
        ),
        (
            lambda: Hsts(include_subdomains=False, preload=True),
            "preload is true without include_subdomains, which the lists demand: set both or neither",
        ),
        (
            lambda: Egress(port=8443),
            "an egress names a security_group_id or a cidr: give exactly one",
        ),
        (
            lambda: Egress(port=8443, security_group_id="sg-app", cidr="10.0.0.0/20"),
            "an egress names a security_group_id or a cidr: give exactly one",
        ),
        (
            lambda: Egress(port=443, cidr="0.0.0.0/0"),
            "cidr is '0.0.0.0/0', the whole internet: give the subnets that hold the targets",
        ),
        (
            lambda: Egress(port=0, security_group_id="sg-app"),
            "port is 0, ports are 1 to 65535: give one of those",
        ),
        (
            lambda: DefaultService(health_path="health"),
            "health_path is 'health', a path begins with '/': write it like '/health'",
        ),
        (
            lambda: DefaultService(deregistration_seconds=3601),
            "deregistration_seconds is 3601, AWS allows 0 to 3600: give one of those",
        ),
        (
            lambda: AliasRecords(zone_id="Z123", names=()),
            "names is (): give one or more names, each once",
        ),
    ],
)
def test_parts_that_would_weaken_it_are_refused(make: Any, message: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole message is compared
        make()
    assert str(refusal.value) == message


def test_a_name_that_aws_would_find_too_long_is_refused_before_the_engine_runs() -> None:
    with pytest.raises(Exception, match="makes the target group's name too long, AWS allows 32 characters") as refusal:
        record(lambda: LoadBalancer("the-public-entrance", arguments()))
    assert isinstance(refusal.value.__cause__, ValueError)
