"""Checks of audit."""

from verification.audit import (
    apis,
    applications,
    audit_log,
    cloudtrail,
    databases,
    infra,
    masking,
    retention,
    shipping,
    trail_bucket,
    waf,
)
from verification.check import Check

CHECKS: tuple[Check, ...] = (
    *cloudtrail.CHECKS,
    *trail_bucket.CHECKS,
    *retention.CHECKS,
    *applications.CHECKS,
    *apis.CHECKS,
    *databases.CHECKS,
    *infra.CHECKS,
    *waf.CHECKS,
    *audit_log.CHECKS,
    *shipping.CHECKS,
    *masking.CHECKS,
)
