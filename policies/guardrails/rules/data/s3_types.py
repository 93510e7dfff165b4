"""Type tokens of S3 and KMS, and of what the rules on buckets and keys follow to other services."""

from typing import Final

from guardrails import tokens

BUCKET: Final = tokens.BUCKET
BUCKET_ACL: Final = tokens.BUCKET_ACL
BUCKET_ENCRYPTION: Final = tokens.BUCKET_ENCRYPTION
BUCKET_LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
BUCKET_LOGGING: Final = tokens.BUCKET_LOGGING
BUCKET_NOTIFICATION: Final = "aws:s3/bucketNotification:BucketNotification"
BUCKET_OBJECT: Final = "aws:s3/bucketObject:BucketObject"
BUCKET_OBJECT_LOCK: Final = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
BUCKET_OWNERSHIP: Final = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
BUCKET_POLICY: Final = tokens.BUCKET_POLICY
BUCKET_PUBLIC_ACCESS_BLOCK: Final = tokens.BUCKET_PUBLIC_ACCESS_BLOCK
BUCKET_REPLICATION: Final = tokens.BUCKET_REPLICATION
BUCKET_VERSIONING: Final = "aws:s3/bucketVersioning:BucketVersioning"
ACCESS_POINT: Final = "aws:s3/accessPoint:AccessPoint"
ACCESS_POINT_POLICY: Final = "aws:s3control/accessPointPolicy:AccessPointPolicy"
ACCOUNT_PUBLIC_ACCESS_BLOCK: Final = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
MULTI_REGION_ACCESS_POINT: Final = "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint"
OBJECT_COPY: Final = "aws:s3/objectCopy:ObjectCopy"

KMS_KEY: Final = tokens.KMS_KEY
KMS_ALIAS: Final = tokens.KMS_ALIAS
KMS_EXTERNAL_KEY: Final = "aws:kms/externalKey:ExternalKey"
KMS_KEY_POLICY: Final = tokens.KMS_KEY_POLICY
KMS_REPLICA_EXTERNAL_KEY: Final = "aws:kms/replicaExternalKey:ReplicaExternalKey"
KMS_REPLICA_KEY: Final = tokens.KMS_REPLICA_KEY
KEYS: Final = (KMS_KEY, KMS_REPLICA_KEY, KMS_EXTERNAL_KEY, KMS_REPLICA_EXTERNAL_KEY)
"""The resources that are a customer key."""
NAMES_OF_KEYS: Final = (*KEYS, KMS_ALIAS)
"""The resources whose id or ARN names a customer key."""

TRAIL: Final = tokens.TRAIL
DELIVERY_CHANNEL: Final = "aws:cfg/deliveryChannel:DeliveryChannel"
LOAD_BALANCER: Final = tokens.LOAD_BALANCER
CLASSIC_LOAD_BALANCER: Final = tokens.CLASSIC_LOAD_BALANCER
