"""Rules on what caches keep: snapshots of Redis, patches, and who may enter."""

from typing import Final

from guardrails.graph import Resource
from guardrails.requirements import given, must_be_at_least, must_be_customer_key, must_be_true, must_not_be, when
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.data.cache_types import CACHE_CLUSTER, REPLICATION_GROUP
from guardrails.rules.data.lists import one_must_be_set
from guardrails.rules.data.s3_types import NAMES_OF_KEYS
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN

_SERVERLESS: Final = "aws:elasticache/serverlessCache:ServerlessCache"
_KEY: Final = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"


def _snapshots(cache: Resource, _bar: Thresholds) -> bool | None:
    """Whether a cache can make snapshots: memcached and T1 nodes cannot, and members leave it to their group."""
    engine = cache.read("engine")
    if engine.text == "memcached" or str(cache.read("nodeType").text).startswith("cache.t1."):
        return False
    if given(cache.read("replicationGroupId")) and cache.type == CACHE_CLUSTER:
        return False
    return None if engine.unknown else True


def _of_own(cache: Resource, _bar: Thresholds) -> bool:
    inherits = "replicationGroupId" if cache.type == CACHE_CLUSTER else "globalReplicationGroupId"
    return not given(cache.read(inherits))


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "elasticache-snapshots",
        (
            CACHE_CLUSTER,
            REPLICATION_GROUP,
        ),
        when(_snapshots, must_be_at_least("snapshotRetentionLimit", 1, unit="day")),
        examples(
            CACHE_CLUSTER,
            good={"engine": "redis", "snapshotRetentionLimit": 7},
            bad={"engine": "redis"},
            unknown={"engine": "redis", "snapshotRetentionLimit": UNKNOWN},
        ),
    ),
    ResourceRule(
        "elasticache-minor-upgrades",
        (
            CACHE_CLUSTER,
            REPLICATION_GROUP,
        ),
        must_be_true("autoMinorVersionUpgrade", default=True),
        examples(
            CACHE_CLUSTER,
            good={"engine": "redis", "autoMinorVersionUpgrade": True},
            bad={"engine": "redis", "autoMinorVersionUpgrade": False},
            unknown={"engine": "redis", "autoMinorVersionUpgrade": UNKNOWN},
        ),
    ),
    ResourceRule(
        "elasticache-authenticated",
        (REPLICATION_GROUP,),
        when(_of_own, one_must_be_set("userGroupIds", "authToken", "authTokenWo")),
        examples(
            REPLICATION_GROUP,
            good={"description": "Sessions", "engine": "redis", "userGroupIds": ["sessions"]},
            bad={"description": "Sessions", "engine": "redis"},
            unknown={"description": "Sessions", "engine": "redis", "userGroupIds": UNKNOWN},
        ),
    ),
    ResourceRule(
        "elasticache-subnet-group",
        (
            CACHE_CLUSTER,
            REPLICATION_GROUP,
        ),
        when(_of_own, must_not_be("subnetGroupName", "default", default="default")),
        examples(
            CACHE_CLUSTER,
            good={"engine": "redis", "subnetGroupName": "data"},
            bad={"engine": "redis"},
            unknown={"engine": "redis", "subnetGroupName": UNKNOWN},
        ),
    ),
    ResourceRule(
        "elasticache-serverless-customer-key",
        (_SERVERLESS,),
        must_be_customer_key("kmsKeyId", proven_by=NAMES_OF_KEYS),
        examples(
            _SERVERLESS,
            good={"engine": "redis", "name": "sessions", "kmsKeyId": _KEY},
            bad={"engine": "redis", "name": "sessions"},
            unknown={"engine": "redis", "name": "sessions", "kmsKeyId": UNKNOWN},
        ),
    ),
)
