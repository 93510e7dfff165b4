"""KMS: customer keys rotate, can be used, and are for nobody public."""

from collections.abc import Iterable
from typing import Any, Final

from guardrails.rules.data.s3_documents import nobody_public
from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import KEY, KEY_ALIASES, KEY_POLICY, KEY_ROTATION, KEYS
from verification.data.requirements import CUSTOMER_KEY, KEY_ARN, shown, statements_broken
from verification.live import Live

_YEAR: Final = 365
# What is on its way out is asked nothing more; who still uses it is told by the checks of what is under it.
_LEAVING: Final = frozenset({"PendingDeletion", "PendingReplicaDeletion"})
_USABLE: Final = frozenset({"Creating", "Enabled", "Updating"})


def customer_keys(live: Live) -> Iterable[Found]:
    """Every key that AWS does not manage: each of those is the target of an alias ``alias/aws/<service>``.

    ListAliases tells them apart for all keys at once (KMS guide, "Find the key ID and key ARN").
    """
    managed = {
        alias.get("TargetKeyId")
        for alias in live.items(KEY_ALIASES)
        if str(alias.get("AliasName", "")).startswith("alias/aws/")
    }
    for each in live.items(KEYS):
        if each["KeyId"] not in managed:
            yield Found(each["KeyArn"], each)


def _metadata(found: Found, live: Live) -> dict[str, Any]:
    """What KMS says of a key; empty where it is gone, AWS's after all, or on its way out."""
    metadata = (live.one(KEY, {"KeyId": found.facts["KeyId"]}) or {}).get("KeyMetadata") or {}
    asked = metadata.get("KeyManager") != "AWS" and metadata.get("KeyState") not in _LEAVING
    return dict(metadata) if asked else {}


def _rotates_by_itself(metadata: dict[str, Any]) -> bool:
    """Whether AWS rotates keys of this kind: symmetric ones whose material it made (KMS guide, "Rotate KMS keys")."""
    usual = {"KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS"}
    return all(metadata.get(key, value) == value for key, value in usual.items())


def _rotated(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    metadata = _metadata(found, live)
    if not metadata or not _rotates_by_itself(metadata):
        return
    status = live.one(KEY_ROTATION, {"KeyId": found.facts["KeyId"]}) or {}
    if status.get("KeyRotationEnabled") is not True:
        yield broken("KeyRotationEnabled", f"KeyRotationEnabled is {shown(status.get('KeyRotationEnabled'))}")
    elif status.get("RotationPeriodInDays", _YEAR) > _YEAR:
        days = status["RotationPeriodInDays"]
        yield broken("RotationPeriodInDays", f"RotationPeriodInDays is {days}, it must be at most {_YEAR}")


def _enabled(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    metadata = _metadata(found, live)
    if metadata and metadata.get("KeyState") not in _USABLE:
        yield broken("KeyState", f"KeyState is {shown(metadata.get('KeyState'))}")


def _not_public(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    # A key has one policy, named default (KMS API reference, GetKeyPolicy).
    answer = live.one(KEY_POLICY, {"KeyId": found.facts["KeyId"], "PolicyName": "default"}) or {}
    yield from statements_broken("Policy", answer.get("Policy"), nobody_public)


def _policy(principal: str) -> dict[str, str]:
    return {
        "Policy": (
            f'{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "{principal}"}}, '
            '"Action": "kms:*", "Resource": "*"}]}'
        )
    }


_KEY_ID: Final = KEY_ARN.rpartition("/")[2]
LISTED: Final = {
    KEYS: {
        "Keys": [
            {"KeyId": _KEY_ID, "KeyArn": KEY_ARN},
            {"KeyId": "aws-key", "KeyArn": "arn:aws:kms:eu-west-1:123456789012:key/aws-key"},
        ]
    },
    KEY_ALIASES: {
        "Aliases": [
            {"AliasName": "alias/orders", "TargetKeyId": _KEY_ID},
            {"AliasName": "alias/aws/s3", "TargetKeyId": "aws-key"},
        ]
    },
}
"""The keys of examples: a customer key, and one that AWS manages."""
_MANAGED_ONLY: Final = {
    KEYS: {"Keys": [{"KeyId": "aws-key", "KeyArn": "arn:aws:kms:eu-west-1:123456789012:key/aws-key"}]},
    KEY_ALIASES: {"Aliases": [{"AliasName": "alias/aws/s3", "TargetKeyId": "aws-key"}]},
}
_DISABLED: Final = {"KeyMetadata": {**CUSTOMER_KEY["KeyMetadata"], "KeyState": "Disabled"}}

CHECKS: tuple[Check, ...] = (
    Check(
        id="kms-key-rotated",
        calls=(KEYS, KEY_ALIASES, KEY, KEY_ROTATION),
        finds=customer_keys,
        judge=_rotated,
        examples=Examples(
            holds={
                **LISTED,
                KEY: CUSTOMER_KEY,
                KEY_ROTATION: {"KeyRotationEnabled": True, "RotationPeriodInDays": 365},
            },
            broken={**LISTED, KEY: CUSTOMER_KEY, KEY_ROTATION: {"KeyRotationEnabled": False}},
            absent=_MANAGED_ONLY,
        ),
    ),
    Check(
        id="kms-key-enabled",
        calls=(KEYS, KEY_ALIASES, KEY),
        finds=customer_keys,
        judge=_enabled,
        examples=Examples(holds={**LISTED, KEY: CUSTOMER_KEY}, broken={**LISTED, KEY: _DISABLED}, absent=_MANAGED_ONLY),
    ),
    Check(
        id="kms-key-policy-not-public",
        calls=(KEYS, KEY_ALIASES, KEY_POLICY),
        finds=customer_keys,
        judge=_not_public,
        examples=Examples(
            holds={**LISTED, KEY_POLICY: _policy("arn:aws:iam::123456789012:root")},
            broken={**LISTED, KEY_POLICY: _policy("*")},
            absent=_MANAGED_ONLY,
        ),
    ),
)
