"""The public API: its throttle, its authorizer, its logs, its domain, and the private way behind it."""

import json
from typing import Any

import pytest

from components.edge.api import Api, ApiArgs
from components.edge.api_account import ApiAccount, ApiAccountArgs
from components.edge.api_routes import Backend, Routes
from components.edge.entry import AliasRecords
from components.edge.private_entry import PrivateEntry, PrivateEntryArgs
from components.edge.rules import RateLimit
from components.edge.throttle import Throttle
from components.ownership import Ownership
from guardrails.values import UNKNOWN
from tests.components.edge.building import HOME, KEY
from tests.support.recording import Recorded, record

POOL = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_EXAMPLE"
BALANCER = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/api/0a1b"
STAGE = "aws:apigateway/stage:Stage"
METHOD = "aws:apigateway/method:Method"
SETTINGS = "aws:apigateway/methodSettings:MethodSettings"
TLS = "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"


def routes(**changes: Any) -> Routes:
    backend = Backend(host="api.example.com", vpc_link_id="a1b2c3", load_balancer_arn=BALANCER)
    return Routes(**{"backend": backend, "browser_origin": "https://www.example.com", **changes})


def build(**changes: Any) -> Recorded:
    given = {
        "placement": HOME,
        "domain": "api.example.com",
        "certificate_arn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b",
        "user_pool_arn": POOL,
        "web_acl_arn": "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/edge/0a1b",
        "log_key_arn": KEY,
        "routes": routes(),
        **changes,
    }
    return record(lambda: Api("api", ApiArgs(**given)))


def test_every_method_has_the_throttle_and_logs_errors_without_data() -> None:
    settings = build(throttle=Throttle(requests_per_second=50, burst=80)).one(SETTINGS).properties
    assert settings["methodPath"] == "*/*"
    assert settings["settings"] == {
        "throttlingRateLimit": 50,
        "throttlingBurstLimit": 80,
        "loggingLevel": "ERROR",
        "dataTraceEnabled": False,
        "metricsEnabled": True,
        "cachingEnabled": False,
    }


def test_stage_plan_and_alarm_share_one_throttle() -> None:
    throttle = Throttle(requests_per_second=50, burst=80, address=RateLimit(requests=600, window_seconds=300))
    built = build(throttle=throttle, alarm_topic_arns=("arn:aws:sns:eu-west-1:123456789012:alarms",))
    plan = built.one("aws:apigateway/usagePlan:UsagePlan").properties
    assert plan["throttleSettings"] == {"rateLimit": 50, "burstLimit": 80}
    alarms = {each.name: each.properties for each in built.all("aws:cloudwatch/metricAlarm:MetricAlarm")}
    assert set(alarms) == {"api-alarm-throttled", "api-alarm-refused"}
    assert {(each["threshold"], each["period"], each["statistic"]) for each in alarms.values()} == {(600, 300, "Sum")}
    assert alarms["api-alarm-throttled"]["metricName"] == "ApiThrottled"
    assert alarms["api-alarm-refused"]["dimensions"] == {"ApiName": "vouch-prod-api", "Stage": "live"}
    counted = built.one("aws:cloudwatch/logMetricFilter:LogMetricFilter").properties
    assert counted["pattern"] == '{ $.status = "429" }'


def test_without_topics_there_are_no_alarms_but_the_metric_is_there() -> None:
    built = build()
    assert built.all("aws:cloudwatch/metricAlarm:MetricAlarm") == ()
    assert built.one("aws:cloudwatch/logMetricFilter:LogMetricFilter")


