"""Which events a trail records: management events in full, S3 data events, and insights.

Both forms of selectors are read, ``eventSelectors`` and ``advancedEventSelectors``; a trail without either records
all management events and nothing else (CloudTrail user guide, "Logging management events").
"""

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum

from guardrails.graph import Resource
from guardrails.requirements import all_of, must_be_true
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.audit.types import TRAIL
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading
from guardrails.verdicts import failed, undetermined

_BUCKET = {"s3BucketName": "trail-123456789012"}
_OBJECT = "AWS::S3::Object"
_FORMS = ("eventSelectors", "advancedEventSelectors")
_NEGATIVE = ("notEquals", "notStartsWiths", "notEndsWiths")
_OPERATORS = ("equals", "startsWiths", "endsWiths", *_NEGATIVE)
_INSIGHTS = ("ApiCallRateInsight", "ApiErrorRateInsight")


class _Recorded(IntEnum):
    """What is known of whether a kind of event is recorded."""

    NO = 0
    UNKNOWN = 1
    YES = 2


def _selectors(trail: Resource, name: str) -> Iterator[Reading]:
    selectors = trail.read(name)
    if selectors.unknown:
        yield selectors
    yield from selectors.each()


def _all(*parts: _Recorded) -> _Recorded:
    return min(parts, default=_Recorded.YES)


def _any(parts: Iterable[_Recorded]) -> _Recorded:
    return max(parts, default=_Recorded.NO)


def _is(reading: Reading, *wanted: str) -> _Recorded:
    if reading.unknown:
        return _Recorded.UNKNOWN
    return _Recorded.YES if reading.text in wanted else _Recorded.NO


def _management(selector: Reading) -> _Recorded:
    if selector.unknown:
        return _Recorded.UNKNOWN
    included = selector.get("includeManagementEvents").default(True)
    return _all(_is(included, "true"), _is(selector.get("readWriteType").default("All"), "All"))


def _s3_data(selector: Reading) -> _Recorded:
    if selector.unknown:
        return _Recorded.UNKNOWN
    resources = selector.get("dataResources")
    if resources.unknown:
        return _Recorded.UNKNOWN
    return _any(_is(each.get("type"), _OBJECT) for each in resources.each())


def _fields(selector: Reading, field: str) -> Iterator[Reading]:
    for each in selector.get("fieldSelectors").each():
        if each.get("field").text == field:
            yield each


def _equals(selector: Reading, field: str, value: str) -> _Recorded:
    if selector.unknown or selector.get("fieldSelectors").unknown:
        return _Recorded.UNKNOWN
    return _any(
        _any(_is(element, value) for element in each.get("equals").each())
        if not each.get("equals").unknown
        else _Recorded.UNKNOWN
        for each in _fields(selector, field)
    )


def _advanced_management(selector: Reading) -> _Recorded:
    if selector.unknown:
        return _Recorded.UNKNOWN
    every = _all(*(_takes_every(each) for each in selector.get("fieldSelectors").each()))
    return _all(_equals(selector, "eventCategory", "Management"), every)


def _takes_every(field: Reading) -> _Recorded:
    """Whether a field beside the category leaves in all events but those of noisy sources (KMS, RDS Data API).

    Any other, ``readOnly`` and ``eventName`` among them, takes some events only.
    """
    name = field.get("field")
    if name.unknown:
        return _Recorded.UNKNOWN
    stated = [operator for operator in _OPERATORS if not field.get(operator).absent]
    excludes = name.text == "eventSource" and bool(stated) and set(stated) <= set(_NEGATIVE)
    return _Recorded.YES if name.text == "eventCategory" or excludes else _Recorded.NO


def _advanced_s3_data(selector: Reading) -> _Recorded:
    return _all(_equals(selector, "eventCategory", "Data"), _equals(selector, "resources.type", _OBJECT))


def _recorded(
    trail: Resource, basic: Callable[[Reading], _Recorded], advanced: Callable[[Reading], _Recorded]
) -> _Recorded:
    """Whether any selector of either form takes the events."""
    return _any(
        (
            *(basic(each) for each in _selectors(trail, "eventSelectors")),
            *(advanced(each) for each in _selectors(trail, "advancedEventSelectors")),
        )
    )


