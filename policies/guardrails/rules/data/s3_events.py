"""Reads and writes of objects are recorded: data events of a trail that cover the bucket.

Answers are three-valued: None stands for what is not known yet.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, JudgeRelation, RelationRule, Rule
from guardrails.rules.data.s3_buckets import (
    Part,
    each_or_unknown,
    holds_configuration,
    holds_trail,
    names_of,
    takes_access_logs,
)
from guardrails.rules.data.s3_types import BUCKET, TRAIL
from guardrails.texts import texts
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value, plain
from guardrails.verdicts import failed, not_applicable, undetermined

Kind = Literal["Read", "Write"]
_OBJECTS: Final = "AWS::S3::Object"
_SELECTORS: Final = ("eventSelectors", "advancedEventSelectors")
_NO_BUCKET: Final = Resource(urn="", type=BUCKET, token=BUCKET, name="")
_EVERY_BUCKET: Final = (["s3"], ["s3", "", "", ""])


def _events_recorded(kind: Kind) -> JudgeRelation:
    """A judge that wants the events of one kind on the bucket's objects in some trail."""

    def judge(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
        parts = (holds_trail(bucket, graph), holds_configuration(bucket, graph), takes_access_logs(bucket, graph))
        if Part.PLAYED in parts:
            yield not_applicable("recording what is done in a bucket of logs would make logs of logs")
            return
        recorded = _recorded(bucket, graph, kind)
        if recorded is None:
            yield undetermined(None, f"a trail's selectors are not known yet; {kind.lower()} events must be recorded")
        elif not recorded:
            yield failed(None, f"no trail records the {kind.lower()} events of the bucket's objects")

    return judge


def _recorded(bucket: Resource, graph: Graph, kind: Kind) -> bool | None:
    """Whether a trail records the events: one that names the bucket, or one that records those of any bucket."""
    trails = graph.derived(_trails, kind)
    named = {
        urn: trail for each in (bucket.urn, *names_of(bucket)) for urn, trail in trails.naming.get(each, {}).items()
    }
    others = trails.otherwise - Counter(trails.of_no_bucket[urn] for urn in named)
    return _any([*others, *(answer for trail in named.values() for answer in _selected(trail, bucket, graph, kind))])


@dataclass(frozen=True, slots=True)
class _Trails:
    """The trails by the buckets that their selectors name or depend on, and what each records of any other bucket."""

    naming: Mapping[str, Mapping[str, Resource]]
    of_no_bucket: Mapping[str, bool | None]
    otherwise: Counter[bool | None]


def _trails(graph: Graph, kind: Kind) -> _Trails:
    naming: dict[str, dict[str, Resource]] = {}
    of_no_bucket: dict[str, bool | None] = {}
    for trail in graph.of(TRAIL):
        of_no_bucket[trail.urn] = _any(_selected(trail, _NO_BUCKET, graph, kind))
        for each in _mentioned(trail):
            naming.setdefault(each, {})[trail.urn] = trail
    return _Trails(naming, of_no_bucket, Counter(of_no_bucket.values()))


def _mentioned(trail: Resource) -> Iterator[str]:
    """The names and URNs of the buckets that a trail's selectors may be of."""
    for selectors in _SELECTORS:
        yield from trail.property_dependencies.get(selectors, ())
        for text in texts(plain(trail.properties.get(selectors))):
            yield text.split(":", 5)[-1].removesuffix("/")


def _selected(trail: Resource, bucket: Resource, graph: Graph, kind: Kind) -> Iterator[bool | None]:
    if trail.read("enableLogging").truth is False:
        return
    for selector in each_or_unknown(trail.read("eventSelectors")):
        yield _selects(selector, trail, bucket, graph, kind)
    for selector in each_or_unknown(trail.read("advancedEventSelectors")):
        fields = each_or_unknown(selector.get("fieldSelectors"))
        yield _all(
            [
                *(_field_allows(field, trail, bucket, graph, kind) for field in fields),
                # Without a type of resource a selector records management events.
                _any(_equals(field.get("field"), "resources.type") for field in fields),
            ]
        )


def _selects(selector: Reading, trail: Resource, bucket: Resource, graph: Graph, kind: Kind) -> bool | None:
    """Whether a basic selector records these events (CloudTrail guide, "Logging data events")."""
    recorded = selector.get("readWriteType").default("All")
    return _all(
        (
            None if recorded.unknown else recorded.text in ("All", f"{kind}Only"),
            _any(
                _all((_equals(resource.get("type"), _OBJECTS), _names(resource.get("values"), trail, bucket, graph)))
                for resource in each_or_unknown(selector.get("dataResources"))
            ),
        )
    )


def _field_allows(field: Reading, trail: Resource, bucket: Resource, graph: Graph, kind: Kind) -> bool | None:
    """Whether one field of an advanced selector, all of which must allow an event, lets these events through."""
    name, equals = field.get("field"), field.get("equals")
    if name.unknown:
        return None
    match name.text:
        case "eventCategory":
            return _any(_equals(value, "Data") for value in each_or_unknown(equals))
        case "resources.type":
            return _any(_equals(value, _OBJECTS) for value in each_or_unknown(equals))
        case "readOnly":
            wanted = "true" if kind == "Read" else "false"
            return _any(_equals(value, wanted) for value in each_or_unknown(equals))
        case "resources.ARN":
            starts, excluded = field.get("startsWiths"), field.get("notStartsWiths")
            named = True if starts.absent else _names(starts, trail, bucket, graph)
            left_out = False if excluded.absent else _names(excluded, trail, bucket, graph)
            return _all((equals.absent, named, None if left_out is None else not left_out))
        case _:
            # Any other field, such as eventName, leaves some of the events out.
            return False


def _equals(value: Reading, wanted: str) -> bool | None:
    return None if value.unknown else value.text == wanted


def _names(values: Reading, trail: Resource, bucket: Resource, graph: Graph) -> bool | None:
    """Whether one of these ARNs is of all the bucket's objects; a value built from the bucket is taken to be."""
    wanted = (*_EVERY_BUCKET, *(["s3", "", "", f"{name}/"] for name in names_of(bucket)))
    return _any(
        _depends(values.path, trail, bucket, graph)
        if value.unknown
        else (value.text or "?").split(":", 5)[2:] in wanted
        for value in each_or_unknown(values)
    )


def _depends(path: str, trail: Resource, bucket: Resource, graph: Graph) -> bool | None:
    targets = trail.property_dependencies.get(path.partition("[")[0].partition(".")[0], ())
    if bucket.urn in targets:
        return True
    return False if graph.depends_on(trail, path, BUCKET) else None


def _any(answers: Iterable[bool | None]) -> bool | None:
    open_ = False
    for answer in answers:
        if answer:
            return True
        open_ = open_ or answer is None
    return None if open_ else False


def _all(answers: Iterable[bool | None]) -> bool | None:
    refuted = _any(None if answer is None else not answer for answer in answers)
    return None if refuted is None else not refuted


def _trail(selector: Value) -> Declared:
    return Declared(type=TRAIL, name="trail", properties={"s3BucketName": "trail-logs", "eventSelectors": [selector]})


def _objects(recorded: str, *values: Value) -> Value:
    return {"readWriteType": recorded, "dataResources": [{"type": _OBJECTS, "values": list(values)}]}


_BUCKET = Declared(type=BUCKET, name="orders", properties={"bucket": "orders"})

RULES: tuple[Rule, ...] = (
    RelationRule(
        id="s3-object-writes-recorded",
        types=(BUCKET,),
        judge=_events_recorded("Write"),
        examples=Examples(
            good=(_BUCKET, _trail(_objects("WriteOnly", "arn:aws:s3:::orders/"))),
            bad=(_BUCKET, _trail(_objects("ReadOnly", "arn:aws:s3"))),
            unknown=(_BUCKET, _trail(_objects("All", UNKNOWN))),
        ),
    ),
    RelationRule(
        id="s3-object-reads-recorded",
        types=(BUCKET,),
        judge=_events_recorded("Read"),
        examples=Examples(
            good=(_BUCKET, _trail(_objects("All", "arn:aws:s3"))),
            bad=(_BUCKET, _trail(_objects("All", "arn:aws:s3:::invoices/"))),
            unknown=(_BUCKET, _trail(_objects("All", UNKNOWN))),
        ),
    ),
)
