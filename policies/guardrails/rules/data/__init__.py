"""The rules of data."""

from guardrails.rule import Rule
from guardrails.rules.data import kms, messaging, rds, s3, secrets

RULES: tuple[Rule, ...] = (*rds.RULES, *s3.RULES, *kms.RULES, *secrets.RULES, *messaging.RULES)
