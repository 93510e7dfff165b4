"""EBS: volumes and their snapshots are encrypted, by default too, and under a customer key."""

from collections.abc import Iterable
from typing import Any, Final

from guardrails.controls.model import RuleInfo
from guardrails.thresholds import Thresholds
from guardrails.verdicts import Severity
from verification.answers import Broken
from verification.check import Check, Examples, Found
from verification.data.calls import KEY, SNAPSHOTS, VOLUMES, VOLUMES_BY_DEFAULT, VOLUMES_KEY
from verification.data.requirements import (
    CUSTOMER_KEY,
    KEY_ARN,
    MANAGED_KEY,
    must_be_true,
    no_customer_key,
    under_customer_key,
)
from verification.live import Live

OWN: Final = {"OwnerIds": ["self"]}
"""The parameters by which snapshots are listed, so that all checks read one list."""


def volumes(live: Live) -> Iterable[Found]:
    """Every volume that is not being deleted."""
    for each in live.items(VOLUMES):
        if each.get("State") not in ("deleting", "deleted"):
            yield Found(live.arn("ec2", f"volume/{each['VolumeId']}"), each)


def _snapshots(live: Live) -> Iterable[Found]:
    for each in live.items(SNAPSHOTS, OWN):
        yield Found(live.arn("ec2", f"snapshot/{each['SnapshotId']}", account=""), each)


def _region_default(live: Live) -> Iterable[Found]:
    yield Found(live.arn("ec2", "ebs-encryption-by-default"), live.one(VOLUMES_BY_DEFAULT) or {})


def _region_key(live: Live) -> Iterable[Found]:
    yield Found(live.arn("ec2", "ebs-default-kms-key"), live.one(VOLUMES_KEY) or {})


def _keyed(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    # A volume without encryption is another check's.
    if found.facts.get("Encrypted"):
        yield from no_customer_key(live, "KmsKeyId", found.facts.get("KmsKeyId"))


def _volume(*, encrypted: bool = True) -> dict[str, Any]:
    return {"Volumes": [{"VolumeId": "vol-0a1b2c3d", "Encrypted": encrypted, "KmsKeyId": KEY_ARN, "State": "in-use"}]}


def _snapshot(*, encrypted: bool) -> dict[str, Any]:
    return {"Snapshots": [{"SnapshotId": "snap-0a1b2c3d", "VolumeId": "vol-0a1b2c3d", "Encrypted": encrypted}]}


CHECKS: tuple[Check, ...] = (
    Check(
        id="ebs-volume-encrypted",
        calls=(VOLUMES,),
        finds=volumes,
        judge=must_be_true("Encrypted"),
        examples=Examples(holds={VOLUMES: _volume()}, broken={VOLUMES: _volume(encrypted=False)}),
    ),
    Check(
        id="ebs-volume-customer-key",
        calls=(VOLUMES, KEY),
        finds=volumes,
        judge=_keyed,
        examples=Examples(holds={VOLUMES: _volume(), KEY: CUSTOMER_KEY}, broken={VOLUMES: _volume(), KEY: MANAGED_KEY}),
    ),
    Check(
        id="ebs-snapshot-encrypted",
        calls=(SNAPSHOTS,),
        finds=_snapshots,
        judge=must_be_true("Encrypted"),
        examples=Examples(holds={SNAPSHOTS: _snapshot(encrypted=True)}, broken={SNAPSHOTS: _snapshot(encrypted=False)}),
        info=RuleInfo(
            id="ebs-snapshot-encrypted",
            control="rest.backup",
            title="Snapshots of volumes are encrypted",
            severity=Severity.CRITICAL,
            fix="Copy the snapshot with Encrypted true and a customer key, and delete the plain one.",
        ),
    ),
    Check(
        id="ebs-encryption-by-default",
        calls=(VOLUMES_BY_DEFAULT,),
        finds=_region_default,
        judge=must_be_true("EbsEncryptionByDefault"),
        examples=Examples(
            holds={VOLUMES_BY_DEFAULT: {"EbsEncryptionByDefault": True}},
            broken={VOLUMES_BY_DEFAULT: {"EbsEncryptionByDefault": False}},
            absent=None,
        ),
    ),
    Check(
        id="ebs-default-customer-key",
        calls=(VOLUMES_KEY, KEY),
        finds=_region_key,
        judge=under_customer_key("KmsKeyId"),
        examples=Examples(
            holds={VOLUMES_KEY: {"KmsKeyId": KEY_ARN}, KEY: CUSTOMER_KEY},
            broken={VOLUMES_KEY: {"KmsKeyId": KEY_ARN}, KEY: MANAGED_KEY},
            absent=None,
        ),
    ),
)
