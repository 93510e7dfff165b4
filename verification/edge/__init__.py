"""Checks of public entries: load balancers, distributions, APIs, web ACLs and certificates."""

from verification.check import Check
from verification.edge import (
    apis,
    balancers,
    certificates,
    distributions,
    internal,
    listeners,
    shield,
    stages,
    tls_entries,
    web_acl_entries,
    web_acls,
)

CHECKS: tuple[Check, ...] = (
    *web_acls.CHECKS,
    *web_acl_entries.CHECKS,
    *shield.CHECKS,
    *apis.CHECKS,
    *stages.CHECKS,
    *listeners.CHECKS,
    *tls_entries.CHECKS,
    *balancers.CHECKS,
    *certificates.CHECKS,
    *distributions.CHECKS,
    *internal.CHECKS,
)
