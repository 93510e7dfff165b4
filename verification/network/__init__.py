"""Checks of networks: VPCs, firewalls, DNS and links."""

from verification.check import Check
from verification.network import (
    client_vpn,
    dns,
    doors,
    endpoints,
    exposure,
    firewall,
    firewall_policies,
    flow_logs,
    placement,
    security_groups,
    services,
    site_vpn,
)

CHECKS: tuple[Check, ...] = (
    *placement.CHECKS,
    *services.CHECKS,
    *exposure.CHECKS,
    *doors.CHECKS,
    *security_groups.CHECKS,
    *firewall.CHECKS,
    *firewall_policies.CHECKS,
    *dns.CHECKS,
    *flow_logs.CHECKS,
    *endpoints.CHECKS,
    *client_vpn.CHECKS,
    *site_vpn.CHECKS,
)
