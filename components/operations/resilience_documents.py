"""The policies behind the experiments and the reminder of ``ResilienceTests``."""

from components.documents import Statement, document
from components.placement import Placement

_TAG = "managedByFIS"


def experiments(placement: Placement, database: str | None, cluster: str | None) -> str:
    """What an experiment may do: swap network ACLs that it made itself, and fail over the one database.

    Source: AWS managed policies AWSFaultInjectionSimulatorNetworkAccess and AWSFaultInjectionSimulatorRDSAccess, with
    the database named, and CloudWatch Logs user guide, "Logs sent to CloudWatch Logs".
    """
    acls, vpcs = placement.arn("ec2", "network-acl/*"), placement.arn("ec2", "vpc/*")
    made_here = {"StringEquals": {f"aws:RequestTag/{_TAG}": "true"}}
    ours = {"StringEquals": {f"ec2:ResourceTag/{_TAG}": "true"}}
    statements = [
        Statement(
            sid="TagOwnNetworkAcls",
            actions=("ec2:CreateTags",),
            resources=(acls,),
            condition={"StringEquals": {"ec2:CreateAction": "CreateNetworkAcl", f"aws:RequestTag/{_TAG}": "true"}},
        ),
        Statement(sid="MakeOwnNetworkAcls", actions=("ec2:CreateNetworkAcl",), resources=(acls,), condition=made_here),
        Statement(sid="MakeThemInVpcs", actions=("ec2:CreateNetworkAcl",), resources=(vpcs,)),
        Statement(
            sid="ChangeOwnNetworkAcls",
            actions=("ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAcl"),
            resources=(acls,),
            condition=ours,
        ),
        Statement(
            sid="SwapNetworkAcls",
            actions=("ec2:ReplaceNetworkAclAssociation",),
            resources=(placement.arn("ec2", "subnet/*"), acls),
        ),
        # None of these knows a resource level.
        Statement(
            sid="LookUp",
            actions=(
                "ec2:DescribeManagedPrefixLists",
                "ec2:DescribeNetworkAcls",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
                "rds:DescribeDBClusters",
                "rds:DescribeDBInstances",
            ),
        ),
        # FIS asks CloudWatch Logs for the delivery with this role; none of these knows a resource level.
        Statement(
            sid="DeliverLog",
            actions=("logs:CreateLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies"),
        ),
    ]
    if database is not None:
        statements.append(
            Statement(
                sid="FailOverDatabase",
                actions=("rds:RebootDBInstance",),
                resources=(placement.arn("rds", f"db:{database}"),),
            )
        )
    if cluster is not None:
        statements.append(
            Statement(
                sid="FailOverCluster",
                actions=("rds:FailoverDBCluster",),
                resources=(placement.arn("rds", f"cluster:{cluster}"),),
            )
        )
    return document(*statements)


def delivery(placement: Placement, log_group: str) -> str:
    """Lets vended logs reach the experiments' log group, so that FIS need not change resource policies itself."""
    return document(
        Statement(
            sid="ExperimentLogs",
            principals={"Service": ("delivery.logs.amazonaws.com",)},
            actions=("logs:CreateLogStream", "logs:PutLogEvents"),
            resources=(placement.arn("logs", f"log-group:{log_group}:log-stream:*"),),
            condition={
                "StringEquals": {"aws:SourceAccount": placement.account_id},
                "ArnLike": {"aws:SourceArn": placement.arn("logs", "*")},
            },
        )
    )


def reminder(placement: Placement, topic: str, queue: str, key_alias: str) -> str:
    """What the scheduler's role may do: tell the topic, and keep what it could not tell, both under one key."""
    services = [f"{service}.{placement.region}.amazonaws.com" for service in ("sns", "sqs")]
    return document(
        Statement(sid="Tell", actions=("sns:Publish",), resources=(placement.arn("sns", topic),)),
        Statement(sid="KeepUntold", actions=("sqs:SendMessage",), resources=(placement.arn("sqs", queue),)),
        Statement(
            sid="EncryptBoth",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(placement.arn("kms", "key/*"),),
            condition={
                "ForAnyValue:StringEquals": {"kms:ResourceAliases": key_alias},
                "StringEquals": {"kms:ViaService": services},
            },
        ),
    )
