"""Snapshots, machine images and documents of Systems Manager are open to nobody else."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import IMAGES, SNAPSHOTS
from verification.detection.calls import (
    DOCUMENT_PERMISSION,
    DOCUMENT_SHARING,
    DOCUMENTS,
    IMAGE_BLOCK,
    SNAPSHOT_BLOCK,
)
from verification.live import Live

_EVERYONE: Final = "all"
_PUBLIC_SNAPSHOTS: Final = {"OwnerIds": ["self"], "RestorableByUserIds": [_EVERYONE]}
_OWN_IMAGES: Final = {"Owners": ["self"]}
_OWN_DOCUMENTS: Final = {"Filters": [{"Key": "Owner", "Values": ["Self"]}]}
_SHARING: Final = {"SettingId": "/ssm/documents/console/public-sharing-permission"}


def _snapshots(live: Live) -> Iterator[Found]:
    """The account's setting on snapshots, which every region has."""
    yield Found(live.arn("ec2", "snapshot/*"))


def _images(live: Live) -> Iterator[Found]:
    yield Found(live.arn("ec2", "image/*"))


def _snapshots_blocked(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    state = (live.one(SNAPSHOT_BLOCK) or {}).get("State")
    if state != "block-all-sharing":
        yield broken("State", f"State is {state or 'not told'}, it must be block-all-sharing")


def _images_blocked(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    state = (live.one(IMAGE_BLOCK) or {}).get("ImageBlockPublicAccessState")
    if state != "block-new-sharing":
        message = f"ImageBlockPublicAccessState is {state or 'not told'}, it must be block-new-sharing"
        yield broken("ImageBlockPublicAccessState", message)


def _no_public_snapshot(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in live.items(SNAPSHOTS, _PUBLIC_SNAPSHOTS):
        if each.get("OwnerId") != live.account:
            continue
        yield broken("CreateVolumePermission", f"everyone can restore snapshot {each['SnapshotId']}")


def _no_public_image(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for each in live.items(IMAGES, _OWN_IMAGES):
        if each.get("Public"):
            yield broken("Public", f"everyone can start machine image {each['ImageId']}")


def _documents(live: Live) -> Iterator[Found]:
    """The documents that the account owns."""
    for each in live.items(DOCUMENTS, _OWN_DOCUMENTS):
        yield Found(live.arn("ssm", f"document/{each['Name']}"), each)


def _not_public(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    asked = {"Name": found.facts["Name"], "PermissionType": "Share"}
    accounts = (live.one(DOCUMENT_PERMISSION, asked) or {}).get("AccountIds") or ()
    if any(each.lower() == _EVERYONE for each in accounts):
        yield broken("AccountIds", "the document is shared with everyone")


def _setting(live: Live) -> Iterator[Found]:
    yield Found(live.arn("ssm", f"servicesetting{_SHARING['SettingId']}"))


def _sharing_blocked(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    value = (live.one(DOCUMENT_SHARING, _SHARING) or {}).get("ServiceSetting", {}).get("SettingValue")
    if value != "Disable":
        yield broken("SettingValue", f"SettingValue is {value or 'not set'}, it must be Disable")


_SNAPSHOT: Final = {"SnapshotId": "snap-0a1b2c3d4e5f60718", "OwnerId": "123456789012"}
_IMAGE: Final = {"ImageId": "ami-0a1b2c3d4e5f60718", "Public": False}
_DOCUMENT: Final[dict[Any, Any]] = {DOCUMENTS: {"DocumentIdentifiers": [{"Name": "restart-api"}]}}


def _value(value: str) -> dict[Any, Any]:
    return {DOCUMENT_SHARING: {"ServiceSetting": {"SettingId": _SHARING["SettingId"], "SettingValue": value}}}


CHECKS: tuple[Check, ...] = (
    Check(
        id="ebs-snapshot-block-present",
        calls=(SNAPSHOT_BLOCK,),
        finds=_snapshots,
        judge=_snapshots_blocked,
        examples=Examples(
            holds={SNAPSHOT_BLOCK: {"State": "block-all-sharing"}},
            broken={SNAPSHOT_BLOCK: {"State": "unblocked"}},
            absent=None,
        ),
    ),
    Check(
        id="ec2-image-block-present",
        calls=(IMAGE_BLOCK,),
        finds=_images,
        judge=_images_blocked,
        examples=Examples(
            holds={IMAGE_BLOCK: {"ImageBlockPublicAccessState": "block-new-sharing"}},
            broken={IMAGE_BLOCK: {"ImageBlockPublicAccessState": "unblocked"}},
            absent=None,
        ),
    ),
    Check(
        id="ebs-snapshots-not-shared",
        calls=(SNAPSHOTS,),
        finds=_snapshots,
        judge=_no_public_snapshot,
        examples=Examples(
            holds={SNAPSHOTS: {"Snapshots": []}}, broken={SNAPSHOTS: {"Snapshots": [_SNAPSHOT]}}, absent=None
        ),
    ),
    Check(
        id="ec2-images-not-shared",
        calls=(IMAGES,),
        finds=_images,
        judge=_no_public_image,
        examples=Examples(
            holds={IMAGES: {"Images": [_IMAGE]}}, broken={IMAGES: {"Images": [_IMAGE | {"Public": True}]}}, absent=None
        ),
    ),
    Check(
        id="ssm-document-not-public",
        calls=(DOCUMENTS, DOCUMENT_PERMISSION),
        finds=_documents,
        judge=_not_public,
        examples=Examples(
            holds=_DOCUMENT | {DOCUMENT_PERMISSION: {"AccountIds": ["210987654321"]}},
            broken=_DOCUMENT | {DOCUMENT_PERMISSION: {"AccountIds": ["all"]}},
        ),
    ),
    Check(
        id="ssm-document-sharing-blocked",
        calls=(DOCUMENT_SHARING,),
        finds=_setting,
        judge=_sharing_blocked,
        examples=Examples(holds=_value("Disable"), broken=_value("Enable"), absent=None),
    ),
)
