"""The stores of data in a stack, and which backup selections match them, as AWS Backup would.

A selection takes what it names (``resources``) or what carries one of its tags (``selectionTags``), narrowed by all
of its ``conditions`` and less ``notResources``. An answer is None where it is not known yet.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from guardrails.graph import Graph, Resource
from guardrails.requirements import given
from guardrails.rules.data.backup_types import FILE_SYSTEM, PLAN, SELECTION, SERVER, TABLE, VOLUME
from guardrails.rules.data.rds_databases import is_replica
from guardrails.rules.data.s3_types import BUCKET
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import Reading, State, normalise, plain, read

_TAG: Final = "aws:ResourceTag/"
_ARNS: Final = {
    RDS_INSTANCE: ("rds", "db:"),
    RDS_CLUSTER: ("rds", "cluster:"),
    TABLE: ("dynamodb", "table/"),
    FILE_SYSTEM: ("elasticfilesystem", "file-system/"),
    VOLUME: ("ec2", "volume/"),
    SERVER: ("ec2", "instance/"),
    BUCKET: ("s3", ""),
}
_NAMES: Final = {RDS_INSTANCE: "identifier", RDS_CLUSTER: "clusterIdentifier", TABLE: "name", BUCKET: "bucket"}
_OPERATORS: Final = (
    ("stringEquals", False, False),
    ("stringLikes", False, True),
    ("stringNotEquals", True, False),
    ("stringNotLikes", True, True),
)


@dataclass(frozen=True, slots=True)
class Store:
    """A resource that holds data, and AWS Backup's name of its kind."""

    resource: Resource
    kind: str

    @property
    def label(self) -> str:
        """What a message calls it."""
        return f"{self.resource.type.rpartition(':')[2]} {self.resource.name}"


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """True where one is, else None where one is not known, else False."""
    listed = list(answers)
    return True if True in listed else None if None in listed else False


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """False where one is, else None where one is not known, else True."""
    listed = list(answers)
    return False if False in listed else None if None in listed else True


def tag(resource: Resource, graph: Graph, key: str) -> Reading:
    """A tag of a resource: its own, or its provider's default."""
    tags = resource.read("tags")
    own = tags.get(key) if tags.unknown or key in tags.keys() else Reading(f"tags.{key}", State.ABSENT)  # noqa: SIM118
    if not own.absent:
        return own
    provider = graph.provider_of(resource)
    if provider is None or provider.type != AWS_PROVIDER:
        return own
    defaults = provider.read("defaultTags")
    if defaults.unknown:
        return Reading(own.path, State.UNKNOWN)
    value = plain(defaults.value)
    if isinstance(value, str):
        # A provider's inputs travel as JSON text.
        try:
            value = normalise(json.loads(value))
        except ValueError:
            return Reading(own.path, State.UNKNOWN)
    return read(own.path, read("defaultTags", value).get("tags").get(key).value if value is not None else None)


def stores(graph: Graph) -> tuple[Store, ...]:
    """Every store of the stack that a backup must cover.

    A bucket holds data where it is tagged ``data=customer``; a server counts where it is tagged ``critical=true``.
    Replicas are backed up at their source.
    """
    return graph.derived(_stores)


def _stores(graph: Graph) -> tuple[Store, ...]:
    return tuple(_found(graph))


def _found(graph: Graph) -> Iterator[Store]:
    for instance in graph.of(RDS_INSTANCE):
        if not is_replica(instance):
            yield Store(instance, "RDS")
    for cluster in graph.of(RDS_CLUSTER):
        if not given(cluster.read("replicationSourceIdentifier")):
            engine = cluster.read("engine").text or "aurora"
            yield Store(cluster, "Aurora" if engine.startswith("aurora") else "RDS")
    for type_, kind in ((TABLE, "DynamoDB"), (FILE_SYSTEM, "EFS"), (VOLUME, "EBS")):
        for resource in graph.of(type_):
            yield Store(resource, kind)
    for bucket in graph.of(BUCKET):
        if tag(bucket, graph, "data").text == "customer":
            yield Store(bucket, "S3")
    for server in graph.of(SERVER):
        if tag(server, graph, "critical").text == "true":
            yield Store(server, "EC2")


def covered(store: Store, graph: Graph) -> bool | None:
    """Whether any selection of the stack matches a store."""
    return any_of(selects(selection, store.resource, graph) for selection in graph.of(SELECTION))


def plans_of(selection: Resource, graph: Graph) -> tuple[Resource, ...]:
    """The plans that a selection belongs to: one, or none where that is in another stack or not known."""
    return graph.references(selection, "planId", PLAN).resources


def selects(selection: Resource, resource: Resource, graph: Graph) -> bool | None:
    """Whether a selection matches a resource."""
    here, there = graph.region_of(selection), graph.region_of(resource)
    if here.known and there.known and here.text != there.text:
        return False
    resources, tags, conditions = (selection.read(key) for key in ("resources", "selectionTags", "conditions"))
    if tags.unknown or conditions.unknown:
        matched: bool | None = None
    else:
        chosen = [_equal(tag(resource, graph, each.get("key").text or ""), each.get("value")) for each in tags.each()]
        if given(resources) and resources.value != []:
            chosen.append(_names(selection, "resources", resource, graph))
        elif not chosen:
            chosen.append(bool(list(conditions.each())))
        matched = all_of([any_of(chosen), *_conditions(conditions, resource, graph)])
    excluded = _names(selection, "notResources", resource, graph)
    return all_of([matched, None if excluded is None else not excluded])


def _conditions(conditions: Reading, resource: Resource, graph: Graph) -> Iterator[bool | None]:
    for block in conditions.each():
        for operator, negated, pattern in _OPERATORS:
            listed = block.get(operator)
            if listed.unknown:
                yield None
            for each in listed.each():
                key = each.get("key").text
                if key is None or not key.startswith(_TAG):
                    yield None
                    continue
                answer = _equal(tag(resource, graph, key.removeprefix(_TAG)), each.get("value"), pattern=pattern)
                yield answer if answer is None or not negated else not answer


def _equal(found: Reading, wanted: Reading, *, pattern: bool = False) -> bool | None:
    if found.unknown or not wanted.known:
        return None
    if found.absent:
        return False
    text, against = found.text or "", wanted.text or ""
    return fnmatchcase(text, against) if pattern else text == against


def _names(selection: Resource, path: str, resource: Resource, graph: Graph) -> bool | None:
    """Whether a list of ARNs and patterns names a resource."""
    listed = selection.read(path)
    if listed.absent:
        return False
    references = graph.references(selection, path, resource.type)
    if any(found.urn == resource.urn for found in references.resources):
        return True
    answers = [_arn_matches(each.text, resource) for each in listed.each() if each.text is not None]
    return any_of([*answers, False if references.resolved else None])


def _arn_matches(pattern: str, resource: Resource) -> bool | None:
    if pattern == "*":
        return True
    parts = pattern.split(":", 5)
    service, prefix = _ARNS[resource.type]
    if len(parts) < 6:
        return fnmatchcase(f"arn:aws:{service}:", pattern) if pattern.endswith("*") else False
    if not fnmatchcase(service, parts[2]):
        return False
    name = resource.read(_NAMES[resource.type]).text if resource.type in _NAMES else None
    if name is not None:
        return fnmatchcase(f"{prefix}{name}", parts[5])
    if parts[5] in ("*", f"{prefix}*"):
        return True
    # Any other pattern, or id, of the same kind may or may not be this resource's.
    return None if parts[5].startswith(prefix) else False
