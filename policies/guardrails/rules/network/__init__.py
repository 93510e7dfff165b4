"""The rules of the network."""

from guardrails.rule import Rule
from guardrails.rules.network import acl, endpoint, entry, exposure, routes, security_group, usage, vpc

RULES: tuple[Rule, ...] = (
    *vpc.RULES,
    *security_group.RULES,
    *exposure.RULES,
    *entry.RULES,
    *acl.RULES,
    *routes.RULES,
    *endpoint.RULES,
    *usage.RULES,
)
