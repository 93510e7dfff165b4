"""Rules on a policy store of Verified Permissions (id.rbac)."""

from typing import Final

from guardrails.requirements import must_be_one_of, when
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.rules.identity.types import POLICY_STORE
from guardrails.values import UNKNOWN

_STRICT: Final = {"validationSettings": {"mode": "STRICT"}}

RULES: tuple[Rule, ...] = (
    ResourceRule(
        id="verifiedpermissions-store-strict",
        types=(POLICY_STORE,),
        judge=must_be_one_of("validationSettings.mode", "STRICT"),
        examples=examples(
            POLICY_STORE,
            good=_STRICT,
            bad={"validationSettings": {"mode": "OFF"}},
            unknown={"validationSettings": {"mode": UNKNOWN}},
        ),
    ),
    ResourceRule(
        id="verifiedpermissions-store-deletion-protection",
        types=(POLICY_STORE,),
        judge=when(
            lambda _, bar: bar.deletion_protection, must_be_one_of("deletionProtection", "ENABLED", default="DISABLED")
        ),
        examples=examples(
            POLICY_STORE,
            good=_STRICT | {"deletionProtection": "ENABLED"},
            bad=_STRICT,
            unknown=_STRICT | {"deletionProtection": UNKNOWN},
        ),
    ),
)
