"""The bucket of a trail cannot be tampered with: locked, versioned, never emptied, and its policy says so."""

import json
from collections.abc import Callable

from guardrails.documents import Statement
from guardrails.graph import Graph, Resource
from guardrails.requirements import must_be_false
from guardrails.rule import Declared, Examples, Findings, RelationRule, Rule
from guardrails.rules.data.s3_buckets import (
    Part,
    holds_trail,
    names_of,
    not_followed,
    policies,
    settings,
    softened,
    uncertain_policies,
    where,
)
from guardrails.rules.data.s3_durability import object_lock, versioned
from guardrails.rules.data.s3_policy import covers_bucket
from guardrails.rules.data.s3_types import BUCKET, BUCKET_OBJECT_LOCK, BUCKET_POLICY, BUCKET_VERSIONING, TRAIL
from guardrails.thresholds import Thresholds
from guardrails.values import UNKNOWN, Reading, Value
from guardrails.verdicts import failed, not_applicable, undetermined

_MODES = ("GOVERNANCE", "COMPLIANCE")
_DAYS_A_YEAR = 365
TAMPERING = (("s3:DeleteObjectVersion", False), ("s3:PutBucketObjectLockConfiguration", True))
"""What the policy must deny, and whether it is asked of the bucket (True) or of its objects."""

JudgeBucket = Callable[[Resource, Graph, Thresholds], Findings]


def _of_trail(judge_bucket: JudgeBucket) -> JudgeBucket:
    """The requirement, only of buckets that a trail delivers to."""

    def judge(bucket: Resource, graph: Graph, bar: Thresholds) -> Findings:
        part = holds_trail(bucket, graph)
        if part is Part.NOT_PLAYED:
            yield not_applicable("no trail of the stack delivers to this bucket")
        else:
            yield from softened(part, judge_bucket(bucket, graph, bar))

    return judge


def _locked(bucket: Resource, graph: Graph, bar: Thresholds) -> Findings:
    yield from object_lock(bucket, bar)
    stated, resolved = settings(
        bucket, graph, BUCKET_OBJECT_LOCK, "rule.defaultRetention", "objectLockConfiguration.rule.defaultRetention"
    )
    for owner, retention in stated:
        mode = retention.get("mode")
        if mode.unknown:
            yield undetermined(None, f"{where(owner, mode)} is not known yet; it must be GOVERNANCE or COMPLIANCE")
        elif mode.text not in _MODES:
            yield failed(None, f"{where(owner, mode)} is {mode.shown}, it must be GOVERNANCE or COMPLIANCE")
        yield from _long_enough(owner, retention, bar.archive_lock_days)
    if not stated:
        yield (
            failed(None, "no BucketObjectLockConfiguration sets a default retention")
            if resolved
            else not_followed("BucketObjectLockConfiguration")
        )


def _long_enough(owner: Resource, retention: Reading, least: int) -> Findings:
    days, years = retention.get("days"), retention.get("years")
    kept = days.number if days.known else None if years.number is None else years.number * _DAYS_A_YEAR
    if kept is not None and kept < least:
        yield failed(None, f"{where(owner, retention)} locks {kept:g} days, it must be at least {least}")
    elif kept is None and (days.unknown or years.unknown):
        yield undetermined(None, f"{where(owner, retention)} is not known yet; it must lock at least {least} days")
    elif kept is None:
        yield failed(None, f"{where(owner, retention)} has neither days nor years")


def _not_emptied(bucket: Resource, _graph: Graph, bar: Thresholds) -> Findings:
    yield from must_be_false("forceDestroy")(bucket, bar)


def denies_to_all(statement: Statement) -> bool:
    """Whether a statement denies everyone, but for principals that a condition excepts."""
    return (
        statement.denies
        and any(principal.anyone for principal in statement.principals)
        and all(
            "not" in operator and key.startswith("aws:principal") and all(map(_names_some, values))
            for operator, key, values in statement.conditions
        )
    )


