"""The services that can be reached through an interface endpoint, and what their endpoint policies need to know."""

from enum import StrEnum
from typing import Final


class Service(StrEnum):
    """A service with an interface endpoint, as AWS names it after ``com.amazonaws.<region>.``."""

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

    @property
    def action_prefix(self) -> str:
        """The prefix of the service's IAM actions."""
        match self:
            case Service.ECR_API | Service.ECR_DKR:
                return "ecr"
            case Service.MONITORING:
                return "cloudwatch"
            case _:
                return self.value

    @property
    def own_resources_only(self) -> bool:
        """Whether all that is reached through the endpoint is in the account itself.

        Not so for documents, parameters and images that AWS owns, and for roles assumed in other accounts.
        """
        return self in _OWN_RESOURCES


_OWN_RESOURCES: Final = frozenset(
    {Service.KMS, Service.SECRETS_MANAGER, Service.LOGS, Service.SNS, Service.SQS, Service.EVENTS}
)

# What control net.endpoints asks of a VPC that holds customer data; its fifth, S3, is a gateway endpoint.
REQUIRED: Final = (Service.KMS, Service.SECRETS_MANAGER, Service.LOGS, Service.STS)
