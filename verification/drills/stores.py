"""RDS instances and Aurora clusters, as the restore drill sees them: the same few steps for either.

Every method that writes takes a name that the drill made up, and refuses any other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from verification.drills.model import GUARD, OF, PREFIX, RESTORED, RUN, STARTED, CannotDrillError, tags_of

_MEMBER: Final = "-member"
# RDS lists AWS Backup's only where it is asked for them.
_KINDS: Final = ("automated", "manual", "awsbackup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A database: what it is called, and what RDS says of it."""

    identifier: str
    arn: str
    status: str
    tags: Mapping[str, str]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A recovery point: RDS's own snapshot, or AWS Backup's, which RDS lists too."""

    identifier: str
    arn: str
    kind: str
    created: datetime
    encrypted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a restored database goes."""

    subnet_group: str
    security_group: str
    parameter_group: str


class Databases(Protocol):
    """What the drill asks of RDS, for instances or for clusters."""

    noun: str

    def find(self, identifier: str | None) -> list[Store]:
        """Every database, or the one of this name; without those that a drill made."""
        ...

    def drilled(self, original: Store) -> list[Store]:
        """What earlier drills of a database left."""
        ...

    def snapshots(self, original: Store) -> list[Snapshot]:
        """The recovery points of a database that can be restored."""
        ...

    def restore(self, name: str, snapshot: Snapshot, original: Store, place: Place, tags: Mapping[str, str]) -> Store:
        """Begins to restore a snapshot as a new database."""
        ...

    def look(self, name: str) -> Store | None:
        """A database that a drill made, as it is now."""
        ...

    def ready(self, store: Store) -> bool:
        """Whether a restored database can be used."""
        ...

    def delete(self, store: Store, original: Store) -> None:
        """Begins to delete what a drill made."""
        ...


def only_made(store: Store, original: Store) -> None:
    """Refuses anything but what a drill of this database made: the prefix, both tags, and another ARN."""
    mine = (
        store.identifier.startswith(PREFIX)
        and store.tags.get(GUARD) == RESTORED
        and store.tags.get(OF) == original.arn
        and store.arn != original.arn
        and store.identifier != original.identifier
    )
    if not mine:
        raise CannotDrillError(f"{store.identifier} was not made by a drill of {original.identifier}: it stays")


def made_tags(original: Store, run: str, started: datetime) -> dict[str, str]:
    """The tags of what a drill makes."""
    return {GUARD: RESTORED, OF: original.arn, RUN: run, STARTED: started.isoformat(timespec="seconds")}


