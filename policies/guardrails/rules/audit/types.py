"""Type tokens of CloudTrail and CloudWatch Logs, and of what the audit rules follow to other services."""

from typing import Final

from guardrails import tokens

TRAIL: Final = tokens.TRAIL
EVENT_DATA_STORE: Final = "aws:cloudtrail/eventDataStore:EventDataStore"
LOG_GROUP: Final = tokens.LOG_GROUP
LOG_RESOURCE_POLICY: Final = tokens.LOG_RESOURCE_POLICY
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

API_STAGE: Final = tokens.REST_STAGE
CLUSTER: Final = tokens.ECS_CLUSTER
DELIVERY_STREAM: Final = tokens.DELIVERY_STREAM
FUNCTION: Final = tokens.FUNCTION
HTTP_STAGE: Final = tokens.HTTP_STAGE
LOG_ACCOUNT_POLICY: Final = "aws:cloudwatch/logAccountPolicy:LogAccountPolicy"
LOG_DATA_PROTECTION: Final = "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy"
LOG_SUBSCRIPTION: Final = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"
POLICY: Final = tokens.IAM_POLICY
ROLE: Final = tokens.IAM_ROLE
ROLE_POLICY: Final = tokens.IAM_ROLE_POLICY
SSM_DOCUMENT: Final = tokens.SSM_DOCUMENT
TASK_DEFINITION: Final = tokens.ECS_TASK_DEFINITION
LOG_METRIC_FILTER: Final = tokens.LOG_METRIC_FILTER
METRIC_ALARM: Final = tokens.METRIC_ALARM
