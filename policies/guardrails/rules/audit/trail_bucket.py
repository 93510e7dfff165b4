"""The bucket that a trail writes to: nobody public reads it, and who reads it is logged."""

from collections.abc import Iterator

from guardrails.documents import parse
from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.audit.types import (
    BUCKET,
    BUCKET_ACL,
    BUCKET_LOGGING,
    BUCKET_POLICY,
    BUCKET_PUBLIC_ACCESS_BLOCK,
    TRAIL,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_PUBLIC_ACLS = frozenset({"public-read", "public-read-write", "authenticated-read"})
_PUBLIC_GROUPS = frozenset(
    {
        "http://acs.amazonaws.com/groups/global/AllUsers",
        "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
    }
)
_PATH = "s3BucketName"


def _buckets(trail: Resource, graph: Graph) -> Iterator[Resource | Finding]:
    """The trail's buckets in this stack, or why there is none to judge."""
    found = graph.references(trail, _PATH, BUCKET)
    yield from found.resources
    if found.resources:
        return
    if found.resolved:
        yield not_applicable("the trail's bucket is not of this stack")
    else:
        yield undetermined(_PATH, f"{_PATH} is not known yet; the bucket that it names cannot be judged")


def _blocked(bucket: Resource, graph: Graph) -> bool:
    """Whether a public access block takes the force out of every public ACL and policy."""
    blocks = graph.referrers(bucket, BUCKET_PUBLIC_ACCESS_BLOCK, "bucket").resources
    return any(all(block.read(flag).truth for flag in _BLOCKS) for block in blocks)


def _acl(owner: Resource) -> tuple[Reading, Iterator[Reading]]:
    """The grants of a bucket or a BucketAcl, and the groups that they name."""
    if owner.type == BUCKET:
        grants = owner.read("grants")
        return grants, (grant.get("uri") for grant in grants.each())
    grants = owner.read("accessControlPolicy.grants")
    return grants, (grant.at("grantee.uri") for grant in grants.each())


def _acl_is_public(owner: Resource) -> bool:
    return owner.read("acl").text in _PUBLIC_ACLS or any(uri.text in _PUBLIC_GROUPS for uri in _acl(owner)[1])


def _acl_is_unknown(owner: Resource) -> bool:
    grants, groups = _acl(owner)
    return owner.read("acl").unknown or grants.unknown or any(uri.unknown for uri in groups)


def _not_public(trail: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    for bucket in _buckets(trail, graph):
        if isinstance(bucket, Finding):
            yield bucket
        elif not _blocked(bucket, graph):
            yield from _exposed(bucket, graph)


def _exposed(bucket: Resource, graph: Graph) -> Iterator[Finding]:
    acls = graph.referrers(bucket, BUCKET_ACL, "bucket").resources
    for owner in (bucket, *acls):
        if _acl_is_public(owner):
            yield failed(_PATH, f"the trail's bucket {bucket.name} has a public ACL, and no block takes its force")
        elif _acl_is_unknown(owner):
            yield undetermined(_PATH, f"the ACL of the trail's bucket {bucket.name} is not known yet")
    sides = graph.referrers(bucket, BUCKET_POLICY, "bucket")
    for policy in (bucket.read("policy"), *(side.read("policy") for side in sides.resources)):
        yield from _public_statements(policy, bucket)


def _public_statements(policy: Reading, bucket: Resource) -> Iterator[Finding]:
    document = parse(policy)
    for statement in document.statements:
        if (statement.public or (statement.allows and statement.negates_principal)) and not statement.uncertain:
            yield failed(_PATH, f"{statement.label} of the policy of the trail's bucket {bucket.name} allows everyone")
    if document.unknown:
        yield undetermined(_PATH, f"the policy of the trail's bucket {bucket.name} is not known yet")


def _logged(trail: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    for bucket in _buckets(trail, graph):
        if isinstance(bucket, Finding):
            yield bucket
            continue
        loggings = graph.referrers(bucket, BUCKET_LOGGING, "bucket")
        if loggings.resources or not bucket.read("logging").absent:
            continue
        if loggings.resolved:
            yield failed(_PATH, f"no BucketLogging names the trail's bucket {bucket.name}")
        else:
            yield undetermined(_PATH, f"a BucketLogging names a bucket not known yet; it may be {bucket.name}")


def _trail(bucket: Value) -> Declared:
    return Declared(type=TRAIL, properties={_PATH: bucket})


def _bucket(**properties: Value) -> Declared:
    return Declared(type=BUCKET, name="archive", properties={"bucket": "archive", **properties})


RULES: tuple[Rule, ...] = (
    RelationRule(
        id="cloudtrail-bucket-not-public",
        types=(TRAIL,),
        judge=_not_public,
        examples=Examples(
            good=(_trail("archive"), _bucket()),
            bad=(_trail("archive"), _bucket(acl="public-read")),
            unknown=(_trail("archive"), _bucket(policy=UNKNOWN)),
        ),
    ),
    RelationRule(
        id="cloudtrail-bucket-logged",
        types=(TRAIL,),
        judge=_logged,
        examples=Examples(
            good=(
                _trail("archive"),
                _bucket(),
                Declared(
                    type=BUCKET_LOGGING,
                    properties={"bucket": "archive", "targetBucket": "access-logs", "targetPrefix": "archive/"},
                ),
            ),
            bad=(_trail("archive"), _bucket()),
            unknown=(_trail(UNKNOWN), _bucket()),
        ),
    ),
)
