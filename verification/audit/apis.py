"""Stages of APIs: who called is logged, and what was said is not."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.audit.calls import HTTP_APIS, HTTP_STAGES, REST_APIS, REST_STAGES
from verification.check import Check, Examples, Facts, Found
from verification.live import Live

STAGE_CALLS: Final = (HTTP_APIS, HTTP_STAGES, REST_APIS, REST_STAGES)
"""What ``stages`` asks."""


def stages(live: Live) -> Iterator[Found]:
    """Every stage of the region's APIs: HTTP, WebSocket and REST."""
    for api in live.items(HTTP_APIS):
        for stage in live.items(HTTP_STAGES, {"ApiId": api["ApiId"]}):
            name = f"/apis/{api['ApiId']}/stages/{stage['StageName']}"
            yield Found(live.arn("apigateway", name, account=""), stage)
    yield from rest_stages(live)


def rest_stages(live: Live) -> Iterator[Found]:
    """Every stage of the region's REST APIs."""
    for api in live.items(REST_APIS):
        for stage in live.items(REST_STAGES, {"restApiId": api["id"]}):
            name = f"/restapis/{api['id']}/stages/{stage['stageName']}"
            yield Found(live.arn("apigateway", name, account=""), stage)


def access_log(stage: Facts) -> str | None:
    """Where a stage of either kind logs who called it: the ARN of a log group or of a delivery stream."""
    http, rest = stage.get("AccessLogSettings") or {}, stage.get("accessLogSettings") or {}
    destination = http.get("DestinationArn") or rest.get("destinationArn")
    return destination.removesuffix(":*") if destination else None


def _logged(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if access_log(found.facts) is None:
        yield broken("AccessLogSettings.DestinationArn", "AccessLogSettings.DestinationArn is not set")


def _no_data_trace(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for method, settings in (found.facts.get("methodSettings") or {}).items():
        if settings.get("dataTraceEnabled"):
            yield broken("methodSettings", f"dataTraceEnabled is true for {method}, so bodies and headers are logged")


_LOG: Final = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/apigateway/main"
_HTTP: Final = {
    "ApiId": "a1b2c3d4e5",
    "Name": "main",
    "ProtocolType": "HTTP",
    "RouteSelectionExpression": "$request.path",
}
_APIS: Final[dict[Any, Any]] = {
    HTTP_APIS: {"Items": [_HTTP]},
    REST_APIS: {"items": [{"id": "f6g7h8i9j0", "name": "old"}]},
}
_REST: Final = {"stageName": "prod", "accessLogSettings": {"destinationArn": _LOG}}

CHECKS: tuple[Check, ...] = (
    Check(
        id="apigateway-stage-access-logs",
        calls=STAGE_CALLS,
        finds=stages,
        judge=_logged,
        examples=Examples(
            holds=_APIS
            | {
                HTTP_STAGES: {"Items": [{"StageName": "$default", "AccessLogSettings": {"DestinationArn": _LOG}}]},
                REST_STAGES: {"item": [_REST]},
            },
            broken=_APIS | {HTTP_STAGES: {"Items": [{"StageName": "$default"}]}, REST_STAGES: {"item": [_REST]}},
        ),
    ),
    Check(
        id="apigateway-no-data-trace",
        calls=(REST_APIS, REST_STAGES),
        finds=rest_stages,
        judge=_no_data_trace,
        examples=Examples(
            holds=_APIS | {REST_STAGES: {"item": [_REST | {"methodSettings": {"*/*": {"loggingLevel": "ERROR"}}}]}},
            broken=_APIS | {REST_STAGES: {"item": [_REST | {"methodSettings": {"*/*": {"dataTraceEnabled": True}}}]}},
        ),
    ),
)
