"""Bucket policies: nobody public, no wildcard actions, own accounts only, nobody locked out, TLS only."""

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from guardrails.documents import Statement
from guardrails.graph import Graph, Resource
from guardrails.rule import Declared, Examples, Findings, RelationRule, ResourceRule, Rule, examples
from guardrails.rules.data.s3_buckets import names_of, not_followed, policies, uncertain_policies
from guardrails.rules.data.s3_documents import each_statement, nobody_public, own_accounts_only
from guardrails.rules.data.s3_types import ACCESS_POINT, ACCESS_POINT_POLICY, BUCKET, BUCKET_POLICY
from guardrails.thresholds import Thresholds
from guardrails.tokens import AWS_PROVIDER
from guardrails.values import UNKNOWN, Value
from guardrails.verdicts import Finding, failed, undetermined

_WITH_POLICIES = (BUCKET_POLICY, BUCKET, ACCESS_POINT_POLICY, ACCESS_POINT)
_SOME_OBJECT = "any/object"


def no_wildcard_action(statement: Statement, path: str) -> Iterator[Finding]:
    """Allowed actions are named: no ``s3:*``, no NotAction."""
    if not statement.allows:
        return
    if "NotAction" in statement.raw:
        yield failed(path, f"{statement.label} of {path} allows all actions but a few by NotAction")
    elif wildcards := statement.every_action_of("s3"):
        yield failed(path, f"{statement.label} of {path} allows the action {wildcards[0]}")
    elif statement.raw.get("Action") is UNKNOWN:
        yield undetermined(path, f"{statement.label} of {path} allows actions that are not known yet")


def nobody_locked_out(statement: Statement, path: str) -> Iterator[Finding]:
    """No denial, without a condition, keeps everyone from mending the policy."""
    if not statement.denies or not any(principal.anyone for principal in statement.principals):
        return
    if not (statement.covers("s3:PutBucketPolicy") and statement.covers("s3:DeleteBucketPolicy")):
        return
    if not statement.raw.get("Condition"):
        yield failed(path, f"{statement.label} of {path} denies everyone, without condition, to mend the policy")


def covers_bucket(statement: Statement, names: tuple[str, ...], *, bucket: bool, objects: bool) -> bool:
    """Whether the resources of a bucket policy's statement cover the bucket itself, its objects, or both.

    Where the bucket's name is not known, the bucket is the one that the statement itself names.
    """
    patterns = tuple(resource.split(":", 5)[-1] for resource in statement.resources)
    candidates = names or tuple(pattern.partition("/")[0] for pattern in patterns)
    return any(
        (not bucket or any(fnmatchcase(name, pattern) for pattern in patterns))
        and (not objects or any(fnmatchcase(f"{name}/{_SOME_OBJECT}", pattern) for pattern in patterns))
        for name in candidates
    )


def _denies_plain_http(statement: Statement, names: tuple[str, ...]) -> bool:
    return (
        statement.denies
        and any(principal.anyone for principal in statement.principals)
        and any(action in ("*", "s3:*") for action in statement.actions)
        and covers_bucket(statement, names, bucket=True, objects=True)
        # Any further condition would narrow the denial.
        and len(statement.conditions) == 1
        and any(
            operator in ("bool", "boolifexists") and key == "aws:securetransport" and _is_false(values)
            for operator, key, values in statement.conditions
        )
    )


def _is_false(values: tuple[str, ...]) -> bool:
    return tuple(value.lower() for value in values) == ("false",)


def _tls_only(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    stated = policies(bucket, graph)
    names = names_of(bucket)
    if any(_denies_plain_http(statement, names) for _, document in stated for statement in document.statements):
        return
    if uncertain_policies(bucket, graph):
        yield (
            undetermined(None, "the bucket's policy is not known yet; it must deny requests without TLS")
            if stated
            else not_followed("BucketPolicy")
        )
    elif stated:
        yield failed(None, "the bucket's policy does not deny all requests without TLS on the bucket and its objects")
    else:
        yield failed(None, "no BucketPolicy denies requests without TLS")


def _policy(statement: Mapping[str, Value]) -> Mapping[str, Value]:
    return {"bucket": "orders", "policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})}


_ARNS = ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]
_OWNED = Declared(type=AWS_PROVIDER, name="default", properties={"allowedAccountIds": '["123456789012"]'})
_BUCKET = Declared(type=BUCKET, name="orders", properties={"bucket": "orders"})
_READER = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:role/reader"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::orders/*",
}
_TLS = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": _ARNS,
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
_UNKNOWN_POLICY = {"bucket": "orders", "policy": UNKNOWN}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="s3-bucket-policy-not-public",
        types=_WITH_POLICIES,
        judge=each_statement(nobody_public),
        examples=examples(
            BUCKET_POLICY,
            good=_policy(_READER),
            bad=_policy(_READER | {"Principal": "*"}),
            unknown=_UNKNOWN_POLICY,
        ),
    ),
    ResourceRule(
        id="s3-bucket-policy-no-wildcard-action",
        types=_WITH_POLICIES,
        judge=each_statement(no_wildcard_action),
        examples=examples(
            BUCKET_POLICY,
            good=_policy(_READER),
            bad=_policy(_READER | {"Action": "s3:*"}),
            unknown=_UNKNOWN_POLICY,
        ),
    ),
    RelationRule(
        id="s3-bucket-policy-own-accounts",
        types=_WITH_POLICIES,
        judge=own_accounts_only,
        examples=Examples(
            good=(_OWNED, Declared(type=BUCKET_POLICY, name="policy", properties=_policy(_READER))),
            bad=(
                _OWNED,
                Declared(
                    type=BUCKET_POLICY,
                    name="policy",
                    properties=_policy(_READER | {"Principal": {"AWS": "arn:aws:iam::210987654321:root"}}),
                ),
            ),
            unknown=(_OWNED, Declared(type=BUCKET_POLICY, name="policy", properties=_UNKNOWN_POLICY)),
        ),
    ),
    ResourceRule(
        id="s3-bucket-policy-locks-nobody-out",
        types=_WITH_POLICIES,
        judge=each_statement(nobody_locked_out),
        examples=examples(
            BUCKET_POLICY,
            good=_policy(_TLS),
            bad=_policy({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": _ARNS}),
            unknown=_UNKNOWN_POLICY,
        ),
    ),
    RelationRule(
        id="s3-bucket-tls-only",
        types=(BUCKET,),
        judge=_tls_only,
        examples=Examples(
            good=(_BUCKET, Declared(type=BUCKET_POLICY, name="policy", properties=_policy(_TLS))),
            bad=(_BUCKET, Declared(type=BUCKET_POLICY, name="policy", properties=_policy(_READER))),
            unknown=(_BUCKET, Declared(type=BUCKET_POLICY, name="policy", properties=_UNKNOWN_POLICY)),
        ),
    ),
)
