"""The rules of operations."""

from guardrails.rule import Rule
from guardrails.rules.operations import (
    alarms,
    anomaly,
    cis,
    containment,
    deadlines,
    directory,
    internet,
    mail,
    mail_sending,
    on_call,
    registers,
    resilience,
    routes,
    uptime,
)

RULES: tuple[Rule, ...] = (
    *alarms.RULES,
    *cis.RULES,
    *anomaly.RULES,
    *uptime.RULES,
    *routes.RULES,
    *resilience.RULES,
    *mail.RULES,
    *mail_sending.RULES,
    *directory.RULES,
    *internet.RULES,
    *containment.RULES,
    *deadlines.RULES,
    *registers.RULES,
    *on_call.RULES,
)
