"""Entries: load balancers, APIs and a distribution, each behind a web ACL, each with TLS."""

from typing import Any, Final

from tests.support.compliant.model import ACCOUNT, REGION, Account, client

_GROUPS: Final = (
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesSQLiRuleSet",
    "AWSManagedRulesAmazonIpReputationList",
)
_LOGS: Final = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:aws-waf-logs-web"


def edge(account: Account) -> None:
    """Adds ``certificate``, ``web-acl``, ``balancer`` with ``listener`` and ``redirect``, and ``distribution``."""
    made = account.made
    for region, name in ((REGION, "certificate"), ("us-east-1", "site-certificate")):
        made[name] = client("acm", region).request_certificate(DomainName="app.example.com", ValidationMethod="DNS")[
            "CertificateArn"
        ]
    made["web-acl"] = web_acl(REGION, "REGIONAL", "web", _rules())
    made["site-web-acl"] = web_acl("us-east-1", "CLOUDFRONT", "site", _rules())
    _balancer(made)
    _classic(made)
    waf = client("wafv2")
    for arn in (made["balancer"], f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{made['pool']}"):
        waf.associate_web_acl(WebACLArn=made["web-acl"], ResourceArn=arn)
    _rest(made)
    _http(made)
    _distribution(made)
    shield = client("shield", "us-east-1")
    shield.create_subscription()
    for name, arn in (
        ("web", made["balancer"]),
        ("site", f"arn:aws:cloudfront::{ACCOUNT}:distribution/{made['distribution']}"),
    ):
        shield.create_protection(Name=name, ResourceArn=arn)


def web_acl(region: str, scope: str, name: str, rules: list[dict[str, Any]]) -> str:
    """A web ACL that logs, and its ARN."""
    waf = client("wafv2", region)
    arn: str = waf.create_web_acl(
        Name=name, Scope=scope, DefaultAction={"Allow": {}}, Rules=rules, VisibilityConfig=_seen(name)
    )["Summary"]["ARN"]
    waf.put_logging_configuration(
        LoggingConfiguration={
            "ResourceArn": arn,
            "LogDestinationConfigs": [_LOGS],
            "RedactedFields": [{"SingleHeader": {"Name": name}} for name in ("authorization", "cookie")],
        }
    )
    return arn


def _rules() -> list[dict[str, Any]]:
    managed = [
        {
            "Name": group,
            "Priority": number,
            "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": group}},
            "OverrideAction": {"None": {}},
            "VisibilityConfig": _seen(group),
        }
        for number, group in enumerate(_GROUPS)
    ]
    rate = {
        "Name": "rate",
        "Priority": 9,
        "Statement": {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}},
        "Action": {"Block": {}},
        "VisibilityConfig": _seen("rate"),
    }
    return [*managed, rate]


def _seen(name: str) -> dict[str, Any]:
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}


def _balancer(made: dict[str, str]) -> None:
    elb = client("elbv2")
    arn = made["balancer"] = elb.create_load_balancer(
        Name="web",
        Subnets=[made["private-a"], made["private-b"]],
        SecurityGroups=[made["edge"]],
        Scheme="internet-facing",
        Type="application",
    )["LoadBalancers"][0]["LoadBalancerArn"]
    stated = {
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "true",
        "connection_logs.s3.enabled": "true",
        "connection_logs.s3.bucket": "vouch-access-logs",
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": "vouch-access-logs",
        "waf.fail_open.enabled": "false",
        "routing.http.drop_invalid_header_fields.enabled": "true",
        "routing.http.desync_mitigation_mode": "strictest",
        "deletion_protection.enabled": "true",
        "zonal_shift.config.enabled": "true",
        "load_balancing.cross_zone.enabled": "true",
    }
    for key, value in stated.items():
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[{"Key": key, "Value": value}])
    group = elb.create_target_group(
        Name="web",
        Protocol="HTTPS",
        Port=8443,
        VpcId=made["vpc"],
        TargetType="ip",
        HealthCheckProtocol="HTTPS",
        HealthCheckPath="/health",
    )["TargetGroups"][0]["TargetGroupArn"]
    made["target-group"] = group
    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.1.9"}, {"Id": "10.0.2.9"}])
    listener = made["listener"] = elb.create_listener(
        LoadBalancerArn=arn,
        Protocol="HTTPS",
        Port=443,
        SslPolicy="ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        Certificates=[{"CertificateArn": made["certificate"]}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )["Listeners"][0]["ListenerArn"]
    hsts = "routing.http.response.strict_transport_security.header_value"
    elb.modify_listener_attributes(
        ListenerArn=listener, Attributes=[{"Key": hsts, "Value": "max-age=63072000; includeSubDomains"}]
    )
    redirect = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}
    made["redirect"] = elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[redirect])[
        "Listeners"
    ][0]["ListenerArn"]


