"""The encryption and lifecycle rules of a bucket."""

from typing import Final

import pulumi
import pulumi_aws as aws

_ABORT_UPLOADS_DAYS: Final = 7


def encryption(key_arn: pulumi.Input[str] | None) -> aws.s3.BucketServerSideEncryptionConfigurationRuleArgs:
    """Encryption by the customer key, or by S3's own (SSE-S3) where ``key_arn`` is None.

    SSE-C is refused: under a key that S3 does not hold, an intruder can make objects unreadable for ransom.
    """
    by_default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs
    if key_arn is None:
        return aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
            apply_server_side_encryption_by_default=by_default(sse_algorithm="AES256"),
            blocked_encryption_types=["SSE-C"],
        )
    return aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
        apply_server_side_encryption_by_default=by_default(sse_algorithm="aws:kms", kms_master_key_id=key_arn),
        blocked_encryption_types=["SSE-C"],
        bucket_key_enabled=True,
    )


def lifecycle(noncurrent_days: int, expire_days: int | None) -> list[aws.s3.BucketLifecycleConfigurationRuleArgs]:
    """Rules for every object: abandoned uploads and replaced versions go, current ones only after ``expire_days``."""
    every_object = aws.s3.BucketLifecycleConfigurationRuleFilterArgs()
    rules = [
        aws.s3.BucketLifecycleConfigurationRuleArgs(
            id="abort-incomplete-uploads",
            status="Enabled",
            filter=every_object,
            abort_incomplete_multipart_upload=(
                aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                    days_after_initiation=_ABORT_UPLOADS_DAYS
                )
            ),
        ),
        aws.s3.BucketLifecycleConfigurationRuleArgs(
            id="expire-noncurrent-versions",
            status="Enabled",
            filter=every_object,
            noncurrent_version_expiration=aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                noncurrent_days=noncurrent_days
            ),
            expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(expired_object_delete_marker=True),
        ),
    ]
    if expire_days is not None:
        rules.append(
            aws.s3.BucketLifecycleConfigurationRuleArgs(
                id="expire-current-versions",
                status="Enabled",
                filter=every_object,
                expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=expire_days),
            )
        )
    return rules


def tags(noncurrent_days: int, expire_days: int | None, *, customers: bool, uploads: bool) -> dict[str, str]:
    """What a bucket holds, and for how many days: customers' files after they deleted them, records altogether."""
    if customers:
        days = max(noncurrent_days, expire_days or 0)
        ingress = {"ingress": "user"} if uploads else {}
        return {"backup": "daily", "data": "customer", "retention": str(days), **ingress}
    if expire_days is None:
        return {"data": "internal", "retention": str(noncurrent_days)}
    return {"data": "logs", "retention": str(expire_days)}
