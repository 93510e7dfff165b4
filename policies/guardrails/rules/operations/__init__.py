"""The rules of operations."""

from guardrails.rule import Rule
from guardrails.rules.operations import (
    alarms,
    anomaly,
    cis,
    directory,
    internet,
    mail,
    mail_sending,
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
)
