"""The rules of the edge."""

from guardrails.rule import Rule
from guardrails.rules.edge import (
    api_access,
    api_body,
    api_stage,
    api_throttle,
    certificate,
    classic,
    distribution,
    dns,
    entries,
    listener,
    load_balancer,
    origin,
    shield,
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
    *api_throttle.RULES,
    *api_stage.RULES,
    *api_access.RULES,
    *api_body.RULES,
    *entries.RULES,
    *distribution.RULES,
    *origin.RULES,
    *shield.RULES,
    *dns.RULES,
)
