"""The rules of data."""

from guardrails.rule import Rule
from guardrails.rules.data import (
    backup,
    dynamodb,
    efs,
    elasticache,
    kms,
    messaging,
    plain_settings,
    presence,
    protected,
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
    *plain_settings.RULES,
    *web_client.RULES,
    *messaging.RULES,
    *backup.RULES,
    *dynamodb.RULES,
    *efs.RULES,
    *elasticache.RULES,
    *retention.RULES,
    *presence.RULES,
    *protected.RULES,
)
