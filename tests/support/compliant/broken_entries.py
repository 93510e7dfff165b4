"""Violations of networks, entries, users and what runs."""

from typing import Any

from tests.support.compliant.model import ACCOUNT, policy, trust
from tests.support.compliant.violations import Violation, changed, undone


def _open(name: str, group: str, port: int) -> Violation:
    rule = {
        "GroupId": f"<{group}>",
        "IpPermissions": [
            {
                "IpProtocol": "tcp",
                "FromPort": port,
                "ToPort": port,
                "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "Open"}],
            }
        ],
    }
    return undone(name, "ec2", ("authorize_security_group_ingress", rule), ("revoke_security_group_ingress", rule))


def _balancer(name: str, key: str, bad: str, good: str) -> Violation:
    def stated(value: str) -> dict[str, Any]:
        return {"LoadBalancerArn": "<balancer>", "Attributes": [{"Key": key, "Value": value}]}

    return changed(name, "elbv2", "modify_load_balancer_attributes", stated(bad), stated(good))


def _stage(name: str, path: str, bad: str, good: str) -> Violation:
    def stated(value: str) -> dict[str, Any]:
        operation = {"op": "replace", "path": path, "value": value}
        return {"restApiId": "<rest>", "stageName": "live", "patchOperations": [operation]}

    return changed(name, "apigateway", "update_stage", stated(bad), stated(good))


_ANYBODY = policy({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})
_PASSWORD = {
    "MinimumPasswordLength": 14,
    "RequireSymbols": True,
    "RequireNumbers": True,
    "RequireUppercaseCharacters": True,
    "RequireLowercaseCharacters": True,
    "MaxPasswordAge": 90,
    "PasswordReusePrevention": 24,
}
_REDIRECT = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
_LISTENER = {"ListenerArn": "<listener>"}
_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}