def _classic(made: dict[str, str]) -> None:
    elb = client("elb")
    elb.create_load_balancer(
        LoadBalancerName="partners",
        Listeners=[
            {"Protocol": "HTTPS", "LoadBalancerPort": 443, "InstancePort": 443, "SSLCertificateId": made["certificate"]}
        ],
        Subnets=[made["private-a"], made["private-b"]],
        SecurityGroups=[made["edge"]],
        Scheme="internal",
    )
    elb.modify_load_balancer_attributes(
        LoadBalancerName="partners",
        LoadBalancerAttributes={
            "AccessLog": {"Enabled": True, "S3BucketName": "vouch-access-logs", "EmitInterval": 5},
            "CrossZoneLoadBalancing": {"Enabled": True},
            "ConnectionDraining": {"Enabled": True, "Timeout": 60},
        },
    )


def _rest(made: dict[str, str]) -> None:
    apis = client("apigateway")
    api = made["rest"] = apis.create_rest_api(
        name="rest", endpointConfiguration={"types": ["REGIONAL"]}, disableExecuteApiEndpoint=True
    )["id"]
    root = apis.get_resources(restApiId=api)["items"][0]["id"]
    apis.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="AWS_IAM")
    apis.put_integration(restApiId=api, resourceId=root, httpMethod="GET", type="MOCK")
    deployment = apis.create_deployment(restApiId=api)["id"]
    apis.create_stage(restApiId=api, stageName="live", deploymentId=deployment, tracingEnabled=True)
    changes = {
        "/*/*/throttling/rateLimit": "100",
        "/*/*/throttling/burstLimit": "200",
        "/*/*/logging/loglevel": "ERROR",
        "/*/*/logging/dataTrace": "false",
        "/*/*/caching/dataEncrypted": "true",
        "/accessLogSettings/destinationArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/vouch/prod/apis",
        "/accessLogSettings/format": "$context.requestId",
    }
    for path, value in changes.items():
        apis.update_stage(
            restApiId=api, stageName="live", patchOperations=[{"op": "replace", "path": path, "value": value}]
        )
    stage = f"arn:aws:apigateway:{REGION}::/restapis/{api}/stages/live"
    client("wafv2").associate_web_acl(WebACLArn=made["web-acl"], ResourceArn=stage)
    apis.create_usage_plan(
        name="partners", throttle={"rateLimit": 100, "burstLimit": 200}, apiStages=[{"apiId": api, "stage": "live"}]
    )
    apis.create_domain_name(
        domainName="rest.example.com",
        securityPolicy="TLS_1_2",
        regionalCertificateArn=made["certificate"],
        endpointConfiguration={"types": ["REGIONAL"]},
    )


def _http(made: dict[str, str]) -> None:
    apis = client("apigatewayv2")
    apis.create_stage(
        ApiId=made["api"],
        StageName="$default",
        DefaultRouteSettings={"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200, "DetailedMetricsEnabled": True},
        AccessLogSettings={
            "DestinationArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/vouch/prod/apis",
            "Format": "$context.requestId",
        },
    )
    apis.create_domain_name(
        DomainName="http.example.com",
        DomainNameConfigurations=[{"CertificateArn": made["certificate"], "SecurityPolicy": "TLS_1_2"}],
    )


def _distribution(made: dict[str, str]) -> None:
    site = client("cloudfront", "us-east-1")
    control = {
        "Name": "site",
        "SigningProtocol": "sigv4",
        "SigningBehavior": "always",
        "OriginAccessControlOriginType": "s3",
    }
    signed = site.create_origin_access_control(OriginAccessControlConfig=control)["OriginAccessControl"]["Id"]
    origins = [
        {
            "Id": "files",
            "DomainName": f"vouch-site.s3.{REGION}.amazonaws.com",
            "S3OriginConfig": {"OriginAccessIdentity": ""},
            "OriginAccessControlId": signed,
        }
    ]
    behaviour = {
        "TargetOriginId": "files",
        "ViewerProtocolPolicy": "redirect-to-https",
        "ResponseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",
        "ForwardedValues": {"QueryString": False, "Cookies": {"Forward": "none"}},
        "MinTTL": 0,
    }
    made["distribution"] = site.create_distribution(
        DistributionConfig={
            "CallerReference": "site",
            "Origins": {"Quantity": len(origins), "Items": origins},
            "DefaultCacheBehavior": behaviour,
            "DefaultRootObject": "index.html",
            "Comment": "",
            "Enabled": True,
            "WebACLId": made["site-web-acl"],
            "Aliases": {"Quantity": 1, "Items": ["app.example.com"]},
            "Logging": {
                "Enabled": True,
                "IncludeCookies": False,
                "Bucket": "vouch-access-logs.s3.amazonaws.com",
                "Prefix": "site/",
            },
            "ViewerCertificate": {
                "ACMCertificateArn": made["site-certificate"],
                "SSLSupportMethod": "sni-only",
                "MinimumProtocolVersion": "TLSv1.2_2021",
            },
        }
    )["Distribution"]["Id"]
