"""The routes of an API: every path behind the authorizer, and the preflight that browsers send without credentials."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_aws import apigateway

from components.base import Component

_ROUTES: Final[Mapping[str, str]] = {"root": "/", "proxy": "/{proxy}"}
_ALLOWED_METHODS: Final = "GET,HEAD,POST,PUT,PATCH,DELETE,OPTIONS"
_ALLOWED_HEADERS: Final = "Authorization,Content-Type"
_PREFLIGHT_SECONDS: Final = 600
HEALTH_PATH: Final = "/health"
"""What a health check may ask without a token: API Gateway answers it itself, so that it reaches no service."""


@dataclass(frozen=True, kw_only=True)
class Backend:
    """Where requests go: an HTTPS name, reached through a VPC link (V2) to a load balancer.

    API Gateway sends ``host`` as the server's name and checks its certificate. It puts the stage's name before the
    path (API Gateway guide, "Private integrations"): the service answers below ``/live``.
    """

    host: str
    vpc_link_id: pulumi.Input[str]
    load_balancer_arn: pulumi.Input[str]
    timeout_milliseconds: int = 29_000

    def __post_init__(self) -> None:
        if "/" in self.host or ":" in self.host or not self.host:
            raise ValueError(f"host is {self.host!r}: give a name alone, like 'api.example.com'; it is asked by HTTPS")
        if not 50 <= self.timeout_milliseconds <= 29_000:
            raise ValueError(
                f"timeout_milliseconds is {self.timeout_milliseconds}, API Gateway waits 50 to 29000: give one of those"
            )


@dataclass(frozen=True, kw_only=True)
class Routes:
    """What the routes of an API share.

    ``scopes`` are OAuth scopes, one of which the access token must carry; without any, API Gateway takes ID tokens
    only. ``browser_origin`` is the one origin whose scripts may call, or None.
    """

    backend: Backend
    scopes: tuple[str, ...] = ()
    browser_origin: str | None = None

    def __post_init__(self) -> None:
        origin = self.browser_origin
        if origin is not None and (not origin.startswith("https://") or "*" in origin or "'" in origin):
            raise ValueError(f"browser_origin is {origin!r}: give one origin, like 'https://app.example.com'")

    def revision(self) -> str:
        """A digest of the routes, so that a change of them is deployed and nothing else is."""
        known = {
            "host": self.backend.host,
            "timeout": self.backend.timeout_milliseconds,
            "scopes": self.scopes,
            "origin": self.browser_origin,
            "paths": dict(_ROUTES),
            "health": HEALTH_PATH,
            "allowed": (_ALLOWED_METHODS, _ALLOWED_HEADERS, _PREFLIGHT_SECONDS),
        }
        return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()

    def cors(self) -> dict[str, str]:
        """The headers of a preflight's answer, each value quoted as API Gateway wants constants."""
        if self.browser_origin is None:
            return {}
        return {
            "Access-Control-Allow-Origin": f"'{self.browser_origin}'",
            "Access-Control-Allow-Headers": f"'{_ALLOWED_HEADERS}'",
            "Access-Control-Allow-Methods": f"'{_ALLOWED_METHODS}'",
            "Access-Control-Max-Age": f"'{_PREFLIGHT_SECONDS}'",
        }


def routes(
    component: Component,
    api: apigateway.RestApi,
    authorizer: apigateway.Authorizer,
    given: Routes,
) -> list[pulumi.Resource]:
    """The resources of an API's routes, all of which a deployment must wait for."""
    validator = apigateway.RequestValidator(
        component.child("validator"),
        rest_api=api.id,
        name="everything",
        validate_request_body=True,
        validate_request_parameters=True,
        opts=component.inside(),
    )
    proxy = apigateway.Resource(
        component.child("path", "proxy"),
        rest_api=api.id,
        parent_id=api.root_resource_id,
        path_part="{proxy+}",
        opts=component.inside(),
    )
    made: list[pulumi.Resource] = []
    for key, resource_id in (("root", api.root_resource_id), ("proxy", proxy.id)):
        made += _forwarded(component, api, authorizer, validator, given, key, resource_id)
        if given.browser_origin is not None:
            made += _answered(
                component, api, validator, "OPTIONS", f"preflight-{key}", resource_id, "204", given.cors()
            )
    health = apigateway.Resource(
        component.child("path", "health"),
        rest_api=api.id,
        parent_id=api.root_resource_id,
        path_part=HEALTH_PATH.removeprefix("/"),
        opts=component.inside(),
    )
    made += _answered(component, api, validator, "GET", "health", health.id, "200", {})
    return made


def _forwarded(
    component: Component,
    api: apigateway.RestApi,
    authorizer: apigateway.Authorizer,
    validator: apigateway.RequestValidator,
    given: Routes,
    key: str,
    resource_id: pulumi.Input[str],
) -> list[pulumi.Resource]:
    variable = key == "proxy"
    method = apigateway.Method(
        component.child("method", key),
        rest_api=api.id,
        resource_id=resource_id,
        http_method="ANY",
        authorization="COGNITO_USER_POOLS",
        authorizer_id=authorizer.id,
        authorization_scopes=list(given.scopes) or None,
        request_validator_id=validator.id,
        request_parameters={"method.request.path.proxy": True} if variable else None,
        opts=component.inside(),
    )
    integration = apigateway.Integration(
        component.child("integration", key),
        rest_api=api.id,
        resource_id=resource_id,
        http_method=method.http_method,
        type="HTTP_PROXY",
        integration_http_method="ANY",
        connection_type="VPC_LINK",
        connection_id=given.backend.vpc_link_id,
        integration_target=given.backend.load_balancer_arn,
        uri=f"https://{given.backend.host}{_ROUTES[key]}",
        request_parameters={"integration.request.path.proxy": "method.request.path.proxy"} if variable else None,
        timeout_milliseconds=given.backend.timeout_milliseconds,
        opts=component.inside(),
    )
    return [method, integration]


def _answered(
    component: Component,
    api: apigateway.RestApi,
    validator: apigateway.RequestValidator,
    verb: str,
    key: str,
    resource_id: pulumi.Input[str],
    status: str,
    headers: Mapping[str, str],
) -> list[pulumi.Resource]:
    """A method that API Gateway answers itself, for browsers' preflights and health checks, which carry no token."""
    method = apigateway.Method(
        component.child("method", key),
        rest_api=api.id,
        resource_id=resource_id,
        http_method=verb,
        authorization="NONE",
        request_validator_id=validator.id,
        opts=component.inside(),
    )
    integration = apigateway.Integration(
        component.child("integration", key),
        rest_api=api.id,
        resource_id=resource_id,
        http_method=method.http_method,
        type="MOCK",
        request_templates={"application/json": json.dumps({"statusCode": int(status)})},
        opts=component.inside(),
    )
    response = apigateway.MethodResponse(
        component.child("method-response", key),
        rest_api=api.id,
        resource_id=resource_id,
        http_method=method.http_method,
        status_code=status,
        response_parameters={f"method.response.header.{header}": True for header in headers} or None,
        opts=component.inside(),
    )
    answer = apigateway.IntegrationResponse(
        component.child("integration-response", key),
        rest_api=api.id,
        resource_id=resource_id,
        http_method=method.http_method,
        status_code=response.status_code,
        response_parameters={f"method.response.header.{header}": value for header, value in headers.items()} or None,
        # API Gateway refuses an answer to an integration that is not there yet.
        opts=component.inside(depends_on=[integration]),
    )
    return [method, integration, response, answer]
