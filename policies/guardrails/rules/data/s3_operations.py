"""Buckets in operation: access logging, lifecycle, event notifications."""

from dataclasses import dataclass

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.data.s3_buckets import Part, each_or_unknown, not_followed, settings, softened, takes_access_logs
from guardrails.rules.data.s3_types import BUCKET, BUCKET_LIFECYCLE, BUCKET_LOGGING, BUCKET_NOTIFICATION
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_TARGETS = ("lambdaFunctions", "queues", "topics")


def _access_logged(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    part = takes_access_logs(bucket, graph)
    if part is Part.PLAYED:
        yield not_applicable("a bucket that receives access logs is not itself logged")
    else:
        yield from softened(part, _logging(bucket, graph))


def _logging(bucket: Resource, graph: Graph) -> Findings:
    stated, resolved = settings(bucket, graph, BUCKET_LOGGING, "targetBucket", "logging.targetBucket")
    # Where the target is not known yet, it is set all the same.
    if any(target.unknown or target.text for _, target in stated):
        return
    yield failed(None, "no BucketLogging names this bucket") if resolved else not_followed("BucketLogging")


@dataclass(frozen=True)
class _LifecycleRule:
    """A lifecycle rule, from a BucketLifecycleConfiguration or the older inline form."""

    enabled: bool | None
    """Whether it is in force; None where that is not known yet."""
    abort_days: Reading
    """After how many days it aborts incomplete uploads."""


def _lifecycle_rules(bucket: Resource, graph: Graph) -> tuple[tuple[_LifecycleRule, ...], bool]:
    """The lifecycle rules of a bucket, a list that is not known yet counting as one; and whether none is sure."""
    stated, resolved = settings(bucket, graph, BUCKET_LIFECYCLE, "rules", "lifecycleRules")
    rules = tuple(
        _inline_rule(rule) if owner.type == BUCKET else _lifecycle_rule(rule)
        for owner, listed in stated
        for rule in each_or_unknown(listed)
    )
    return rules, resolved


def _lifecycle_rule(rule: Reading) -> _LifecycleRule:
    status = rule.get("status")
    days = rule.at("abortIncompleteMultipartUpload.daysAfterInitiation")
    return _LifecycleRule(None if status.unknown else status.text == "Enabled", days)


def _inline_rule(rule: Reading) -> _LifecycleRule:
    enabled = rule.get("enabled")
    days = rule.get("abortIncompleteMultipartUploadDays")
    return _LifecycleRule(None if enabled.unknown else enabled.truth is True, days)


def _has_lifecycle(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    rules, resolved = _lifecycle_rules(bucket, graph)
    if any(rule.enabled for rule in rules):
        return
    if any(rule.enabled is None for rule in rules):
        yield undetermined(None, "the lifecycle rules are not known yet; one must be Enabled")
    elif rules or resolved:
        yield failed(None, "no enabled lifecycle rule says how long objects and their old versions are kept")
    else:
        yield not_followed("BucketLifecycleConfiguration")


def _aborts_uploads(resource: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if resource.type == BUCKET:
        rules, resolved = _lifecycle_rules(resource, graph)
    elif graph.references(resource, "bucket", BUCKET).resources:
        yield not_applicable("the rules are judged with their bucket")
        return
    else:
        # The bucket is another stack's: what its rules say is here all the same.
        rules, resolved = tuple(map(_lifecycle_rule, each_or_unknown(resource.read("rules")))), True
    if not rules and resolved:
        yield not_applicable("the bucket has no lifecycle rules")
    elif any(rule.enabled and rule.abort_days.known for rule in rules):
        return
    elif any(rule.enabled is not False and not rule.abort_days.absent for rule in rules):
        yield undetermined(None, "the lifecycle rules are not known yet; one must abort incomplete uploads")
    elif rules:
        yield failed(None, "no enabled lifecycle rule aborts incomplete multipart uploads")
    else:
        yield not_followed("BucketLifecycleConfiguration")


def _notifies(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    notifications = graph.referrers(bucket, BUCKET_NOTIFICATION, "bucket")
    for side in notifications.resources:
        eventbridge = side.read("eventbridge")
        targets = [side.read(path) for path in _TARGETS]
        if eventbridge.truth or any(target.unknown or target.value for target in targets):
            return
        if eventbridge.unknown:
            yield undetermined(None, f"eventbridge of BucketNotification {side.name} is not known yet")
            return
    yield failed(None, "the bucket notifies nobody") if notifications.resolved else not_followed("BucketNotification")


_BUCKET = Declared(type=BUCKET, name="orders", properties={"bucket": "orders"})


def _side(type_: str, properties: Value, *, bucket: Value = "orders") -> Declared:
    return Declared(type=type_, name="side", properties={"bucket": bucket, **properties})


def _lifecycle(rule: Value) -> Declared:
    return _side(BUCKET_LIFECYCLE, {"rules": [{"id": "tidy", **rule}]})


_EXPIRY = {"noncurrentVersionExpiration": {"noncurrentDays": 90}}
_ABORT = {"abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}

RULES: tuple[Rule, ...] = (
    RelationRule(
        id="s3-bucket-access-logged",
        types=(BUCKET,),
        judge=_access_logged,
        examples=Examples(
            good=(
                _BUCKET,
                Declared(type=BUCKET, name="logs", properties={"bucket": "logs"}),
                _side(BUCKET_LOGGING, {"targetBucket": "logs", "targetPrefix": "orders/"}),
            ),
            bad=(_BUCKET,),
            unknown=(_BUCKET, _side(BUCKET_LOGGING, {"targetBucket": "logs", "targetPrefix": ""}, bucket=UNKNOWN)),
        ),
    ),
    RelationRule(
        id="s3-bucket-lifecycle",
        types=(BUCKET,),
        judge=_has_lifecycle,
        examples=Examples(
            good=(_BUCKET, _lifecycle({"status": "Enabled", **_EXPIRY})),
            bad=(_BUCKET, _lifecycle({"status": "Disabled", **_EXPIRY})),
            unknown=(_BUCKET, _lifecycle({"status": UNKNOWN, **_EXPIRY})),
        ),
    ),
    RelationRule(
        id="s3-lifecycle-aborts-uploads",
        types=(BUCKET, BUCKET_LIFECYCLE),
        judge=_aborts_uploads,
        examples=Examples(
            good=(_BUCKET, _lifecycle({"status": "Enabled", **_ABORT})),
            bad=(_BUCKET, _lifecycle({"status": "Enabled", **_EXPIRY})),
            unknown=(_BUCKET, _lifecycle({"status": UNKNOWN, **_ABORT})),
        ),
    ),
    RelationRule(
        id="s3-bucket-notifies",
        types=(BUCKET,),
        judge=_notifies,
        examples=Examples(
            good=(_BUCKET, _side(BUCKET_NOTIFICATION, {"eventbridge": True})),
            bad=(_BUCKET,),
            unknown=(_BUCKET, _side(BUCKET_NOTIFICATION, {"eventbridge": UNKNOWN})),
        ),
    ),
)
