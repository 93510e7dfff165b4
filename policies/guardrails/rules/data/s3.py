"""The rules of S3."""

from guardrails.rule import Rule
from guardrails.rules.data import (
    s3_durability,
    s3_encryption,
    s3_events,
    s3_log,
    s3_operations,
    s3_policy,
    s3_public,
)

RULES: tuple[Rule, ...] = (
    *s3_public.RULES,
    *s3_policy.RULES,
    *s3_encryption.RULES,
    *s3_durability.RULES,
    *s3_operations.RULES,
    *s3_log.RULES,
    *s3_events.RULES,
)