ENTRIES: tuple[Violation, ...] = (
    _open("ssh from everywhere", "service", 22),
    _open("remote desktop from everywhere", "service", 3389),
    _open("databases from everywhere", "service", 5432),
    _open("a port from everywhere at the edge", "edge", 8080),
    changed(
        "a subnet that gives public addresses",
        "ec2",
        "modify_subnet_attribute",
        {"SubnetId": "<private-a>", "MapPublicIpOnLaunch": {"Value": True}},
        {"SubnetId": "<private-a>", "MapPublicIpOnLaunch": {"Value": False}},
    ),
    undone(
        "a launch template that gives public addresses",
        "ec2",
        (
            "create_launch_template",
            {
                "LaunchTemplateName": "public",
                "LaunchTemplateData": {"NetworkInterfaces": [{"DeviceIndex": 0, "AssociatePublicIpAddress": True}]},
            },
        ),
        ("delete_launch_template", {"LaunchTemplateName": "public"}),
    ),
    _balancer("a balancer that can be deleted", "deletion_protection.enabled", "false", "true"),
    _balancer("a balancer without access logs", "access_logs.s3.enabled", "false", "true"),
    _balancer("a balancer without connection logs", "connection_logs.s3.enabled", "false", "true"),
    _balancer("a balancer past its web ACL", "waf.fail_open.enabled", "true", "false"),
    _balancer("a balancer that takes odd headers", "routing.http.drop_invalid_header_fields.enabled", "false", "true"),
    _balancer("a balancer that desyncs", "routing.http.desync_mitigation_mode", "monitor", "strictest"),
    changed(
        "old TLS",
        "elbv2",
        "modify_listener",
        _LISTENER | {"SslPolicy": "ELBSecurityPolicy-2016-08"},
        _LISTENER | {"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"},
    ),
    changed(
        "plain HTTP",
        "elbv2",
        "modify_listener",
        {"ListenerArn": "<redirect>", "DefaultActions": [{"Type": "forward", "TargetGroupArn": "<target-group>"}]},
        {"ListenerArn": "<redirect>", "DefaultActions": [{"Type": "redirect", "RedirectConfig": _REDIRECT}]},
    ),
    undone(
        "an entry without a web ACL",
        "wafv2",
        ("disassociate_web_acl", {"ResourceArn": "<balancer>"}),
        ("associate_web_acl", {"WebACLArn": "<web-acl>", "ResourceArn": "<balancer>"}),
    ),
    undone(
        "a web ACL that logs nothing",
        "wafv2",
        ("delete_logging_configuration", {"ResourceArn": "<web-acl>"}),
        (
            "put_logging_configuration",
            {
                "LoggingConfiguration": {
                    "ResourceArn": "<web-acl>",
                    "LogDestinationConfigs": [f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:aws-waf-logs-web"],
                    "RedactedFields": [{"SingleHeader": {"Name": name}} for name in ("authorization", "cookie")],
                }
            },
        ),
    ),
    undone(
        "a web ACL without rules",
        "wafv2",
        (
            "create_web_acl",
            {
                "Name": "empty",
                "Scope": "REGIONAL",
                "DefaultAction": {"Allow": {}},
                "Rules": [],
                "VisibilityConfig": {
                    "SampledRequestsEnabled": False,
                    "CloudWatchMetricsEnabled": False,
                    "MetricName": "empty",
                },
            },
        ),
        (
            "delete_web_acl",
            {"Name": "empty", "Scope": "REGIONAL", "Id": "@Summary.Id", "LockToken": "@Summary.LockToken"},
        ),
    ),
    _stage("a stage that traces what it carries", "/*/*/logging/dataTrace", "true", "false"),
    _stage("a stage without a throttle", "/*/*/throttling/rateLimit", "99999", "100"),
    _stage("a stage that logs nothing of itself", "/*/*/logging/loglevel", "OFF", "ERROR"),
    changed(
        "an API at a second address",
        "apigatewayv2",
        "update_api",
        {"ApiId": "<api>", "DisableExecuteApiEndpoint": False},
        {"ApiId": "<api>", "DisableExecuteApiEndpoint": True},
    ),
    changed(
        "a role for everybody",
        "iam",
        "update_assume_role_policy",
        {"RoleName": "function", "PolicyDocument": _ANYBODY},
        {"RoleName": "function", "PolicyDocument": trust("lambda.amazonaws.com")},
    ),
    undone(
        "a role that may do everything",
        "iam",
        (
            "put_role_policy",
            {"RoleName": "function", "PolicyName": "all", "PolicyDocument": policy(_EVERYTHING)},
        ),
        ("delete_role_policy", {"RoleName": "function", "PolicyName": "all"}),
    ),
    undone(
        "a person who signs in to IAM",
        "iam",
        ("create_user", {"UserName": "person"}),
        ("delete_user", {"UserName": "person"}),
    ),
    changed(
        "short passwords",
        "iam",
        "update_account_password_policy",
        {"MinimumPasswordLength": 8},
        _PASSWORD,
    ),
    undone(
        "a pool of users by default",
        "cognito-idp",
        ("create_user_pool", {"PoolName": "plain"}),
        ("delete_user_pool", {"UserPoolId": "@UserPool.Id"}),
    ),
    undone(
        "a route that anybody may ask",
        "apigatewayv2",
        ("create_route", {"ApiId": "<api>", "RouteKey": "GET /open"}),
        ("delete_route", {"ApiId": "<api>", "RouteId": "@RouteId"}),
    ),
    undone(
        "a repository by default",
        "ecr",
        ("create_repository", {"repositoryName": "plain"}),
        ("delete_repository", {"repositoryName": "plain", "force": True}),
    ),
    undone(
        "a function outside the VPC",
        "lambda",
        (
            "create_function",
            {
                "FunctionName": "outside",
                "Runtime": "python3.13",
                "Role": "<function>",
                "Handler": "handler.handle",
                "Code": {"ZipFile": b"PK\x05\x06" + bytes(18)},
                "Tags": {"data": "customer"},
                "Environment": {"Variables": {"MODE": "prod"}},
            },
        ),
        ("delete_function", {"FunctionName": "outside"}),
    ),
    undone(
        "a service that never scales",
        "application-autoscaling",
        (
            "deregister_scalable_target",
            {
                "ServiceNamespace": "ecs",
                "ResourceId": "service/web/web",
                "ScalableDimension": "ecs:service:DesiredCount",
            },
        ),
        (
            "register_scalable_target",
            {
                "ServiceNamespace": "ecs",
                "ResourceId": "service/web/web",
                "ScalableDimension": "ecs:service:DesiredCount",
                "MinCapacity": 2,
                "MaxCapacity": 6,
            },
        ),
    ),
)