def _names_some(principal: str) -> bool:
    """Whether a value excepts some principals: ``*`` or ``arn:aws:iam::*:role/*`` would except all."""
    kind, slash, name = principal.split(":", 5)[-1].partition("/")
    return bool((name if slash else kind).strip("*?"))


def _denies_tampering(bucket: Resource, graph: Graph, _bar: Thresholds) -> Findings:
    stated = policies(bucket, graph)
    names = names_of(bucket)
    denials = [
        statement
        for _, document in stated
        for statement in document.statements
        if not statement.uncertain and denies_to_all(statement)
    ]
    for action, of_bucket in TAMPERING:
        if any(
            denial.covers(action) and covers_bucket(denial, names, bucket=of_bucket, objects=not of_bucket)
            for denial in denials
        ):
            continue
        if uncertain_policies(bucket, graph):
            yield undetermined(None, f"the bucket's policy is not known yet; it must deny {action}")
        else:
            yield failed(None, f"the bucket's policy does not deny {action} to everyone")


_TRAIL = Declared(type=TRAIL, name="trail", properties={"s3BucketName": "trail-logs"})
_BUCKET = Declared(type=BUCKET, name="archive", properties={"bucket": "trail-logs", "objectLockEnabled": True})


def _side(type_: str, properties: Value) -> Declared:
    return Declared(type=type_, name="side", properties={"bucket": "trail-logs", **properties})


def _retention(days: Value) -> Declared:
    return _side(BUCKET_OBJECT_LOCK, {"rule": {"defaultRetention": {"mode": "GOVERNANCE", "days": days}}})


def _policy(*actions: str) -> Declared:
    denial = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        "Resource": ["arn:aws:s3:::trail-logs", "arn:aws:s3:::trail-logs/*"],
    }
    return _side(BUCKET_POLICY, {"policy": json.dumps({"Version": "2012-10-17", "Statement": [denial]})})


RULES: tuple[Rule, ...] = (
    RelationRule(
        id="s3-trail-bucket-locked",
        types=(BUCKET,),
        judge=_of_trail(_locked),
        examples=Examples(
            good=(_TRAIL, _BUCKET, _retention(365)),
            bad=(_TRAIL, _BUCKET, _retention(7)),
            unknown=(_TRAIL, _BUCKET, _retention(UNKNOWN)),
        ),
    ),
    RelationRule(
        id="s3-trail-bucket-versioned",
        types=(BUCKET,),
        judge=_of_trail(versioned),
        examples=Examples(
            good=(_TRAIL, _BUCKET, _side(BUCKET_VERSIONING, {"versioningConfiguration": {"status": "Enabled"}})),
            bad=(_TRAIL, _BUCKET, _side(BUCKET_VERSIONING, {"versioningConfiguration": {"status": "Suspended"}})),
            unknown=(_TRAIL, _BUCKET, _side(BUCKET_VERSIONING, {"versioningConfiguration": {"status": UNKNOWN}})),
        ),
    ),
    RelationRule(
        id="s3-trail-bucket-no-force-destroy",
        types=(BUCKET,),
        judge=_of_trail(_not_emptied),
        examples=Examples(
            good=(_TRAIL, _BUCKET),
            bad=(
                _TRAIL,
                Declared(type=BUCKET, name="archive", properties={"bucket": "trail-logs", "forceDestroy": True}),
            ),
            unknown=(
                _TRAIL,
                Declared(type=BUCKET, name="archive", properties={"bucket": "trail-logs", "forceDestroy": UNKNOWN}),
            ),
        ),
    ),
    RelationRule(
        id="s3-trail-bucket-denies-tampering",
        types=(BUCKET,),
        judge=_of_trail(_denies_tampering),
        examples=Examples(
            good=(_TRAIL, _BUCKET, _policy("s3:DeleteObjectVersion", "s3:PutBucketObjectLockConfiguration")),
            bad=(_TRAIL, _BUCKET, _policy("s3:DeleteObjectVersion")),
            unknown=(_TRAIL, _BUCKET, _side(BUCKET_POLICY, {"policy": UNKNOWN})),
        ),
    ),
)