def _records_management(trail: Resource, _bar: Thresholds) -> Findings:
    if not any(True for form in _FORMS for _ in _selectors(trail, form)):
        return
    recorded = _recorded(trail, _management, _advanced_management)
    if recorded is _Recorded.UNKNOWN:
        yield undetermined(_stated(trail), "whether the event selectors take all management events is not known yet")
    elif recorded is _Recorded.NO:
        yield failed(_stated(trail), "no event selector of the trail takes both reads and writes of management events")


def _leaves_nothing_out(trail: Resource, _bar: Thresholds) -> Findings:
    """Both forms can leave out KMS and the RDS Data API, whose calls tell who decrypted and who queried."""
    excluding = [each.get("excludeManagementEventSources") for each in _selectors(trail, "eventSelectors")]
    for selector in _selectors(trail, "advancedEventSelectors"):
        if _equals(selector, "eventCategory", "Management") is _Recorded.YES:
            excluding += [field.get(each) for field in _fields(selector, "eventSource") for each in _NEGATIVE]
    for excluded in excluding:
        if excluded.unknown:
            yield undetermined(excluded, f"{excluded.path} is not known yet; it must be empty")
        elif any(True for _ in excluded.each()):
            shown = ", ".join(each.shown for each in excluded.each())
            yield failed(excluded, f"{excluded.path} leaves out {shown}")


def _records_s3_data(trail: Resource, _bar: Thresholds) -> Findings:
    recorded = _recorded(trail, _s3_data, _advanced_s3_data)
    if recorded is _Recorded.UNKNOWN:
        yield undetermined(_stated(trail), "whether the event selectors take S3 data events is not known yet")
    elif recorded is _Recorded.NO:
        yield failed(_stated(trail), f"no event selector of the trail takes data events of {_OBJECT}")


def _stated(trail: Resource) -> str:
    """The form of selectors that the trail states, the advanced one where it states neither."""
    return "advancedEventSelectors" if trail.read("eventSelectors").absent else "eventSelectors"


def _has_insights(trail: Resource, _bar: Thresholds) -> Findings:
    selectors = trail.read("insightSelectors")
    types = [each.get("insightType") for each in selectors.each()]
    missing = [insight for insight in _INSIGHTS if insight not in {each.text for each in types}]
    if missing and (selectors.unknown or any(each.unknown for each in types)):
        yield undetermined(selectors, f"insightSelectors is not known yet; it must name {' and '.join(missing)}")
    elif missing:
        yield failed(selectors, f"insightSelectors does not name {' and '.join(missing)}")


def _selector(**fields: str) -> dict[str, object]:
    named = {"category": "eventCategory", "type": "resources.type", "read_only": "readOnly"}
    return {"fieldSelectors": [{"field": named[name], "equals": [value]} for name, value in fields.items()]}


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="cloudtrail-management-events",
        types=(TRAIL,),
        judge=all_of(must_be_true("includeGlobalServiceEvents", default=True), _records_management),
        examples=examples(
            TRAIL,
            good={**_BUCKET, "advancedEventSelectors": [_selector(category="Management")]},
            bad={**_BUCKET, "eventSelectors": [{"readWriteType": "WriteOnly"}]},
            unknown={**_BUCKET, "advancedEventSelectors": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudtrail-management-events-of-all",
        types=(TRAIL,),
        judge=_leaves_nothing_out,
        examples=examples(
            TRAIL,
            good={**_BUCKET, "advancedEventSelectors": [_selector(category="Management")]},
            bad={**_BUCKET, "eventSelectors": [{"excludeManagementEventSources": ["kms.amazonaws.com"]}]},
            unknown={**_BUCKET, "eventSelectors": [{"excludeManagementEventSources": UNKNOWN}]},
        ),
    ),
    ResourceRule(
        id="cloudtrail-s3-data-events",
        types=(TRAIL,),
        judge=_records_s3_data,
        examples=examples(
            TRAIL,
            good={**_BUCKET, "advancedEventSelectors": [_selector(category="Data", type=_OBJECT)]},
            bad={**_BUCKET, "advancedEventSelectors": [_selector(category="Management")]},
            unknown={**_BUCKET, "advancedEventSelectors": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="cloudtrail-insights",
        types=(TRAIL,),
        judge=_has_insights,
        examples=examples(
            TRAIL,
            good={**_BUCKET, "insightSelectors": [{"insightType": insight} for insight in _INSIGHTS]},
            bad={**_BUCKET, "insightSelectors": [{"insightType": "ApiCallRateInsight"}]},
            unknown={**_BUCKET, "insightSelectors": UNKNOWN},
        ),
    ),
)
