"""The restore drill: the newest recovery point becomes a database beside the original, is looked at, and goes again.

For bk.restore ("tested restores"). The drill keeps nothing of its own: what it made carries its tags, so that a run
that was interrupted is found and finished by the next one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from verification.drills import isolation
from verification.drills.hook import Hook, findings
from verification.drills.model import (
    ALLOWED,
    GUARD,
    PREFIX,
    RUN,
    STARTED,
    CannotDrillError,
    Clock,
    Drilled,
    Finding,
    Holds,
    Say,
    expect,
    not_asked,
)
from verification.drills.stores import Databases, Place, Snapshot, Store, made_tags, only_made

POLL_SECONDS: Final = 20
STALE: Final = timedelta(days=1)
"""How old what an interrupted run left may be to be finished; older things are cleaned up."""
PATIENCE: Final = timedelta(hours=6)
_NAME: Final = 63
_FAILED: Final = frozenset({"failed", "incompatible-restore", "incompatible-network", "incompatible-parameters"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Objectives:
    """What a restore may take, and how old the newest recovery point may be; None where nobody said."""

    recovery_time: timedelta | None = None
    recovery_point: timedelta | None = None
    expected: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What one drill works with: clients of the account, a way to reach what is restored, and a clock."""

    rds: Any
    ec2: Any
    databases: Databases
    clock: Clock
    say: Say
    objectives: Objectives = Objectives()
    hook: Hook | None = None

    def run(self, identifier: str | None) -> Drilled:
        """Drills one database, and cleans up after itself, also where it fails or is interrupted.

        Raises CannotDrillError where guard tags are missing, or there is nothing to restore.
        """
        original = self._original(identifier)
        resumed = self._resume(original)
        if resumed is None:
            place = self._place(original)
            snapshot = self._newest(original)
            started = self.clock.now()
            run = f"{started:%Y%m%d%H%M%S}-{uuid4().hex[:4]}"
            name = _name(original.identifier, run)
            self.say(f"restoring {snapshot.identifier} of {snapshot.created:%Y-%m-%d %H:%M} as {name}")
            tags = made_tags(original, run, started)
            store = self.databases.restore(name, snapshot, original, place, tags)
        else:
            store, started, run = resumed
            snapshot = self._newest(original)
            self.say(f"finishing {store.identifier}, which an earlier run began at {started:%Y-%m-%d %H:%M}")
        return self._finish(original, store, snapshot, started, run, resumed=resumed is not None)

    def _finish(
        self, original: Store, store: Store, snapshot: Snapshot, started: datetime, run: str, *, resumed: bool
    ) -> Drilled:
        looked: list[Finding] = []
        seconds: float | None = None
        try:
            try:
                ready = self._until_ready(store)
                looked = self._look(original, ready, snapshot)
                seconds = (self.clock.now() - started).total_seconds()
            except CannotDrillError as cause:
                looked.append(Finding(name="restored", holds=Holds.NO, expected="a usable database", found=str(cause)))
            remains = self._clean(original, store)
        except KeyboardInterrupt as cause:
            # RDS deletes nothing that it still makes, and nobody waits for an hour after Ctrl-C.
            raise CannotDrillError(f"interrupted: {store.identifier} is left, run again to finish the drill") from cause
        objective = self.objectives.recovery_time
        if seconds is not None:
            looked.append(_within("recovery time", objective, timedelta(seconds=seconds)))
        return Drilled(
            kind="restore",
            run=run,
            subject=original.arn,
            started=started,
            ended=self.clock.now(),
            seconds=seconds,
            objective=objective.total_seconds() if objective else None,
            findings=tuple(looked),
            resumed=resumed,
            made=(store.arn,),
            remains=remains,
            facts={"snapshot": snapshot.arn, "snapshot_kind": snapshot.kind, "snapshot_created": f"{snapshot.created}"},
        )

    def _original(self, identifier: str | None) -> Store:
        found = self.databases.find(identifier)
        if not found:
            named = f" {identifier}" if identifier else ""
            raise CannotDrillError(f"there is no {self.databases.noun}{named} here: name one with --database")
        allowed = [each for each in found if each.tags.get(GUARD) == ALLOWED]
        if not allowed:
            raise CannotDrillError(
                f"{found[0].identifier} does not carry the tag {GUARD}={ALLOWED}: tag it, if it may be drilled"
            )
        if len(allowed) > 1:
            names = ", ".join(each.identifier for each in allowed)
            raise CannotDrillError(f"several databases may be drilled ({names}): name one with --database")
        return allowed[0]

    def _resume(self, original: Store) -> tuple[Store, datetime, str] | None:
        """What an interrupted run left and can be finished; what cannot is deleted first."""
        found: tuple[Store, datetime, str] | None = None
        for store in self.databases.drilled(original):
            only_made(store, original)
            started = _started(store)
            fresh = started is not None and self.clock.now() - started < STALE
            if started is not None and fresh and store.status not in {*_FAILED, "deleting"} and found is None:
                found = (store, started, store.tags.get(RUN, ""))
                continue
            self.say(f"cleaning up {store.identifier}, which an earlier run left")
            self._clean(original, store)
        return found

    def _place(self, original: Store) -> Place:
        group = original.facts.get("DBSubnetGroup")
        vpc = group.get("VpcId") if isinstance(group, dict) else self._vpc_of(str(group))
        return Place(
            subnet_group=isolation.subnet_group(self.rds, self.ec2, str(vpc)),
            security_group=isolation.security_group(self.ec2, str(vpc)),
            parameter_group=_parameter_group(original.facts),
        )

    def _vpc_of(self, subnet_group: str) -> str:
        (found,) = self.rds.describe_db_subnet_groups(DBSubnetGroupName=subnet_group)["DBSubnetGroups"]
        return str(found["VpcId"])

    def _newest(self, original: Store) -> Snapshot:
        snapshots = self.databases.snapshots(original)
        if not snapshots:
            raise CannotDrillError(f"{original.identifier} has no recovery point: see that its backups run")
        return max(snapshots, key=lambda each: each.created)

    def _until_ready(self, store: Store) -> Store:
        began = self.clock.now()
        said = ""
        while True:
            now = self.databases.look(store.identifier)
            if now is None:
                raise CannotDrillError(f"{store.identifier} is gone: somebody deleted it")
            if now.status != said:
                said = now.status
                self.say(f"{store.identifier} is {said}")
            if now.status in _FAILED:
                raise CannotDrillError(f"{store.identifier} is {now.status}: the recovery point cannot be restored")
            if self.databases.ready(now):
                return now
            if self.clock.now() - began > PATIENCE:
                raise CannotDrillError(f"{store.identifier} is still {now.status} after {PATIENCE}")
            self.clock.wait(POLL_SECONDS)

    def _look(self, original: Store, store: Store, snapshot: Snapshot) -> list[Finding]:
        facts, wanted = store.facts, original.facts
        said = [
            expect("encrypted", True, bool(facts.get("StorageEncrypted"))),
            expect("key", wanted.get("KmsKeyId"), facts.get("KmsKeyId")),
            expect("engine", wanted.get("Engine"), facts.get("Engine")),
            expect("engine version", wanted.get("EngineVersion"), facts.get("EngineVersion")),
            expect("parameter group", _parameter_group(wanted), _parameter_group(facts)),
            expect("publicly accessible", False, bool(facts.get("PubliclyAccessible", False))),
            _within("recovery point", self.objectives.recovery_point, self.clock.now() - snapshot.created),
        ]
        if self.hook is None:
            return [*said, not_asked("content", "no hook is set that reaches the restored database and counts rows")]
        self.say(f"asking the hook about {store.identifier}")
        return [*said, *findings(self.hook(_variables(store)), self.objectives.expected)]

    def _clean(self, original: Store, store: Store) -> tuple[str, ...]:
        """Deletes what was made and waits until it is gone. Returns what could not be deleted."""
        now = self.databases.look(store.identifier)
        if now is None:
            return ()
        self.say(f"deleting {store.identifier}")
        began = self.clock.now()
        asked = False
        while now is not None:
            if not asked and now.status not in ("creating", "deleting"):
                self.databases.delete(now, original)
                asked = True
            if self.clock.now() - began > PATIENCE:
                return (now.arn,)
            self.clock.wait(POLL_SECONDS)
            now = self.databases.look(store.identifier)
        return ()


