"""The rules of audit."""

from guardrails.rule import Rule
from guardrails.rules.audit import audit_log, evidence, logs, masking, shipping, trail, trail_bucket, trail_events

RULES: tuple[Rule, ...] = (
    *trail.RULES,
    *trail_events.RULES,
    *trail_bucket.RULES,
    *logs.RULES,
    *shipping.RULES,
    *masking.RULES,
    *audit_log.RULES,
    *evidence.RULES,
)
