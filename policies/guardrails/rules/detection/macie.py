"""Macie: on, its results kept under a customer key, and customers' buckets read again and again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_customer_key, must_be_one_of
from guardrails.rule import (
    CompletenessRule,
    Declared,
    Examples,
    Findings,
    RelationRule,
    ResourceRule,
    Rule,
    examples,
)
from guardrails.rules.data.s3_buckets import names_of
from guardrails.rules.detection.events import Match
from guardrails.rules.detection.regions import RegionKey, in_region, must_be_beside, region_key
from guardrails.rules.detection.types import CLASSIFICATION_EXPORT, CLASSIFICATION_JOB, MACIE_SESSION
from guardrails.thresholds import Thresholds
from guardrails.tokens import BUCKET, KMS_KEY
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _present(graph: Graph, _bar: Thresholds) -> Findings:
    if not graph.of(MACIE_SESSION):
        yield failed(None, "the stack has no Macie account")
    types = [job.read("jobType") for job in graph.of(CLASSIFICATION_JOB)]
    if any(reading.text == "SCHEDULED" for reading in types):
        return
    if any(reading.unknown for reading in types):
        yield undetermined(None, "the jobType of a ClassificationJob is not known yet; one must be SCHEDULED")
    else:
        yield failed(None, "the stack has no ClassificationJob that is SCHEDULED")


def _exports(session: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    yield from must_be_beside(session, graph, CLASSIFICATION_EXPORT)


def _reads_customer_buckets(session: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    yield from graph.derived(_unread, region_key(session, graph))


def _unread(graph: Graph, region: RegionKey) -> tuple[Finding, ...]:
    """What is to be said of the buckets of a region, whichever session asks."""
    buckets = [each for each in in_region(graph, region, BUCKET)[0] if _of_customers(each) is not Match.NO]
    if not buckets:
        return (not_applicable("no bucket of the stack and region is tagged data=customer"),)
    jobs, resolved = in_region(graph, region, CLASSIFICATION_JOB)
    read = _read_by(jobs, graph)
    found: list[Finding] = []
    for bucket in buckets:
        best = _best(read, bucket)
        if best is Match.NO and resolved and _of_customers(bucket) is Match.YES:
            found.append(failed(None, f"no SCHEDULED ClassificationJob reads the bucket {bucket.name}"))
        elif best is not Match.YES:
            what = f"whether a SCHEDULED ClassificationJob reads {bucket.name} is not known yet"
            found.append(undetermined(None, what))
    return tuple(found)


def _of_customers(bucket: Resource) -> Match:
    answer = Match.NO
    for tags in ("tags", "tagsAll"):
        data = bucket.read(tags).get("data")
        if data.text == "customer":
            return Match.YES
        answer = Match.UNKNOWN if data.unknown else answer
    return answer


@dataclass(frozen=True, slots=True)
class _Read:
    """What some jobs read, taken together: buckets by name, by reference, or by criteria; ``open`` may be any."""

    names: frozenset[str]
    urns: frozenset[str]
    criteria: tuple[Reading, ...]
    open: bool


def _read_by(jobs: Iterable[Resource], graph: Graph) -> _Read:
    texts: set[str] = set()
    urns: set[str] = set()
    criteria: dict[object, Reading] = {}
    open_ = False
    for job in jobs:
        kind, asked = job.read("jobType"), job.read("s3JobDefinition.bucketCriteria")
        if kind.unknown:
            open_ = True
        elif kind.text == "SCHEDULED" and not asked.absent:
            criteria.setdefault(asked.key, asked)
        elif kind.text == "SCHEDULED":
            definitions = job.read("s3JobDefinition.bucketDefinitions").each()
            names = [name for each in definitions for name in each.get("buckets").each()]
            texts.update(name.text for name in names if name.text is not None)
            if job.read("s3JobDefinition").unknown or any(name.unknown for name in names):
                open_ = True
                urns.update(each.urn for each in graph.references(job, "s3JobDefinition", BUCKET).resources)
    return _Read(frozenset(texts), frozenset(urns), tuple(criteria.values()), open_)


def _best(read: _Read, bucket: Resource) -> Match:
    if bucket.urn in read.urns or not read.names.isdisjoint(names_of(bucket)):
        return Match.YES
    by_criteria = (_by_criteria(each, bucket) for each in read.criteria)
    return max(by_criteria, default=Match.NO) if not read.open else max((*by_criteria, Match.UNKNOWN))


def _by_criteria(criteria: Reading, bucket: Resource) -> Match:
    """Whether every condition of the criteria holds; ours is read of tags only, of anything else nothing is known."""
    if criteria.unknown or not criteria.get("excludes").absent:
        return Match.UNKNOWN
    return min((_tagged(condition, bucket) for condition in _conditions(criteria)), default=Match.UNKNOWN)


def _conditions(criteria: Reading) -> Iterator[Reading]:
    ands = criteria.at("includes.ands")
    yield from (ands,) if ands.unknown else ands.each()


def _tagged(condition: Reading, bucket: Resource) -> Match:
    criterion = condition.get("tagCriterion")
    if not criterion.known or criterion.get("comparator").text != "EQ" or bucket.read("tags").unknown:
        return Match.UNKNOWN
    pairs = [(each.get("key").text, each.get("value").text) for each in criterion.get("tagValues").each()]
    if any(key is None for key, _ in pairs):
        return Match.UNKNOWN
    holds = any(key is not None and bucket.read("tags").get(key).text == value for key, value in pairs)
    return Match.YES if holds else Match.NO


_SESSION: Final = Declared(type=MACIE_SESSION, name="session", properties={"status": "ENABLED"})
_BUCKET: Final = Declared(type=BUCKET, name="orders", properties={"bucket": "orders", "tags": {"data": "customer"}})


def _job(kind: Value) -> Declared:
    definition = {"bucketDefinitions": [{"accountId": "123456789012", "buckets": ["orders"]}]}
    return Declared(type=CLASSIFICATION_JOB, name="job", properties={"jobType": kind, "s3JobDefinition": definition})


def _export(region: Value = None) -> Declared:
    properties: dict[str, Value] = {"s3Destination": {"bucketName": "discovery", "kmsKeyArn": _KEY}}
    return Declared(
        type=CLASSIFICATION_EXPORT, name="export", properties=properties | ({"region": region} if region else {})
    )


RULES: tuple[Rule, ...] = (
    CompletenessRule(
        id="macie-session-present",
        types=(MACIE_SESSION, CLASSIFICATION_JOB),
        judge=_present,
        examples=Examples(
            good=(_SESSION, _job("SCHEDULED")),
            bad=(_SESSION, _job("ONE_TIME")),
            unknown=(_SESSION, _job(UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="macie-session-enabled",
        types=(MACIE_SESSION,),
        judge=must_be_one_of("status", "ENABLED", default="ENABLED"),
        examples=examples(
            MACIE_SESSION, good={"status": "ENABLED"}, bad={"status": "PAUSED"}, unknown={"status": UNKNOWN}
        ),
    ),
    RelationRule(
        id="macie-results-exported",
        types=(MACIE_SESSION,),
        judge=_exports,
        examples=Examples(
            good=(_SESSION, _export()),
            bad=(_SESSION, _export("us-east-1")),
            unknown=(_SESSION, _export(UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="macie-results-encrypted",
        types=(CLASSIFICATION_EXPORT,),
        judge=must_be_customer_key("s3Destination.kmsKeyArn", proven_by=(KMS_KEY,)),
        examples=examples(
            CLASSIFICATION_EXPORT,
            good={"s3Destination": {"bucketName": "discovery", "kmsKeyArn": _KEY}},
            bad={"s3Destination": {"bucketName": "discovery", "kmsKeyArn": "arn:aws:kms:eu-west-1:1:alias/aws/s3"}},
            unknown={"s3Destination": {"bucketName": "discovery", "kmsKeyArn": UNKNOWN}},
        ),
    ),
    RelationRule(
        id="macie-customer-buckets-read",
        types=(MACIE_SESSION,),
        judge=_reads_customer_buckets,
        examples=Examples(
            good=(_SESSION, _BUCKET, _job("SCHEDULED")),
            bad=(_SESSION, _BUCKET, _job("ONE_TIME")),
            unknown=(_SESSION, _BUCKET, _job(UNKNOWN)),
        ),
    ),
)
