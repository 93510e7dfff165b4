"""Servers tagged ``critical=true``: their volumes are snapshotted daily, and an image of each is kept."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken, broken
from verification.check import Check, Examples, Facts, Found
from verification.data.backup_coverage import protected, too_old
from verification.data.backup_jobs import RECENT
from verification.data.calls import IMAGES, INSTANCES, PROTECTED, SNAPSHOTS
from verification.data.requirements import tags_of, value_of
from verification.data.volumes import OWN
from verification.live import Live

OWN_IMAGES: Final = {"Owners": ["self"]}
"""The parameters by which images are listed."""
# A server can be made again as it was a week ago at most; what is newer is in the snapshots of its volumes.
_IMAGE: Final = timedelta(days=7)
_ALIVE: Final = frozenset({"running", "stopping", "stopped"})


def critical_servers(live: Live) -> Iterator[Found]:
    """The servers tagged ``critical=true`` that are not terminated."""
    for reservation in live.items(INSTANCES):
        for each in reservation.get("Instances") or ():
            critical = tags_of(each.get("Tags")).get("critical") == "true"
            if critical and value_of(each, "State.Name") in _ALIVE:
                yield Found(live.arn("ec2", f"instance/{each['InstanceId']}"), each)


def _disks(server: Facts) -> list[Facts]:
    """The EBS volumes of a server, each with its ``VolumeId`` and ``AttachTime``."""
    mapped = (each.get("Ebs") for each in server.get("BlockDeviceMappings") or ())
    return [disk for disk in mapped if disk and disk.get("VolumeId")]


def _critical_volumes(live: Live) -> Iterable[Found]:
    for server in critical_servers(live):
        for disk in _disks(server.facts):
            yield Found(live.arn("ec2", f"volume/{disk['VolumeId']}"), disk)


def _is_new(disk: Facts, live: Live, age: timedelta) -> bool:
    """Whether a volume was attached so lately that its first snapshot may be to come."""
    attached = disk.get("AttachTime")
    return attached is not None and live.now - attached < age


def _newest_snapshots(live: Live) -> Mapping[str, datetime]:
    newest: dict[str, datetime] = {}
    for each in live.items(SNAPSHOTS, OWN):
        volume, started = each.get("VolumeId"), each.get("StartTime")
        if volume and started is not None and each.get("State") == "completed":
            newest[volume] = max(started, newest.get(volume, started))
    return newest


def _snapshotted(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if _is_new(found.facts, live, RECENT):
        return
    newest = _newest_snapshots(live).get(found.facts["VolumeId"])
    if newest is None:
        yield broken("Snapshots", "the volume has no completed snapshot")
    elif live.now - newest > RECENT:
        hours = int((live.now - newest).total_seconds() // 3600)
        yield broken("StartTime", f"the newest snapshot of the volume is {hours} hours old, it must be 26 at most")


def _imaged(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if any(_is_new(disk, live, _IMAGE) for disk in _disks(found.facts)):
        return
    server = found.facts["InstanceId"]
    made = [
        datetime.fromisoformat(image["CreationDate"])
        for image in live.items(IMAGES, OWN_IMAGES)
        if image.get("State") == "available" and image.get("CreationDate") and _is_of(image, server)
    ]
    if not made:
        yield broken("Images", "no image is of the server")
    elif live.now - max(made) > _IMAGE:
        days = (live.now - max(made)).days
        yield broken("CreationDate", f"the newest image of the server is {days} days old, it must be {_IMAGE.days}")


def _is_of(image: Facts, server: str) -> bool:
    """Whether an image is of a server: made by CreateImage, or by AWS Backup, which names it in the image's name."""
    return image.get("SourceInstanceId") == server or str(image.get("Name", "")).startswith(f"AwsBackup_{server}_")


