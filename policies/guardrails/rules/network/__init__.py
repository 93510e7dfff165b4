"""The rules of the network."""

from guardrails.rule import Rule
from guardrails.rules.network import (
    acl,
    client_vpn,
    dns,
    endpoint,
    entry,
    exposure,
    firewall,
    firewall_policy,
    parts,
    routes,
    security_group,
    site_vpn,
    transfer,
    usage,
    vpc,
)

RULES: tuple[Rule, ...] = (
    *vpc.RULES,
    *security_group.RULES,
    *parts.RULES,
    *exposure.RULES,
    *entry.RULES,
    *acl.RULES,
    *routes.RULES,
    *endpoint.RULES,
    *usage.RULES,
    *firewall.RULES,
    *firewall_policy.RULES,
    *dns.RULES,
    *client_vpn.RULES,
    *site_vpn.RULES,
    *transfer.RULES,
)
