"""Objects are not lost: versions, object lock, replication, protection of the bucket itself."""

from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_false, must_be_protected, must_not_be_set, when
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.s3_buckets import each_or_unknown, not_followed, settings, where
from guardrails.rules.data.s3_types import BUCKET, BUCKET_REPLICATION, BUCKET_VERSIONING
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_DEPRECATED = (
    "accelerationStatus",
    "acl",
    "corsRules",
    "grants",
    "lifecycleRules",
    "logging",
    "objectLockConfiguration",
    "policy",
    "replicationConfiguration",
    "requestPayer",
    "serverSideEncryptionConfiguration",
    "versioning",
    "website",
)


def versioned(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    """Versioning is on: stated by a BucketVersioning or inline, or switched on by AWS for object lock."""
    stated, resolved = settings(
        bucket, graph, BUCKET_VERSIONING, "versioningConfiguration.status", "versioning.enabled"
    )
    for owner, status in stated:
        if status.unknown:
            yield undetermined(None, f"{where(owner, status)} is not known yet; it must be Enabled")
        elif status.text not in ("Enabled", "true"):
            yield failed(None, f"{where(owner, status)} is {status.shown}")
    lock = bucket.read("objectLockEnabled")
    # A bucket made with object lock is versioned from the start (S3 guide, "Object Lock considerations").
    if stated or lock.truth:
        return
    if lock.unknown:
        yield undetermined(lock, "objectLockEnabled is not known yet, and nothing else turns versioning on")
    else:
        yield failed(None, "nothing turns versioning on") if resolved else not_followed("BucketVersioning")


def _mfa_delete(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    stated, resolved = settings(
        bucket, graph, BUCKET_VERSIONING, "versioningConfiguration.mfaDelete", "versioning.mfaDelete"
    )
    if any(status.text in ("Enabled", "true") for _, status in stated):
        return
    if any(status.unknown for _, status in stated):
        yield undetermined(None, "mfaDelete is not known yet; it must be Enabled")
    elif resolved or stated:
        yield failed(None, "nothing turns MFA delete on")
    else:
        yield not_followed("BucketVersioning")


def _replicated(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    stated, resolved = settings(bucket, graph, BUCKET_REPLICATION, "rules", "replicationConfiguration.rules")
    statuses = [rule.get("status") for _, rules in stated for rule in each_or_unknown(rules)]
    if any(status.text == "Enabled" for status in statuses):
        return
    if any(status.unknown for status in statuses):
        yield undetermined(None, "replication rules are not known yet; one must be Enabled")
    elif resolved or stated:
        yield failed(None, "no enabled replication rule copies the objects")
    else:
        yield not_followed("BucketReplicationConfig")


def object_lock(bucket: Resource, _bar: Thresholds) -> Findings:
    """Object lock is on for the bucket, which can be chosen only when it is made."""
    reading, older = bucket.read("objectLockEnabled"), bucket.read("objectLockConfiguration.objectLockEnabled")
    if reading.truth or older.text == "Enabled":
        return
    if reading.unknown or older.unknown:
        yield undetermined("objectLockEnabled", "objectLockEnabled is not known yet; it must be true")
    else:
        yield failed("objectLockEnabled", f"objectLockEnabled is {reading.shown}")


def _kept_for_good(resource: Resource, bar: Thresholds) -> bool:
    return bar.deletion_protection and resource.read("forceDestroy").truth is not True


def _no_inline_settings(resource: Resource, bar: Thresholds) -> Findings:
    for path in _DEPRECATED:
        yield from must_not_be_set(path, because="and the resource of its own for it would fight over it")(
            resource, bar
        )


def _side(type_: str, properties: Value) -> Declared:
    return Declared(type=type_, name="side", properties={"bucket": "orders", **properties})


_BUCKET = Declared(type=BUCKET, name="orders", properties={"bucket": "orders"})


def _versioning(status: Value) -> Declared:
    return _side(BUCKET_VERSIONING, {"versioningConfiguration": status})


def _replication(status: Value) -> Declared:
    role = "arn:aws:iam::123456789012:role/replication"
    rule = {"status": status, "destination": {"bucket": "arn:aws:s3:::orders-copy"}}
    return _side(BUCKET_REPLICATION, {"role": role, "rules": [rule]})


RULES: tuple[Rule, ...] = (
    RelationRule(
        id="s3-bucket-versioned",
        types=(BUCKET,),
        judge=versioned,
        examples=Examples(
            good=(_BUCKET, _versioning({"status": "Enabled"})),
            bad=(_BUCKET, _versioning({"status": "Suspended"})),
            unknown=(_BUCKET, _versioning({"status": UNKNOWN})),
        ),
    ),
    RelationRule(
        id="s3-bucket-mfa-delete",
        types=(BUCKET,),
        judge=_mfa_delete,
        examples=Examples(
            good=(_BUCKET, _versioning({"status": "Enabled", "mfaDelete": "Enabled"})),
            bad=(_BUCKET, _versioning({"status": "Enabled"})),
            unknown=(_BUCKET, _versioning({"status": "Enabled", "mfaDelete": UNKNOWN})),
        ),
    ),
    RelationRule(
        id="s3-bucket-replicated",
        types=(BUCKET,),
        judge=_replicated,
        examples=Examples(
            good=(_BUCKET, _replication("Enabled")),
            bad=(_BUCKET, _replication("Disabled")),
            unknown=(_BUCKET, _replication(UNKNOWN)),
        ),
    ),
    ResourceRule(
        id="s3-bucket-object-lock",
        types=(BUCKET,),
        judge=object_lock,
        examples=examples(
            BUCKET,
            good={"bucket": "orders", "objectLockEnabled": True},
            bad={"bucket": "orders"},
            unknown={"bucket": "orders", "objectLockEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="s3-bucket-no-force-destroy",
        types=(BUCKET,),
        judge=when(lambda _, bar: bar.deletion_protection, must_be_false("forceDestroy")),
        examples=examples(
            BUCKET,
            good={"bucket": "orders", "forceDestroy": False},
            bad={"bucket": "orders", "forceDestroy": True},
            unknown={"bucket": "orders", "forceDestroy": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="s3-bucket-protected",
        types=(BUCKET,),
        judge=when(_kept_for_good, must_be_protected),
        examples=examples(
            BUCKET, good={"bucket": "orders"}, bad={"bucket": "orders"}, unknown=None, protect=(True, False)
        ),
    ),
    ResourceRule(
        id="s3-bucket-no-inline-settings",
        types=(BUCKET,),
        judge=_no_inline_settings,
        examples=examples(BUCKET, good={"bucket": "orders"}, bad={"bucket": "orders", "acl": "private"}, unknown=None),
    ),
)