def _listed(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


def _pages(client: Any, operation: str, key: str, **parameters: Any) -> Iterable[Any]:
    for page in client.get_paginator(operation).paginate(**parameters):
        yield from page[key]


class Instances:
    """RDS instances that are no members of a cluster."""

    noun = "DB instance"

    def __init__(self, client: Any) -> None:
        self._rds = client

    def find(self, identifier: str | None) -> list[Store]:
        """See ``Databases``."""
        return [
            each
            for each in self._all()
            if GUARD not in each.tags or each.tags[GUARD] != RESTORED
            if identifier in (None, each.identifier)
        ]

    def drilled(self, original: Store) -> list[Store]:
        """See ``Databases``."""
        return [each for each in self._all() if each.tags.get(GUARD) == RESTORED and each.tags.get(OF) == original.arn]

    def snapshots(self, original: Store) -> list[Snapshot]:
        """See ``Databases``."""
        return [
            Snapshot(
                identifier=each["DBSnapshotIdentifier"],
                arn=each["DBSnapshotArn"],
                kind=each.get("SnapshotType", ""),
                created=each["SnapshotCreateTime"],
                encrypted=bool(each.get("Encrypted")),
            )
            for kind in _KINDS
            for each in _pages(
                self._rds,
                "describe_db_snapshots",
                "DBSnapshots",
                DBInstanceIdentifier=original.identifier,
                SnapshotType=kind,
            )
            if each.get("Status") == "available" and "SnapshotCreateTime" in each
        ]

    def restore(self, name: str, snapshot: Snapshot, original: Store, place: Place, tags: Mapping[str, str]) -> Store:
        """See ``Databases``."""
        self._rds.restore_db_instance_from_db_snapshot(
            DBInstanceIdentifier=_made_up(name),
            DBSnapshotIdentifier=snapshot.identifier,
            DBInstanceClass=original.facts["DBInstanceClass"],
            DBSubnetGroupName=place.subnet_group,
            VpcSecurityGroupIds=[place.security_group],
            DBParameterGroupName=place.parameter_group,
            MultiAZ=False,
            PubliclyAccessible=False,
            DeletionProtection=False,
            AutoMinorVersionUpgrade=False,
            CopyTagsToSnapshot=False,
            Tags=_listed(tags),
        )
        return _there(self.look(name), name)

    def look(self, name: str) -> Store | None:
        """See ``Databases``."""
        try:
            (facts,) = self._rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
        except self._rds.exceptions.DBInstanceNotFoundFault:
            return None
        return _instance(facts)

    def ready(self, store: Store) -> bool:
        """See ``Databases``."""
        return store.status == "available"

    def delete(self, store: Store, original: Store) -> None:
        """See ``Databases``."""
        only_made(store, original)
        self._rds.delete_db_instance(
            DBInstanceIdentifier=_made_up(store.identifier), SkipFinalSnapshot=True, DeleteAutomatedBackups=True
        )

    def _all(self) -> list[Store]:
        found = _pages(self._rds, "describe_db_instances", "DBInstances")
        return [_instance(each) for each in found if not each.get("DBClusterIdentifier")]


class Clusters:
    """Aurora clusters. A restored one has no member until the drill makes one."""

    noun = "DB cluster"

    def __init__(self, client: Any) -> None:
        self._rds = client

    def find(self, identifier: str | None) -> list[Store]:
        """See ``Databases``."""
        return [
            each
            for each in self._all()
            if GUARD not in each.tags or each.tags[GUARD] != RESTORED
            if identifier in (None, each.identifier)
        ]

    def drilled(self, original: Store) -> list[Store]:
        """See ``Databases``."""
        return [each for each in self._all() if each.tags.get(GUARD) == RESTORED and each.tags.get(OF) == original.arn]

    def snapshots(self, original: Store) -> list[Snapshot]:
        """See ``Databases``."""
        return [
            Snapshot(
                identifier=each["DBClusterSnapshotIdentifier"],
                arn=each["DBClusterSnapshotArn"],
                kind=each.get("SnapshotType", ""),
                created=each["SnapshotCreateTime"],
                encrypted=bool(each.get("StorageEncrypted")),
            )
            for kind in _KINDS
            for each in _pages(
                self._rds,
                "describe_db_cluster_snapshots",
                "DBClusterSnapshots",
                DBClusterIdentifier=original.identifier,
                SnapshotType=kind,
            )
            if each.get("Status") == "available" and "SnapshotCreateTime" in each
        ]

    def restore(self, name: str, snapshot: Snapshot, original: Store, place: Place, tags: Mapping[str, str]) -> Store:
        """See ``Databases``. The member is made by ``ready``, once the cluster can take one."""
        self._rds.restore_db_cluster_from_snapshot(
            DBClusterIdentifier=_made_up(name),
            SnapshotIdentifier=snapshot.identifier,
            Engine=original.facts["Engine"],
            DBSubnetGroupName=place.subnet_group,
            VpcSecurityGroupIds=[place.security_group],
            DBClusterParameterGroupName=place.parameter_group,
            DeletionProtection=False,
            CopyTagsToSnapshot=False,
            Tags=_listed(tags),
        )
        return _there(self.look(name), name)

    def look(self, name: str) -> Store | None:
        """See ``Databases``."""
        try:
            (facts,) = self._rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
        except self._rds.exceptions.DBClusterNotFoundFault:
            return None
        return _cluster(facts)

    def ready(self, store: Store) -> bool:
        """See ``Databases``."""
        if store.status != "available":
            return False
        members = self._members(store)
        if not members:
            self._rds.create_db_instance(
                DBInstanceIdentifier=_made_up(store.identifier) + _MEMBER,
                DBClusterIdentifier=store.identifier,
                DBInstanceClass=self._class(store),
                Engine=store.facts["Engine"],
                PubliclyAccessible=False,
                Tags=_listed(store.tags),
            )
            return False
        return all(each.status == "available" for each in members)

    def delete(self, store: Store, original: Store) -> None:
        """See ``Databases``. A cluster goes after its members."""
        only_made(store, original)
        for member in self._members(store):
            only_made(member, original)
            if member.status != "deleting":
                self._rds.delete_db_instance(DBInstanceIdentifier=_made_up(member.identifier), SkipFinalSnapshot=True)
        if store.status != "deleting":
            self._rds.delete_db_cluster(DBClusterIdentifier=_made_up(store.identifier), SkipFinalSnapshot=True)

    def _members(self, store: Store) -> list[Store]:
        found = _pages(self._rds, "describe_db_instances", "DBInstances")
        return [_instance(each) for each in found if each.get("DBClusterIdentifier") == store.identifier]

    def _class(self, store: Store) -> str:
        """The class of the original's members, so that what is measured is what a real restore would take."""
        found = _pages(self._rds, "describe_db_instances", "DBInstances")
        original = store.tags.get(OF, "").rpartition(":")[2]
        return next(
            (each["DBInstanceClass"] for each in found if each.get("DBClusterIdentifier") == original), "db.t4g.medium"
        )

    def _all(self) -> list[Store]:
        found = _pages(self._rds, "describe_db_clusters", "DBClusters")
        return [_cluster(each) for each in found if str(each.get("Engine", "")).startswith("aurora")]


def _made_up(name: str) -> str:
    if not name.startswith(PREFIX):
        raise CannotDrillError(f"{name} does not begin with {PREFIX}: a drill changes nothing that it did not make")
    return name


def _there(store: Store | None, name: str) -> Store:
    if store is None:
        raise CannotDrillError(
            f"{name} is being restored, and RDS does not know it: look at the account, then run again"
        )
    return store


def _instance(facts: Mapping[str, Any]) -> Store:
    return Store(
        identifier=facts["DBInstanceIdentifier"],
        arn=facts["DBInstanceArn"],
        status=facts.get("DBInstanceStatus", ""),
        tags=tags_of(facts.get("TagList")),
        facts=facts,
    )


def _cluster(facts: Mapping[str, Any]) -> Store:
    return Store(
        identifier=facts["DBClusterIdentifier"],
        arn=facts["DBClusterArn"],
        status=facts.get("Status", ""),
        tags=tags_of(facts.get("TagList")),
        facts=facts,
    )
