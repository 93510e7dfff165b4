"""Buckets and objects are encrypted by a customer key, but where AWS can only deliver to SSE-S3."""

from collections.abc import Iterator

from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.s3_buckets import (
    Part,
    access_log_sources,
    each_or_unknown,
    holds_configuration,
    not_followed,
    settings,
    softened,
    takes_access_logs,
    where,
)
from guardrails.rules.data.s3_types import (
    BUCKET,
    BUCKET_ENCRYPTION,
    BUCKET_LOGGING,
    BUCKET_OBJECT,
    BUCKET_OBJECT_LOCK,
    KMS_KEY,
    LOAD_BALANCER,
    NAMES_OF_KEYS,
    OBJECT_COPY,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined, unsure

_BY_KEY = ("aws:kms", "aws:kms:dsse")
_ALGORITHMS = ("AES256", "aws:fsx", *_BY_KEY)
_INLINE = "serverSideEncryptionConfiguration"
_DEFAULT = "applyServerSideEncryptionByDefault"


def _encryption(bucket: Resource, graph: Graph) -> tuple[list[tuple[Resource, Reading]], bool]:
    """The default encryption of a bucket, from each rule of each resource that states one."""
    sides, resolved = settings(bucket, graph, BUCKET_ENCRYPTION, "rules", _INLINE)
    found = []
    for owner, reading in sides:
        rules = reading.get("rule") if owner.type == BUCKET else reading
        found += [(owner, rule.get(_DEFAULT)) for rule in each_or_unknown(rules)]
    return found, resolved


def _has_encryption(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    stated, resolved = _encryption(bucket, graph)
    for owner, default in stated:
        algorithm = default.get("sseAlgorithm")
        if algorithm.unknown:
            yield undetermined(None, f"{where(owner, algorithm)} is not known yet")
        elif algorithm.absent:
            yield failed(None, f"{where(owner, algorithm)} is not set")
        elif algorithm.text not in _ALGORITHMS:
            yield failed(None, f"{where(owner, algorithm)} is {algorithm.shown}, which encrypts nothing")
    if not stated:
        yield (
            failed(None, "no BucketServerSideEncryptionConfiguration states how this bucket is encrypted")
            if resolved
            else not_followed("BucketServerSideEncryptionConfiguration")
        )


def _by_customer_key(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    part = takes_access_logs(bucket, graph)
    if part is Part.PLAYED:
        yield not_applicable("access logs can only be delivered to a bucket encrypted by S3's own key")
        return
    yield from softened(part, _customer_key(bucket, graph))


def _customer_key(bucket: Resource, graph: Graph) -> Findings:
    stated, resolved = _encryption(bucket, graph)
    for owner, default in stated:
        algorithm, key = default.get("sseAlgorithm"), default.get("kmsMasterKeyId")
        proven = graph.depends_on(owner, key.path, *NAMES_OF_KEYS)
        if algorithm.unknown:
            yield undetermined(None, f"{where(owner, algorithm)} is not known yet; it must be aws:kms")
        elif algorithm.text not in _BY_KEY:
            yield failed(None, f"{where(owner, algorithm)} is {algorithm.shown}, it must be aws:kms or aws:kms:dsse")
        if key.unknown and not proven:
            yield undetermined(None, f"{where(owner, key)} is not known yet; it must name a customer key")
        elif (key.absent or key.text == "") and algorithm.text in _BY_KEY:
            yield failed(None, f"{where(owner, key)} is not set, so the key is AWS's own")
        elif key.known and (key.text or "").endswith("alias/aws/s3"):
            yield failed(None, f"{where(owner, key)} is AWS's own key")
    if not stated:
        yield (
            failed(None, "nothing sets a customer key for this bucket")
            if resolved
            else not_followed("BucketServerSideEncryptionConfiguration")
        )


def _delivery_not_blocked(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    named = access_log_sources(bucket, graph)
    sources = [source for source in named if source is not None]
    # Network load balancers alone can write under a customer key.
    by_s3_key_only = any(
        source.type != LOAD_BALANCER or source.read("loadBalancerType").text != "network" for source in sources
    )
    configuration = holds_configuration(bucket, graph)
    if not named and configuration is Part.NOT_PLAYED:
        yield not_applicable("no logs are delivered to this bucket")
        return
    if not sources and configuration is not Part.PLAYED:
        findings = _lets_logs_in(bucket, graph, by_s3_key_only=bool(named))
        yield from unsure(findings, "if logs are delivered to this bucket, which is not known yet")
    else:
        yield from _lets_logs_in(bucket, graph, by_s3_key_only=by_s3_key_only)


def _lets_logs_in(bucket: Resource, graph: Graph, *, by_s3_key_only: bool) -> Findings:
    if by_s3_key_only:
        defaults, resolved = _encryption(bucket, graph)
        if not resolved:
            yield not_followed("BucketServerSideEncryptionConfiguration")
        for owner, default in defaults:
            algorithm = default.get("sseAlgorithm")
            if algorithm.unknown:
                yield undetermined(None, f"{where(owner, algorithm)} is not known yet; log delivery needs AES256")
            elif algorithm.text in _BY_KEY:
                yield failed(None, f"{where(owner, algorithm)} is {algorithm.shown}: access logs would not arrive")
    for owner, retention in _default_retention(bucket, graph):
        if retention.unknown:
            yield undetermined(None, f"{where(owner, retention)} is not known yet; log delivery needs none")
        elif retention.known:
            yield failed(None, f"{where(owner, retention)} is set: logs would not arrive")


def _default_retention(bucket: Resource, graph: Graph) -> Iterator[tuple[Resource, Reading]]:
    locks, _ = settings(
        bucket, graph, BUCKET_OBJECT_LOCK, "rule.defaultRetention", "objectLockConfiguration.rule.defaultRetention"
    )
    yield from locks


def _object_by_bucket_key(resource: Resource, _bar: Thresholds) -> Findings:
    algorithm, key = resource.read("serverSideEncryption"), resource.read("kmsKeyId")
    if algorithm.unknown and key.absent:
        yield undetermined(algorithm, "serverSideEncryption is not known yet; it must not be AES256")
    elif algorithm.text == "AES256":
        yield failed(algorithm, "serverSideEncryption is AES256, which overrides the customer key of the bucket")


def _set(default: Value) -> dict[str, Value]:
    return {"bucket": "orders", "rules": [{_DEFAULT: default}]}


_BUCKET = Declared(type=BUCKET, name="orders", properties={"bucket": "orders"})
_CUSTOMER_KEY = Declared(
    type=BUCKET_ENCRYPTION,
    name="encryption",
    properties=_set({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN}),
    depends={"rules": ("key",)},
)
_KEY = Declared(type=KMS_KEY, name="key", properties={"enableKeyRotation": True})
_LOGGED = Declared(
    type=BUCKET_LOGGING, name="logging", properties={"bucket": "invoices", "targetBucket": "orders", "targetPrefix": ""}
)


def _encrypted(default: Value) -> Declared:
    return Declared(type=BUCKET_ENCRYPTION, name="encryption", properties=_set(default))


RULES: tuple[Rule, ...] = (
    RelationRule(
        id="s3-bucket-encryption-set",
        types=(BUCKET,),
        judge=_has_encryption,
        examples=Examples(
            good=(_BUCKET, _encrypted({"sseAlgorithm": "aws:kms"})),
            bad=(_BUCKET,),
            unknown=(_BUCKET, _encrypted({"sseAlgorithm": UNKNOWN})),
        ),
    ),
    RelationRule(
        id="s3-bucket-customer-key",
        types=(BUCKET,),
        judge=_by_customer_key,
        examples=Examples(
            good=(_BUCKET, _KEY, _CUSTOMER_KEY),
            bad=(_BUCKET, _encrypted({"sseAlgorithm": "AES256"})),
            unknown=(_BUCKET, _encrypted({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": UNKNOWN})),
        ),
    ),
    RelationRule(
        id="s3-log-delivery-not-blocked",
        types=(BUCKET,),
        judge=_delivery_not_blocked,
        examples=Examples(
            good=(
                _BUCKET,
                Declared(
                    type=LOAD_BALANCER,
                    name="web",
                    properties={"loadBalancerType": "application", "accessLogs": {"bucket": "orders", "enabled": True}},
                ),
                _encrypted({"sseAlgorithm": "AES256"}),
            ),
            bad=(_BUCKET, _LOGGED, _encrypted({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "alias/logs"})),
            unknown=(_BUCKET, _LOGGED, _encrypted({"sseAlgorithm": UNKNOWN})),
        ),
    ),
    ResourceRule(
        id="s3-object-customer-key",
        types=(BUCKET_OBJECT, OBJECT_COPY),
        judge=_object_by_bucket_key,
        examples=examples(
            BUCKET_OBJECT,
            good={"bucket": "orders", "key": "terms.pdf", "serverSideEncryption": "aws:kms"},
            bad={"bucket": "orders", "key": "terms.pdf", "serverSideEncryption": "AES256"},
            unknown={"bucket": "orders", "key": "terms.pdf", "serverSideEncryption": UNKNOWN},
        ),
    ),
)
