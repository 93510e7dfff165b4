"""The rules of audit."""

from guardrails.rule import Rule
from guardrails.rules.audit import logs, trail, trail_bucket, trail_events

RULES: tuple[Rule, ...] = (*trail.RULES, *trail_events.RULES, *trail_bucket.RULES, *logs.RULES)
