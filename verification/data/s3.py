"""S3: buckets are under a customer key, keep old versions, and have policies that lock nobody in or out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from guardrails.documents import Statement, parse
from guardrails.rules.data.delivery_accounts import delivers
from guardrails.rules.data.s3_policy import no_wildcard_action, nobody_locked_out
from guardrails.thresholds import Thresholds
from guardrails.values import normalise, read
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found, Refusal, Responses, Scope
from verification.data.calls import (
    BUCKET_ENCRYPTION,
    BUCKET_LOCATION,
    BUCKET_POLICY,
    BUCKET_VERSIONING,
    BUCKETS,
    KEY,
)
from verification.data.requirements import (
    CUSTOMER_KEY,
    KEY_ARN,
    MANAGED_KEY,
    no_customer_key,
    shown,
    statements_broken,
    value_of,
)
from verification.live import Live

_BY_KEY: Final = ("aws:kms", "aws:kms:dsse")
_DEFAULT: Final = "ApplyServerSideEncryptionByDefault"
# Who can deliver to a bucket under S3's own key only: S3 server access logs, and load balancers' access logs (S3
# guide, "Enabling server access logging"; ELB guide, "Enable access logs").
_NEEDING_S3_KEY: Final = frozenset({"logging.s3.amazonaws.com", "logdelivery.elasticloadbalancing.amazonaws.com"})
# What GetBucketLocation says of the oldest regions (S3 API reference, GetBucketLocation).
_OLD_LOCATIONS: Final = {None: "us-east-1", "EU": "eu-west-1"}


def buckets(live: Live) -> Iterable[Found]:
    """Every bucket of the account, wherever it is."""
    for each in live.items(BUCKETS):
        yield Found(live.arn("s3", each["Name"], region="", account=""), each)


def _of(found: Found) -> dict[str, str]:
    return {"Bucket": found.facts["Name"]}


def _defaults(found: Found, live: Live) -> Iterator[dict[str, Any]]:
    answer = live.one(BUCKET_ENCRYPTION, _of(found)) or {}
    for rule in value_of(answer, "ServerSideEncryptionConfiguration.Rules") or ():
        yield rule.get(_DEFAULT) or {}


def bucket_policy(found: Found, live: Live) -> str | None:
    """The text of a bucket's policy, if it has one."""
    policy: str | None = (live.one(BUCKET_POLICY, _of(found)) or {}).get("Policy")
    return policy


def _delivers_logs(statement: Statement) -> bool:
    return (
        statement.allows
        and statement.covers("s3:PutObject")
        and any(
            principal.name in _NEEDING_S3_KEY or delivers(principal.account or "", statement)
            for principal in statement.principals
        )
    )


def _takes_access_logs(found: Found, live: Live) -> bool:
    """Whether the bucket's policy gives it the part of taking logs that can only be delivered under S3's own key."""
    document = parse(read("Policy", normalise(bucket_policy(found, live))))
    return any(_delivers_logs(statement) for statement in document.statements)


