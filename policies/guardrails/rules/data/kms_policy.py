"""Key policies: stated, not public, least privilege, own accounts only.

In a key policy ``*`` as the resource means this key, and delegation to the account's root passes (control id.least).
"""

import json
from collections.abc import Iterator

from guardrails.documents import Principal, Statement
from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.s3_buckets import not_followed
from guardrails.rules.data.s3_documents import each_statement, nobody_public, own_accounts_only
from guardrails.rules.data.s3_types import KEYS, KMS_KEY, KMS_KEY_POLICY
from guardrails.thresholds import Thresholds
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Finding, failed, undetermined

_WITH_POLICIES = (*KEYS, KMS_KEY_POLICY)


def _has_policy(key: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    if not key.read("policy").absent:
        return
    policies = graph.referrers(key, KMS_KEY_POLICY, "keyId")
    if policies.resources:
        return
    yield (
        failed(None, "policy is not set, and AWS's default lets every policy of the account use the key")
        if policies.resolved
        else not_followed("KeyPolicy")
    )


def _is_root(principal: Principal) -> bool:
    return principal.kind == "AWS" and (principal.name.endswith(":root") or principal.name == principal.account)


def _least_privilege(statement: Statement, path: str) -> Iterator[Finding]:
    if not statement.allows:
        return
    if "NotAction" in statement.raw:
        yield failed(path, f"{statement.label} of {path} allows all actions but a few by NotAction")
        return
    if statement.raw.get("Action") is UNKNOWN:
        yield undetermined(path, f"{statement.label} of {path} allows actions that are not known yet")
    if not statement.every_action_of("kms"):
        return
    others = [principal.name for principal in statement.principals if not _is_root(principal)]
    if others:
        yield failed(path, f"{statement.label} of {path} allows every action on the key to {others[0]}")
    elif statement.raw.get("Principal") is UNKNOWN or not statement.principals:
        yield undetermined(path, f"{statement.label} of {path} allows every action to whom is not known yet")


def _policy(statement: Value) -> dict[str, Value]:
    return {"policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


_ROOT = {
    "Sid": "Administration",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "kms:*",
    "Resource": "*",
}
_OWNED = Declared(type=AWS_PROVIDER, name="default", properties={"allowedAccountIds": '["123456789012"]'})

RULES: tuple[Rule, ...] = (
    RelationRule(
        id="kms-key-policy-set",
        types=(KMS_KEY,),
        judge=_has_policy,
        examples=Examples(
            good=(Declared(type=KMS_KEY, name="orders", properties=_policy(_ROOT)),),
            bad=(Declared(type=KMS_KEY, name="orders", properties={"enableKeyRotation": True}),),
            unknown=(
                Declared(type=KMS_KEY, name="orders", properties={"enableKeyRotation": True}),
                Declared(type=KMS_KEY_POLICY, name="policy", properties={"keyId": UNKNOWN, **_policy(_ROOT)}),
            ),
        ),
    ),
    ResourceRule(
        id="kms-key-policy-not-public",
        types=_WITH_POLICIES,
        judge=each_statement(nobody_public),
        examples=examples(
            KMS_KEY,
            good=_policy(_ROOT),
            bad=_policy(_ROOT | {"Principal": "*", "Action": "kms:Decrypt"}),
            unknown={"policy": UNKNOWN},
        ),
    ),
    ResourceRule(
        id="kms-key-policy-least-privilege",
        types=_WITH_POLICIES,
        judge=each_statement(_least_privilege),
        examples=examples(
            KMS_KEY,
            good=_policy(_ROOT),
            bad=_policy(_ROOT | {"Principal": {"AWS": "arn:aws:iam::123456789012:role/reader"}}),
            unknown={"policy": UNKNOWN},
        ),
    ),
    RelationRule(
        id="kms-key-policy-own-accounts",
        types=_WITH_POLICIES,
        judge=own_accounts_only,
        examples=Examples(
            good=(_OWNED, Declared(type=KMS_KEY, name="orders", properties=_policy(_ROOT))),
            bad=(
                _OWNED,
                Declared(
                    type=KMS_KEY,
                    name="orders",
                    properties=_policy(_ROOT | {"Principal": {"AWS": "arn:aws:iam::210987654321:root"}}),
                ),
            ),
            unknown=(_OWNED, Declared(type=KMS_KEY, name="orders", properties={"policy": UNKNOWN})),
        ),
    ),
)
