"""Rules on caches: encrypted at rest and in transit, and in more than one zone."""

from guardrails.graph import Resource
from guardrails.requirements import all_of, given, must_be_customer_key, must_be_true, when
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data.cache_types import CACHE_CLUSTER, REPLICATION_GROUP
from guardrails.rules.data.rds_databases import excused, without_multi_az
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import failed, undetermined

_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
_GROUP = {"description": "Sessions", "engine": "redis"}


def _of_own(resource: Resource, _bar: Thresholds) -> bool:
    """Whether a group says itself what it is: a secondary of a global datastore takes it from the primary."""
    return not given(resource.read("globalReplicationGroupId"))


def _encrypted(group: Resource, bar: Thresholds) -> Findings:
    # Valkey is encrypted at rest unless the program says otherwise, Redis is not.
    default = group.read("engine").text == "valkey"
    yield from must_be_true("atRestEncryptionEnabled", default=default)(group, bar)


def _stands_alone(cluster: Resource, _bar: Thresholds) -> Findings:
    """A member of a replication group is judged there; memcached and a lone server cannot be encrypted at rest."""
    if given(cluster.read("replicationGroupId")):
        return
    encrypted = cluster.read("transitEncryptionEnabled")
    if encrypted.unknown:
        yield undetermined(encrypted, "transitEncryptionEnabled is not known yet; it must be true")
    elif not encrypted.truth:
        yield failed(encrypted, f"transitEncryptionEnabled is {encrypted.shown}, it must be true")


def _requires_tls(group: Resource, _bar: Thresholds) -> Findings:
    mode = group.read("transitEncryptionMode")
    if mode.text == "preferred":
        yield failed(mode, "transitEncryptionMode is preferred, which lets clients in without TLS")
    elif mode.unknown:
        yield undetermined(mode, "transitEncryptionMode is not known yet; it must be required")


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="elasticache-encrypted-at-rest",
        types=(REPLICATION_GROUP,),
        judge=when(_of_own, _encrypted),
        examples=examples(
            REPLICATION_GROUP,
            good={**_GROUP, "atRestEncryptionEnabled": True},
            bad=_GROUP,
            unknown={**_GROUP, "atRestEncryptionEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="elasticache-customer-key",
        types=(REPLICATION_GROUP,),
        judge=when(_of_own, must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS)),
        examples=examples(
            REPLICATION_GROUP,
            good={**_GROUP, "kmsKeyId": _KEY},
            bad=_GROUP,
            unknown={**_GROUP, "kmsKeyId": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="elasticache-encrypted-in-transit",
        types=(REPLICATION_GROUP,),
        judge=when(_of_own, all_of(must_be_true("transitEncryptionEnabled"), _requires_tls)),
        examples=examples(
            REPLICATION_GROUP,
            good={**_GROUP, "transitEncryptionEnabled": True},
            bad={**_GROUP, "transitEncryptionEnabled": True, "transitEncryptionMode": "preferred"},
            unknown={**_GROUP, "transitEncryptionEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="elasticache-cluster-encrypted-in-transit",
        types=(CACHE_CLUSTER,),
        judge=_stands_alone,
        examples=examples(
            CACHE_CLUSTER,
            good={"engine": "memcached", "transitEncryptionEnabled": True},
            bad={"engine": "memcached"},
            unknown={"engine": "memcached", "transitEncryptionEnabled": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="elasticache-automatic-failover",
        types=(REPLICATION_GROUP,),
        judge=excused(
            when(_of_own, all_of(must_be_true("automaticFailoverEnabled"), must_be_true("multiAzEnabled"))),
            without_multi_az,
        ),
        examples=examples(
            REPLICATION_GROUP,
            good={**_GROUP, "automaticFailoverEnabled": True, "multiAzEnabled": True},
            bad={**_GROUP, "automaticFailoverEnabled": True},
            unknown={**_GROUP, "automaticFailoverEnabled": UNKNOWN, "multiAzEnabled": True},
        ),
    ),
)
