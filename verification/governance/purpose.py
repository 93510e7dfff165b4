"""Customer data is read by the services that it is kept for, and AWS keeps no content of ours (pv.purpose).

That reads of customers' stores are recorded is asked with the trails and with support access.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from guardrails.graph import Resource
from guardrails.rules.governance import purpose as rules
from guardrails.rules.governance.types import KMS_KEY
from guardrails.thresholds import Thresholds
from verification.answers import Broken
from verification.audit.tags import answer, tagged
from verification.by_rule import asked, resource, the_rule
from verification.check import Check, Examples, Found, Scope, holds_if_found
from verification.data.calls import KEY_ALIASES, KEY_POLICY, KEYS, TAGGED
from verification.data.kms import customer_keys
from verification.governance.calls import POLICIES, POLICY_TARGETS
from verification.live import Live
from verification.operations.graphs import whole

_OPT_OUT: Final = {"Filter": "AISERVICES_OPT_OUT_POLICY"}
_BOUND: Final = the_rule(rules.RULES, "customer-key-bound-to-services")


def _policy(live: Live, key: str) -> str | None:
    answered = live.one(KEY_POLICY, {"KeyId": key, "PolicyName": "default"}) or {}
    policy: str | None = answered.get("Policy")
    return policy


def _customers_keys(live: Live) -> Iterator[Found]:
    """The keys that are tagged as those of customers' data."""
    for arn, data in tagged(live, "data", "kms").items():
        if data == "customer" and ":key/" in arn:
            yield Found(arn)


def _bound(found: Found, live: Live, bar: Thresholds) -> Iterable[Broken]:
    properties = {"policy": _policy(live, found.arn.rpartition("/")[2]), "tags": {"data": "customer"}}
    yield from asked(_BOUND, resource(KMS_KEY, properties, id_=found.arn), bar, at="Policy")


def _keys(live: Live) -> Iterator[Resource]:
    for found in customer_keys(live):
        yield resource(KMS_KEY, {"policy": _policy(live, found.facts["KeyId"])}, id_=found.arn)


def _attached(live: Live) -> Iterator[Found]:
    """The policies that opt somebody out; one that is attached to nobody opts nobody out."""
    for each in live.items(POLICIES, _OPT_OUT):
        if live.items(POLICY_TARGETS, {"PolicyId": each["Id"]}):
            yield Found(each["Arn"], each)


_ARN: Final = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def _key(condition: Any) -> dict[Any, Any]:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}
    if condition:
        statement["Condition"] = condition
    return {
        TAGGED: answer({_ARN: {"data": "customer"}}),
        KEY_ALIASES: {"Aliases": []},
        KEYS: {"Keys": [{"KeyId": _ARN.rpartition("/")[2], "KeyArn": _ARN}]},
        KEY_POLICY: {"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})},
    }


_THROUGH: Final = {"StringEquals": {"kms:ViaService": "rds.eu-west-1.amazonaws.com"}}
_OPTED_OUT: Final = "arn:aws:organizations::123456789012:policy/o-a1b2c3d4e5/aiservices_opt_out_policy/p-0a1b2c3d"

CHECKS: tuple[Check, ...] = (
    Check(
        id="customer-key-bound-to-services",
        calls=(TAGGED, KEY_POLICY),
        finds=_customers_keys,
        judge=_bound,
        examples=Examples(holds=_key(_THROUGH), broken=_key(None)),
    ),
    whole(
        rules.RULES,
        "purpose-bound-key-present",
        calls=(KEYS, KEY_ALIASES, KEY_POLICY),
        parts=_keys,
        of=("kms", "key/*"),
        at="Policy",
        holds=_key(_THROUGH),
        bad=_key(None),
    ),
    Check(
        id="ai-services-opted-out",
        calls=(POLICIES, POLICY_TARGETS),
        finds=_attached,
        judge=holds_if_found,
        scope=Scope.ORGANIZATION,
        presence=True,
        examples=Examples(
            holds={
                POLICIES: {"Policies": [{"Id": "p-0a1b2c3d", "Arn": _OPTED_OUT}]},
                POLICY_TARGETS: {"Targets": [{"TargetId": "r-a1b2"}]},
            },
            broken=None,
            absent={
                POLICIES: {"Policies": [{"Id": "p-0a1b2c3d", "Arn": _OPTED_OUT}]},
                POLICY_TARGETS: {"Targets": []},
            },
        ),
    ),
)
