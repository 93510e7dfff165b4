"""The public API: a regional REST API with a throttle, an authorizer and a web ACL on everything it serves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import pulumi
from pulumi_aws import apigateway, cloudwatch, route53, wafv2

from components.base import Component
from components.edge.api_alarms import alarms
from components.edge.api_routes import Routes, routes
from components.edge.entry import AliasRecords, Hsts
from components.edge.throttle import Throttle
from components.placement import Placement
from components.retention import check_retention

STAGE: Final = "live"
_HSTS: Final = "gatewayresponse.header.Strict-Transport-Security"
_ORIGIN: Final = "gatewayresponse.header.Access-Control-Allow-Origin"
# No query string, no header, no claim of the token but its subject: nothing that is a credential (control log.mask).
ACCESS_LOG: Final[Mapping[str, str]] = {
    "requestId": "$context.requestId",
    "extendedRequestId": "$context.extendedRequestId",
    "ip": "$context.identity.sourceIp",
    "userAgent": "$context.identity.userAgent",
    "requestTime": "$context.requestTime",
    "httpMethod": "$context.httpMethod",
    "resourcePath": "$context.resourcePath",
    "status": "$context.status",
    "errorType": "$context.error.responseType",
    "protocol": "$context.protocol",
    "tlsVersion": "$context.tlsVersion",
    "cipherSuite": "$context.cipherSuite",
    "responseLength": "$context.responseLength",
    "responseLatency": "$context.responseLatency",
    "integrationStatus": "$context.integration.status",
    "integrationLatency": "$context.integration.latency",
    "subject": "$context.authorizer.claims.sub",
    "wafStatus": "$context.waf.status",
    "xrayTraceId": "$context.xrayTraceId",
}


class ApiTls(StrEnum):
    """The TLS policies control tls.edge allows an API (API Gateway guide, "Supported security policies")."""

    TLS13_1_2_PFS_PQ = "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"
    TLS13_1_3 = "SecurityPolicy_TLS13_1_3_2025_09"


@dataclass(frozen=True, kw_only=True)
class ApiArgs:
    """What an API needs and may vary in; errors are ValueErrors that name the field.

    ``certificate_arn`` is of the API's region. ``account_ready`` is ``ApiAccount.ready``: without the region's
    logging role, AWS refuses the stage's logging level. ``alarm_topic_arns`` are told of floods; without
    any there are no alarms here, and ``throttled_metric`` and the stage's own metrics are for others to watch.
    """

    placement: Placement
    domain: str
    certificate_arn: pulumi.Input[str]
    user_pool_arn: pulumi.Input[str]
    web_acl_arn: pulumi.Input[str]
    log_key_arn: pulumi.Input[str]
    routes: Routes
    alias: AliasRecords | None = None
    throttle: Throttle = field(default_factory=Throttle)
    tls: ApiTls = ApiTls.TLS13_1_2_PFS_PQ
    hsts: Hsts = field(default_factory=Hsts)
    log_retention_days: int = 365
    account_ready: tuple[pulumi.Resource, ...] = ()
    ready: tuple[pulumi.Resource, ...] = ()
    alarm_topic_arns: tuple[pulumi.Input[str], ...] = ()

    def __post_init__(self) -> None:
        check_retention("log_retention_days", self.log_retention_days, floor=90)


class Api(Component):
    """A regional REST API (HTTP APIs cannot carry a web ACL) at a domain of its own, and at no other.

    Produces the API with its authorizer, validator, routes and gateway responses; the deployment, renewed when the
    routes change; the stage with access and execution logs under a customer key, tracing and metrics, but no data
    trace; the throttle of every method, and the same as a usage plan for clients with keys; the association with the
    web ACL; the domain, mapped only once that is there; alias records, the metric ``throttled`` and alarms.

    API Gateway counts a throttle for all clients together, on a best-effort basis; what one address may send is the
    web ACL's part of ``Throttle``. TLS is set on the API too, whose own policy would else be TLS 1.0's.

    Claims BZ-15 (edge.throttle); OB-02, CF-04, BZ-13 (tls.edge).
    """

    area = "edge"
    provides = ("edge.throttle", "tls.edge")

    api_id: pulumi.Output[str]
    stage_arn: pulumi.Output[str]
    api_name: str
    stage_name: str
    log_group_name: str
    throttled_metric: tuple[str, str]
    throttle: Throttle

    def __init__(self, name: str, args: ApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.api_name = args.placement.local("api")
        self.stage_name = STAGE
        self.log_group_name = f"/aws/apigateway/{self.api_name}"
        self.throttled_metric = (f"{args.placement.project}/{args.placement.stack}", "ApiThrottled")
        self.throttle = args.throttle
        api = self._api(args)
        served = self._routes(args, api)
        log_group = self._logs(args)
        stage = self._stage(args, api, served, log_group)
        self._throttled(args, api, stage)
        association = wafv2.WebAclAssociation(
            self.child("web-acl"), resource_arn=stage.arn, web_acl_arn=args.web_acl_arn, opts=self.inside()
        )
        self._domain(args, api, stage, association)
        alarms(
            self,
            api_name=self.api_name,
            stage_name=STAGE,
            log_group=log_group,
            metric=self.throttled_metric,
            throttle=args.throttle,
            topics=args.alarm_topic_arns,
        )
        self.api_id = api.id
        self.stage_arn = stage.arn
        self.register_outputs(
            {
                "api_id": self.api_id,
                "stage_arn": self.stage_arn,
                "api_name": self.api_name,
                "stage_name": self.stage_name,
                "log_group_name": self.log_group_name,
            }
        )

    def _api(self, args: ApiArgs) -> apigateway.RestApi:
        return apigateway.RestApi(
            self.child("api"),
            name=self.api_name,
            description=f"Public API of {args.placement.project} {args.placement.stack}",
            disable_execute_api_endpoint=True,
            endpoint_configuration=apigateway.RestApiEndpointConfigurationArgs(types="REGIONAL"),
            security_policy=args.tls.value,
            endpoint_access_mode="STRICT",
            opts=self.inside(),
        )

    def _routes(self, args: ApiArgs, api: apigateway.RestApi) -> list[pulumi.Resource]:
        authorizer = apigateway.Authorizer(
            self.child("authorizer"),
            rest_api=api.id,
            name="user-pool",
            type="COGNITO_USER_POOLS",
            identity_source="method.request.header.Authorization",
            provider_arns=[args.user_pool_arn],
            opts=self.inside(),
        )
        headers = {_HSTS: f"'{args.hsts.render()}'"}
        if args.routes.browser_origin is not None:
            headers[_ORIGIN] = f"'{args.routes.browser_origin}'"
        # What API Gateway answers by itself (401, 403, 429, 504) carries the same headers as what the service says.
        answers = [
            apigateway.Response(
                self.child("response", key),
                rest_api_id=api.id,
                response_type=f"DEFAULT_{key.upper()}",
                response_parameters=headers,
                opts=self.inside(),
            )
            for key in ("4xx", "5xx")
        ]
        return [*routes(self, api, authorizer, args.routes), *answers]

    def _logs(self, args: ApiArgs) -> cloudwatch.LogGroup:
        return cloudwatch.LogGroup(
            self.child("logs"),
            name=self.log_group_name,
            kms_key_id=args.log_key_arn,
            retention_in_days=args.log_retention_days,
            tags={"data": "customer", "retention": str(args.log_retention_days)},
            opts=self.inside(),
        )

    def _stage(
        self,
        args: ApiArgs,
        api: apigateway.RestApi,
        served: list[pulumi.Resource],
        log_group: cloudwatch.LogGroup,
    ) -> apigateway.Stage:
        deployment = apigateway.Deployment(
            self.child("deployment"),
            rest_api=api.id,
            description="The routes as of this revision",
            triggers={"routes": args.routes.revision(), "hsts": args.hsts.render()},
            # A deployment is a picture of what is there: too early, and routes are missing for ever.
            opts=self.inside(depends_on=[*served, *args.ready]),
        )
        # API Gateway names it so and would make it itself, unencrypted and for ever.
        execution = cloudwatch.LogGroup(
            self.child("execution-logs"),
            name=pulumi.Output.concat("API-Gateway-Execution-Logs_", api.id, "/", STAGE),
            kms_key_id=args.log_key_arn,
            retention_in_days=args.log_retention_days,
            opts=self.inside(),
        )
        return apigateway.Stage(
            self.child("stage"),
            rest_api=api.id,
            deployment=deployment.id,
            stage_name=STAGE,
            description="What clients reach",
            xray_tracing_enabled=True,
            access_log_settings=apigateway.StageAccessLogSettingsArgs(
                destination_arn=log_group.arn, format=json.dumps(ACCESS_LOG, separators=(",", ":"))
            ),
            opts=self.inside(depends_on=[execution, *args.account_ready]),
        )

    def _throttled(self, args: ApiArgs, api: apigateway.RestApi, stage: apigateway.Stage) -> None:
        settings = apigateway.MethodSettings(
            self.child("settings"),
            rest_api=api.id,
            stage_name=stage.stage_name,
            method_path="*/*",
            settings=apigateway.MethodSettingsSettingsArgs(
                throttling_rate_limit=args.throttle.requests_per_second,
                throttling_burst_limit=args.throttle.burst,
                logging_level="ERROR",
                data_trace_enabled=False,
                metrics_enabled=True,
                caching_enabled=False,
            ),
            opts=self.inside(depends_on=list(args.account_ready)),
        )
        apigateway.UsagePlan(
            self.child("usage-plan"),
            name=self.api_name,
            description="The throttle of the stage, for clients with keys",
            api_stages=[apigateway.UsagePlanApiStageArgs(api_id=api.id, stage=stage.stage_name)],
            throttle_settings=apigateway.UsagePlanThrottleSettingsArgs(
                rate_limit=args.throttle.requests_per_second, burst_limit=args.throttle.burst
            ),
            # API Gateway takes one change of a stage at a time.
            opts=self.inside(depends_on=[settings]),
        )

    def _domain(
        self,
        args: ApiArgs,
        api: apigateway.RestApi,
        stage: apigateway.Stage,
        association: wafv2.WebAclAssociation,
    ) -> None:
        domain = apigateway.DomainName(
            self.child("domain"),
            domain_name=args.domain,
            regional_certificate_arn=args.certificate_arn,
            endpoint_configuration=apigateway.DomainNameEndpointConfigurationArgs(types="REGIONAL"),
            security_policy=args.tls.value,
            endpoint_access_mode="STRICT",
            opts=self.inside(),
        )
        # Mapped last, so that no request ever arrives past the web ACL.
        apigateway.BasePathMapping(
            self.child("mapping"),
            domain_name=domain.domain_name,
            rest_api=api.id,
            stage_name=stage.stage_name,
            opts=self.inside(depends_on=[association]),
        )
        for record_name in () if args.alias is None else args.alias.names:
            route53.Record(
                self.child("alias", f"{record_name}-a"),
                zone_id=args.alias.zone_id if args.alias else "",
                name=record_name,
                type="A",
                aliases=[
                    route53.RecordAliasArgs(
                        name=domain.regional_domain_name,
                        zone_id=domain.regional_zone_id,
                        evaluate_target_health=True,
                    )
                ],
                opts=self.inside(),
            )