def test_every_route_to_the_service_asks_the_user_pool_and_is_validated() -> None:
    built = build(routes=routes(scopes=("vouch/api",)))
    authorizer = built.one("aws:apigateway/authorizer:Authorizer").properties
    assert (authorizer["type"], authorizer["providerArns"]) == ("COGNITO_USER_POOLS", [POOL])
    methods = {each.name: each.properties for each in built.all(METHOD)}
    assert set(methods) == {
        "api-method-root",
        "api-method-proxy",
        "api-method-preflight-root",
        "api-method-preflight-proxy",
        "api-method-health",
    }
    for name in ("api-method-root", "api-method-proxy"):
        assert methods[name]["authorization"] == "COGNITO_USER_POOLS"
        assert methods[name]["authorizationScopes"] == ["vouch/api"]
        assert methods[name]["httpMethod"] == "ANY"
    assert all(each["requestValidatorId"] is UNKNOWN for each in methods.values())


def test_what_needs_no_token_reaches_no_service() -> None:
    built = build()
    integrations = {each.name: each.properties for each in built.all("aws:apigateway/integration:Integration")}
    open_methods = {each.name for each in built.all(METHOD) if each.properties["authorization"] == "NONE"}
    assert open_methods == {"api-method-preflight-root", "api-method-preflight-proxy", "api-method-health"}
    for name in open_methods:
        assert integrations[name.replace("method", "integration")]["type"] == "MOCK"


def test_requests_go_to_the_private_load_balancer_over_https() -> None:
    integrations = {each.name: each.properties for each in build().all("aws:apigateway/integration:Integration")}
    proxy = integrations["api-integration-proxy"]
    assert (proxy["type"], proxy["connectionType"], proxy["connectionId"]) == ("HTTP_PROXY", "VPC_LINK", "a1b2c3")
    assert proxy["integrationTarget"] == BALANCER
    assert proxy["uri"] == "https://api.example.com/{proxy}"
    assert proxy["requestParameters"] == {"integration.request.path.proxy": "method.request.path.proxy"}
    assert integrations["api-integration-root"]["uri"] == "https://api.example.com/"


def test_the_api_answers_at_its_own_domain_only_over_modern_tls() -> None:
    built = build(alias=AliasRecords(zone_id="Z1", names=("api.example.com",)))
    api = built.one("aws:apigateway/restApi:RestApi").properties
    domain = built.one("aws:apigateway/domainName:DomainName").properties
    assert api["disableExecuteApiEndpoint"] is True
    assert api["endpointConfiguration"] == domain["endpointConfiguration"] == {"types": "REGIONAL"}
    assert api["securityPolicy"] == domain["securityPolicy"] == TLS
    assert api["endpointAccessMode"] == domain["endpointAccessMode"] == "STRICT"
    assert built.one("aws:route53/record:Record").properties["name"] == "api.example.com"


def test_the_domain_is_mapped_only_once_the_web_acl_is_there() -> None:
    built = build()
    association = built.one("aws:wafv2/webAclAssociation:WebAclAssociation")
    assert built.graph.depends_on(association, "resourceArn", STAGE)
    assert association.urn in built.one("aws:apigateway/basePathMapping:BasePathMapping").dependencies


def test_the_stage_is_traced_and_logs_no_credential_to_encrypted_groups() -> None:
    built = build()
    stage = built.one(STAGE).properties
    assert stage["xrayTracingEnabled"] is True
    logged = json.loads(stage["accessLogSettings"]["format"])
    assert logged["cipherSuite"] == "$context.cipherSuite"
    assert not [value for value in logged.values() if "header" in value.lower() or "querystring" in value.lower()]
    groups = {each.name: each.properties for each in built.all("aws:cloudwatch/logGroup:LogGroup")}
    assert set(groups) == {"api-logs", "api-execution-logs"}
    assert {(each["kmsKeyId"], each["retentionInDays"]) for each in groups.values()} == {(KEY, 365)}


def test_a_deployment_waits_for_every_route_and_changes_with_them() -> None:
    built = build()
    deployment = built.one("aws:apigateway/deployment:Deployment")
    kinds = ("Method", "Integration", "MethodResponse", "IntegrationResponse", "Response")
    waited = [each.urn for each in built.resources if each.type.rpartition(":")[2] in kinds and each.custom]
    assert len(waited) == 18
    assert set(waited) <= set(deployment.dependencies)
    assert routes().revision() == routes().revision()
    assert routes(scopes=("vouch/api",)).revision() != routes().revision()


