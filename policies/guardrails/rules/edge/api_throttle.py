"""Rules on throttles: every stage of an API has one, of both numbers, and none above what the profile allows.

The ceilings are ``api_rate`` (requests a second) and ``api_burst`` of the profile (control edge.throttle). API Gateway
reads -1 as "as much as the account has".
"""

from collections.abc import Callable, Iterator
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.rule import CompletenessRule, Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.edge.api_settings import EVERY_METHOD, settings_of
from guardrails.rules.edge.types import API_METHOD_SETTINGS, API_USAGE_PLAN, HTTP_STAGE, REST_STAGE
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, undetermined

_RATE, _BURST = "throttlingRateLimit", "throttlingBurstLimit"


def _limit(block: Reading, key: str, ceiling: int, *, required: bool) -> Findings:
    reading = block.get(key)
    if reading.unknown:
        yield undetermined(reading, f"{reading.path} is not known yet; it must be 1 to {ceiling}")
    elif reading.absent:
        if required:
            yield failed(reading, f"{reading.path} is not set, so that the account's own limit is the only one")
    elif reading.number is None or not 0 < reading.number <= ceiling:
        yield failed(reading, f"{reading.path} is {reading.shown}, it must be above 0 and at most {ceiling}")


def _limits(block: Reading, bar: Thresholds, *, required: bool, rate: str = _RATE, burst: str = _BURST) -> Findings:
    yield from _limit(block, rate, bar.api_rate, required=required)
    yield from _limit(block, burst, bar.api_burst, required=required)


def _method_settings(resource: Resource, bar: Thresholds) -> Findings:
    # Settings of one method without a throttle leave it to those of every method.
    required = resource.read("methodPath").text == EVERY_METHOD
    yield from _limits(resource.read("settings"), bar, required=required)


def _http_stage(resource: Resource, bar: Thresholds) -> Findings:
    yield from _limits(resource.read("defaultRouteSettings"), bar, required=True)
    for route in resource.read("routeSettings").each():
        yield from _limits(route, bar, required=False)


def _usage_plan(resource: Resource, bar: Thresholds) -> Findings:
    yield from _limits(resource.read("throttleSettings"), bar, required=True, rate="rateLimit", burst="burstLimit")


def on_settings(
    judge_it: Callable[[Reading], Findings], missing: str
) -> Callable[[Resource, Graph, Thresholds], Findings]:
    """A requirement on the settings of every method of a stage; ``missing`` says what their absence means."""

    def judge(stage: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        found, unclear = settings_of(stage, graph)
        if found:
            for settings in found:
                yield from judge_it(settings.read("settings"))
        elif unclear:
            yield undetermined(None, "a MethodSettings cannot be followed, it may be this stage's")
        else:
            yield failed(None, f"no MethodSettings with methodPath */* names this stage, {missing}")

    return judge


def _anything(_settings: Reading) -> Findings:
    return ()


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(REST_STAGE, HTTP_STAGE):
        yield failed(None, "the stack has no API stage whose requests are throttled")


def settings_properties(**settings: Value) -> dict[str, Value]:
    """The settings of every method of a stage, as examples have them."""
    return {"restApi": "a1b2c3d4e5", "stageName": "live", "methodPath": EVERY_METHOD, "settings": settings}


def stage_with(settings: dict[str, Value] | None, *, stage: str = "live") -> tuple[Declared, ...]:
    """A stage, and settings that may be its own, as examples have them."""
    properties: dict[str, Value] = {"restApi": "a1b2c3d4e5", "deployment": "f6g7h8", "stageName": stage}
    return (Declared(type=REST_STAGE, properties=properties), *_declared(settings))


def _declared(settings: dict[str, Value] | None) -> Iterator[Declared]:
    if settings is not None:
        yield Declared(type=API_METHOD_SETTINGS, name="settings", properties=settings)


_GOOD: Final[dict[str, Value]] = {_RATE: 100, _BURST: 200}
_PLAN: Final[dict[str, Value]] = {"name": "clients"}

RULES: tuple[Rule, ...] = (
    CompletenessRule(
        "api-stage-present",
        (REST_STAGE, HTTP_STAGE),
        _present,
        Examples(good=stage_with(None), bad=(), unknown=None),
    ),
    RelationRule(
        "apigateway-stage-throttled",
        (REST_STAGE,),
        on_settings(_anything, "so that it has no throttle of its own"),
        Examples(
            good=stage_with(settings_properties(**_GOOD)),
            bad=stage_with({**settings_properties(**_GOOD), "stageName": "test"}),
            unknown=stage_with({**settings_properties(**_GOOD), "methodPath": UNKNOWN}),
        ),
    ),
    ResourceRule(
        "apigateway-method-throttle",
        (API_METHOD_SETTINGS,),
        _method_settings,
        examples(
            API_METHOD_SETTINGS,
            good=settings_properties(**_GOOD),
            bad=settings_properties(**{_RATE: -1, _BURST: -1}),
            unknown=settings_properties(**{_RATE: UNKNOWN, _BURST: 200}),
        ),
    ),
    ResourceRule(
        "apigatewayv2-stage-throttle",
        (HTTP_STAGE,),
        _http_stage,
        examples(
            HTTP_STAGE,
            good={"apiId": "a1b2c3d4e5", "defaultRouteSettings": _GOOD},
            bad={"apiId": "a1b2c3d4e5"},
            unknown={"apiId": "a1b2c3d4e5", "defaultRouteSettings": UNKNOWN},
        ),
    ),
    ResourceRule(
        "apigateway-usage-plan-throttle",
        (API_USAGE_PLAN,),
        _usage_plan,
        examples(
            API_USAGE_PLAN,
            good={**_PLAN, "throttleSettings": {"rateLimit": 100, "burstLimit": 200}},
            bad=_PLAN,
            unknown={**_PLAN, "throttleSettings": {"rateLimit": UNKNOWN, "burstLimit": 200}},
        ),
    ),
)
