"""Type tokens of CloudTrail and CloudWatch Logs, and of what the audit rules follow to other services."""

from typing import Final

TRAIL: Final = "aws:cloudtrail/trail:Trail"
EVENT_DATA_STORE: Final = "aws:cloudtrail/eventDataStore:EventDataStore"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
LOG_RESOURCE_POLICY: Final = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
TOPIC: Final = "aws:sns/topic:Topic"

KMS_KEY: Final = "aws:kms/key:Key"
KMS_ALIAS: Final = "aws:kms/alias:Alias"
KMS_REPLICA_KEY: Final = "aws:kms/replicaKey:ReplicaKey"
NAMES_OF_KEYS: Final = (KMS_KEY, KMS_REPLICA_KEY, KMS_ALIAS)
"""The resources whose id or ARN names a customer key."""

BUCKET: Final = "aws:s3/bucket:Bucket"
BUCKET_ACL: Final = "aws:s3/bucketAcl:BucketAcl"
BUCKET_LOGGING: Final = "aws:s3/bucketLogging:BucketLogging"
BUCKET_POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"
BUCKET_PUBLIC_ACCESS_BLOCK: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