def _name(original: str, run: str) -> str:
    """A name of at most 63 letters that says whose copy it is."""
    tail = f"-{run}"
    return f"{PREFIX}{original[: _NAME - len(PREFIX) - len(tail)].rstrip('-')}{tail}"


def _started(store: Store) -> datetime | None:
    try:
        return datetime.fromisoformat(store.tags.get(STARTED, ""))
    except ValueError:
        return None


def _parameter_group(facts: Mapping[str, Any]) -> str:
    groups: Sequence[Mapping[str, Any]] = facts.get("DBParameterGroups") or ()
    if groups:
        return str(groups[0].get("DBParameterGroupName", ""))
    return str(facts.get("DBClusterParameterGroup", ""))


def _variables(store: Store) -> dict[str, str]:
    endpoint = store.facts.get("Endpoint")
    address, port = (
        (endpoint.get("Address"), endpoint.get("Port"))
        if isinstance(endpoint, dict)
        else (endpoint, store.facts.get("Port"))
    )
    secret = store.facts.get("MasterUserSecret") or {}
    return {
        "VOUCH_DRILL_ENDPOINT": str(address or ""),
        "VOUCH_DRILL_PORT": str(port or ""),
        "VOUCH_DRILL_DATABASE": str(store.facts.get("DBName") or store.facts.get("DatabaseName") or ""),
        "VOUCH_DRILL_ENGINE": str(store.facts.get("Engine", "")),
        "VOUCH_DRILL_IDENTIFIER": store.identifier,
        "VOUCH_DRILL_SECRET_ARN": str(secret.get("SecretArn", "")),
    }


def _within(name: str, most: timedelta | None, took: timedelta) -> Finding:
    if most is None:
        return not_asked(name, f"{took}, and nobody stated an objective")
    return expect(name, f"at most {most}", took, holds=took <= most)
