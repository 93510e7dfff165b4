"""ElastiCache: caches are encrypted at rest and on the way, and fail over to another zone."""

from collections.abc import Iterable
from typing import Any

from guardrails.thresholds import Thresholds
from verification.answers import Broken, broken
from verification.check import Check, Examples, Found
from verification.data.calls import CACHES, KEY
from verification.data.requirements import (
    CUSTOMER_KEY,
    KEY_ARN,
    MANAGED_KEY,
    must_be_true,
    shown,
    under_customer_key,
)
from verification.live import Live


def _groups(live: Live) -> Iterable[Found]:
    for each in live.items(CACHES):
        if each.get("Status") not in ("creating", "deleting", "create-failed"):
            arn = each.get("ARN") or live.arn("elasticache", f"replicationgroup:{each['ReplicationGroupId']}")
            yield Found(arn, each)


def _fails_over(found: Found, _live: Live, bar: Thresholds) -> Iterable[Broken]:
    for path in ("AutomaticFailover", "MultiAZ") if bar.multi_az else ():
        state = found.facts.get(path)
        if state not in ("enabled", "enabling"):
            yield broken(path, f"{path} is {shown(state)}")


def _tls(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    yield from must_be_true("TransitEncryptionEnabled")(found, live, bar)
    if found.facts.get("TransitEncryptionMode") == "preferred":
        yield broken("TransitEncryptionMode", "TransitEncryptionMode is preferred, which lets clients in without TLS")


def _group(**facts: Any) -> dict[str, Any]:
    group = {
        "ReplicationGroupId": "sessions",
        "ARN": "arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:sessions",
        "Status": "available",
        "KmsKeyId": KEY_ARN,
    }
    return {"ReplicationGroups": [{**group, **facts}]}


CHECKS: tuple[Check, ...] = (
    Check(
        id="elasticache-encrypted-at-rest",
        calls=(CACHES,),
        finds=_groups,
        judge=must_be_true("AtRestEncryptionEnabled"),
        examples=Examples(
            holds={CACHES: _group(AtRestEncryptionEnabled=True)}, broken={CACHES: _group(AtRestEncryptionEnabled=False)}
        ),
    ),
    Check(
        id="elasticache-customer-key",
        calls=(CACHES, KEY),
        finds=_groups,
        judge=under_customer_key("KmsKeyId"),
        examples=Examples(holds={CACHES: _group(), KEY: CUSTOMER_KEY}, broken={CACHES: _group(), KEY: MANAGED_KEY}),
    ),
    Check(
        id="elasticache-encrypted-in-transit",
        calls=(CACHES,),
        finds=_groups,
        judge=_tls,
        examples=Examples(
            holds={CACHES: _group(TransitEncryptionEnabled=True, TransitEncryptionMode="required")},
            broken={CACHES: _group(TransitEncryptionEnabled=True, TransitEncryptionMode="preferred")},
        ),
    ),
    Check(
        id="elasticache-automatic-failover",
        calls=(CACHES,),
        finds=_groups,
        judge=_fails_over,
        examples=Examples(
            holds={CACHES: _group(AutomaticFailover="enabled", MultiAZ="enabled")},
            broken={CACHES: _group(AutomaticFailover="disabled", MultiAZ="disabled")},
        ),
    ),
)
