"""Snapshots and images are given to own accounts only (pv.share)."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import DB_CLUSTER_SNAPSHOTS, DB_SNAPSHOTS, IMAGES, SNAPSHOTS
from verification.data.requirements import value_of
from verification.data.servers import OWN_IMAGES
from verification.data.volumes import OWN
from verification.governance.calls import (
    DB_CLUSTER_SNAPSHOT_SHARING,
    DB_SNAPSHOT_SHARING,
    IMAGE_SHARING,
    SNAPSHOT_SHARING,
)
from verification.live import Live

_ASK: Final = "ask"
_Ask = Callable[[Live], Iterator[tuple[str, str]]]
"""To whom a thing is given: the property of the API, and an account or everybody."""


def _given_away(live: Live) -> Iterator[Found]:
    """Every snapshot and image that can be given away; RDS gives none of those that it makes by itself."""
    for each in live.items(SNAPSHOTS, OWN):
        yield Found(live.arn("ec2", f"snapshot/{each['SnapshotId']}", account=""), {_ASK: _of_snapshot(each)})
    for each in live.items(IMAGES, OWN_IMAGES):
        yield Found(live.arn("ec2", f"image/{each['ImageId']}", account=""), {_ASK: _of_image(each)})
    for each in live.items(DB_SNAPSHOTS):
        if each.get("SnapshotType") == "manual":
            yield Found(each["DBSnapshotArn"], {_ASK: _of_db_snapshot(each)})
    for each in live.items(DB_CLUSTER_SNAPSHOTS):
        if each.get("SnapshotType") == "manual":
            yield Found(each["DBClusterSnapshotArn"], {_ASK: _of_db_cluster_snapshot(each)})


def _of_snapshot(snapshot: dict[str, Any]) -> _Ask:
    def ask(live: Live) -> Iterator[tuple[str, str]]:
        asked = {"SnapshotId": snapshot["SnapshotId"], "Attribute": "createVolumePermission"}
        for each in (live.one(SNAPSHOT_SHARING, asked) or {}).get("CreateVolumePermissions") or ():
            yield "CreateVolumePermissions", each.get("UserId") or each.get("Group") or ""

    return ask


def _of_image(image: dict[str, Any]) -> _Ask:
    def ask(live: Live) -> Iterator[tuple[str, str]]:
        asked = {"ImageId": image["ImageId"], "Attribute": "launchPermission"}
        for each in (live.one(IMAGE_SHARING, asked) or {}).get("LaunchPermissions") or ():
            # An organization or a unit of one is no account; the organization's own rules are asked elsewhere.
            if account := each.get("UserId") or each.get("Group"):
                yield "LaunchPermissions", account

    return ask


def _of_db_snapshot(snapshot: dict[str, Any]) -> _Ask:
    def ask(live: Live) -> Iterator[tuple[str, str]]:
        answer = live.one(DB_SNAPSHOT_SHARING, {"DBSnapshotIdentifier": snapshot["DBSnapshotIdentifier"]}) or {}
        yield from _restored_by(value_of(answer, "DBSnapshotAttributesResult.DBSnapshotAttributes"))

    return ask


def _of_db_cluster_snapshot(snapshot: dict[str, Any]) -> _Ask:
    def ask(live: Live) -> Iterator[tuple[str, str]]:
        asked = {"DBClusterSnapshotIdentifier": snapshot["DBClusterSnapshotIdentifier"]}
        answer = live.one(DB_CLUSTER_SNAPSHOT_SHARING, asked) or {}
        yield from _restored_by(value_of(answer, "DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes"))

    return ask


def _restored_by(attributes: Iterable[dict[str, Any]] | None) -> Iterator[tuple[str, str]]:
    for each in attributes or ():
        if each.get("AttributeName") == "restore":
            yield from (("AttributeValues", value) for value in each.get("AttributeValues") or ())


def _to_own(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    owned = {live.account, *live.accounts}
    ask: _Ask = found.facts[_ASK]
    for path, account in ask(live):
        if account == "all":
            yield broken(path, "it is given to everybody")
        elif account not in owned:
            yield broken(path, f"it is given to account {account}, which is not ours")


def _restore(account: str) -> list[dict[str, Any]]:
    return [{"AttributeName": "restore", "AttributeValues": [account]}]


def _to(account: str) -> dict[Any, Any]:
    arn = "arn:aws:rds:eu-west-1:123456789012"
    database = {"DBSnapshotIdentifier": "orders", "DBSnapshotArn": f"{arn}:snapshot:orders", "SnapshotType": "manual"}
    cluster = {
        "DBClusterSnapshotIdentifier": "ledger",
        "DBClusterSnapshotArn": f"{arn}:cluster-snapshot:ledger",
        "SnapshotType": "manual",
    }
    return {
        SNAPSHOTS: {"Snapshots": [{"SnapshotId": "snap-0a1b"}]},
        SNAPSHOT_SHARING: {"CreateVolumePermissions": [{"UserId": account}]},
        IMAGES: {"Images": [{"ImageId": "ami-0a1b"}]},
        IMAGE_SHARING: {"LaunchPermissions": [{"UserId": account}]},
        DB_SNAPSHOTS: {"DBSnapshots": [database]},
        DB_SNAPSHOT_SHARING: {"DBSnapshotAttributesResult": {"DBSnapshotAttributes": _restore(account)}},
        DB_CLUSTER_SNAPSHOTS: {"DBClusterSnapshots": [cluster]},
        DB_CLUSTER_SNAPSHOT_SHARING: {
            "DBClusterSnapshotAttributesResult": {"DBClusterSnapshotAttributes": _restore(account)}
        },
    }


CHECKS: tuple[Check, ...] = (
    Check(
        id="shared-with-own-accounts",
        calls=(
            SNAPSHOTS,
            SNAPSHOT_SHARING,
            IMAGES,
            IMAGE_SHARING,
            DB_SNAPSHOTS,
            DB_SNAPSHOT_SHARING,
            DB_CLUSTER_SNAPSHOTS,
            DB_CLUSTER_SNAPSHOT_SHARING,
        ),
        finds=_given_away,
        judge=_to_own,
        examples=Examples(holds=_to("123456789012"), broken=_to("210987654321")),
    ),
)
