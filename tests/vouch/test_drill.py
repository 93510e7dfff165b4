"""``vouch drill``: what it prints, its exit codes, and the evidence it leaves."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from verification.drills.model import GUARD
from verification.evidence import read, verify
from vouch.cli import main

REGION = "eu-west-1"


class _NoTime:
    """Time stands still, so that nobody waits."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        del seconds


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setattr("vouch.commands.drill.WallClock", _NoTime)
    with mock_aws():
        yield


@pytest.fixture
def database() -> str:
    rds, ec2 = boto3.client("rds", REGION), boto3.client("ec2", REGION)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"]
        for n, zone in enumerate("ab")
    ]
    isolated = [{"Key": GUARD, "Value": "isolated"}]
    rds.create_db_subnet_group(
        DBSubnetGroupName="drills",
        DBSubnetGroupDescription="drills",
        SubnetIds=[each["SubnetId"] for each in subnets],
        Tags=isolated,
    )
    group = ec2.create_security_group(GroupName="drills", Description="drills", VpcId=vpc)["GroupId"]
    ec2.create_tags(Resources=[group], Tags=isolated)
    rds.create_db_instance(
        DBInstanceIdentifier="orders",
        Engine="postgres",
        DBInstanceClass="db.m7g.large",
        AllocatedStorage=20,
        MasterUsername="owner",
        MasterUserPassword="a-test-password",
        StorageEncrypted=True,
        DBSubnetGroupName="drills",
        Tags=[{"Key": GUARD, "Value": "allowed"}],
    )
    rds.create_db_snapshot(DBSnapshotIdentifier="orders-1", DBInstanceIdentifier="orders")
    return "orders"


def _settings(folder: Path, **restore: object) -> str:
    path = folder / "drills.yaml"
    path.write_text(json.dumps({"restore": restore}), encoding="utf-8")
    return str(path)


def _hook(folder: Path, said: Mapping[str, Any]) -> list[str]:
    path = folder / "hook.py"
    path.write_text(f"print({json.dumps(json.dumps(said))})", encoding="utf-8")
    return ["python3", str(path)]


def _restore(tmp_path: Path, settings: str, *more: str) -> int:
    arguments = ["drill", "restore", "--region", REGION, "--settings", settings, "--evidence", str(tmp_path / "chain")]
    return main([*arguments, *more])


@pytest.mark.usefixtures("database")
def test_a_drill_that_holds_ends_with_0_and_leaves_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook = _hook(tmp_path, {"rows": {"orders": 7}})
    settings = _settings(
        tmp_path, recovery_time_minutes=60, recovery_point_minutes=60, hook=hook, expected={"rows": {"orders": 5}}
    )
    assert _restore(tmp_path, settings) == 0
    printed = capsys.readouterr()
    assert "holds      rows of orders: 7" in printed.out
    assert printed.out.endswith("\nHolds.\n")
    assert "vouch: restoring orders-1 of " in printed.err
    assert verify(tmp_path / "chain").faults == ()
    (record,) = read(tmp_path / "chain")
    assert record["kind"] == "drill-restore"
    assert record["subject"] == "arn:aws:rds:eu-west-1:123456789012:db:orders"
    assert record["holds"] is True
    assert record["remains"] == []


@pytest.mark.usefixtures("database")
def test_content_that_is_missing_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hook = _hook(tmp_path, {"rows": {"orders": 1}})
    assert _restore(tmp_path, _settings(tmp_path, hook=hook, expected={"rows": {"orders": 5}})) == 1
    assert "BROKEN     rows of orders: 1, expected at least 5" in capsys.readouterr().out


@pytest.mark.usefixtures("database")
def test_what_nobody_looked_at_ends_with_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _restore(tmp_path, _settings(tmp_path), "--format", "json") == 3
    said = json.loads(capsys.readouterr().out)
    assert {each["name"] for each in said["findings"] if each["verdict"] == "not_asked"} == {
        "content",
        "recovery time",
        "recovery point",
    }


@pytest.mark.usefixtures("database")
def test_the_objective_of_the_command_line_wins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        _restore(tmp_path, _settings(tmp_path, recovery_time_minutes=1), "--objective", "90", "--format", "json") == 3
    )
    assert json.loads(capsys.readouterr().out)["objective_seconds"] == 5400


def test_a_drill_that_cannot_run_is_one_sentence_and_leaves_no_evidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _restore(tmp_path, _settings(tmp_path)) == 2
    assert capsys.readouterr().err == "vouch: there is no DB instance here: name one with --database\n"
    assert not (tmp_path / "chain").exists()


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"hook": "psql"}, "restore.hook: "),
        ({"recovery_time_minutes": 0}, "restore.recovery_time_minutes: input should be greater than 0"),
        ({"objective": 5}, "restore.objective: extra inputs are not permitted"),
    ],
)
def test_settings_that_are_wrong_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stated: dict[str, object], said: str
) -> None:
    assert _restore(tmp_path, _settings(tmp_path, **stated)) == 2
    assert said in capsys.readouterr().err


def test_the_access_drill_says_what_it_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drill", "access", "--region", REGION]) == 2
    assert capsys.readouterr().err == ("vouch: --user-pool is needed: name it, or state it in promises/drills.yaml\n")
