"""Customer keys: rotated, enabled, slow to delete, protected."""

from guardrails.graph import Resource
from guardrails.requirements import (
    all_of,
    must_be_at_least,
    must_be_at_most,
    must_be_false,
    must_be_protected,
    must_be_true,
    when,
)
from guardrails.rule import Findings, ResourceRule, Rule, examples
from guardrails.rules.data import kms_policy
from guardrails.rules.data.s3_types import (
    KEYS,
    KMS_KEY,
    KMS_KEY_POLICY,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN
from guardrails.verdicts import not_applicable, undetermined

_SPEC = "SYMMETRIC_DEFAULT"
_USAGE = "ENCRYPT_DECRYPT"
_YEAR = 365
_rotates = all_of(must_be_true("enableKeyRotation"), must_be_at_most("rotationPeriodInDays", _YEAR, default=_YEAR))


def _rotated(key: Resource, bar: Thresholds) -> Findings:
    if not key.read("customKeyStoreId").absent or not key.read("xksKeyId").absent:
        yield not_applicable("AWS does not rotate keys of a custom key store")
        return
    spec, usage = key.read("customerMasterKeySpec"), key.read("keyUsage")
    if spec.default(_SPEC).text not in (_SPEC, None) or usage.default(_USAGE).text not in (_USAGE, None):
        yield not_applicable("AWS rotates symmetric encryption keys only")
        return
    findings = tuple(_rotates(key, bar))
    if findings and (spec.unknown or usage.unknown):
        yield undetermined("enableKeyRotation", "whether the key is a symmetric encryption key is not known yet")
    else:
        yield from findings


def _enabled(key: Resource, bar: Thresholds) -> Findings:
    path = "isEnabled" if key.type == KMS_KEY else "enabled"
    yield from must_be_true(path, default=True)(key, bar)


RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="kms-key-rotated",
        types=(KMS_KEY,),
        judge=_rotated,
        examples=examples(
            KMS_KEY,
            good={"enableKeyRotation": True},
            bad={"description": "orders"},
            unknown={"enableKeyRotation": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="kms-key-enabled",
        types=KEYS,
        judge=_enabled,
        examples=examples(
            KMS_KEY, good={"description": "orders"}, bad={"isEnabled": False}, unknown={"isEnabled": UNKNOWN}
        ),
    ),
    ResourceRule(
        id="kms-key-deletion-window",
        types=KEYS,
        judge=must_be_at_least("deletionWindowInDays", lambda bar: bar.key_deletion_days, default=30, unit="days"),
        examples=examples(
            KMS_KEY,
            good={"deletionWindowInDays": 30},
            bad={"deletionWindowInDays": 7},
            unknown={"deletionWindowInDays": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="kms-key-lockout-check",
        types=(*KEYS, KMS_KEY_POLICY),
        judge=must_be_false("bypassPolicyLockoutSafetyCheck"),
        examples=examples(
            KMS_KEY,
            good={"bypassPolicyLockoutSafetyCheck": False},
            bad={"bypassPolicyLockoutSafetyCheck": True},
            unknown={"bypassPolicyLockoutSafetyCheck": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="kms-key-protected",
        types=KEYS,
        judge=when(lambda _, bar: bar.deletion_protection, must_be_protected),
        examples=examples(
            KMS_KEY,
            good={"description": "orders"},
            bad={"description": "orders"},
            unknown=None,
            protect=(True, False),
        ),
    ),
    *kms_policy.RULES,
)