def test_what_the_gateway_says_itself_carries_hsts() -> None:
    responses = build().all("aws:apigateway/response:Response")
    assert {each.properties["responseType"] for each in responses} == {"DEFAULT_4XX", "DEFAULT_5XX"}
    for each in responses:
        assert each.properties["responseParameters"] == {
            "gatewayresponse.header.Strict-Transport-Security": "'max-age=63072000; includeSubDomains'",
            "gatewayresponse.header.Access-Control-Allow-Origin": "'https://www.example.com'",
        }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"requests_per_second": 0}, "requests_per_second is 0"),
        ({"burst": 5001}, "burst is 5001"),
        ({"requests_per_second": 5}, "address lets one client send 2000 requests in 300 seconds"),
    ],
)
def test_a_throttle_that_cannot_hold_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Throttle(**changes)


def test_a_backend_is_a_name_asked_by_https() -> None:
    with pytest.raises(ValueError, match="host is 'http:"):
        Backend(host="http://api.example.com", vpc_link_id="a", load_balancer_arn=BALANCER)


def test_the_regions_logging_role_is_made_only_where_it_is_ours() -> None:
    managed = record(lambda: ApiAccount("api-account", ApiAccountArgs(placement=HOME)))
    role = managed.one("aws:iam/role:Role").properties
    assert role["name"] == "vouch-prod-api-gateway-logs-eu-west-1"
    assert json.loads(role["assumeRolePolicy"])["Statement"][0]["Principal"] == {"Service": "apigateway.amazonaws.com"}
    account = managed.one("aws:apigateway/account:Account")
    assert managed.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment").urn in account.dependencies
    existing = record(lambda: ApiAccount("api-account", ApiAccountArgs(placement=HOME, ownership=Ownership.EXISTING)))
    assert [each.type for each in existing.resources if each.custom and "aws:" in each.type] == []


def entry(**changes: Any) -> PrivateEntryArgs:
    return PrivateEntryArgs(
        **{
            "placement": HOME,
            "vpc_id": "vpc-1",
            "subnet_ids": {"eu-west-1a": "subnet-a", "eu-west-1b": "subnet-b"},
            "target_cidr": "10.0.64.0/18",
            "certificate_arn": "arn:aws:acm:eu-west-1:123456789012:certificate/0a1b",
            "access_log_bucket": "example-access-logs",
            **changes,
        }
    )


def test_only_the_link_reaches_the_internal_load_balancer_and_it_only_the_service() -> None:
    built = record(lambda: PrivateEntry("api-entry", entry()))
    balancer = built.one("aws:lb/loadBalancer:LoadBalancer").properties
    assert (balancer["internal"], balancer["enableDeletionProtection"]) == (True, True)
    ingress = built.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    assert "cidrIpv4" not in ingress.properties
    assert (ingress.properties["fromPort"], ingress.properties["toPort"]) == (443, 443)
    egress = built.one("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "api-entry-egress-service")
    assert (egress.properties["cidrIpv4"], egress.properties["fromPort"]) == ("10.0.64.0/18", 8443)
    listener = built.one("aws:lb/listener:Listener").properties
    assert (listener["protocol"], listener["sslPolicy"]) == ("HTTPS", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09")
    assert built.one("aws:lb/targetGroup:TargetGroup").properties["protocol"] == "HTTPS"


def test_a_private_entry_needs_two_zones_and_a_range_of_its_own() -> None:
    with pytest.raises(ValueError, match=r"subnet_ids has 1 zone\(s\)"):
        entry(subnet_ids={"eu-west-1a": "subnet-a"})
    with pytest.raises(ValueError, match="the whole internet"):
        entry(target_cidr="0.0.0.0/0")
