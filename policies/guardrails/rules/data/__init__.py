"""The rules of data."""

from guardrails.rule import Rule
from guardrails.rules.data import (
    backup,
    dynamodb,
    efs,
    elasticache,
    kms,
    messaging,
    presence,
    rds,
    retention,
    s3,
    secrets,
    web_client,
)

RULES: tuple[Rule, ...] = (
    *rds.RULES,
    *s3.RULES,
    *kms.RULES,
    *secrets.RULES,
    *web_client.RULES,
    *messaging.RULES,
    *backup.RULES,
    *dynamodb.RULES,
    *efs.RULES,
    *elasticache.RULES,
    *retention.RULES,
    *presence.RULES,
)
