"""What the log archive's bucket policies let AWS services deliver, each with its source pinned to this account."""

from components.audit.names import trail_arn
from components.documents import Statement
from components.placement import Placement


def cloudtrail(placement: Placement, bucket: str) -> tuple[Statement, ...]:
    """Lets this stack's trail, and no other, write to ``bucket`` (CloudTrail guide, "S3 bucket policy")."""
    principals = {"Service": ("cloudtrail.amazonaws.com",)}
    source = {"aws:SourceArn": trail_arn(placement)}
    return (
        Statement(
            sid="CloudTrailAcl",
            principals=principals,
            actions=("s3:GetBucketAcl",),
            resources=(placement.bucket_arn(bucket),),
            condition={"StringEquals": source},
        ),
        Statement(
            sid="CloudTrailWrite",
            principals=principals,
            actions=("s3:PutObject",),
            resources=(f"{placement.bucket_arn(bucket)}/AWSLogs/{placement.account_id}/*",),
            condition={"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"} | source},
        ),
    )


def guardduty(placement: Placement, bucket: str) -> tuple[Statement, ...]:
    """Lets this account's detectors, of every region, export findings (GuardDuty guide, "Exporting findings")."""
    principals = {"Service": ("guardduty.amazonaws.com",)}
    # The detector's id is AWS's choice, so its ARN is known up to the id only.
    condition = {
        "StringEquals": {"aws:SourceAccount": placement.account_id},
        "ArnLike": {"aws:SourceArn": placement.at("*").arn("guardduty", "detector/*")},
    }
    return (
        Statement(
            sid="GuardDutyLocation",
            principals=principals,
            actions=("s3:GetBucketLocation",),
            resources=(placement.bucket_arn(bucket),),
            condition=condition,
        ),
        Statement(
            sid="GuardDutyWrite",
            principals=principals,
            actions=("s3:PutObject",),
            resources=(f"{placement.bucket_arn(bucket)}/*",),
            condition=condition,
        ),
    )


def config(placement: Placement, bucket: str) -> tuple[Statement, ...]:
    """Lets AWS Config of this account deliver (Config guide, "Permissions for the Amazon S3 bucket")."""
    principals = {"Service": ("config.amazonaws.com",)}
    account = {"aws:SourceAccount": placement.account_id}
    return (
        Statement(
            sid="ConfigAcl",
            principals=principals,
            actions=("s3:GetBucketAcl", "s3:ListBucket"),
            resources=(placement.bucket_arn(bucket),),
            condition={"StringEquals": account},
        ),
        Statement(
            sid="ConfigWrite",
            principals=principals,
            actions=("s3:PutObject",),
            resources=(f"{placement.bucket_arn(bucket)}/AWSLogs/{placement.account_id}/Config/*",),
            condition={"StringEquals": {"s3:x-amz-acl": "bucket-owner-full-control"} | account},
        ),
    )


def s3_access_logs(placement: Placement, bucket: str) -> tuple[Statement, ...]:
    """Lets S3 write the access logs of this stack's buckets (S3 guide, "Permissions for log delivery")."""
    return (
        Statement(
            sid="S3AccessLogs",
            principals={"Service": ("logging.s3.amazonaws.com",)},
            actions=("s3:PutObject",),
            # The prefix that ``Bucket`` gives to its own logs, apart from AWSLogs/ of the load balancers.
            resources=(f"{placement.bucket_arn(bucket)}/s3/*",),
            condition={
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnLike": {"aws:SourceArn": placement.bucket_arn(placement.physical("*"))},
            },
        ),
    )


def load_balancer_logs(placement: Placement, bucket: str) -> tuple[Statement, ...]:
    """Lets load balancers write access, connection and health-check logs (ELB guide, "Enable access logs").

    AWS documents no source condition for the delivery service: it writes only to the path of the load balancer's owner,
    and the path allowed is this account's.
    """
    return (
        Statement(
            sid="LoadBalancerLogs",
            principals={"Service": ("logdelivery.elasticloadbalancing.amazonaws.com",)},
            actions=("s3:PutObject",),
            resources=(f"{placement.bucket_arn(bucket)}/AWSLogs/{placement.account_id}/*",),
        ),
    )
