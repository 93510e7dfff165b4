"""Checks of what is told and tried: alarms, routes, incidents, mail and drills."""

from verification.check import Check
from verification.operations import (
    alarms,
    anomaly,
    cis,
    containment,
    internet,
    on_call,
    processes,
    routes,
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
)
