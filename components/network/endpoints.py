"""VPC endpoints: AWS's services reached without the internet, by this account's principals only."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import pulumi
from pulumi_aws import ec2, vpc

from components.base import Component
from components.network.endpoint_policies import dynamodb_policy, interface_policy, s3_policy
from components.network.subnets import Subnets
from components.placement import Placement

_HTTPS: Final = 443


class Service(StrEnum):
    """A service that can be reached through an interface endpoint, as AWS names it after ``com.amazonaws.<region>``."""

    KMS = "kms"
    SECRETS_MANAGER = "secretsmanager"
    LOGS = "logs"
    STS = "sts"
    ECR_API = "ecr.api"
    ECR_DKR = "ecr.dkr"
    SSM = "ssm"
    SSM_MESSAGES = "ssmmessages"
    EC2_MESSAGES = "ec2messages"
    MONITORING = "monitoring"
    EVENTS = "events"
    SNS = "sns"
    SQS = "sqs"


# What control net.endpoints asks of every VPC, beside S3, which is a gateway endpoint.
REQUIRED: Final = (Service.KMS, Service.SECRETS_MANAGER, Service.LOGS, Service.STS)