def _backed_up(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    held = protected(live).get(found.arn)
    if held is not None and not any(too_old(held, live)):
        return
    disks = _disks(found.facts)
    newest = _newest_snapshots(live)
    if disks and all(
        _is_new(disk, live, RECENT) or (disk["VolumeId"] in newest and live.now - newest[disk["VolumeId"]] <= RECENT)
        for disk in disks
    ):
        return
    yield broken(
        "ResourceArn", "neither AWS Backup nor snapshots of all its volumes have the critical server's last day"
    )


_SERVERS: Final[dict[str, Any]] = {
    "Reservations": [
        {
            "Instances": [
                {
                    "InstanceId": "i-0a1b2c3d",
                    "State": {"Name": "running"},
                    "Tags": [{"Key": "critical", "Value": "true"}],
                    "BlockDeviceMappings": [
                        {
                            "DeviceName": "/dev/xvda",
                            "Ebs": {"VolumeId": "vol-0a1b2c3d", "AttachTime": datetime(2025, 1, 1, tzinfo=UTC)},
                        }
                    ],
                },
                {"InstanceId": "i-4e5f6071", "State": {"Name": "running"}},
            ]
        }
    ]
}
_OTHERS: Final = {INSTANCES: {"Reservations": [{"Instances": [_SERVERS["Reservations"][0]["Instances"][1]]}]}}


def _snapshot(made: datetime) -> dict[str, Any]:
    return {"Snapshots": [{"VolumeId": "vol-0a1b2c3d", "StartTime": made, "State": "completed"}]}


def _image(made: str) -> dict[str, Any]:
    return {"Images": [{"Name": "AwsBackup_i-0a1b2c3d_1", "CreationDate": made, "State": "available"}]}


_LAST_NIGHT: Final = _snapshot(datetime(2026, 11, 21, 3, 30, tzinfo=UTC))
_LAST_WEEK: Final = _snapshot(datetime(2026, 11, 14, 3, 30, tzinfo=UTC))

CHECKS: tuple[Check, ...] = (
    Check(
        id="ec2-critical-server-backed-up",
        calls=(INSTANCES, PROTECTED, SNAPSHOTS),
        finds=critical_servers,
        judge=_backed_up,
        examples=Examples(
            holds={INSTANCES: _SERVERS, SNAPSHOTS: _LAST_NIGHT},
            broken={INSTANCES: _SERVERS, SNAPSHOTS: _LAST_WEEK},
            absent=_OTHERS,
        ),
    ),
    Check(
        id="server-volume-snapshot-recent",
        calls=(INSTANCES, SNAPSHOTS),
        finds=_critical_volumes,
        judge=_snapshotted,
        examples=Examples(
            holds={INSTANCES: _SERVERS, SNAPSHOTS: _LAST_NIGHT},
            broken={INSTANCES: _SERVERS, SNAPSHOTS: _LAST_WEEK},
            absent=_OTHERS,
        ),
        info=RuleInfo(
            id="server-volume-snapshot-recent",
            control="bk.servers",
            title="Every volume of a critical server has a snapshot of the last day",
            severity=Severity.HIGH,
            fix="Read the lifecycle policy's StatusMessage for why it made none, and make one (ec2 create-snapshot).",
        ),
    ),
    Check(
        id="server-image-recent",
        calls=(INSTANCES, IMAGES),
        finds=critical_servers,
        judge=_imaged,
        examples=Examples(
            holds={INSTANCES: _SERVERS, IMAGES: _image("2026-11-20T03:30:00.000Z")},
            broken={INSTANCES: _SERVERS, IMAGES: _image("2026-10-01T03:30:00.000Z")},
            absent=_OTHERS,
        ),
        info=RuleInfo(
            id="server-image-recent",
            control="bk.servers",
            title="Every critical server has an image of the last week",
            severity=Severity.HIGH,
            fix="Tag the server backup=daily, so that AWS Backup makes an image of it, or make one (ec2 create-image).",
        ),
    ),
)
