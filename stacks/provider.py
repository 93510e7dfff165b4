"""The one AWS provider of a stack: pinned to its account and region, with the tags that every resource carries."""

import pulumi
import pulumi_aws as aws

from stacks.settings import Settings


def aws_provider(settings: Settings) -> aws.Provider:
    """The provider that every layer is given; the stack files switch the default one off."""
    return aws.Provider(
        "aws",
        region=settings.region,
        allowed_account_ids=[settings.account_id],
        default_tags={
            "tags": {
                "project": pulumi.get_project(),
                "stack": pulumi.get_stack(),
                "owner": settings.owner,
                "managed-by": "pulumi",
            }
        },
    )
