"""The stores of data in a stack, and their tags. An answer is None where it is not known yet."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guardrails.graph import Graph, Resource
from guardrails.requirements import given
from guardrails.rules.data.backup_types import FILE_SYSTEM, SERVER, TABLE, VOLUME
from guardrails.rules.data.rds_databases import is_replica
from guardrails.rules.data.s3_types import BUCKET
from guardrails.rules.data.types import RDS_CLUSTER, RDS_INSTANCE
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import Reading, State, normalise, plain, read
from guardrails.verdicts import Finding, failed, undetermined


@dataclass(frozen=True, slots=True)
class Store:
    """A resource that holds data, and AWS Backup's name of its kind; not ``sure`` while its tag is not known."""

    resource: Resource
    kind: str
    sure: bool = True

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
    for type_, key, wanted, kind in ((BUCKET, "data", "customer", "S3"), (SERVER, "critical", "true", "EC2")):
        for resource in graph.of(type_):
            stated = tag(resource, graph, key)
            if stated.unknown or stated.text == wanted:
                yield Store(resource, kind, sure=stated.known)


def lacking(store: Store, message: str) -> Finding:
    """That a store lacks something, left undetermined while nobody knows whether it is asked for at all."""
    if store.sure:
        return failed(None, message)
    return undetermined(None, f"{message}, and whether its tags ask for that is not known yet")
