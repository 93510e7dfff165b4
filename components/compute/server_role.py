"""What a server may do: be managed by Systems Manager, so that nobody needs a key pair or an open port."""

from components.compute.patching import patch_log_group
from components.documents import Statement, document
from components.network.aws_buckets import aws_buckets
from components.placement import Placement


def server_document(placement: Placement, statements: tuple[Statement, ...] = ()) -> str:
    """What SSM Agent needs, without the parameters that AWS's own AmazonSSMManagedInstanceCore lets every server read.

    And what patching needs: AWS's own buckets, and the log group of its output. ``statements`` come on top.

    Sources: Systems Manager user guide, "Reference: ec2messages, ssmmessages, and other API operations", "SSM Agent
    communications with AWS managed S3 buckets" and "Configuring Amazon CloudWatch Logs for Run Command".
    """
    patching = placement.arn("logs", f"log-group:{patch_log_group(placement)}")
    own = placement.arn("ec2", "instance/*")
    documents = (
        placement.arn("ssm", "document/*"),
        # AWS's own documents (AWS-RunPatchBaseline) are in no account.
        f"arn:{placement.partition}:ssm:{placement.region}::document/*",
    )
    return document(
        Statement(
            sid="Report",
            actions=(
                "ssm:UpdateInstanceInformation",
                "ssm:PutComplianceItems",
                "ssm:PutInventory",
                "ssm:ListInstanceAssociations",
            ),
            resources=(own,),
        ),
        Statement(
            sid="Associations",
            actions=("ssm:DescribeAssociation", "ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus"),
            resources=(own, placement.arn("ssm", "association/*"), *documents),
        ),
        Statement(sid="ReadDocuments", actions=("ssm:DescribeDocument", "ssm:GetDocument"), resources=documents),
        Statement(
            sid="AgentChannels",
            actions=(
                "ec2messages:AcknowledgeMessage",
                "ec2messages:DeleteMessage",
                "ec2messages:FailMessage",
                "ec2messages:GetEndpoint",
                "ec2messages:GetMessages",
                "ec2messages:SendReply",
                "ssm:GetDeployablePatchSnapshotForInstance",
                "ssm:GetManifest",
                "ssm:ListAssociations",
                "ssm:PutConfigurePackageResult",
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ),
            # AWS has no narrower resource for these.
        ),
        Statement(
            sid="ReadAwsBuckets",
            actions=("s3:GetObject",),
            resources=tuple(f"{placement.bucket_arn(bucket)}/*" for bucket in aws_buckets(placement.region)),
        ),
        Statement(
            sid="FindPatchLogGroup",
            actions=("logs:DescribeLogGroups",),
            resources=(placement.arn("logs", "log-group:*"),),
        ),
        Statement(
            sid="WritePatchLog",
            actions=("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
            resources=(patching, f"{patching}:*"),
        ),
        *statements,
    )
