"""Checks of what is told and tried: alarms, routes, incidents, mail and drills."""

from verification.check import Check
from verification.operations import (
    account_recovery,
    alarms,
    anomaly,
    cis,
    containment,
    directory,
    internet,
    on_call,
    processes,
    received_mail,
    registers,
    resilience,
    routes,
    sent_mail,
    uptime,
)

CHECKS: tuple[Check, ...] = (
    *cis.CHECKS,
    *alarms.CHECKS,
    *anomaly.CHECKS,
    *uptime.CHECKS,
    *internet.CHECKS,
    *on_call.CHECKS,
    *routes.CHECKS,
    *containment.CHECKS,
    *processes.CHECKS,
    *registers.CHECKS,
    *account_recovery.CHECKS,
    *sent_mail.CHECKS,
    *received_mail.CHECKS,
    *resilience.CHECKS,
    *directory.CHECKS,
)
