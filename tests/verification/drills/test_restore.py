"""The restore drill, with moto's RDS and EC2 and a clock of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

import boto3
import pytest
from moto import mock_aws

from verification.drills.model import GUARD, OF, PREFIX, CannotDrillError, Drilled, Holds
from verification.drills.restore import Drill, Objectives
from verification.drills.stores import Clusters, Databases, Instances

REGION: Final = "eu-west-1"
_EXPECTED: Final[Mapping[str, Any]] = {"rows": {"orders": 100}, "sum": "a"}
_WRITES: Final = (
    "Create",
    "Delete",
    "Modify",
    "Restore",
    "Start",
    "Stop",
    "Reboot",
    "Add",
    "Remove",
    "Promote",
    "Copy",
)


_WRITTEN: Final[list[tuple[str, Mapping[str, Any]]]] = []


@cache
def _clients() -> tuple[Any, Any]:
    """Clients of RDS and EC2 that note what they write; slow to make, and as good for the next account."""

    def note(model: Any, params: Mapping[str, Any], **_: Any) -> None:
        if model.name.startswith(_WRITES):
            _WRITTEN.append((model.name, dict(params["body"])))

    clients = (boto3.client("rds", REGION), boto3.client("ec2", REGION))
    for each in clients:
        each.meta.events.register("before-call", note)
    return clients


class _Clock:
    """Time that passes only where somebody waits; ``interrupt_at`` raises Ctrl-C at that wait."""

    def __init__(self, interrupt_at: int | None = None) -> None:
        self._now = datetime.now(UTC)
        self._interrupt_at = interrupt_at
        self.waited = 0

    def now(self) -> datetime:
        return self._now

    def wait(self, seconds: float) -> None:
        self.waited += 1
        if self.waited == self._interrupt_at:
            raise KeyboardInterrupt
        self._now += timedelta(seconds=seconds)


class _Account:
    """An account with one database that may be drilled, an isolated place for it, and a book of what was written."""

    def __init__(self, kind: str, *, allowed: bool = True, isolated: bool = True, gateway: bool = False) -> None:
        self.rds, self.ec2 = _clients()
        self.kind = kind
        vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            self.ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"][
                "SubnetId"
            ]
            for n, zone in enumerate("ab")
        ]
        if gateway:
            igw = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            self.ec2.attach_internet_gateway(InternetGatewayId=igw, VpcId=vpc)
            table = self.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]
            self.ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=igw)
        mark = [{"Key": GUARD, "Value": "isolated"}] if isolated else []
        for name, tags in (("home", []), ("drills", mark)):
            self.rds.create_db_subnet_group(
                DBSubnetGroupName=name, DBSubnetGroupDescription=name, SubnetIds=subnets, Tags=tags
            )
        group = self.ec2.create_security_group(GroupName="drills", Description="drills", VpcId=vpc)["GroupId"]
        self.ec2.create_tags(Resources=[group], Tags=mark or [{"Key": "x", "Value": "y"}])
        self._make(allowed)
        _WRITTEN.clear()

    def _make(self, allowed: bool) -> None:
        tags = [{"Key": GUARD, "Value": "allowed"}] if allowed else [{"Key": "owner", "Value": "me"}]
        if self.kind == "instance":
            self.rds.create_db_instance(
                DBInstanceIdentifier="orders",
                Engine="postgres",
                DBInstanceClass="db.m7g.large",
                AllocatedStorage=20,
                MasterUsername="owner",
                MasterUserPassword="a-test-password",
                StorageEncrypted=True,
                DBSubnetGroupName="home",
                Tags=tags,
            )
            self.rds.create_db_snapshot(DBSnapshotIdentifier="orders-1", DBInstanceIdentifier="orders")
        else:
            self.rds.create_db_cluster(
                DBClusterIdentifier="orders",
                Engine="aurora-postgresql",
                MasterUsername="owner",
                MasterUserPassword="a-test-password",
                StorageEncrypted=True,
                DBSubnetGroupName="home",
                Tags=tags,
            )
            self.rds.create_db_instance(
                DBInstanceIdentifier="orders-1",
                DBClusterIdentifier="orders",
                Engine="aurora-postgresql",
                DBInstanceClass="db.r7g.large",
            )
            self.rds.create_db_cluster_snapshot(DBClusterSnapshotIdentifier="orders-1", DBClusterIdentifier="orders")

    @property
    def written(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """What was written since the account was made."""
        return _WRITTEN

    @property
    def databases(self) -> Databases:
        return Instances(self.rds) if self.kind == "instance" else Clusters(self.rds)

    def names(self) -> list[str]:
        instances = [each["DBInstanceIdentifier"] for each in self.rds.describe_db_instances()["DBInstances"]]
        clusters = [each["DBClusterIdentifier"] for each in self.rds.describe_db_clusters()["DBClusters"]]
        return sorted(instances + clusters)

    def drill(
        self,
        clock: _Clock | None = None,
        hook: Callable[[Mapping[str, str]], Mapping[str, Any]] | None = None,
        objectives: Objectives | None = None,
        identifier: str | None = None,
    ) -> Drilled:
        return Drill(
            rds=self.rds,
            ec2=self.ec2,
            databases=self.databases,
            clock=clock or _Clock(),
            say=lambda _: None,
            hook=hook,
            objectives=objectives or Objectives(),
        ).run(identifier)


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield


@pytest.fixture(params=["instance", "cluster"])
def account(request: pytest.FixtureRequest) -> _Account:
    return _Account(request.param)


def _said(drilled: Drilled) -> dict[str, Holds]:
    return {each.name: each.holds for each in drilled.findings}


def test_a_restore_is_looked_at_measured_and_deleted(account: _Account) -> None:
    before = account.names()
    objectives = Objectives(
        recovery_time=timedelta(hours=4),
        recovery_point=timedelta(hours=26),
        expected={"rows": {"orders": 100}, "sum": "a"},
    )
    drilled = account.drill(hook=lambda _: {"rows": {"orders": 120}, "sum": "a"}, objectives=objectives)
    assert {name: said for name, said in _said(drilled).items() if said is not Holds.YES} == {}
    assert drilled.holds
    assert drilled.whole
    assert drilled.objective == 14_400
    assert drilled.seconds is not None
    assert drilled.seconds <= 14_400
    assert account.names() == before
    assert drilled.remains == ()


def test_without_a_hook_or_objectives_the_content_is_not_called_good(account: _Account) -> None:
    drilled = account.drill()
    asked = {name for name, said in _said(drilled).items() if said is Holds.NOT_ASKED}
    assert asked == {"content", "recovery time", "recovery point"}
    assert drilled.holds
    assert not drilled.whole


@pytest.mark.parametrize(
    ("said", "broken"),
    [
        ({"rows": {"orders": 3}, "sum": "a"}, "rows of orders"),
        ({"rows": {}, "sum": "a"}, "rows of orders"),
        ({"sum": "a"}, "rows of orders"),
        ({"rows": {"orders": 100}, "sum": "b"}, "sum"),
    ],
)
def test_content_that_is_not_as_expected_fails(account: _Account, said: Mapping[str, Any], broken: str) -> None:
    expected = Objectives(expected=_EXPECTED)
    drilled = account.drill(hook=lambda _: said, objectives=expected)
    assert [name for name, holds in _said(drilled).items() if holds is Holds.NO] == [broken]
    assert not drilled.holds


def test_a_hook_that_fails_fails_the_drill_and_nothing_is_left(account: _Account) -> None:
    before = account.names()

    def hook(_: Mapping[str, str]) -> Mapping[str, Any]:
        raise CannotDrillError("the hook psql ended with exit code 3: see what it printed")

    drilled = account.drill(hook=hook)
    assert _said(drilled) == {"restored": Holds.NO}
    assert drilled.seconds is None
    assert account.names() == before


def test_the_hook_is_told_where_to_look_and_no_secret(account: _Account) -> None:
    told: dict[str, str] = {}

    def hook(variables: Mapping[str, str]) -> Mapping[str, Any]:
        told.update(variables)
        return {}

    account.drill(hook=hook)
    assert set(told) == {
        f"VOUCH_DRILL_{name}" for name in ("ENDPOINT", "PORT", "DATABASE", "ENGINE", "IDENTIFIER", "SECRET_ARN")
    }
    assert told["VOUCH_DRILL_IDENTIFIER"].startswith(PREFIX)
    assert PREFIX in told["VOUCH_DRILL_ENDPOINT"]
    assert "a-test-password" not in " ".join(told.values())


def test_a_restore_that_takes_too_long_fails(account: _Account) -> None:
    drilled = account.drill(objectives=Objectives(recovery_time=timedelta(seconds=-1)))
    assert _said(drilled)["recovery time"] is Holds.NO


def test_a_recovery_point_that_is_too_old_fails(account: _Account) -> None:
    drilled = account.drill(objectives=Objectives(recovery_point=timedelta(seconds=-1)))
    assert _said(drilled)["recovery point"] is Holds.NO


@pytest.mark.parametrize("kind", ["instance", "cluster"])
@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"allowed": False}, f"orders does not carry the tag {GUARD}=allowed"),
        ({"isolated": False}, f"carries the tag {GUARD}=isolated"),
        ({"gateway": True}, "has a route to 0.0.0.0/0, so that it is not isolated"),
    ],
)
def test_without_its_guards_a_drill_writes_nothing(kind: str, missing: dict[str, bool], said: str) -> None:
    account = _Account(kind, **missing)
    with pytest.raises(CannotDrillError) as raised:
        account.drill()
    assert said in str(raised.value)
    assert list(account.written) == []


def test_a_database_that_is_not_there_is_said(account: _Account) -> None:
    with pytest.raises(CannotDrillError, match=r"there is no DB (instance|cluster) invoices here"):
        account.drill(identifier="invoices")


def test_every_kind_of_recovery_point_is_looked_for(account: _Account) -> None:
    asked: list[str] = []

    def note(params: Mapping[str, Any], **_: Any) -> None:
        asked.append(params["SnapshotType"])

    operations = ("DescribeDBSnapshots", "DescribeDBClusterSnapshots")
    for operation in operations:
        account.rds.meta.events.register(f"before-parameter-build.rds.{operation}", note, unique_id=operation)
    try:
        (original,) = account.databases.find("orders")
        found = account.databases.snapshots(original)
    finally:
        for operation in operations:
            account.rds.meta.events.unregister(f"before-parameter-build.rds.{operation}", unique_id=operation)
    assert asked == ["automated", "manual", "awsbackup"]
    assert [each.identifier for each in found if each.kind == "manual"] == ["orders-1"]


def _touches_the_original(account: _Account) -> list[tuple[str, Mapping[str, Any]]]:
    """Every write that names the original, but as what is copied from."""
    touched: list[tuple[str, Mapping[str, Any]]] = []
    for operation, body in account.written:
        named = {key: value for key, value in body.items() if value in ("orders", "orders-1")}
        if set(named) - {"DBSnapshotIdentifier", "SnapshotIdentifier"}:
            touched.append((operation, named))
    return touched


@pytest.mark.parametrize("step", range(1, 6))
def test_an_interrupted_drill_is_finished_by_the_next_and_the_original_is_never_touched(
    account: _Account, step: int
) -> None:
    before = account.names()
    interrupted = ""
    try:
        account.drill(_Clock(interrupt_at=step))
    except CannotDrillError as cause:
        interrupted = str(cause)
    if interrupted:
        left = [name for name in account.names() if name not in before]
        assert "is left, run again to finish the drill" in interrupted
        assert account.drill().resumed is bool(left)
    assert account.names() == before
    assert _touches_the_original(account) == []
    deleted = [body for name, body in account.written if name.startswith("Delete")]
    assert all(
        str(body.get("DBInstanceIdentifier", body.get("DBClusterIdentifier"))).startswith(PREFIX) for body in deleted
    )


def _left(account: _Account, before: list[str]) -> list[str]:
    return [name for name in account.names() if name not in before]


def test_what_is_older_than_a_day_is_cleaned_up_and_a_new_drill_begins(account: _Account) -> None:
    before = account.names()
    with pytest.raises(CannotDrillError):
        account.drill(_Clock(interrupt_at=1))
    clock = _Clock()
    clock._now += timedelta(days=2)
    drilled = account.drill(clock)
    assert not drilled.resumed
    assert account.names() == before


def test_what_only_looks_like_a_drills_is_left_alone() -> None:
    account = _Account("instance")
    (original,) = account.databases.find(None)
    account.rds.create_db_instance(
        DBInstanceIdentifier="not-a-drill",
        Engine="postgres",
        DBInstanceClass="db.m7g.large",
        Tags=[{"Key": GUARD, "Value": "restore"}, {"Key": OF, "Value": original.arn}],
    )
    with pytest.raises(CannotDrillError, match="not-a-drill was not made by a drill of orders: it stays"):
        account.drill()
    assert "not-a-drill" in account.names()
