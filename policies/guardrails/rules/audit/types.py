"""Type tokens of CloudTrail and CloudWatch Logs, and of what the audit rules follow to other services."""

from typing import Final

from guardrails import tokens

TRAIL: Final = tokens.TRAIL
EVENT_DATA_STORE: Final = "aws:cloudtrail/eventDataStore:EventDataStore"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
LOG_RESOURCE_POLICY: Final = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
TOPIC: Final = tokens.TOPIC

KMS_KEY: Final = tokens.KMS_KEY
KMS_ALIAS: Final = tokens.KMS_ALIAS
KMS_REPLICA_KEY: Final = tokens.KMS_REPLICA_KEY
NAMES_OF_KEYS: Final = (KMS_KEY, KMS_REPLICA_KEY, KMS_ALIAS)
"""The resources whose id or ARN names a customer key."""

BUCKET: Final = tokens.BUCKET
BUCKET_ACL: Final = tokens.BUCKET_ACL
BUCKET_LOGGING: Final = tokens.BUCKET_LOGGING
BUCKET_POLICY: Final = tokens.BUCKET_POLICY
BUCKET_PUBLIC_ACCESS_BLOCK: Final = tokens.BUCKET_PUBLIC_ACCESS_BLOCK
