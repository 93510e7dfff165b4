"""The records of the rules on S3."""

from guardrails.controls.data import s3_access, s3_keeping
from guardrails.controls.model import RuleInfo

RULES: tuple[RuleInfo, ...] = (*s3_access.RULES, *s3_keeping.RULES)
