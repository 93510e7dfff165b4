"""The rules of data."""

from guardrails.rule import Rule
from guardrails.rules.data import kms, s3

RULES: tuple[Rule, ...] = (*kms.RULES, *s3.RULES)
