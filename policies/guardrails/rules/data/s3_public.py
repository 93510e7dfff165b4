"""Buckets are not public: access blocks of account, bucket and access point, ACLs and object ownership."""

from collections.abc import Callable, Iterator, Mapping

from guardrails.graph import Graph, Resource
from guardrails.requirements import all_of, must_be_one_of, must_be_true
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.s3_buckets import grants, not_followed
from guardrails.rules.data.s3_types import (
    ACCESS_POINT,
    ACCOUNT_PUBLIC_ACCESS_BLOCK,
    BUCKET,
    BUCKET_ACL,
    BUCKET_OBJECT,
    BUCKET_OWNERSHIP,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    MULTI_REGION_ACCESS_POINT,
    OBJECT_COPY,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import failed, undetermined

_FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_BLOCKED: Mapping[str, Value] = dict.fromkeys(_FLAGS, True)
_WITH_ACLS = (BUCKET_ACL, BUCKET, BUCKET_OBJECT, OBJECT_COPY)
_ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers"
_AUTHENTICATED_USERS = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
_READS = frozenset({"READ", "READ_ACP", "FULL_CONTROL"})
_WRITES = frozenset({"WRITE", "WRITE_ACP", "FULL_CONTROL"})


def _has_block(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    blocks = graph.referrers(bucket, BUCKET_PUBLIC_ACCESS_BLOCK, "bucket")
    if not blocks.resources:
        yield (
            failed(None, "no BucketPublicAccessBlock names this bucket")
            if blocks.resolved
            else not_followed("BucketPublicAccessBlock")
        )


def _flag(flag: str) -> ResourceRule:
    ids = {
        "blockPublicAcls": "s3-bucket-public-acls-blocked",
        "blockPublicPolicy": "s3-bucket-public-policy-blocked",
        "ignorePublicAcls": "s3-bucket-public-acls-ignored",
        "restrictPublicBuckets": "s3-bucket-public-buckets-restricted",
    }
    return ResourceRule(
        id=ids[flag],
        types=(BUCKET_PUBLIC_ACCESS_BLOCK,),
        judge=must_be_true(flag),
        examples=examples(
            BUCKET_PUBLIC_ACCESS_BLOCK,
            good={"bucket": "orders", flag: True},
            bad={"bucket": "orders", flag: False},
            unknown={"bucket": "orders", flag: UNKNOWN},
        ),
    )


def _no_acl_for(
    group: str, canned: frozenset[str], permissions: frozenset[str]
) -> Callable[[Resource, Thresholds], Findings]:
    """An ACL judge: no canned ACL of these, and no grant of these permissions to the group."""

    def judge(resource: Resource, _bar: Thresholds) -> Findings:
        acl = resource.read("acl")
        if acl.unknown:
            yield undetermined(acl, "acl is not known yet; it must not be public")
        elif acl.text in canned:
            yield failed(acl, f"acl is {acl.shown}")
        for uri, permission in grants(resource):
            if permission.known and permission.text not in permissions:
                continue
            if uri.unknown or (uri.text == group and permission.unknown):
                yield undetermined(uri, f"a grant is not known yet; it must not be to {_short(group)}")
            elif uri.text == group:
                yield failed(permission, f"{permission.path} gives {permission.shown} to {_short(group)}")

    return judge


def _short(group: str) -> str:
    return group.rpartition("/")[2]


def _blocks_unless_told(prefix: str) -> Iterator[Callable[[Resource, Thresholds], Findings]]:
    """Access points block unless told otherwise (S3 guide, "Managing public access to access points")."""
    for flag in _FLAGS:
        yield must_be_true(f"{prefix}.{flag}", default=True)


_access_point = all_of(*_blocks_unless_told("publicAccessBlockConfiguration"))
_multi_region_access_point = all_of(*_blocks_unless_told("details.publicAccessBlock"))


def _access_point_blocked(resource: Resource, bar: Thresholds) -> Findings:
    judge = _access_point if resource.type == ACCESS_POINT else _multi_region_access_point
    yield from judge(resource, bar)


_BUCKET = Declared(type=BUCKET, name="orders", properties={"bucket": "orders"})

RULES: tuple[Rule, ...] = (
    RelationRule(
        id="s3-bucket-public-access-blocked",
        types=(BUCKET,),
        judge=_has_block,
        examples=Examples(
            good=(
                _BUCKET,
                Declared(
                    type=BUCKET_PUBLIC_ACCESS_BLOCK,
                    name="block",
                    properties={"bucket": UNKNOWN, **_BLOCKED},
                    depends={"bucket": ("orders",)},
                ),
            ),
            bad=(_BUCKET,),
            unknown=(
                _BUCKET,
                Declared(type=BUCKET_PUBLIC_ACCESS_BLOCK, name="block", properties={"bucket": UNKNOWN, **_BLOCKED}),
            ),
        ),
    ),
    *(_flag(flag) for flag in _FLAGS),
    ResourceRule(
        id="s3-account-public-access-blocked",
        types=(ACCOUNT_PUBLIC_ACCESS_BLOCK,),
        judge=all_of(*(must_be_true(flag) for flag in _FLAGS)),
        examples=examples(
            ACCOUNT_PUBLIC_ACCESS_BLOCK,
            good=_BLOCKED,
            bad={"blockPublicAcls": True, "blockPublicPolicy": True},
            unknown={**_BLOCKED, "restrictPublicBuckets": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="s3-acl-no-public-read",
        types=_WITH_ACLS,
        judge=_no_acl_for(_ALL_USERS, frozenset({"public-read", "public-read-write"}), _READS),
        examples=examples(
            BUCKET_ACL,
            good={"bucket": "orders", "acl": "private"},
            bad={"bucket": "orders", "acl": "public-read"},
            unknown={"bucket": "orders", "acl": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="s3-acl-no-public-write",
        types=_WITH_ACLS,
        judge=_no_acl_for(_ALL_USERS, frozenset({"public-read-write"}), _WRITES),
        examples=examples(
            BUCKET_ACL,
            good={"bucket": "orders", "acl": "private"},
            bad={
                "bucket": "orders",
                "accessControlPolicy": {
                    "owner": {"id": "5a5d"},
                    "grants": [{"grantee": {"type": "Group", "uri": _ALL_USERS}, "permission": "WRITE"}],
                },
            },
            unknown={"bucket": "orders", "accessControlPolicy": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="s3-acl-no-authenticated-users",
        types=_WITH_ACLS,
        judge=_no_acl_for(_AUTHENTICATED_USERS, frozenset({"authenticated-read"}), _READS | _WRITES),
        examples=examples(
            BUCKET_ACL,
            good={"bucket": "orders", "acl": "private"},
            bad={"bucket": "orders", "acl": "authenticated-read"},
            unknown={"bucket": "orders", "acl": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="s3-bucket-acls-disabled",
        types=(BUCKET_OWNERSHIP,),
        judge=must_be_one_of("rule.objectOwnership", "BucketOwnerEnforced"),
        examples=examples(
            BUCKET_OWNERSHIP,
            good={"bucket": "orders", "rule": {"objectOwnership": "BucketOwnerEnforced"}},
            bad={"bucket": "orders", "rule": {"objectOwnership": "ObjectWriter"}},
            unknown={"bucket": "orders", "rule": {"objectOwnership": UNKNOWN}},
        ),
    ),
    ResourceRule(
        id="s3-access-point-public-access-blocked",
        types=(ACCESS_POINT, MULTI_REGION_ACCESS_POINT),
        judge=_access_point_blocked,
        examples=examples(
            ACCESS_POINT,
            good={"bucket": "orders", "publicAccessBlockConfiguration": {"blockPublicAcls": True}},
            bad={"bucket": "orders", "publicAccessBlockConfiguration": {"blockPublicPolicy": False}},
            unknown={"bucket": "orders", "publicAccessBlockConfiguration": {"blockPublicPolicy": UNKNOWN}},
        ),
    ),
)
