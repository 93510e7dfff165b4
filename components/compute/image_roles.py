"""What Image Builder's machines and its clean-up may do."""

from typing import Final

from components.documents import Statement, document
from components.placement import Placement

LOG_GROUP_PREFIX: Final = "/aws/imagebuilder/"
"""Where Image Builder's service-linked role may write logs, and nowhere else."""
_MADE_HERE: Final = {"StringEquals": {"aws:ResourceTag/CreatedBy": "EC2 Image Builder"}}


def build_document(placement: Placement) -> str:
    """What a machine that builds or tests an image may do beside being managed by Systems Manager.

    Source: AWS managed policy EC2InstanceProfileForImageBuilder, without its parts for imported disk images and
    encrypted components, and for this account's log groups only.
    """
    groups = placement.arn("logs", f"log-group:{LOG_GROUP_PREFIX}*")
    builder = f"arn:{placement.partition}:imagebuilder:{placement.region}"
    return document(
        Statement(
            sid="ReadComponents",
            actions=("imagebuilder:GetComponent", "imagebuilder:GetMarketplaceResource"),
            resources=(
                placement.arn("imagebuilder", "component/*"),
                f"{builder}:aws:component/*",
                f"{builder}:aws-marketplace:component/*",
            ),
        ),
        Statement(
            sid="ReadBuilder",
            actions=("s3:GetObject",),
            # The tool that runs components, from AWS's own buckets.
            resources=tuple(
                f"{placement.bucket_arn(bucket)}/*"
                for bucket in (
                    f"ec2imagebuilder-toe-{placement.region}-prod",
                    f"ec2imagebuilder-managed-resources-{placement.region}-prod",
                )
            ),
        ),
        Statement(
            sid="WriteLogs",
            # Image Builder's own group names are made on first use; ours is there already.
            actions=("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(groups, f"{groups}:*"),
        ),
    )


def cleaner_document(placement: Placement) -> str:
    """What the lifecycle policy may do: to images and snapshots that Image Builder made, and nothing to containers.

    Source: AWS managed policy EC2ImageBuilderLifecycleExecutionPolicy, for one region.
    """
    own = f"arn:{placement.partition}:ec2:{placement.region}::"
    return document(
        Statement(
            sid="RetireImages",
            actions=(
                "ec2:DeregisterImage",
                "ec2:DescribeImageAttribute",
                "ec2:DisableImage",
                "ec2:DisableImageDeprecation",
                "ec2:EnableImage",
                "ec2:EnableImageDeprecation",
            ),
            resources=(f"{own}image/*",),
            condition=_MADE_HERE,
        ),
        Statement(
            sid="DeleteSnapshots",
            actions=("ec2:DeleteSnapshot",),
            resources=(f"{own}snapshot/*",),
            condition=_MADE_HERE,
        ),
        Statement(
            sid="TagRetired",
            actions=("ec2:CreateTags", "ec2:DeleteTags"),
            resources=(f"{own}snapshot/*", f"{own}image/*"),
            condition={
                "StringEquals": {
                    "aws:RequestTag/DeprecatedBy": "EC2 Image Builder",
                    "aws:ResourceTag/CreatedBy": "EC2 Image Builder",
                },
                "ForAllValues:StringEquals": {"aws:TagKeys": "DeprecatedBy"},
            },
        ),
        Statement(
            sid="Look",
            actions=("ec2:DescribeImages", "ec2:DescribeSnapshots", "tag:GetResources"),
            # AWS has no narrower resource for these.
        ),
        Statement(
            sid="DeleteRecords",
            actions=("imagebuilder:DeleteImage",),
            resources=(placement.arn("imagebuilder", "image/*/*"),),
        ),
    )
