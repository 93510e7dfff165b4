"""Customer keys: rotated, enabled, slow to delete, protected; and nobody decrypts with every key."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase

from guardrails.documents import Statement
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
from guardrails.rules.data.s3_buckets import each_or_unknown
from guardrails.rules.data.s3_documents import judge_policy
from guardrails.rules.data.s3_types import (
    IAM_GROUP_POLICY,
    IAM_POLICY,
    IAM_ROLE,
    IAM_ROLE_POLICY,
    IAM_USER_POLICY,
    KEYS,
    KMS_KEY,
    KMS_KEY_POLICY,
    NAMES_OF_KEYS,
)
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, depends_on_unknown
from guardrails.verdicts import Finding, failed, not_applicable, undetermined

_SPEC = "SYMMETRIC_DEFAULT"
_USAGE = "ENCRYPT_DECRYPT"
_YEAR = 365
_rotates = all_of(must_be_true("enableKeyRotation"), must_be_at_most("rotationPeriodInDays", _YEAR, default=_YEAR))
# What limits a statement on every key to some of them: by alias, by tag, by the calling service, by context.
_LIMITS_KEYS = (
    "kms:viaservice",
    "kms:resourcealiases",
    "kms:requestalias",
    "kms:encryptioncontext:",
    "aws:resourcetag/",
)


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


def _decrypts_with_every_key(statement: Statement, path: str) -> Iterator[Finding]:
    if not statement.allows or _limited_to_some(statement):
        return
    # Administrators' "*" is for the rules on least privilege; this one reads what is said of KMS.
    if statement.raw.get("Action") is UNKNOWN:
        yield undetermined(path, f"{statement.label} of {path} allows actions that are not known yet")
    actions = [action for action in statement.actions if action != "*"]
    named = Statement(statement.label, {**statement.raw, "Action": actions})
    if not any(named.covers(action) for action in ("kms:Decrypt", "kms:ReEncryptFrom")):
        return
    if statement.every_resource or any(_is_every_key(resource) for resource in statement.resources):
        yield failed(path, f"{statement.label} of {path} allows to decrypt with every key")
    elif depends_on_unknown(statement.raw.get("Resource")):
        message = f"{statement.label} of {path} allows to decrypt with keys that are not known yet"
        yield undetermined(path, message, proven_by=NAMES_OF_KEYS)


def _limited_to_some(statement: Statement) -> bool:
    return any(
        "not" not in operator and key.startswith(_LIMITS_KEYS) and "*" not in values
        for operator, key, values in statement.conditions
    )


def _is_every_key(arn: str) -> bool:
    parts = arn.split(":", 5)
    if len(parts) < 6:
        # A wildcard also stands for the colons behind it.
        return parts[0] == "arn" and parts[-1] == "*" and (len(parts) < 4 or fnmatchcase("kms", parts[2]))
    kind, _, name = parts[5].partition("/")
    return fnmatchcase("kms", parts[2]) and fnmatchcase("key", kind) and not name.strip("*?")


def _identity_policies(resource: Resource, _bar: Thresholds) -> Findings:
    if resource.type != IAM_ROLE:
        yield from judge_policy(resource.read("policy"), _decrypts_with_every_key)
        return
    inline = each_or_unknown(resource.read("inlinePolicies"))
    if not inline:
        yield not_applicable("the role has no inline policies")
    for policy in inline:
        yield from judge_policy(policy.get("policy"), _decrypts_with_every_key)


_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": "arn:aws:kms:eu-west-1:123456789012:key/*",
            "Condition": {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/orders"}},
        }
    ],
}
_EVERY_KEY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}],
}

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
    ResourceRule(
        id="kms-decrypt-not-on-every-key",
        types=(IAM_POLICY, IAM_ROLE_POLICY, IAM_USER_POLICY, IAM_GROUP_POLICY, IAM_ROLE),
        judge=_identity_policies,
        examples=examples(
            IAM_POLICY,
            good={"policy": json.dumps(_POLICY)},
            bad={"policy": json.dumps(_EVERY_KEY)},
            unknown={"policy": UNKNOWN},
        ),
    ),
    *kms_policy.RULES,
)
