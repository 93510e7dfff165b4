"""Rules on stages: what they log and trace, what they keep out of logs, and that a cache is encrypted."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import must_be_false, must_be_set, must_be_true
from guardrails.rule import Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.api_throttle import on_settings, settings_properties, stage_with
from guardrails.rules.edge.types import API_CLIENT_CERTIFICATE, API_METHOD_SETTINGS, HTTP_STAGE, LOG_GROUP, REST_STAGE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

_LEVELS: Final = ("ERROR", "INFO")
_LOG_ARN: Final = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/apigateway/example"
_STAGE: Final[dict[str, Value]] = {"restApi": "a1b2c3d4e5", "deployment": "f6g7h8", "stageName": "live"}
_no_trace = must_be_false("settings.dataTraceEnabled")
_no_trace_of_routes = must_be_false("defaultRouteSettings.dataTraceEnabled")


def _logs(settings: Reading) -> Findings:
    level = settings.get("loggingLevel")
    if level.unknown:
        yield undetermined(None, "loggingLevel is not known yet; it must be ERROR or INFO")
    elif level.text not in _LEVELS:
        yield failed(None, f"loggingLevel of the stage's methods is {level.shown}, it must be ERROR or INFO")


def _data_kept_out(resource: Resource, bar: Thresholds) -> Findings:
    yield from (_no_trace_of_routes if resource.type == HTTP_STAGE else _no_trace)(resource, bar)


def _cache(resource: Resource, _bar: Thresholds) -> Findings:
    settings = resource.read("settings")
    cached, encrypted = settings.get("cachingEnabled"), settings.get("cacheDataEncrypted")
    if cached.absent or cached.truth is False or encrypted.truth is True:
        return
    if cached.unknown or encrypted.unknown:
        yield undetermined(encrypted, f"{encrypted.path} is not known yet; it must be true where answers are cached")
    else:
        yield failed(encrypted, f"{encrypted.path} is {encrypted.shown} and cachingEnabled is true")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "apigateway-stage-access-logs",
        (REST_STAGE, HTTP_STAGE),
        must_be_set("accessLogSettings.destinationArn", proven_by=(LOG_GROUP,)),
        examples(
            REST_STAGE,
            good={**_STAGE, "accessLogSettings": {"destinationArn": _LOG_ARN, "format": "$context.requestId"}},
            bad=_STAGE,
            unknown={**_STAGE, "accessLogSettings": {"destinationArn": UNKNOWN, "format": "$context.requestId"}},
        ),
    ),
    RelationRule(
        "apigateway-stage-execution-logs",
        (REST_STAGE,),
        on_settings(_logs, "so that it has no logging level"),
        Examples(
            good=stage_with(settings_properties(loggingLevel="ERROR")),
            bad=stage_with(settings_properties(loggingLevel="OFF")),
            unknown=stage_with(settings_properties(loggingLevel=UNKNOWN)),
        ),
    ),
    ResourceRule(
        "apigateway-no-data-trace",
        (API_METHOD_SETTINGS, HTTP_STAGE),
        _data_kept_out,
        examples(
            API_METHOD_SETTINGS,
            good=settings_properties(dataTraceEnabled=False),
            bad=settings_properties(dataTraceEnabled=True),
            unknown=settings_properties(dataTraceEnabled=UNKNOWN),
        ),
    ),
    ResourceRule(
        "apigateway-stage-tracing",
        (REST_STAGE,),
        must_be_true("xrayTracingEnabled"),
        examples(
            REST_STAGE,
            good={**_STAGE, "xrayTracingEnabled": True},
            bad=_STAGE,
            unknown={**_STAGE, "xrayTracingEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        "apigateway-cache-encrypted",
        (API_METHOD_SETTINGS,),
        _cache,
        examples(
            API_METHOD_SETTINGS,
            good=settings_properties(cachingEnabled=True, cacheDataEncrypted=True),
            bad=settings_properties(cachingEnabled=True),
            unknown=settings_properties(cachingEnabled=True, cacheDataEncrypted=UNKNOWN),
        ),
    ),
    ResourceRule(
        "apigateway-stage-client-certificate",
        (REST_STAGE,),
        must_be_set("clientCertificateId", proven_by=(API_CLIENT_CERTIFICATE,)),
        examples(
            REST_STAGE,
            good={**_STAGE, "clientCertificateId": "a1b2c3"},
            bad=_STAGE,
            unknown={**_STAGE, "clientCertificateId": UNKNOWN},
        ),
    ),
)
