"""Buckets and access points are closed to the public: by the account's block, by their own, by policy and ACL."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.audit.access import ACCOUNTS, EVERYONE, group_grants
from verification.audit.calls import BUCKET_ACL, BUCKET_BLOCK, BUCKET_POLICY_STATUS
from verification.check import Check, Examples, Facts, Found, Judges, Refusal, Scope
from verification.data.calls import BUCKETS
from verification.data.s3 import buckets
from verification.detection.calls import ACCESS_POINT, ACCESS_POINTS, ACCOUNT_BLOCK
from verification.live import Live

_FLAGS: Final = {
    "s3-bucket-public-acls-blocked": "BlockPublicAcls",
    "s3-bucket-public-policy-blocked": "BlockPublicPolicy",
    "s3-bucket-public-acls-ignored": "IgnorePublicAcls",
    "s3-bucket-public-buckets-restricted": "RestrictPublicBuckets",
}
_BLOCK: Final = "PublicAccessBlockConfiguration"
_READS: Final = ("READ", "READ_ACP", "FULL_CONTROL")
_WRITES: Final = ("WRITE", "WRITE_ACP", "FULL_CONTROL")


def _open_flags(block: Facts) -> Iterator[Broken]:
    for flag in _FLAGS.values():
        if not block.get(flag):
            yield broken(flag, f"{flag} is {'false' if flag in block else 'not set'}")


def _account(live: Live) -> Iterator[Found]:
    yield Found(live.arn("s3", "account", region=""))


def _account_block(live: Live) -> Facts | None:
    answer = live.one(ACCOUNT_BLOCK, {"AccountId": live.account})
    return None if answer is None else answer[_BLOCK]


def _account_blocked(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    block = _account_block(live)
    if block is None:
        yield broken(_BLOCK, "the account has no public access block")
    else:
        yield from _open_flags(block)


def _account_block_there(_found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if _account_block(live) is None:
        yield broken(_BLOCK, "the account has no public access block")


def _block_of(found: Found, live: Live) -> Facts | None:
    answer = live.one(BUCKET_BLOCK, {"Bucket": found.facts["Name"]})
    return None if answer is None else answer[_BLOCK]


def _blocked(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if _block_of(found, live) is None:
        yield broken(_BLOCK, "the bucket has no public access block")


def _with_flag(flag: str) -> Judges:
    def judge(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
        if not (_block_of(found, live) or {}).get(flag):
            yield broken(flag, f"{flag} is not true")

    return judge


def _policy_not_public(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(BUCKET_POLICY_STATUS, {"Bucket": found.facts["Name"]}) or {}
    if answer.get("PolicyStatus", {}).get("IsPublic"):
        yield broken("PolicyStatus.IsPublic", "PolicyStatus.IsPublic is true: the bucket's policy lets everyone in")


def _acl(group: str, permissions: tuple[str, ...]) -> Judges:
    def judge(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
        grants = (live.one(BUCKET_ACL, {"Bucket": found.facts["Name"]}) or {}).get("Grants") or ()
        for permission in group_grants(grants, group):
            if permission in permissions:
                whom = "everyone" if group == EVERYONE else "every AWS account"
                yield broken("Grants", f"the bucket's ACL gives {permission} to {whom}")

    return judge


def _access_points(live: Live) -> Iterator[Found]:
    for each in live.items(ACCESS_POINTS, {"AccountId": live.account}):
        yield Found(each.get("AccessPointArn") or live.arn("s3", f"accesspoint/{each['Name']}"), each)


def _access_point_blocked(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    answer = live.one(ACCESS_POINT, {"AccountId": live.account, "Name": found.facts["Name"]}) or {}
    yield from _open_flags(answer.get(_BLOCK) or {})


_ALL: Final = dict.fromkeys(_FLAGS.values(), True)
_ONE: Final[dict[Any, Any]] = {BUCKETS: {"Buckets": [{"Name": "orders"}]}}
_CLOSED: Final[dict[Any, Any]] = _ONE | {BUCKET_BLOCK: {_BLOCK: _ALL}}
_POINT: Final = {"Name": "orders", "NetworkOrigin": "VPC", "Bucket": "orders"}
_POINTS: Final[dict[Any, Any]] = {ACCESS_POINTS: {"AccessPointList": [_POINT]}}
_OWNER: Final = {"Grantee": {"Type": "CanonicalUser", "ID": "owner"}, "Permission": "FULL_CONTROL"}


def _grant(group: str, permission: str) -> dict[Any, Any]:
    grant = {"Grantee": {"Type": "Group", "URI": group}, "Permission": permission}
    return _ONE | {BUCKET_ACL: {"Grants": [_OWNER, grant]}}


_OWN: Final[dict[Any, Any]] = _ONE | {BUCKET_ACL: {"Grants": [_OWNER]}}

CHECKS: tuple[Check, ...] = (
    Check(
        id="s3-account-public-access-blocked",
        scope=Scope.ACCOUNT,
        calls=(ACCOUNT_BLOCK,),
        finds=_account,
        judge=_account_blocked,
        examples=Examples(
            holds={ACCOUNT_BLOCK: {_BLOCK: _ALL}},
            broken={ACCOUNT_BLOCK: {_BLOCK: _ALL | {"BlockPublicPolicy": False}}},
            absent=None,
        ),
    ),
    Check(
        id="s3-account-block-present",
        scope=Scope.ACCOUNT,
        calls=(ACCOUNT_BLOCK,),
        finds=_account,
        judge=_account_block_there,
        examples=Examples(
            holds={ACCOUNT_BLOCK: {_BLOCK: _ALL}},
            broken={ACCOUNT_BLOCK: Refusal("NoSuchPublicAccessBlockConfiguration")},
            absent=None,
        ),
    ),
    Check(
        id="s3-bucket-public-access-blocked",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, BUCKET_BLOCK),
        finds=buckets,
        judge=_blocked,
        examples=Examples(holds=_CLOSED, broken=_ONE | {BUCKET_BLOCK: Refusal("NoSuchPublicAccessBlockConfiguration")}),
    ),
    *(
        Check(
            id=id_,
            scope=Scope.ACCOUNT,
            calls=(BUCKETS, BUCKET_BLOCK),
            finds=buckets,
            judge=_with_flag(flag),
            examples=Examples(holds=_CLOSED, broken=_ONE | {BUCKET_BLOCK: {_BLOCK: _ALL | {flag: False}}}),
        )
        for id_, flag in _FLAGS.items()
    ),
    Check(
        id="s3-bucket-policy-not-public",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, BUCKET_POLICY_STATUS),
        finds=buckets,
        judge=_policy_not_public,
        examples=Examples(
            holds=_ONE | {BUCKET_POLICY_STATUS: {"PolicyStatus": {"IsPublic": False}}},
            broken=_ONE | {BUCKET_POLICY_STATUS: {"PolicyStatus": {"IsPublic": True}}},
        ),
    ),
    Check(
        id="s3-acl-no-public-read",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, BUCKET_ACL),
        finds=buckets,
        judge=_acl(EVERYONE, _READS),
        examples=Examples(holds=_OWN, broken=_grant(EVERYONE, "READ")),
    ),
    Check(
        id="s3-acl-no-public-write",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, BUCKET_ACL),
        finds=buckets,
        judge=_acl(EVERYONE, _WRITES),
        examples=Examples(holds=_grant(EVERYONE, "READ"), broken=_grant(EVERYONE, "WRITE")),
    ),
    Check(
        id="s3-acl-no-authenticated-users",
        scope=Scope.ACCOUNT,
        calls=(BUCKETS, BUCKET_ACL),
        finds=buckets,
        judge=_acl(ACCOUNTS, (*_READS, *_WRITES)),
        examples=Examples(holds=_OWN, broken=_grant(ACCOUNTS, "READ")),
    ),
    Check(
        id="s3-access-point-public-access-blocked",
        calls=(ACCESS_POINTS, ACCESS_POINT),
        finds=_access_points,
        judge=_access_point_blocked,
        examples=Examples(
            holds=_POINTS | {ACCESS_POINT: {_BLOCK: _ALL}},
            broken=_POINTS | {ACCESS_POINT: {_BLOCK: _ALL | {"IgnorePublicAcls": False}}},
        ),
    ),
)
