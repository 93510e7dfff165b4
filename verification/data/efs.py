"""EFS: file systems are encrypted under a customer key, for nobody public, and reached by TLS only."""

from collections.abc import Iterable
from typing import Any, Final

from guardrails.documents import Document, parse
from guardrails.rules.data.efs import denies_plain_clients, through_a_mount_target
from guardrails.thresholds import Thresholds
from guardrails.values import normalise, read
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import FILE_SYSTEM_POLICY, FILE_SYSTEMS, KEY
from verification.data.requirements import CUSTOMER_KEY, KEY_ARN, MANAGED_KEY, must_be_true, under_customer_key
from verification.live import Live


def file_systems(live: Live) -> Iterable[Found]:
    """Every file system that is not being deleted."""
    for each in live.items(FILE_SYSTEMS):
        if each.get("LifeCycleState") not in ("deleting", "deleted"):
            arn = each.get("FileSystemArn") or live.arn("elasticfilesystem", f"file-system/{each['FileSystemId']}")
            yield Found(arn, each)


def _policy_of(found: Found, live: Live) -> Document:
    answer = live.one(FILE_SYSTEM_POLICY, {"FileSystemId": found.facts["FileSystemId"]}) or {}
    return parse(read("Policy", normalise(answer.get("Policy"))))


def _not_public(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    for statement in _policy_of(found, live).statements:
        if statement.public and not through_a_mount_target(statement):
            yield broken("Policy", f"{statement.label} of Policy lets everyone in")


def _tls_only(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not any(denies_plain_clients(statement) for statement in _policy_of(found, live).statements):
        yield broken("Policy", "no policy of the file system denies clients without TLS")


def _files(**changes: Any) -> dict[str, Any]:
    files = {
        "OwnerId": "123456789012",
        "CreationToken": "files",
        "FileSystemId": "fs-0a1b2c3d",
        "FileSystemArn": "arn:aws:elasticfilesystem:eu-west-1:123456789012:file-system/fs-0a1b2c3d",
        "CreationTime": 0,
        "LifeCycleState": "available",
        "NumberOfMountTargets": 3,
        "SizeInBytes": {"Value": 6144},
        "PerformanceMode": "generalPurpose",
        "Tags": [],
        "Encrypted": True,
        "KmsKeyId": KEY_ARN,
    }
    return {"FileSystems": [{**files, **changes}]}


_TLS: Final = {
    "Policy": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "elasticfilesystem:*",'
        ' "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}'
    )
}
_OPEN: Final = {
    "Policy": (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Resource": "*",'
        ' "Action": "elasticfilesystem:ClientMount"}]}'
    )
}

CHECKS: tuple[Check, ...] = (
    Check(
        id="efs-encrypted",
        calls=(FILE_SYSTEMS,),
        finds=file_systems,
        judge=must_be_true("Encrypted"),
        examples=Examples(holds={FILE_SYSTEMS: _files()}, broken={FILE_SYSTEMS: _files(Encrypted=False)}),
    ),
    Check(
        id="efs-customer-key",
        calls=(FILE_SYSTEMS, KEY),
        finds=file_systems,
        judge=under_customer_key("KmsKeyId"),
        examples=Examples(
            holds={FILE_SYSTEMS: _files(), KEY: CUSTOMER_KEY}, broken={FILE_SYSTEMS: _files(), KEY: MANAGED_KEY}
        ),
    ),
    Check(
        id="efs-policy-not-public",
        calls=(FILE_SYSTEMS, FILE_SYSTEM_POLICY),
        finds=file_systems,
        judge=_not_public,
        examples=Examples(
            holds={FILE_SYSTEMS: _files(), FILE_SYSTEM_POLICY: _TLS},
            broken={FILE_SYSTEMS: _files(), FILE_SYSTEM_POLICY: _OPEN},
        ),
    ),
    Check(
        id="efs-tls-only",
        calls=(FILE_SYSTEMS, FILE_SYSTEM_POLICY),
        finds=file_systems,
        judge=_tls_only,
        examples=Examples(holds={FILE_SYSTEMS: _files(), FILE_SYSTEM_POLICY: _TLS}, broken={FILE_SYSTEMS: _files()}),
    ),
)
