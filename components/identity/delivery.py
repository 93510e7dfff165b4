"""What lets Cognito's sign-in events reach a bucket of ours."""

from components.documents import Statement
from components.placement import Placement

_SERVICE = "delivery.logs.amazonaws.com"


def sign_in_events(placement: Placement, bucket: str) -> tuple[Statement, ...]:
    """Lets vended logs of this account and region be delivered to ``bucket``.

    With these statements in place the log delivery service has no need to write any into the policy itself.
    Source: CloudWatch Logs user guide, "Logs sent to Amazon S3".
    """
    source = {"aws:SourceAccount": placement.account_id}
    arn = {"aws:SourceArn": placement.arn("logs", "*")}
    return (
        Statement(
            sid="AWSLogDeliveryAclCheck",
            principals={"Service": (_SERVICE,)},
            actions=("s3:GetBucketAcl", "s3:ListBucket"),
            resources=(placement.bucket_arn(bucket),),
            condition={"StringEquals": source, "ArnLike": arn},
        ),
        Statement(
            sid="AWSLogDeliveryWrite",
            principals={"Service": (_SERVICE,)},
            actions=("s3:PutObject",),
            resources=(f"{placement.bucket_arn(bucket)}/AWSLogs/{placement.account_id}/*",),
            condition={"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"} | source, "ArnLike": arn},
        ),
    )