def _has_encryption(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    if not any(default.get("SSEAlgorithm") for default in _defaults(found, live)):
        yield broken("ServerSideEncryptionConfiguration", "no default encryption is set")


def _customer_key(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    stated = list(_defaults(found, live))
    algorithms = [default.get("SSEAlgorithm") for default in stated]
    if (not stated or any(each not in _BY_KEY for each in algorithms)) and _takes_access_logs(found, live):
        return
    if not stated:
        yield broken("ServerSideEncryptionConfiguration", "no default encryption is set")
    for default in stated:
        algorithm, key = default.get("SSEAlgorithm"), default.get("KMSMasterKeyID")
        if algorithm not in _BY_KEY:
            yield broken(f"{_DEFAULT}.SSEAlgorithm", f"SSEAlgorithm is {shown(algorithm)}, it must be aws:kms")
        elif key and not key.startswith("arn:"):
            # An id or an alias is one of the bucket's own region.
            yield from no_customer_key(replace(live, region=_region(found, live)), f"{_DEFAULT}.KMSMasterKeyID", key)
        else:
            yield from no_customer_key(live, f"{_DEFAULT}.KMSMasterKeyID", key)


def _region(found: Found, live: Live) -> str:
    location = (live.one(BUCKET_LOCATION, _of(found)) or {}).get("LocationConstraint") or None
    return _OLD_LOCATIONS.get(location) or str(location)


def _versioned(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = (live.one(BUCKET_VERSIONING, _of(found)) or {}).get("Status")
    if status != "Enabled":
        yield broken("Status", f"versioning is {shown(status)}")


def _mfa_delete(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    status = (live.one(BUCKET_VERSIONING, _of(found)) or {}).get("MFADelete")
    if status != "Enabled":
        yield broken("MFADelete", f"MFADelete is {shown(status)}")


def _named_actions(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from statements_broken("Policy", bucket_policy(found, live), no_wildcard_action)


def _locks_nobody_out(found: Found, live: Live, _bar: Thresholds) -> Iterable[Broken]:
    yield from statements_broken("Policy", bucket_policy(found, live), nobody_locked_out)


def _encrypted(**default: str) -> dict[str, Any]:
    return {"ServerSideEncryptionConfiguration": {"Rules": [{_DEFAULT: default}]}}


def _policy(effect: str, principal: str, action: str) -> dict[str, str]:
    return {
        "Policy": (
            f'{{"Version": "2012-10-17", "Statement": [{{"Effect": "{effect}", "Principal": {principal}, '
            f'"Action": "{action}", "Resource": ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"]}}]}}'
        )
    }


_BUCKETS: Final = {"Buckets": [{"Name": "orders"}, {"Name": "logs"}, {"Name": "invoices"}]}
_DELIVERY: Final = _policy("Allow", '{"Service": "logging.s3.amazonaws.com"}', "s3:PutObject")
_READER: Final = '{"AWS": "arn:aws:iam::123456789012:role/orders"}'
_SEVERAL: Final[Responses] = {
    BUCKETS: _BUCKETS,
    BUCKET_ENCRYPTION: (
        ({"Bucket": "orders"}, _encrypted(SSEAlgorithm="aws:kms", KMSMasterKeyID=KEY_ARN)),
        ({"Bucket": "logs"}, _encrypted(SSEAlgorithm="AES256")),
        ({"Bucket": "invoices"}, _encrypted(SSEAlgorithm="aws:kms", KMSMasterKeyID="alias/files")),
    ),
    BUCKET_POLICY: (({"Bucket": "logs"}, _DELIVERY),),
    BUCKET_LOCATION: {"LocationConstraint": "eu-west-1"},
}

CHECKS: tuple[Check, ...] = (
    Check(
        id="s3-bucket-encryption-set",
        calls=(BUCKETS, BUCKET_ENCRYPTION),
        finds=buckets,
        judge=_has_encryption,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds={BUCKETS: _BUCKETS, BUCKET_ENCRYPTION: _encrypted(SSEAlgorithm="AES256")},
            broken={BUCKETS: _BUCKETS, BUCKET_ENCRYPTION: Refusal(BUCKET_ENCRYPTION.absent[0])},
        ),
    ),
    Check(
        id="s3-bucket-customer-key",
        calls=(BUCKETS, BUCKET_ENCRYPTION, BUCKET_POLICY, BUCKET_LOCATION, KEY),
        finds=buckets,
        judge=_customer_key,
        scope=Scope.ACCOUNT,
        examples=Examples(holds={**_SEVERAL, KEY: CUSTOMER_KEY}, broken={**_SEVERAL, KEY: MANAGED_KEY}),
    ),
    Check(
        id="s3-bucket-versioned",
        calls=(BUCKETS, BUCKET_VERSIONING),
        finds=buckets,
        judge=_versioned,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds={BUCKETS: _BUCKETS, BUCKET_VERSIONING: {"Status": "Enabled"}},
            broken={BUCKETS: _BUCKETS, BUCKET_VERSIONING: {"Status": "Suspended"}},
        ),
    ),
    Check(
        id="s3-bucket-mfa-delete",
        calls=(BUCKETS, BUCKET_VERSIONING),
        finds=buckets,
        judge=_mfa_delete,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds={BUCKETS: _BUCKETS, BUCKET_VERSIONING: {"Status": "Enabled", "MFADelete": "Enabled"}},
            broken={BUCKETS: _BUCKETS, BUCKET_VERSIONING: {"Status": "Enabled"}},
        ),
    ),
    Check(
        id="s3-bucket-policy-no-wildcard-action",
        calls=(BUCKETS, BUCKET_POLICY),
        finds=buckets,
        judge=_named_actions,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds={BUCKETS: _BUCKETS, BUCKET_POLICY: _policy("Allow", _READER, "s3:GetObject")},
            broken={BUCKETS: _BUCKETS, BUCKET_POLICY: _policy("Allow", _READER, "s3:*")},
        ),
    ),
    Check(
        id="s3-bucket-policy-locks-nobody-out",
        calls=(BUCKETS, BUCKET_POLICY),
        finds=buckets,
        judge=_locks_nobody_out,
        scope=Scope.ACCOUNT,
        examples=Examples(
            holds={BUCKETS: _BUCKETS, BUCKET_POLICY: _policy("Deny", '"*"', "s3:DeleteObjectVersion")},
            broken={BUCKETS: _BUCKETS, BUCKET_POLICY: _policy("Deny", '"*"', "s3:*")},
        ),
    ),
)
