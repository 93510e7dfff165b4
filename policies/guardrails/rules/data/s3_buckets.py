"""What is told of a bucket by other resources: its settings, its policy, and the part it plays in the stack."""

from collections.abc import Iterable, Iterator
from enum import Enum

from guardrails.documents import Document, Shape, parse
from guardrails.graph import Graph, Resource
from guardrails.rule import Findings
from guardrails.rules.data.s3_types import (
    BUCKET,
    BUCKET_ACL,
    BUCKET_LOGGING,
    BUCKET_OBJECT,
    BUCKET_POLICY,
    CLASSIC_LOAD_BALANCER,
    DELIVERY_CHANNEL,
    LOAD_BALANCER,
    TRAIL,
)
from guardrails.values import Reading
from guardrails.verdicts import Finding, undetermined, unsure

LOG_DELIVERY_GROUP = "http://acs.amazonaws.com/groups/s3/LogDelivery"
_DELIVERERS = frozenset({"logging.s3.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com"})
_BALANCER_LOGS = (
    (LOAD_BALANCER, "accessLogs"),
    (LOAD_BALANCER, "connectionLogs"),
    (LOAD_BALANCER, "healthCheckLogs"),
    (CLASSIC_LOAD_BALANCER, "accessLogs"),
)


class Part(Enum):
    """Whether a bucket plays a part: known, ruled out, or open because something names a bucket not known yet."""

    PLAYED = "played"
    OPEN = "open"
    NOT_PLAYED = "not played"


def _part(*, played: bool, resolved: bool) -> Part:
    return Part.PLAYED if played else Part.NOT_PLAYED if resolved else Part.OPEN


def softened(part: Part, findings: Findings) -> Iterator[Finding]:
    """The findings, with failures left undetermined where the bucket's part, which would excuse them, is open."""
    yield from unsure(findings, "unless something not known yet excuses it") if part is Part.OPEN else findings


def holds_trail(bucket: Resource, graph: Graph) -> Part:
    """Whether a trail of the stack delivers to the bucket."""
    trails = graph.referrers(bucket, TRAIL, "s3BucketName")
    return _part(played=bool(trails.resources), resolved=trails.resolved)


def holds_configuration(bucket: Resource, graph: Graph) -> Part:
    """Whether AWS Config delivers to the bucket."""
    channels = graph.referrers(bucket, DELIVERY_CHANNEL, "s3BucketName")
    return _part(played=bool(channels.resources), resolved=channels.resolved)


def takes_access_logs(bucket: Resource, graph: Graph) -> Part:
    """Whether S3 or a load balancer delivers access logs to the bucket, from this stack or another.

    Sources in this stack name it; for those of other stacks its own policy or ACL lets the delivery service write.
    """
    sources = access_log_sources(bucket, graph)
    if any(source is not None for source in sources) or _lets_deliver(bucket, graph):
        return Part.PLAYED
    return Part.OPEN if sources else Part.NOT_PLAYED


def access_log_sources(bucket: Resource, graph: Graph) -> tuple[Resource | None, ...]:
    """The resources whose access logs go to the bucket, and None where one names a bucket not known yet."""
    found: list[Resource | None] = []
    for type_, path in ((BUCKET_LOGGING, "targetBucket"), (BUCKET, "logging.targetBucket")):
        loggings = graph.referrers(bucket, type_, path)
        found += [source for source in loggings.resources if source.urn != bucket.urn]
        found += [] if loggings.resolved else [None]
    for type_, path in _BALANCER_LOGS:
        balancers = graph.referrers(bucket, type_, f"{path}.bucket")
        found += [source for source in balancers.resources if source.read(f"{path}.enabled").truth is not False]
        found += [] if balancers.resolved else [None]
    return tuple(found)


def _lets_deliver(bucket: Resource, graph: Graph) -> bool:
    if any(
        statement.allows
        and statement.covers("s3:PutObject")
        and any(principal.kind == "Service" and principal.name in _DELIVERERS for principal in statement.principals)
        for _, document in policies(bucket, graph)
        for statement in document.statements
    ):
        return True
    acls = (bucket, *graph.referrers(bucket, BUCKET_ACL, "bucket").resources)
    return any(
        acl.read("acl").text == "log-delivery-write"
        or any(group.text == LOG_DELIVERY_GROUP for group, _ in grants(acl))
        for acl in acls
    )


def grants(resource: Resource) -> Iterator[tuple[Reading, Reading]]:
    """What an ACL grants: the URI of a group, and a permission to it.

    A BucketAcl states grants in ``accessControlPolicy``, an ObjectCopy and the bucket's older inline form in
    ``grants``. A list that is not known yet is one grant of which nothing is known.
    """
    if resource.type == BUCKET_OBJECT:
        return
    if resource.type == BUCKET_ACL:
        for grant in each_or_unknown(resource.read("accessControlPolicy.grants")):
            yield grant.at("grantee.uri"), grant.get("permission")
        return
    for grant in each_or_unknown(resource.read("grants")):
        for permission in each_or_unknown(grant.get("permissions")):
            yield grant.get("uri"), permission


def each_or_unknown(reading: Reading) -> tuple[Reading, ...]:
    """The elements of a list; a list that is not known yet counts as one unknown element."""
    return (reading,) if reading.unknown else tuple(reading.each())


def policies(bucket: Resource, graph: Graph) -> tuple[tuple[Resource, Document], ...]:
    """The policies of a bucket with the resource that states each; one that is not known yet has an unknown shape."""
    found = [(side, side.read("policy")) for side in graph.referrers(bucket, BUCKET_POLICY, "bucket").resources]
    inline = bucket.read("policy")
    if not inline.absent:
        found.append((bucket, inline))
    return tuple((owner, parse(reading)) for owner, reading in found)


def uncertain_policies(bucket: Resource, graph: Graph) -> bool:
    """Whether a policy of the bucket is not known, in whole or part, or may exist without our knowing."""
    resolved = graph.referrers(bucket, BUCKET_POLICY, "bucket").resolved
    return not resolved or any(
        document.unknown or document.shape is Shape.UNKNOWN for _, document in policies(bucket, graph)
    )


def not_followed(type_name: str) -> Finding:
    """The finding for a bucket without a side resource while one names a bucket that is not known yet."""
    return undetermined(None, f"a {type_name} names a bucket that is not known yet; it may be this one")


def settings(
    bucket: Resource, graph: Graph, type_: str, path: str, inline: str
) -> tuple[tuple[tuple[Resource, Reading], ...], bool]:
    """A setting as side resources of ``type_`` state it at ``path``, or the bucket itself at ``inline``.

    The second answer is False where "none" would be a guess: a side resource names a bucket not known yet.
    """
    sides = graph.referrers(bucket, type_, "bucket")
    found = [(side, side.read(path)) for side in sides.resources]
    own = bucket.read(inline)
    if not own.absent:
        found.append((bucket, own))
    return tuple(found), sides.resolved


def where(owner: Resource, reading: Reading) -> str:
    """A property for a message: its path, with the resource that states it where that is a side resource."""
    kind = owner.type.rpartition(":")[2]
    return reading.path if owner.type == BUCKET else f"{reading.path} of {kind} {owner.name}"


def names_of(bucket: Resource) -> tuple[str, ...]:
    """The known physical names of a bucket."""
    values: Iterable[object] = (source.get("bucket") for source in (bucket.outputs, bucket.properties))
    return tuple(dict.fromkeys(value for value in values if isinstance(value, str)))
