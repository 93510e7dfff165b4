"""Ready-made key grants: what each AWS service needs of a customer key, with its source pinned.

Each names the AWS guide it follows. A grant says nothing of buckets, topics or log groups: their own policies do.
"""

from typing import Final

from components.data.key_grants import USE, ContextGrant, RoleGrant, ServiceGrant
from components.placement import Placement

_EVENTBRIDGE: Final = "events.amazonaws.com"


def cloudwatch_logs(placement: Placement, log_groups: str = "*") -> ServiceGrant:
    """Lets CloudWatch Logs encrypt this account's log groups whose name matches ``log_groups``.

    Source: CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
    """
    return ServiceGrant(
        sid="EncryptLogGroups",
        service=f"logs.{placement.region}.amazonaws.com",
        actions=USE,
        condition={
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": placement.arn("logs", f"log-group:{log_groups}")},
        },
    )


def cloudtrail(placement: Placement, trail_name: str) -> ServiceGrant:
    """Lets one trail of this account write encrypted log files.

    The trail is pinned by its ARN and not by its encryption context, which ``kms:DescribeKey`` does not carry.
    ``kms:Decrypt`` is needed to create or update a trail whose bucket has an S3 Bucket Key, as ours have.
    Source: CloudTrail user guide, "Configure AWS KMS key policies for CloudTrail".
    """
    return ServiceGrant(
        sid="EncryptTrail",
        service="cloudtrail.amazonaws.com",
        actions=("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"),
        condition={"StringEquals": {"aws:SourceArn": placement.arn("cloudtrail", f"trail/{trail_name}")}},
    )


def config_delivery(placement: Placement) -> ServiceGrant:
    """Lets AWS Config write encrypted snapshots and histories of this account.

    Source: AWS Config developer guide, "Permissions for the KMS key for the AWS Config delivery channel".
    """
    return ServiceGrant(
        sid="EncryptConfigDelivery",
        service="config.amazonaws.com",
        actions=("kms:Decrypt", "kms:GenerateDataKey"),
        condition={"StringEquals": {"aws:SourceAccount": placement.account_id}},
    )


def guardduty_findings(placement: Placement) -> ServiceGrant:
    """Lets this account's GuardDuty detectors export encrypted findings.

    The detector's id is not known before it exists, so every detector of the account is meant, in whatever region:
    those of other regions export to the home archive too.
    Source: GuardDuty user guide, "Exporting generated findings to Amazon S3".
    """
    return ServiceGrant(
        sid="EncryptFindings",
        service="guardduty.amazonaws.com",
        actions=("kms:GenerateDataKey",),
        condition={
            "StringEquals": {"aws:SourceAccount": placement.account_id},
            "ArnLike": {"aws:SourceArn": placement.at("*").arn("guardduty", "detector/*")},
        },
    )


def log_delivery(placement: Placement) -> ServiceGrant:
    """Lets vended logs of this account (flow logs, resolver logs, web ACL logs) reach an encrypted bucket.

    Source: CloudWatch Logs user guide, "Logs sent to Amazon S3", server-side encryption.
    """
    return ServiceGrant(
        sid="EncryptVendedLogs",
        service="delivery.logs.amazonaws.com",
        actions=USE,
        condition={
            "StringEquals": {"aws:SourceAccount": placement.account_id},
            "ArnLike": {"aws:SourceArn": placement.arn("logs", "*")},
        },
    )


def sns_publishers(
    placement: Placement,
    services: tuple[str, ...] = ("events.amazonaws.com", "cloudwatch.amazonaws.com"),
) -> tuple[ServiceGrant, ...]:
    """Lets services of this account publish to encrypted topics, and EventBridge also use its encrypted queues.

    EventBridge sends no source keys to KMS ("not supported for EventBridge-to-encrypted topics"), so its grants are
    pinned to this account's topics and queues by their encryption context; the others are pinned to the account.
    Source: SNS developer guide, "Enable compatibility between event sources from AWS services and encrypted topics".
    """
    return tuple(grant for service in services for grant in _publisher(placement, service))


def _publisher(placement: Placement, service: str) -> tuple[ServiceGrant, ...]:
    actions = ("kms:Decrypt", "kms:GenerateDataKey")
    if service != _EVENTBRIDGE:
        condition = {"StringEquals": {"aws:SourceAccount": placement.account_id}}
        return (
            ServiceGrant(sid=f"PublishFrom{_pascal(service)}", service=service, actions=actions, condition=condition),
        )
    return (
        ServiceGrant(
            sid="EventsToTopics",
            service=service,
            actions=actions,
            condition={"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": placement.arn("sns", "*")}},
        ),
        ServiceGrant(
            sid="EventsToQueues",
            service=service,
            actions=actions,
            condition={"ArnLike": {"kms:EncryptionContext:aws:sqs:arn": placement.arn("sqs", "*")}},
        ),
    )


def _pascal(service: str) -> str:
    words = service.removesuffix(".amazonaws.com").replace("-", ".").split(".")
    return "".join(word.capitalize() for word in words)


def fargate_storage(placement: Placement, cluster_name: str) -> tuple[ServiceGrant, ServiceGrant]:
    """Lets Fargate encrypt the storage of one cluster's tasks.

    Source: Amazon ECS developer guide, "Customer managed keys for AWS Fargate ephemeral storage for Amazon ECS".
    """
    context = {
        "kms:EncryptionContext:aws:ecs:clusterAccount": placement.account_id,
        "kms:EncryptionContext:aws:ecs:clusterName": cluster_name,
    }
    return (
        ServiceGrant(
            sid="EncryptTaskStorage",
            service="fargate.amazonaws.com",
            actions=("kms:GenerateDataKeyWithoutPlaintext",),
            condition={"StringEquals": context},
        ),
        ServiceGrant(
            sid="GrantTaskStorage",
            service="fargate.amazonaws.com",
            actions=("kms:CreateGrant",),
            condition={"StringEquals": context, "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]}},
        ),
    )


def autoscaling_role_arn(placement: Placement, suffix: str) -> str:
    """The ARN of the service-linked role of EC2 Auto Scaling with this suffix, known before the role exists."""
    return (
        f"arn:{placement.partition}:iam::{placement.account_id}:role/aws-service-role/autoscaling.amazonaws.com/"
        f"AWSServiceRoleForAutoScaling_{suffix}"
    )


def autoscaling(placement: Placement, suffix: str) -> tuple[RoleGrant, RoleGrant]:
    """Lets one service-linked role of EC2 Auto Scaling start instances whose volumes are under the key.

    Source: EC2 Auto Scaling user guide, "Required AWS KMS key policy for use with encrypted volumes".
    """
    role_arn = autoscaling_role_arn(placement, suffix)
    return (
        RoleGrant(
            sid="EncryptInstanceVolumes",
            role_arn=role_arn,
            actions=USE,
        ),
        RoleGrant(
            sid="GrantInstanceVolumes",
            role_arn=role_arn,
            actions=("kms:CreateGrant",),
            condition={"Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    )


def sessions() -> ContextGrant:
    """Lets both ends of a session on a server, the agent and the person's plugin, encrypt what is typed.

    Both call KMS themselves, with the server's id in the encryption context.
    Source: Systems Manager user guide, "Turn on KMS key encryption of session data".
    """
    return ContextGrant(
        sid="EncryptSessions",
        actions=("kms:Decrypt", "kms:GenerateDataKey"),
        context={"aws:ssm:TargetId": ("i-*", "mi-*")},
    )
