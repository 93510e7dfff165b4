"""The rules of the edge."""

from guardrails.rule import Rule
from guardrails.rules.edge import (
    certificate,
    classic,
    listener,
    load_balancer,
    target_group,
    web_acl,
    web_acl_entries,
    web_acl_rules,
)

RULES: tuple[Rule, ...] = (
    *web_acl.RULES,
    *web_acl_rules.RULES,
    *web_acl_entries.RULES,
    *load_balancer.RULES,
    *listener.RULES,
    *target_group.RULES,
    *classic.RULES,
    *certificate.RULES,
)
