"""Good practice of REST APIs that the answers on their stages tell besides: logs, traces, caches, kinds of endpoint."""

from collections.abc import Iterable, Iterator
from typing import Final

from guardrails.rules.edge.api_settings import EVERY_METHOD
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Judges
from verification.edge.calls import REST_APIS, REST_STAGES
from verification.edge.entries import REST_API, rest_apis, rest_stage, rest_stages
from verification.live import Live

_LEVELS: Final = ("ERROR", "INFO")


def _errors_logged(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    level = ((found.facts.get("methodSettings") or {}).get(EVERY_METHOD) or {}).get("loggingLevel")
    if level not in _LEVELS:
        path = f"methodSettings.{EVERY_METHOD}.loggingLevel"
        yield broken(path, f"loggingLevel of the stage's methods is {level or 'not set'}, it must be ERROR or INFO")


def _traced(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not found.facts.get("tracingEnabled"):
        yield broken("tracingEnabled", "tracingEnabled is false")


def _caching(live: Live) -> Iterator[Found]:
    for found in rest_stages(live):
        if any(each.get("cachingEnabled") for each in (found.facts.get("methodSettings") or {}).values()):
            yield found


def _cache_encrypted(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for method, settings in (found.facts.get("methodSettings") or {}).items():
        if settings.get("cachingEnabled") and not settings.get("cacheDataEncrypted"):
            path = f"methodSettings.{method}.cacheDataEncrypted"
            yield broken(path, f"cacheDataEncrypted of {method} is false and cachingEnabled is true")


def _not_edge(found: Found, _live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if "EDGE" in ((found.facts.get("endpointConfiguration") or {}).get("types") or ()):
        message = "the type is EDGE: in front of the API is a distribution that nobody here governs"
        yield broken("endpointConfiguration.types", message)


def _check(id_: str, judge: Judges, examples: Examples) -> Check:
    return Check(id=id_, calls=(REST_APIS, REST_STAGES), finds=rest_stages, judge=judge, examples=examples)


def _level(level: str) -> dict[str, dict[str, dict[str, str]]]:
    return {"methodSettings": {EVERY_METHOD: {"loggingLevel": level}}}


def _cache(*, encrypted: bool) -> dict[str, dict[str, dict[str, bool]]]:
    return {"methodSettings": {EVERY_METHOD: {"cachingEnabled": True, "cacheDataEncrypted": encrypted}}}


_EDGE: Final = {**REST_API, "endpointConfiguration": {"types": ["EDGE"]}}

CHECKS: tuple[Check, ...] = (
    _check(
        "apigateway-stage-execution-logs",
        _errors_logged,
        Examples(holds=rest_stage(**_level("ERROR")), broken=rest_stage(**_level("OFF"))),
    ),
    _check(
        "apigateway-stage-tracing",
        _traced,
        Examples(holds=rest_stage(tracingEnabled=True), broken=rest_stage(tracingEnabled=False)),
    ),
    Check(
        id="apigateway-cache-encrypted",
        calls=(REST_APIS, REST_STAGES),
        finds=_caching,
        judge=_cache_encrypted,
        examples=Examples(holds=rest_stage(**_cache(encrypted=True)), broken=rest_stage(**_cache(encrypted=False))),
    ),
    Check(
        id="apigateway-endpoint-type",
        calls=(REST_APIS,),
        finds=rest_apis,
        judge=_not_edge,
        examples=Examples(holds={REST_APIS: {"items": [REST_API]}}, broken={REST_APIS: {"items": [_EDGE]}}),
    ),
)
